"""A registered trial: what it asks for, what was seen of it, and what it says about one patient.

What was not published is *not stated*, which is never *not required*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from eligibility.domain.cited import Citation, Frozen
from eligibility.domain.condition import Criterion
from eligibility.domain.finding import Finding

# In the order of their codes: a trial is as far from fitting as its worst criterion.
TRIAL_VERDICTS = ("does_not_fit", "unknown", "no_criterion_failed")
TRIAL_VERDICT_TITLES = {
    "no_criterion_failed": "No criterion failed",
    "unknown": "Cannot tell yet",
    "does_not_fit": "Does not fit",
}

Confidence = Literal["high", "medium", "low", "index_only"]
Modality = Literal["autologous", "allogeneic", "car_nk", "in_vivo"]
Phase = Literal["early 1", "1", "1/2", "2", "3", "not applicable"]
TrialStatus = Literal[
    "recruiting",
    "not_yet_recruiting",
    "enrolling_by_invitation",
    "active_not_recruiting",
    "suspended",
    "completed",
    "withdrawn",
    "unknown",
]


MAY_ENROL = ("recruiting", "not_yet_recruiting", "enrolling_by_invitation")


class TrialHead(Frozen):
    """What a trial is, where it stands, and how much of its text was read.

    `status` is the registry's word on `status_seen_on`; `last_seen` is the day (or month, or year) that the text read
    carries, and absent where the page had no date. `takes_minors` is absent where no age was seen.
    """

    nct: str = Field(pattern=r"^NCT\d{8}$")
    title: str
    product: str
    sponsor: str | None = None
    targets: tuple[str, ...] = Field(min_length=1)
    modality: Modality
    phase: Phase | None = None
    status: TrialStatus | None = None
    status_seen_on: str | None = None
    last_seen: str | None = None
    ages: str | None = None
    takes_minors: bool | None = None
    population: str | None = None
    confidence: Confidence
    is_read: bool
    inclusion_seen: str
    exclusion_seen: str
    versions: str | None = None
    note: str | None = None

    @property
    def may_enrol(self) -> bool:
        """Whether the registry's word on its status leaves room for a patient, now or soon."""
        return self.status in MAY_ENROL


@dataclass(frozen=True, slots=True)
class Trial:
    """A registered trial with its criteria; free text that no criterion carries stands in `not_modelled`."""

    head: TrialHead
    citation: Citation
    criteria: tuple[Criterion, ...]
    not_modelled: tuple[str, ...]
    link: str | None

    @property
    def nct(self) -> str:
        return self.head.nct


class TrialMatch(TrialHead):
    """What a trial says about one patient.

    `no_criterion_failed` holds on the `modelled` criteria alone; `to_check` more are free text to check by hand.
    `notes` says of single criteria, by their id, how the text was read.
    """

    verdict: Literal["does_not_fit", "unknown", "no_criterion_failed"]
    modelled: int
    to_check: int
    reason: str
    caution: str | None = None
    not_modelled: tuple[str, ...] = ()
    link: str | None = None
    findings: list[Finding] = []
    notes: dict[str, str] = Field(default_factory=dict)
