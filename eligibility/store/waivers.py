"""Waived gates and withdrawn waivers, each a row of its own that stays."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from eligibility.store.tables import Base, Instant

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


def waiver_rows(session: Session, patient: UUID) -> list[WaiverRow]:
    """Everything that was waived and withdrawn for a patient, the oldest first."""
    query = select(WaiverRow).where(WaiverRow.patient_id == patient).order_by(WaiverRow.number)
    return list(session.scalars(query))


def in_force(rows: list[WaiverRow]) -> dict[str, WaiverRow]:
    """The waiver in force for each gate: the last word on it, where that is a waiver."""
    last = {row.criterion: row for row in rows}
    return {criterion: row for criterion, row in last.items() if row.kind == WAIVE}
