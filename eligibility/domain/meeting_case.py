"""One case as it lies before the meeting: a single screen, with nothing on it that decides."""

from __future__ import annotations

from datetime import date

from eligibility.domain.cited import Frozen


class AssessmentRef(Frozen):
    """Which assessment lay before the meeting, and the exact rules that made it."""

    assessment: str | None
    as_of: date
    lane: str
    lane_title: str
    tier: str
    profile: str
    profile_hash: str
    knowledge: str
    model: str
    app: str


class Change(Frozen):
    """One thing that is no longer as it was. `kind`: lane, tier, urgent, gates, grounds, safety, readiness, fact."""

    kind: str
    what: str
    before: str
    after: str


class CaseLine(Frozen):
    """One line of the card: a verdict's scale and word, the sentence beside it, and an action where there is one."""

    scale: str
    verdict: str
    words: str
    action: str = ""


class CaseOption(Frozen):
    """A standard option: whether it was used already, as far as the record says."""

    id: str
    title: str
    used: str
    words: str = ""


class CaseCard(Frozen):
    """One case on one screen: who (masked), the question, the three axes, what is open, and what changed.

    `earliest_collection` is given only where every wash-out could be worked out. `estimate` is empty while it is hidden
    (own view first) or where there is none; `estimate_hidden` tells which.
    """

    item: str
    number: int
    of: int
    masked_name: str
    who: str
    question: str
    ref: AssessmentRef
    headline: str
    reason: str
    urgent: list[str] = []
    gates: list[CaseLine] = []
    grounds: list[CaseLine] = []
    safety: list[CaseLine] = []
    safety_open: int = 0
    safety_clear: int = 0
    readiness_met: int = 0
    readiness_of: int = 0
    readiness_open: list[str] = []
    deciding: list[str] = []
    preference: str = ""
    options: list[CaseOption] = []
    earliest_collection: date | None = None
    fludarabine: str = ""
    estimate: str = ""
    estimate_hidden: bool = False
    changes: list[Change] = []
    changed_since: date | None = None
    days_waiting: int | None = None
