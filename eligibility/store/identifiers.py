"""Names and identifiers beside a pseudonym, encrypted field by field; never part of a record or an export."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from eligibility.store.tables import Base, Instant

FIELDS = ("full_name", "hospital_number", "date_of_birth")


class IdentifierRow(Base):
    """Who the patient is. Every field holds encrypted text or nothing."""

    __tablename__ = "identifiers"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id"), primary_key=True)
    full_name: Mapped[str | None] = mapped_column(Text)
    hospital_number: Mapped[str | None] = mapped_column(Text)
    date_of_birth: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(Instant)
    updated_by: Mapped[str] = mapped_column(String(200))
