"""What a meeting leaves behind. Every entry is a version of one thing: written once, never changed, never deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from eligibility.store.tables import Base, Instant


class MeetingRow(Base):
    """A meeting. What is known about it are entries; this row is what they hang on, and what a writer locks."""

    __tablename__ = "mdt_meetings"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(200))


class EntryColumns:
    """One version of one thing. A writer names the version it saw; the pair of thing and version exists once."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    thing: Mapped[UUID]
    version: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(40))

    @declared_attr
    def meeting_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("mdt_meetings.id"), index=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (UniqueConstraint("thing", "version"),)


class DetailRow(EntryColumns, Base):
    __tablename__ = "mdt_details"


class AgendaRow(EntryColumns, Base):
    __tablename__ = "mdt_agenda"


class AttendanceRow(EntryColumns, Base):
    __tablename__ = "mdt_attendance"


class InterestRow(EntryColumns, Base):
    __tablename__ = "mdt_interests"


class PatientViewRow(EntryColumns, Base):
    __tablename__ = "mdt_patient_views"


class OwnViewRow(EntryColumns, Base):
    __tablename__ = "mdt_own_views"


class PlaceRow(EntryColumns, Base):
    __tablename__ = "mdt_places"


class OutcomeRow(EntryColumns, Base):
    __tablename__ = "mdt_outcomes"


class RefusedRow(EntryColumns, Base):
    __tablename__ = "mdt_refused_outcomes"


class OverrideRow(EntryColumns, Base):
    __tablename__ = "mdt_overrides"


class DissentRow(EntryColumns, Base):
    __tablename__ = "mdt_dissents"


class LeftRow(EntryColumns, Base):
    __tablename__ = "mdt_left"


class ActionRow(EntryColumns, Base):
    __tablename__ = "mdt_actions"


class RecheckRow(EntryColumns, Base):
    __tablename__ = "mdt_rechecks"


class CorrectionRow(EntryColumns, Base):
    __tablename__ = "mdt_corrections"


class SignOffRow(Base):
    """The chair's confirmation of one meeting, with the whole minutes as they stood. There is one, and it stays."""

    __tablename__ = "mdt_sign_offs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("mdt_meetings.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(40))


# Closed by the chair's sign-off: the database itself refuses a later entry.
CLOSED_BY_SIGN_OFF: dict[str, type[Any]] = {
    "details": DetailRow,
    "agenda": AgendaRow,
    "attendance": AttendanceRow,
    "interest": InterestRow,
    "patient_view": PatientViewRow,
    "own_view": OwnViewRow,
    "place": PlaceRow,
    "outcome": OutcomeRow,
    "refused": RefusedRow,
    "override": OverrideRow,
    "dissent": DissentRow,
    "left": LeftRow,
}
# What goes on after the meeting: actions are closed, cases are checked again, slips are corrected.
GOES_ON: dict[str, type[Any]] = {"action": ActionRow, "recheck": RecheckRow, "correction": CorrectionRow}
KINDS = CLOSED_BY_SIGN_OFF | GOES_ON
