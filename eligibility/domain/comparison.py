"""Two or more profiles side by side on one patient, and the threshold that makes the difference."""

from __future__ import annotations

from datetime import date

from eligibility.domain.cited import Cited, Frozen


class ProfileColumn(Frozen):
    """One profile's answer as a whole."""

    name: str
    title: str
    hash: str
    lane: str
    lane_title: str
    possible_lanes: list[str]
    merit: str


class DifferingThreshold(Frozen):
    """One question that the profiles ask with different values; none where a profile does not ask it at all.

    `verdicts` is what each says of this patient by that question alone; `decides` is whether they differ.
    """

    what: str
    values: dict[str, Cited | None]
    verdicts: dict[str, str]
    decides: bool


class ComparedCriterion(Frozen):
    """One criterion under each profile; `not in this profile` where it is not asked."""

    id: str
    group: str
    statement: str
    verdicts: dict[str, str]
    possible: dict[str, list[str]]
    differs: bool
    thresholds: list[DifferingThreshold] = []


class ProfileComparison(Frozen):
    """Columns are profiles in the order asked for, rows are criteria; `differs` lists the rows that do."""

    patient_id: str
    as_of: date
    profiles: list[ProfileColumn]
    criteria: list[ComparedCriterion]
    differs: list[str]
    says: str
