"""A source, and a value that says where it came from."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EvidenceKind = Literal["guideline", "trial_criterion", "consensus", "cohort", "local"]
Status = Literal["checked", "provisional", "draft", "retired"]


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


class FactDefinition(Frozen):
    """One fact of the patient record: what it is called, what it means, its unit and its limits."""

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
    """The least dose that counts as an adequate trial, for one way of giving the drug."""

    unit: str
    minimum: Cited
    route: str | None = None
    frequency: str | None = None


class Drug(Frozen):
    """A drug of the treatment list: its class, what counts as an adequate trial, and its wash-out."""

    id: str
    label: str
    drug_class: str
    counts_as: str
    role: Literal["glucocorticoid", "antimalarial", "immunosuppressant", "biologic", "procedure", "other"]
    is_induction: bool = False
    is_observed: bool = False
    aliases: tuple[str, ...] = ()
    adequate_dose: tuple[DoseRule, ...] = ()
    adequate_weeks: Cited | None = None
    adequate_weeks_nephritis: Cited | None = None
    adequate_doses_given: Cited | None = None
    washout_days: Cited | None = None
    washout_note: str | None = None
    note: str | None = None
