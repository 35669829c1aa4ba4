"""Whether a newer assessment of the same patient is kept than the one in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eligibility.domain.assessment import Assessment
from eligibility.domain.record import PatientRecord
from eligibility.report import payload
from eligibility.report.values import day
from eligibility.services import storage
from eligibility.services.clock import in_clinic
from eligibility.store.patients import KeptAssessment, PatientStore

NOT_KEPT = "Whether it is superseded cannot be told: this installation keeps no assessment of this patient."
NEWEST = "It is the newest assessment that this installation keeps of this patient."
ELSEWHERE = "It is not among the assessments kept of a patient of this pseudonym: which is newer cannot be told."


@dataclass(frozen=True)
class Standing:
    """Yes, no, or not to be told; and the sentence that says so."""

    is_superseded: bool | None
    words: str


def kept_of(key: str) -> list[KeptAssessment]:
    """The assessments kept of one patient; none of an example, or of a record that is not kept here."""
    try:
        patient = UUID(key)
    except ValueError:
        return []
    return PatientStore(storage.database()).assessments(patient)


def record_behind(made: Assessment, kept: list[KeptAssessment]) -> PatientRecord | None:
    """The record that this very assessment was made from, where it is kept."""
    said = _said(made)
    for each in kept:
        if _said(Assessment.model_validate(each.output)) == said:
            return PatientRecord.model_validate(each.inputs["record"])
    return None


def superseded(made: Assessment, kept: list[KeptAssessment]) -> Standing:
    """Held against what is kept of this patient. An older day than the newest kept is enough to call it superseded."""
    if not kept:
        return Standing(None, NOT_KEPT)
    newest, said = max(kept, key=lambda each: each.created_at), _said(made)
    if _said(Assessment.model_validate(newest.output)) == said:
        return Standing(False, NEWEST)
    if newest.as_of > made.as_of or any(_said(Assessment.model_validate(each.output)) == said for each in kept):
        made_on = day(in_clinic(newest.created_at).date())
        return Standing(True, f"Superseded. A newer one was made on {made_on}, assessed {day(newest.as_of)}.")
    return Standing(None, ELSEWHERE)


def _said(assessment: Assessment) -> dict[str, Any]:
    """What an assessment says of the patient; trials are added when it is written down, and do not make it another."""
    return payload.canonical(assessment.model_copy(update={"trials": []}))
