"""Everything the product says about one patient on one day, with the versions that said it."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from eligibility.domain.adherence import AdherenceView
from eligibility.domain.cited import Frozen
from eligibility.domain.finding import Cite, Finding, GradedFinding
from eligibility.domain.harms import Harm
from eligibility.domain.path import LanePath, NearestChange
from eligibility.domain.renal import RenalStandards
from eligibility.domain.secondary import MissingMove, SecondaryOutput
from eligibility.domain.treatment import ClassCounts, LabelledCourse
from eligibility.domain.waiver import Waiver

LANES = ("withdrawn", "not_candidate", "not_assessable", "blocked", "deferred", "work_up", "ready")

LANE_TITLES = {
    "ready": "Complete for MDT discussion",
    "work_up": "Work-up needed",
    "deferred": "Deferred",
    "blocked": "Blocked",
    "not_assessable": "Cannot tell yet",
    "not_candidate": "Outside this profile today",
    "withdrawn": "Withdrawn",
}

VERDICT_TITLES = {"yes": "Meets", "no": "Does not meet", "unknown": "Cannot tell yet"}


class DecidingFact(Frozen):
    """A missing answer that would change the verdict: what to ask for next.

    `outcomes` maps each kind of answer to the lanes that would then still be possible.
    """

    fact: str
    label: str
    question: str
    is_decisive: bool
    settles: float
    outcomes: list[dict[str, Any]] = []


class Task(Frozen):
    """Something the planner asks for before collection, with the earliest day it allows."""

    id: str
    what: str
    why: str
    earliest: date | None = None
    cites: list[Cite] = []


class Planner(Frozen):
    """Wash-outs and other time before leukapheresis. Tasks never set the lane."""

    earliest_leukapheresis: date | None = None
    is_complete: bool = False
    tasks: list[Task] = []


class Contribution(Frozen):
    """How far one predictor moves the log-odds from the reference patient. Contributions sum exactly."""

    predictor: str
    label: str
    domain: str
    value: str
    log_odds: float
    is_known: bool
    cites: list[Cite] = []
    overlaps: list[str] = []


class SixMonthEstimate(Frozen):
    """The estimate again, six months into induction: response so far beside the findings of the first day.

    `no_response` is yes, no or unknown; `estimate` is P(fail at 12 months) given it.
    """

    title: str
    target: str
    no_response: str
    estimate: float
    interval: tuple[float, float]
    missing_bounds: tuple[float, float]
    cites: list[Cite] = []


class Prognosis(Frozen):
    """An estimate from published effects, not validated: P(fail at 12 months on conventional therapy).

    Where it is not settled whether nephritis is active, `model` is `undetermined`: there is no estimate, `reason` says
    why and `alternatives` holds what each model would say. `reference` is the average of the reference patients.
    `at_six_months` stands beside the estimate where induction began six months ago.
    """

    model: str
    setting: str
    setting_title: str
    target: str
    status: str
    estimate: float | None
    interval: tuple[float, float] | None
    missing_bounds: tuple[float, float] | None
    intercept: float | None
    reference: float | None = None
    reason: str = ""
    alternatives: dict[str, float] = Field(default_factory=dict)
    contributions: list[Contribution] = []
    by_domain: dict[str, float] = Field(default_factory=dict)
    missing: list[str] = []
    moves_most: list[MissingMove] = []
    secondary: list[SecondaryOutput] = []
    at_six_months: SixMonthEstimate | None = None
    other_settings: dict[str, float] = Field(default_factory=dict)
    warnings: list[str] = []
    cites: list[Cite] = []


class InstrumentResult(Frozen):
    """An instrument's outputs for one patient, with its version and status stored beside them."""

    id: str
    title: str
    version: str
    status: str
    outputs: dict[str, Any]
    missing: list[str] = []
    notes: list[str] = []
    cites: list[Cite] = []


class Assessment(Frozen):
    """One patient, one day, one profile. `labels` gives the clinical name of every fact that is named as missing."""

    patient_id: str
    as_of: date
    profile: str
    is_example: bool = False
    is_synthetic: bool = False
    headline: str
    reason: str
    tier: str
    urgent: list[Finding] = []
    lane: str
    lane_title: str
    possible_lanes: list[str]
    deferred_until: date | None = None
    gates: list[GradedFinding]
    grounds: dict[str, GradedFinding]
    safety: list[GradedFinding]
    readiness: list[Finding]
    planner: Planner
    deciding_facts: list[DecidingFact] = []
    paths: dict[str, LanePath] = Field(default_factory=dict)
    nearest_change: NearestChange | None = None
    prognosis: Prognosis | None = None
    harms: list[Harm] = []
    instruments: dict[str, InstrumentResult] = Field(default_factory=dict)
    trials: list[dict[str, Any]] = []
    treatments: list[LabelledCourse] = []
    class_counts: ClassCounts | None = None
    adherence: AdherenceView | None = None
    renal_standards: RenalStandards | None = None
    waivers: list[Waiver] = []
    warnings: list[str] = []
    labels: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, Any] = Field(default_factory=dict)

    def label(self, fact: str) -> str:
        """What a clinician calls a fact that is named as missing."""
        return self.labels.get(fact, fact.replace("_", " "))
