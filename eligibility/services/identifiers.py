"""Names and identifiers of a patient: kept only encrypted, shown only to whoever may see them, never exported."""

from __future__ import annotations

from uuid import UUID

from eligibility.domain.faults import InputFault
from eligibility.domain.people import Person
from eligibility.services import storage
from eligibility.services.permissions import Action, require
from eligibility.services.viewing import note_view
from eligibility.store.identifiers import FIELDS, Identifiers, IdentifierStore

__all__ = ["Identifiers", "are_kept", "identifiers_of", "save_identifiers"]

LONGEST = 200


def are_kept() -> bool:
    """Whether this installation has a key, and so may keep identifiers at all."""
    return storage.database().keys is not None


def identifiers_of(key: str, by: Person) -> Identifiers:
    """Who the patient behind a pseudonym is. The audit says who looked."""
    require(by, Action.VIEW_IDENTIFIERS, key)
    found = IdentifierStore(storage.database()).get(_id(key))
    note_view(by, "identifiers.view", key)
    return found


def save_identifiers(key: str, identifiers: Identifiers, by: Person) -> Identifiers:
    """Keeps identifiers beside the pseudonym; what is left empty is not kept. `version` says what they replace."""
    require(by, Action.WRITE_IDENTIFIERS, key)
    given = {field: (getattr(identifiers, field) or "").strip() or None for field in FIELDS}
    if any(value is not None and (len(value) > LONGEST or not value.isprintable()) for value in given.values()):
        raise InputFault(
            "An identifier is too long or holds signs that cannot be shown.",
            "It could not be compared with the patient's own papers.",
            f"Give each in one line of at most {LONGEST} letters.",
        )
    return IdentifierStore(storage.database()).keep(_id(key), Identifiers(**given, version=identifiers.version), by)


def _id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise InputFault(
            "An example has no identifiers.",
            "Examples are published or invented patients.",
            "Record a patient first.",
        ) from None
