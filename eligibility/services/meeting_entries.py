"""Entries of a meeting as domain types, and back into the plain data that the store keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from eligibility.domain.faults import InputFault
from eligibility.domain.meeting import (
    ActionItem,
    AgendaItem,
    Attendance,
    Correction,
    Dissent,
    Entry,
    Interest,
    Meeting,
    Outcome,
    Override,
    OwnView,
    PatientView,
    Place,
    Recheck,
    Refused,
)
from eligibility.domain.meeting_entry import KeptEntry
from eligibility.services import storage
from eligibility.services.meeting_cases import as_id
from eligibility.store.meetings import MeetingStore

MODELS: dict[str, type[Entry]] = {
    "details": Meeting,
    "agenda": AgendaItem,
    "attendance": Attendance,
    "interest": Interest,
    "patient_view": PatientView,
    "own_view": OwnView,
    "place": Place,
    "outcome": Outcome,
    "refused": Refused,
    "override": Override,
    "dissent": Dissent,
    "action": ActionItem,
    "recheck": Recheck,
    "correction": Correction,
}
OF_ENTRY = frozenset(Entry.model_fields)
# Kept by the sign-off itself, not by the details.
NOT_KEPT = OF_ENTRY | {"is_signed"}
UNWRITTEN = {"id": "-", "by": "-", "role": "-", "at": datetime(2000, 1, 1, tzinfo=UTC)}

Model = TypeVar("Model", bound=Entry)


def meeting_store() -> MeetingStore:
    """The meetings of this installation."""
    return MeetingStore(storage.database())


def thing_of(*parts: str) -> UUID:
    """The id of something of which a case or a meeting has one: two people who write it meet at the same id."""
    return uuid5(as_id(parts[0]), "/".join(parts[1:]))


def read(model: type[Model], kept: KeptEntry, **more: Any) -> Model:
    """One entry as its type."""
    own = {"id": str(kept.thing), "version": kept.version, "by": kept.by, "role": kept.role, "at": kept.at}
    return model.model_validate({**kept.data, **own, **more})


def read_all(model: type[Model], kept: Sequence[KeptEntry]) -> list[Model]:
    """Entries of one kind, in the order in which they were first written."""
    return [read(model, one) for one in kept]


def plain(model: type[Entry], **fields: Any) -> dict[str, Any]:
    """What the store keeps of an entry: its own words, checked, without who wrote it and when."""
    checked = model.model_validate({**fields, **UNWRITTEN})
    return checked.model_dump(mode="json", exclude=set(NOT_KEPT))


def changed(entry: Entry, **fields: Any) -> dict[str, Any]:
    """The same entry with some words changed, as the store keeps it."""
    return plain(type(entry), **{**entry.model_dump(exclude=set(NOT_KEPT)), **fields})


def said(text: str, what: str, longest: int = 1000) -> str:
    """Words that somebody wrote, trimmed. Raises InputFault when they are too long to be read in a meeting."""
    trimmed = " ".join(text.split())
    if len(trimmed) > longest:
        raise InputFault(
            f"{what} is longer than {longest} characters.",
            "It is read aloud, and printed in the minutes.",
            "Shorten it.",
        )
    return trimmed


def needed(text: str, what: str, why: str, longest: int = 1000) -> str:
    """Words that must be there. Raises InputFault when they are not."""
    trimmed = said(text, what, longest)
    if not trimmed:
        raise InputFault(f"{what} is missing.", why, "Write it, in a few words.")
    return trimmed
