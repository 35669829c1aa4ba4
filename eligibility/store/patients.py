"""Patients kept and found again. A write names the version it was based on, and stands in the audit or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eligibility.domain.faults import Conflict, InputFault
from eligibility.domain.people import Person
from eligibility.store import audit
from eligibility.store.database import Database
from eligibility.store.identifiers import IdentifierRow
from eligibility.store.tables import AssessmentRow, PatientRow


@dataclass(frozen=True)
class KeptPatient:
    """A patient as stored. `record` is the last saved record, `draft` what is being written."""

    id: UUID
    pseudonym: str | None
    record: dict[str, Any] | None
    draft: dict[str, Any] | None
    version: int
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True)
class NewAssessment:
    """An assessment about to be kept: all of it, the row it makes in a list, and its versions."""

    as_of: date
    inputs: dict[str, Any]
    output: dict[str, Any]
    summary: dict[str, Any]
    versions: dict[str, Any]


@dataclass(frozen=True)
class KeptAssessment:
    """An assessment as it was made."""

    id: UUID
    patient_id: UUID
    as_of: date
    inputs: dict[str, Any]
    output: dict[str, Any]
    created_at: datetime
    created_by: str


@dataclass(frozen=True)
class Overview:
    """One patient as a list shows it; `summary` belongs to the newest assessment."""

    id: UUID
    pseudonym: str | None
    draft: dict[str, Any] | None
    updated_at: datetime
    summary: dict[str, Any] | None
    assessed_at: datetime | None


class PatientStore:
    """The patients and assessments of one database."""

    def __init__(self, database: Database):
        self.database = database

    def get(self, patient: UUID) -> KeptPatient:
        """The patient, or an InputFault when there is none of that id."""
        with self.database.reading() as session:
            return _kept(_found(session.get(PatientRow, patient)))

    def overview(self) -> list[Overview]:
        """Every patient, the one who came first first."""
        newest = (
            select(AssessmentRow.patient_id, func.max(AssessmentRow.created_at).label("at"))
            .group_by(AssessmentRow.patient_id)
            .subquery()
        )
        query = (
            select(
                PatientRow.id,
                PatientRow.pseudonym,
                PatientRow.draft,
                PatientRow.updated_at,
                AssessmentRow.summary,
                AssessmentRow.created_at,
            )
            .outerjoin(newest, newest.c.patient_id == PatientRow.id)
            .outerjoin(
                AssessmentRow,
                (AssessmentRow.patient_id == PatientRow.id) & (AssessmentRow.created_at == newest.c.at),
            )
            .order_by(PatientRow.created_at)
        )
        with self.database.reading() as session:
            return [Overview(*row) for row in session.execute(query)]

    def saved(self) -> list[KeptPatient]:
        """Every patient with a saved record, the one who came first first."""
        query = select(PatientRow).where(PatientRow.record.is_not(None)).order_by(PatientRow.created_at)
        with self.database.reading() as session:
            return [_kept(row) for row in session.scalars(query) if row.record is not None]

    def keep_draft(
        self, draft: dict[str, Any], by: Person, patient: UUID | None = None, version: int | None = None
    ) -> KeptPatient:
        """Keeps unfinished work: a new patient when none is named."""
        with self.database.writing() as session:
            row = _row_to_write(session, patient, version, by)
            before, row.draft = row.draft, draft
            session.flush()
            audit.record(session, by, "patient.draft", str(row.id), *audit.differing(_content(before), _content(draft)))
            return _kept(row)

    def keep_record(
        self,
        pseudonym: str,
        record: dict[str, Any],
        by: Person,
        patient: UUID | None = None,
        version: int | None = None,
        assessment: NewAssessment | None = None,
    ) -> KeptPatient:
        """Keeps a finished record, with its assessment, and drops the draft: all of it or nothing."""
        with self.database.writing() as session:
            other = session.scalar(select(PatientRow.id).where(PatientRow.pseudonym == pseudonym))
            if other is not None and other != patient:
                raise _taken()
            row = _row_to_write(session, patient, version, by)
            before = row.record
            row.pseudonym, row.record, row.draft = pseudonym, record, None
            try:
                session.flush()
            except IntegrityError:
                # Somebody took it between the question and the write.
                raise _taken() from None
            audit.record(session, by, "patient.save", str(row.id), *audit.differing(before, record))
            if assessment is not None:
                made = _assessment_row(row.id, assessment, by)
                session.add(made)
                session.flush()
                said = {"assessment": str(made.id), "as_of": made.as_of.isoformat(), **assessment.summary}
                said["digest"] = audit.digest_of(assessment.inputs, assessment.output)
                audit.record(session, by, "assessment.make", str(row.id), None, said, assessment.versions)
            return _kept(row)

    def drop_draft(self, patient: UUID, version: int, by: Person) -> None:
        """Drops unfinished work, and the patient with it when nothing was ever saved."""
        with self.database.writing() as session:
            row = _row_to_write(session, patient, version, by)
            audit.record(session, by, "patient.drop_draft", str(row.id), _content(row.draft), {})
            if row.record is None:
                if (who := session.get(IdentifierRow, row.id)) is not None:
                    session.delete(who)
                    session.flush()
                session.delete(row)
            else:
                row.draft = None

    def assessments(self, patient: UUID) -> list[KeptAssessment]:
        """Every assessment of one patient, the newest first."""
        query = (
            select(AssessmentRow)
            .where(AssessmentRow.patient_id == patient)
            .order_by(AssessmentRow.created_at.desc())
        )
        with self.database.reading() as session:
            return [
                KeptAssessment(
                    row.id, row.patient_id, row.as_of, row.inputs, row.output, row.created_at, row.created_by
                )
                for row in session.scalars(query)
            ]


    def versions_of_all(self) -> list[tuple[UUID, UUID, date, datetime, str, dict[str, Any]]]:
        """Of every assessment its id, patient, day, when and by whom it was made, its versions; the oldest first."""
        query = select(
            AssessmentRow.id,
            AssessmentRow.patient_id,
            AssessmentRow.as_of,
            AssessmentRow.created_at,
            AssessmentRow.created_by,
            AssessmentRow.versions,
        ).order_by(AssessmentRow.created_at)
        with self.database.reading() as session:
            return [tuple(row) for row in session.execute(query)]


def _found(row: PatientRow | None) -> PatientRow:
    if row is None:
        raise InputFault(
            "There is no patient behind this link in this installation.",
            "The patient may belong to another installation, or the draft was discarded.",
            "Open the patient from the worklist.",
        )
    return row


def _taken() -> Conflict:
    return Conflict(
        "Another patient of this installation already has this pseudonym.",
        "Two patients under one pseudonym would be taken for each other.",
        "Open that patient from the worklist, or choose another pseudonym.",
        where="patient_id",
    )


def _content(draft: dict[str, Any] | None) -> dict[str, Any]:
    """What a draft says about the patient, apart from what was confirmed."""
    return (draft or {}).get("record") or {}


def _row_to_write(session: Session, patient: UUID | None, version: int | None, by: Person) -> PatientRow:
    now = datetime.now(UTC)
    if patient is None:
        row = PatientRow(id=uuid4(), version=1, created_at=now, created_by=by.name, updated_at=now, updated_by=by.name)
        session.add(row)
        return row
    row = _found(session.get(PatientRow, patient, with_for_update=True))
    if row.version != version:
        raise Conflict(
            "Somebody else changed this patient after you opened it.",
            "Saving now would erase what they wrote, so yours is not saved yet; it is not lost either.",
            "Compare what is stored now with yours, then put yours on top of it or take what is stored.",
        )
    row.version, row.updated_at, row.updated_by = row.version + 1, now, by.name
    return row


def _assessment_row(patient: UUID, new: NewAssessment, by: Person) -> AssessmentRow:
    return AssessmentRow(
        patient_id=patient,
        as_of=new.as_of,
        inputs=new.inputs,
        output=new.output,
        summary=new.summary,
        versions=new.versions,
        created_at=datetime.now(UTC),
        created_by=by.name,
    )


def _kept(row: PatientRow) -> KeptPatient:
    return KeptPatient(row.id, row.pseudonym, row.record, row.draft, row.version, row.updated_at, row.updated_by)
