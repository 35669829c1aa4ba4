"""What each published standard says about the response of nephritis, side by side."""

from __future__ import annotations

from typing import Literal

from eligibility.domain.cited import Frozen
from eligibility.domain.finding import Cite, Threshold


class RenalStandard(Frozen):
    """One standard: its verdict in its own word, whether its target is met, and what it held against what."""

    id: str
    title: str
    says: str
    is_on_target: Literal["yes", "no", "unknown", "not_due"]
    due: str
    thresholds: list[Threshold] = []
    missing: list[str] = []
    cites: list[Cite] = []


class RenalMilestone(Frozen):
    """What EULAR asks for by one time since induction, and whether that time has passed, has come or lies ahead."""

    by: str
    asks: list[Threshold]
    state: Literal["passed", "due", "later", "unknown"]


class RenalStandards(Frozen):
    """The standards by name. `differ` names each pair that contradict each other; none is preferred here."""

    standards: list[RenalStandard]
    values: dict[str, str]
    differ: list[str] = []
    notes: list[str] = []
    milestones: list[RenalMilestone] = []
