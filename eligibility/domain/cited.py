"""A source, and a value that says where it came from."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EvidenceKind = Literal["guideline", "trial_criterion", "consensus", "cohort", "local"]
Status = Literal["checked", "provisional", "draft", "retired"]


def place_code(source: str, locator: str) -> str:
    """A short code for one place in one source, by which a link leads to that one number."""
    return sha256(f"{source}\n{locator}".encode()).hexdigest()[:10]


class Frozen(BaseModel):
    """Base of every immutable noun that is read from data or written to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Frozen):
    """A publication, registry text, guideline or the team itself, with the day it was last checked."""

    id: str
    title: str
    citation: str | None = None
    link: str | None = None
    checked_on: date
    status: Status = "checked"
    note: str | None = None


class Extreme(Frozen):
    """The strictest or laxest published value behind a consensus threshold."""

    value: float | int | str
    source: str


class Cited(Frozen):
    """A number that a guideline group could change, with where it comes from and how sure that is."""

    value: float | int | str | bool
    unit: str | None = None
    source: str
    locator: str
    evidence: EvidenceKind
    checked_on: date
    status: Status = "checked"
    strictest: Extreme | None = None
    laxest: Extreme | None = None
    note: str | None = None

    @property
    def number(self) -> float:
        return float(self.value)


class Citation(Frozen):
    """Where a sentence or rule comes from when it carries no number of its own."""

    source: str
    locator: str
    evidence: EvidenceKind
    checked_on: date
    status: Status = "checked"
    note: str | None = None


class PlausibleLimits(Frozen):
    """Values outside are kept, and a person confirms them."""

    min: float | None = None
    max: float | None = None
    reason: str


class HardLimits(Frozen):
    """Values outside are errors."""

    min: float | None = None
    max: float | None = None
    reason: str


Kind = Literal["number", "flag", "choice", "set", "date", "text", "series"]


class Section(Frozen):
    """One section of the record form: facts name it, and the form shows the sections in their order."""

    id: str
    label: str
    hint: str


class FactDefinition(Frozen):
    """One fact of the patient record: what it is called, what it means, its unit and its limits.

    `unit_required`: a value given as a block must name its unit; a bare value is in the unit of the fact's own name.
    `allows_never`: `never` answers the question on which day (an event that did not happen).
    """

    id: str
    label: str
    meaning: str
    kind: Kind
    section: str
    unit: str | None = None
    accepted_units: tuple[str, ...] = ()
    unit_required: bool = False
    values: tuple[str, ...] = ()
    value_labels: dict[str, str] = Field(default_factory=dict)
    hard: HardLimits | None = None
    plausible: PlausibleLimits | None = None
    stale_after_days: Cited | None = None
    allows_never: bool = False
    can_change: bool = True
    is_identifying: bool = False


class UnitConversion(Frozen):
    """How one accepted unit becomes the canonical one: `canonical = value * factor` (exact decimals)."""

    quantity: str
    unit: str
    canonical: str
    factor: str
    citation: Citation


class DoseRule(Frozen):
    """The least dose that counts as an adequate trial, for one way of giving the drug.

    Rules of one drug are alternatives: meeting any is adequate. `doses_given` is the least number of doses this way.
    """

    unit: str
    minimum: Cited
    route: str | None = None
    frequency: str | None = None
    doses_given: Cited | None = None


class Drug(Frozen):
    """A drug of the treatment list: its class, what counts as an adequate trial, and its wash-out.

    `counts_as` is the class when failures are counted; `drug_class` is its name for people. `is_observed` is None
    when it depends on the route, which the entry does not state. An `is_fixed_course` drug is given as a set number of
    doses: its weeks run from the first dose to the day its effect is judged. With a `washout_ceiling` the daily dose
    must be at or under it for `washout_days`; without one the last dose must be that many days ago. A drug without
    `washout_days` has no wash-out that is known.
    """

    id: str
    label: str
    drug_class: str
    counts_as: str
    role: Literal["glucocorticoid", "antimalarial", "immunosuppressant", "biologic", "procedure", "other"]
    is_induction: bool = False
    is_observed: bool | None = False
    is_fixed_course: bool = False
    aliases: tuple[str, ...] = ()
    adequate_dose: tuple[DoseRule, ...] = ()
    maintenance_dose: tuple[DoseRule, ...] = ()
    adequate_weeks: Cited | None = None
    adequate_weeks_nephritis: Cited | None = None
    adequate_doses_given: Cited | None = None
    washout_days: Cited | None = None
    washout_ceiling: Cited | None = None
    washout_note: str | None = None
    note: str | None = None
