"""Names and identifiers beside a pseudonym, encrypted field by field; never part of a record or an export."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from eligibility.domain.faults import Conflict, InputFault
from eligibility.domain.people import Person
from eligibility.store import audit
from eligibility.store.database import Database
from eligibility.store.field_keys import FieldKeys
from eligibility.store.tables import Base, Instant, PatientRow

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


@dataclass(frozen=True)
class Identifiers:
    """Who a patient is, as text in the clear: for the screen of somebody who may see it, and for nothing else."""

    full_name: str | None = None
    hospital_number: str | None = None
    date_of_birth: str | None = None
    version: int = 0


class IdentifierStore:
    """The identifiers of one database that has a field key."""

    def __init__(self, database: Database):
        if database.keys is None:
            raise InputFault(
                "This installation keeps pseudonyms only.",
                "Names and numbers are kept encrypted or not at all, and there is no key to encrypt with.",
                "Set EARLY_CART_FIELD_KEY (see docs/install.md), or leave the identifiers in your own system.",
            )
        self.database, self.keys = database, database.keys

    def get(self, patient: UUID) -> Identifiers:
        """What is kept of a patient; all of it empty where nothing was entered."""
        with self.database.reading() as session:
            row = session.get(IdentifierRow, patient)
            return Identifiers() if row is None else _clear(row, self.keys)

    def keep(self, patient: UUID, new: Identifiers, by: Person) -> Identifiers:
        """Keeps identifiers beside a pseudonym. The audit says which were changed, never what they say."""
        with self.database.writing() as session:
            if session.get(PatientRow, patient, with_for_update=True) is None:
                raise InputFault(
                    "There is no such patient in this installation.",
                    "Identifiers belong to a patient who is kept here.",
                    "Enter something into the record first.",
                )
            row = session.get(IdentifierRow, patient)
            old = Identifiers() if row is None else _clear(row, self.keys)
            if old.version != new.version:
                raise Conflict(
                    "Somebody else changed these identifiers after you opened them.",
                    "Saving now would erase what they wrote; yours were not saved.",
                    "Look at what is stored now, and enter yours again if they are right.",
                )
            if row is None:
                row = IdentifierRow(patient_id=patient)
                session.add(row)
            changed = [field for field in FIELDS if getattr(old, field) != getattr(new, field)]
            for field in changed:
                value = getattr(new, field)
                setattr(row, field, None if value is None else self.keys.lock(value, about(patient, field)))
            row.version, row.updated_at, row.updated_by = old.version + 1, datetime.now(UTC), by.name
            audit.record(session, by, "identifiers.change", str(patient), None, {"changed": changed})
            return replace(new, version=row.version)


def about(patient: UUID, field: str) -> str:
    """The place an encrypted field is bound to."""
    return f"identifiers {patient} {field}"


def _clear(row: IdentifierRow, keys: FieldKeys) -> Identifiers:
    tokens = {field: getattr(row, field) for field in FIELDS}
    return Identifiers(
        **{f: None if t is None else keys.unlock(t, about(row.patient_id, f)) for f, t in tokens.items()},
        version=row.version,
    )
