"""The tables. Dates of the clinic are dates; instants are UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, MetaData, String, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from eligibility.domain.faults import Defect


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is put on when read; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise Defect(
                "A time without a time zone reached the store.",
                "Nobody could tell when the entry was made.",
                "Report this; nothing was saved.",
            )
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Constraint names follow one pattern, so that migrations can name what they change on any database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PatientRow(Base):
    """A patient of this installation: the record as last saved and the draft being written.

    `pseudonym` stays empty until a record is saved, so that two unfinished drafts cannot collide.
    `version` rises with every write; a write that names an older one is refused.
    """

    __tablename__ = "patients"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    pseudonym: Mapped[str | None] = mapped_column(String(200), unique=True)
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime] = mapped_column(Instant)
    updated_by: Mapped[str] = mapped_column(String(200))


class AssessmentRow(Base):
    """One assessment as it was made, with what went in and the versions that made it. Never changed.

    `summary` is what one row of the worklist shows, so that a long list need not read whole assessments.
    """

    __tablename__ = "assessments"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id"), index=True)
    as_of: Mapped[date]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    output: Mapped[dict[str, Any]] = mapped_column(JSON)
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    versions: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(200))


def _refuse(*_: Any) -> None:
    raise Defect(
        "An assessment that is already stored was about to be changed.",
        "What was said, and on what grounds, must stay as it was.",
        "Make a new assessment instead; the stored one is unchanged.",
    )


event.listen(AssessmentRow, "before_update", _refuse)
event.listen(AssessmentRow, "before_delete", _refuse)
