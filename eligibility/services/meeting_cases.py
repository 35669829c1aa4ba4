"""What lies before the meeting about one patient: the newest assessment, its record, and which rules made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eligibility.domain.assessment import Assessment
from eligibility.domain.faults import InputFault
from eligibility.domain.meeting_case import AssessmentRef
from eligibility.domain.record import PatientRecord
from eligibility.services import patients, storage
from eligibility.store.kept_assessments import assessment_by_id, newest_assessment
from eligibility.store.patients import KeptAssessment


@dataclass(frozen=True)
class Case:
    """A patient's assessment with the record that it was made from."""

    patient: str
    assessment: Assessment
    record: PatientRecord
    ref: AssessmentRef


def newest_case(patient: str) -> Case:
    """The newest assessment of a patient or an example. Raises InputFault where there is none yet."""
    if patient.startswith(patients.EXAMPLE_KEY):
        assessment, record = patients.example_assessment(patient), patients.example_records()[patient]
        return Case(patient, assessment, record, ref_of(assessment, None))
    kept = newest_assessment(storage.database(), as_id(patient))
    if kept is None:
        raise InputFault(
            "This patient has not been assessed yet.",
            "The meeting would have nothing before it.",
            "Finish the record and assess it; then propose the patient again.",
        )
    return _case(kept)


def case_of(assessment: str | None, patient: str) -> Case | None:
    """The assessment that lay before an earlier meeting; an example has only the one."""
    if assessment is None:
        return newest_case(patient) if patient.startswith(patients.EXAMPLE_KEY) else None
    kept = assessment_by_id(storage.database(), as_id(assessment))
    return None if kept is None else _case(kept)


def ref_of(assessment: Assessment, id: str | None) -> AssessmentRef:
    """The assessment by its id and the versions of everything that made it."""
    versions: dict[str, Any] = assessment.versions
    profile = versions.get("profile") or {}
    return AssessmentRef(
        assessment=id,
        as_of=assessment.as_of,
        lane=assessment.lane,
        lane_title=assessment.lane_title,
        tier=assessment.tier,
        profile=assessment.profile,
        profile_hash=str(profile.get("hash", "")),
        knowledge=str(versions.get("knowledge", "")),
        model=str(versions.get("model", "")),
        app=str(versions.get("app", "")),
    )


def fact(record: PatientRecord, name: str) -> Any:
    """A fact's value as entered, without its unit and day; None when it is not known."""
    given = record.facts.get(name)
    return given.get("value") if isinstance(given, dict) else given


def as_id(key: str) -> UUID:
    """The id behind a key, or an InputFault that tells nothing about it."""
    try:
        return UUID(key)
    except ValueError:
        raise InputFault(
            "There is nothing behind this link in this installation.",
            "It may belong to another installation.",
            "Go back to the list and open it from there.",
        ) from None


def _case(kept: KeptAssessment) -> Case:
    assessment = Assessment.model_validate(kept.output)
    record = PatientRecord.model_validate(kept.inputs["record"])
    return Case(str(kept.patient_id), assessment, record, ref_of(assessment, str(kept.id)))
