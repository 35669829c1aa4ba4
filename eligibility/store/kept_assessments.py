"""Stored assessments as a meeting needs them: the newest of one patient, one by its id, and the lanes at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from eligibility.store.database import Database
from eligibility.store.patients import KeptAssessment
from eligibility.store.tables import AssessmentRow, PatientRow


def newest_assessment(database: Database, patient: UUID) -> KeptAssessment | None:
    """The newest assessment of a patient, when there is one."""
    query = (
        select(AssessmentRow)
        .where(AssessmentRow.patient_id == patient)
        .order_by(AssessmentRow.created_at.desc())
        .limit(1)
    )
    with database.reading() as session:
        return _kept(session.scalar(query))


def assessment_by_id(database: Database, assessment: UUID) -> KeptAssessment | None:
    """One stored assessment, as it was made."""
    with database.reading() as session:
        return _kept(session.get(AssessmentRow, assessment))


def summaries_at(database: Database, moment: datetime | None = None) -> dict[UUID, tuple[str, dict[str, Any]]]:
    """Pseudonym and summary of every patient's newest assessment, as things stood at a moment (or stand now)."""
    newest = select(AssessmentRow.patient_id, func.max(AssessmentRow.created_at).label("at"))
    if moment is not None:
        newest = newest.where(AssessmentRow.created_at <= moment)
    last = newest.group_by(AssessmentRow.patient_id).subquery()
    query = (
        select(AssessmentRow.patient_id, PatientRow.pseudonym, AssessmentRow.summary)
        .join(last, (last.c.patient_id == AssessmentRow.patient_id) & (last.c.at == AssessmentRow.created_at))
        .join(PatientRow, PatientRow.id == AssessmentRow.patient_id)
    )
    with database.reading() as session:
        return {key: (pseudonym or "", summary) for key, pseudonym, summary in session.execute(query)}


def _kept(row: AssessmentRow | None) -> KeptAssessment | None:
    if row is None:
        return None
    return KeptAssessment(row.id, row.patient_id, row.as_of, row.inputs, row.output, row.created_at, row.created_by)
