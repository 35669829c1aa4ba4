"""Outcomes at 12 months, one entry after another: a correction is a new entry, and nothing is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from eligibility.domain.faults import Conflict, Defect, InputFault
from eligibility.domain.people import Person
from eligibility.store import audit
from eligibility.store.database import Database
from eligibility.store.tables import AssessmentRow, Base, Instant, PatientRow


class OutcomeRow(Base):
    """One entry about one assessment. `number` counts the entries of an assessment, so that two cannot be the same."""

    __tablename__ = "outcomes_12m"
    __table_args__ = (UniqueConstraint("assessment_id", "number", name="uq_outcomes_12m_assessment_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments.id"), index=True)
    number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(40))
    happened_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(Instant)


def _refuse(*_: Any) -> None:
    raise Defect(
        "An outcome that is already stored was about to be changed.",
        "What was recorded, and by whom, must stay as it was.",
        "Record a correction instead; the stored entry is unchanged.",
    )


event.listen(OutcomeRow, "before_update", _refuse)
event.listen(OutcomeRow, "before_delete", _refuse)


@dataclass(frozen=True)
class NewOutcome:
    """An outcome about to be recorded. `replaces` is the entry that it corrects, None for a first one."""

    assessment: UUID
    outcome: str
    happened_on: date | None
    note: str
    replaces: UUID | None = None


@dataclass(frozen=True)
class KeptOutcome:
    """One entry as recorded; `number` 1 is the first of its assessment."""

    id: UUID
    assessment: UUID
    number: int
    outcome: str
    happened_on: date | None
    note: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Predicted:
    """What was stored with one assessment: the patient, the day, and the prediction as it was made."""

    assessment: UUID
    patient: UUID
    pseudonym: str | None
    as_of: date
    inputs: dict[str, Any]
    prognosis: dict[str, Any] | None
    versions: dict[str, Any]
    created_at: datetime


class OutcomeStore:
    """The outcomes of one database, beside the assessments that they are about."""

    def __init__(self, database: Database):
        self.database = database

    def predictions(self) -> list[Predicted]:
        """Every stored assessment with its prediction, the earliest index day first."""
        query = (
            select(
                AssessmentRow.id,
                AssessmentRow.patient_id,
                PatientRow.pseudonym,
                AssessmentRow.as_of,
                AssessmentRow.inputs,
                AssessmentRow.output["prognosis"],
                AssessmentRow.versions,
                AssessmentRow.created_at,
            )
            .join(PatientRow, PatientRow.id == AssessmentRow.patient_id)
            .order_by(AssessmentRow.as_of, AssessmentRow.created_at)
        )
        with self.database.reading() as session:
            return [Predicted(*row) for row in session.execute(query)]

    def as_of(self, assessment: UUID) -> date:
        """The index day of an assessment, or an InputFault when there is none of that id."""
        with self.database.reading() as session:
            day = session.scalar(select(AssessmentRow.as_of).where(AssessmentRow.id == assessment))
        if day is None:
            raise _nothing()
        return day

    def entries(self, assessment: UUID | None = None) -> list[KeptOutcome]:
        """Every entry, or those about one assessment, the first recorded first."""
        query = select(OutcomeRow).order_by(OutcomeRow.recorded_at, OutcomeRow.number)
        if assessment is not None:
            query = query.where(OutcomeRow.assessment_id == assessment)
        with self.database.reading() as session:
            return [_kept(row) for row in session.scalars(query)]

    def record(self, new: NewOutcome, by: Person) -> KeptOutcome:
        """Keeps an entry with its trace. A first one where there is one, or a correction of an old one, conflicts."""
        with self.database.writing() as session:
            versions = session.scalar(select(AssessmentRow.versions).where(AssessmentRow.id == new.assessment))
            if versions is None:
                raise _nothing()
            newest = session.scalar(
                select(OutcomeRow)
                .where(OutcomeRow.assessment_id == new.assessment)
                .order_by(OutcomeRow.number.desc())
                .limit(1)
            )
            if (None if newest is None else newest.id) != new.replaces:
                raise _overtaken()
            row = OutcomeRow(
                id=uuid4(),
                assessment_id=new.assessment,
                number=1 if newest is None else newest.number + 1,
                outcome=new.outcome,
                happened_on=new.happened_on,
                note=new.note,
                recorded_by=by.name,
                recorded_at=datetime.now(UTC),
            )
            session.add(row)
            try:
                session.flush()
            except IntegrityError:
                # Somebody recorded one between the question and the write.
                raise _overtaken() from None
            audit.record(
                session,
                by,
                "outcome_12m.corrected" if newest is not None else "outcome_12m.recorded",
                str(new.assessment),
                before=None if newest is None else _said(newest),
                after=_said(row),
                versions=versions,
            )
            return _kept(row)


def _said(row: OutcomeRow) -> dict[str, Any]:
    return {
        "entry": str(row.id),
        "outcome": row.outcome,
        "happened_on": None if row.happened_on is None else row.happened_on.isoformat(),
        "note": row.note,
    }


def _kept(row: OutcomeRow) -> KeptOutcome:
    return KeptOutcome(
        row.id,
        row.assessment_id,
        row.number,
        row.outcome,
        row.happened_on,
        row.note,
        row.recorded_by,
        row.recorded_at,
    )


def _nothing() -> InputFault:
    return InputFault(
        "There is no stored assessment behind this entry.",
        "An outcome is compared with what was predicted then, so it belongs to an assessment.",
        "Open the monitoring page and choose the assessment there.",
    )


def _overtaken() -> Conflict:
    return Conflict(
        "Somebody else recorded or corrected this outcome after you opened it.",
        "Recording yours now would hide what they wrote; yours was not recorded.",
        "Reload the page, look at their entry, and correct it if it is wrong.",
    )
