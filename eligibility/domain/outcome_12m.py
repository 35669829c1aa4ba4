"""What became of a patient a year after an assessment, as a person recorded it, beside what had been predicted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from eligibility.domain.cited import Frozen

OutcomeCode = Literal["response", "no_response", "rescue", "kidney_failure", "death", "cellular_therapy", "lost"]
OUTCOME_TITLES: dict[OutcomeCode, str] = {
    "response": "In response (complete renal response, or low disease activity)",
    "no_response": "Not in response",
    "rescue": "Rescue, or a new class begun because therapy failed",
    "kidney_failure": "Kidney failure",
    "death": "Died",
    "cellular_therapy": "Had cellular therapy before 12 months",
    "lost": "Not known (lost to follow-up, or not judged)",
}
# Judged at the visit around 12 months; the other endings count from the day they happen.
JUDGED_AT_VISIT: tuple[OutcomeCode, ...] = ("response", "no_response")
FAILED: tuple[OutcomeCode, ...] = ("no_response", "rescue", "kidney_failure", "death")
# Nothing is known of conventional therapy at 12 months: these rows are counted and never learnt from.
NOT_USABLE: tuple[OutcomeCode, ...] = ("cellular_therapy", "lost")


def failed(outcome: OutcomeCode) -> bool | None:
    """Whether conventional therapy failed by 12 months; None where nobody can say."""
    return None if outcome in NOT_USABLE else outcome in FAILED


class Outcome12m(Frozen):
    """One entry about one assessment. A correction is a new entry that names the one it replaces."""

    id: str
    assessment: str
    outcome: OutcomeCode
    happened_on: date | None
    note: str = ""
    replaces: str | None = None
    recorded_by: str
    recorded_at: datetime


class PredictedAndSeen(Frozen):
    """A prediction as it was stored with an assessment, and the outcome that stands for it today, if any."""

    patient: str
    pseudonym: str
    assessment: str
    as_of: date
    due_from: date
    due_until: date
    model: str
    setting: str
    model_version: str
    estimate: float | None
    interval: tuple[float, float] | None
    is_first: bool
    outcome: Outcome12m | None = None

    @property
    def is_failed(self) -> bool | None:
        """Whether it failed; None without an outcome, or with one that tells nothing."""
        return None if self.outcome is None else failed(self.outcome.outcome)
