"""Waived gates and withdrawn waivers, each a row of its own that stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from eligibility.domain.faults import Conflict, InputFault
from eligibility.domain.people import Person
from eligibility.domain.waiver import Waiver
from eligibility.store import audit
from eligibility.store.database import Database
from eligibility.store.tables import Base, Instant, PatientRow

WAIVE, WITHDRAW = "waive", "withdraw"


class WaiverRow(Base):
    """A named person waived a gate for one patient, or withdrew a waiver. `number` counts within the patient."""

    __tablename__ = "waivers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    criterion: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
    on: Mapped[date] = mapped_column("on_day", Date)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(40))


class WaiverStore:
    """The waivers of one database."""

    def __init__(self, database: Database):
        self.database = database

    def in_force(self, patient: UUID) -> list[Waiver]:
        """The waiver in force for each gate: the last word on it, where that is a waiver."""
        with self.database.reading() as session:
            return [_waiver(row) for row in _in_force(_rows(session, patient)).values()]

    def add(self, patient: UUID, kind: str, criterion: str, reason: str, on: date, by: Person) -> None:
        """Keeps a waiver or a withdrawal. Refuses a second waiver of one gate, and to withdraw what is not in force."""
        with self.database.writing() as session:
            found = session.get(PatientRow, patient, with_for_update=True)
            if found is None or found.record is None:
                raise InputFault(
                    "There is no saved patient to waive this for.",
                    "A waiver overrides what an assessment says, so the record has to be saved first.",
                    "Finish the record, check it, and assess.",
                )
            rows = _rows(session, patient)
            present = _in_force(rows).get(criterion)
            if (kind == WAIVE) is (present is not None):
                raise _overtaken(kind)
            session.add(
                WaiverRow(
                    patient_id=patient,
                    number=len(rows) + 1,
                    kind=kind,
                    criterion=criterion,
                    reason=reason,
                    on=on,
                    created_at=datetime.now(UTC),
                    created_by=by.name,
                    role=by.role.value,
                )
            )
            before = None if present is None else _waiver(present).model_dump(mode="json")
            after = {"criterion": criterion, "reason": reason, "on": on.isoformat(), "by": by.name}
            audit.record(session, by, f"waiver.{kind}", str(patient), before, after)


def _rows(session: Session, patient: UUID) -> list[WaiverRow]:
    query = select(WaiverRow).where(WaiverRow.patient_id == patient).order_by(WaiverRow.number)
    return list(session.scalars(query))


def _in_force(rows: list[WaiverRow]) -> dict[str, WaiverRow]:
    last = {row.criterion: row for row in rows}
    return {criterion: row for criterion, row in last.items() if row.kind == WAIVE}


def _waiver(row: WaiverRow) -> Waiver:
    return Waiver(criterion=row.criterion, by=row.created_by, reason=row.reason, on=row.on)


def _overtaken(kind: str) -> Conflict:
    if kind == WAIVE:
        return Conflict(
            "This gate is already waived for this patient.",
            "Whose reason stands could not be told.",
            "Read the waiver that is in force; withdraw it first if yours is to stand.",
        )
    return Conflict(
        "There is no waiver of this gate in force for this patient.",
        "Somebody may have withdrawn it already.",
        "Reload the patient and look.",
    )
