"""The shortest way from what is known today to a settled lane, and the nearest change that would alter the verdict."""

from __future__ import annotations

from typing import Literal

from eligibility.domain.cited import Frozen


class PathAnswer(Frozen):
    """One answer on the way. `answer` is empty where several facts settle a question only together."""

    fact: str
    label: str
    answer: str = ""
    now: str = "not known"


class LanePath(Frozen):
    """How few answers could settle one lane that is still possible.

    `is_exact`: no smaller number can. Otherwise it is at most this number; without any, the lane needs a new finding
    rather than an answer. `to_arrange` are readiness items that were answered no and would have to be arranged.
    """

    lane: str
    lane_title: str
    answers: list[PathAnswer] = []
    count: int | None
    is_exact: bool
    says: str
    to_arrange: list[str] = []


class NearestChange(Frozen):
    """For a patient outside the profile: the fewest facts whose change would bring the patient in.

    Hypothetical, and never saved as an assessment.
    """

    changes: list[PathAnswer] = []
    count: int | None
    is_exact: bool
    is_hypothetical: Literal[True] = True
    says: str
