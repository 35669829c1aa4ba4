"""What a centre lays down for its meeting: decision codes, reasons, roles, quorum, and the places every case has."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from eligibility.domain.cited import Citation, Cited, Frozen

DecisionKind = Literal["refer", "defer", "alternative", "not_recommended", "patient", "not_decided"]
Asks = Literal["nothing", "conditions", "alternative", "relist_on", "signpost"]


class DecisionCode(Frozen):
    """One decision the meeting may record: its title, its kind, and which further field it asks for."""

    code: str
    title: str
    kind: DecisionKind
    asks: Asks = "nothing"
    needs_patient_view: bool = True
    source: Citation


class ReasonCode(Frozen):
    """One kind of reason, so that decisions can be counted."""

    id: str
    title: str


class ClinicalRole(Frozen):
    """A role at the table. `required`: always, only for a question about the kidney, or never."""

    id: str
    title: str
    required: Literal["always", "renal_question", "never"] = "never"


class PlaceRule(Frozen):
    """A place that every case has: the hint, and short answers to choose from where there are any."""

    id: str
    title: str
    hint: str
    answers: dict[str, str] = Field(default_factory=dict)
    source: Citation


class StandardOption(Frozen):
    """A standard treatment: it counts as used when the history holds one of these drugs."""

    id: str
    title: str
    drugs: tuple[str, ...]


class MinimumFact(Frozen):
    """What a case cannot be discussed without. One of the facts or instrument outputs answers it; all, when `every`."""

    what: str
    facts: tuple[str, ...]
    outputs: tuple[str, ...] = ()
    every: bool = False


class AgeBands(Citation):
    """The age at which each band begins; below the first is a band of its own."""

    values: dict[str, int]
    unit: str

    @property
    def starts(self) -> list[int]:
        return sorted(self.values.values())


class MeetingRules(Frozen):
    """All of it, with the sources."""

    codes: tuple[DecisionCode, ...]
    reasons: tuple[ReasonCode, ...]
    reasons_source: Citation
    roles: tuple[ClinicalRole, ...]
    roles_source: Citation
    least_present: Cited
    oldest_assessment: Cited
    small_number: Cited
    age_bands: AgeBands
    minimum: tuple[MinimumFact, ...]
    minimum_source: Citation
    options: tuple[StandardOption, ...]
    places: tuple[PlaceRule, ...]
    fludarabine_fraction: Cited

    def code(self, code: str) -> DecisionCode:
        return next(known for known in self.codes if known.code == code)

    def place(self, place: str) -> PlaceRule:
        return next(known for known in self.places if known.id == place)
