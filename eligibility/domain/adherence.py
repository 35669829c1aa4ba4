"""Adherence as four statements that are never made into one number."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from eligibility.domain.cited import Frozen
from eligibility.domain.finding import Cite

Says = Literal["taken", "missed", "unclear"]


class AdherenceSource(Frozen):
    """One measure of how treatment is taken: what it says, its day and where it came from.

    `is_objective` is no for what the patient or the clinician says. A stale result still says what it said.
    """

    id: str
    title: str
    says: Says
    value: str
    because: str
    on: date | str | None = Field(default=None, union_mode="left_to_right")
    origin: str = "entered"
    is_objective: bool
    is_stale: bool = False
    cites: list[Cite] = []


class Measurement(Frozen):
    """How well adherence was measured. Sources that disagree both stay, and the disagreement is named."""

    summary: str
    sources: list[AdherenceSource] = []
    disagreements: list[str] = []
    not_measured: list[str] = []


class CourseUnderQuestion(Frozen):
    """A course that would count, or might, were it known to be taken: removed from the tally, or left open."""

    position: int
    drug: str
    effect: Literal["removed", "open"]
    because: str
    put_back: str


class ExplainedFailure(Frozen):
    """Whether adherence explains a failure: pseudo-refractory until shown otherwise.

    The counts are of failed drug classes as they stand, and as they would stand were these courses known to be taken.
    """

    summary: str
    courses: list[CourseUnderQuestion] = []
    classes_failed: str
    classes_failed_if_taken: str
    cites: list[Cite] = []


class AdherenceReason(Frozen):
    """Why doses are missed, whether that can be changed, and how."""

    reason: str
    label: str
    is_recorded: Literal["yes", "possible"]
    is_fixable: Literal["yes", "partly", "not_known"]
    action: str
    cites: list[Cite] = []


class Capacity(Frozen):
    """One thing that the CAR-T pathway asks of the patient, and what would help where it is not settled."""

    fact: str
    label: str
    verdict: str
    action: str = ""
    cites: list[Cite] = []


class AdherenceView(Frozen):
    """Measured how well; explains a failure or not; the reasons; capacity for the pathway. Never netted."""

    measured: Measurement
    explains: ExplainedFailure
    reasons: list[AdherenceReason] = []
    reasons_note: str = ""
    capacity: list[Capacity] = []
    equity_note: str = ""
    equity_cites: list[Cite] = []
