"""A treatment course with what it counts as, and the working that says why."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from eligibility.domain.cited import Cited, Frozen
from eligibility.domain.finding import Cite

Label = Literal["failed", "intolerant", "inadequate", "not_failed", "declined", "unknown"]


class DoseWorking(Frozen):
    """One published least dose that the course was held against; rules of one drug are alternatives."""

    least: str
    how: str = ""
    cited: Cited


class DaySpan(Frozen):
    """The days between which something happened; both the same when the day itself is known."""

    earliest: date
    latest: date


class ClassCount(Frozen):
    """One drug class (or several that a profile counts as one) with the courses that speak for it.

    `state` is failed, may_have_failed (a course of it is not settled), intolerant, or not_failed.
    """

    name: str
    state: Literal["failed", "may_have_failed", "intolerant", "not_failed"]
    positions: list[int]


class ClassCounts(Frozen):
    """How many drug classes failed, as an interval, and what a complete list would make of it.

    `if_complete` is the count were the listed courses all there were; an incomplete list raises only the upper bound.
    """

    is_complete: Literal["yes", "no", "unknown"]
    failed: str
    failed_if_complete: str
    failed_or_intolerant: str
    failed_or_intolerant_if_complete: str
    classes: list[ClassCount] = []


class LabelledCourse(Frozen):
    """What a course counts as under one profile: failed, intolerant, inadequate, not_failed, declined or unknown.

    The time asked is the longer of the profile's floor and the drug's own minimum; both stand here. Where a drug has no
    published minimum, `own_minimum` is empty; where the indication is not known, both of its minima are there.
    """

    position: int
    drug: str
    drug_class: str
    label: Label
    is_counted: bool
    dose: str
    dose_rules: list[DoseWorking] = []
    is_dose_adequate: str
    weeks: str
    floor_weeks: Cited
    own_minimum: dict[str, Cited] = Field(default_factory=dict)
    required_weeks: str
    least_doses_given: Cited | None = None
    doses_given: str = "not known"
    is_time_adequate: str
    adherence: str
    is_adherent: str
    indication: str
    outcome: str
    fell_short: str
    working: list[str] = []
    cites: list[Cite] = []
    started: DaySpan | None = None
    stopped: DaySpan | None = None
    is_current: Literal["yes", "no", "unknown"] = "unknown"
    entered: dict[str, Any] = Field(default_factory=dict)
