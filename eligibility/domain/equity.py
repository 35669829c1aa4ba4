"""Who reaches which stage, counted by group; small numbers withheld so that nobody can be picked out."""

from __future__ import annotations

from eligibility.domain.cited import Frozen

STAGES = ("assessed", "listed", "banded", "recommended", "decided")
STAGE_TITLES = {
    "assessed": "Assessed",
    "listed": "On an agenda",
    "banded": "Ranked in a band",
    "recommended": "Referred (R1, R2)",
    "decided": "Decided",
}
STAGE_MEANINGS = {
    "assessed": "has a stored assessment in this installation",
    "listed": "was on the agenda of at least one meeting",
    "banded": "stands in a lane that is ranked today",
    "recommended": "the last outcome is a referral",
    "decided": "the last outcome is a decision of any kind",
}


class GroupCount(Frozen):
    """One group at every stage. None stands for a number that is withheld, for itself or to protect another."""

    group: str
    counts: dict[str, int | None]


class EquityTable(Frozen):
    """One way of grouping, with the totals of each stage; a total is withheld where it would give a number away."""

    name: str
    title: str
    groups: list[GroupCount]
    totals: dict[str, int | None]

    @property
    def has_withheld(self) -> bool:
        return any(count is None for row in (*self.groups_counts, self.totals) for count in row.values())

    @property
    def groups_counts(self) -> list[dict[str, int | None]]:
        return [group.counts for group in self.groups]
