"""A treatment course with what it counts as, and the working that says why."""

from __future__ import annotations

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
    entered: dict[str, Any] = Field(default_factory=dict)
