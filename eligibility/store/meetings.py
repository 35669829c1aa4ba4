"""Meetings kept: every entry a new version beside the old one, checked against the version that its writer saw."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eligibility.domain.faults import Conflict, InputFault
from eligibility.domain.meeting_entry import KeptEntry, NewEntry, StaleEntry
from eligibility.domain.people import Person
from eligibility.store import audit
from eligibility.store.database import Database
from eligibility.store.meeting_tables import CLOSED_BY_SIGN_OFF, KINDS, MeetingRow, SignOffRow


@dataclass(frozen=True)
class KeptSignOff:
    """The chair's confirmation, with the minutes as they stood."""

    meeting: UUID
    digest: str
    minutes: dict[str, Any]
    at: datetime
    by: str
    role: str


class MeetingStore:
    """The meetings of one database."""

    def __init__(self, database: Database):
        self.database = database

    def create(self, data: dict[str, Any], by: Person) -> UUID:
        """A new meeting with its first details."""
        with self.database.writing() as session:
            row = MeetingRow(id=uuid4(), created_at=datetime.now(UTC), created_by=by.name)
            session.add(row)
            session.flush()
            _write(session, row.id, NewEntry("details", data, row.id), by)
            return row.id

    def write(self, meeting: UUID, entries: Sequence[NewEntry], by: Person) -> list[KeptEntry]:
        """All of the entries or none. Raises StaleEntry where somebody wrote first, Conflict after sign-off."""
        with self.database.writing() as session:
            _check_exists(session, meeting)
            if any(entry.kind in CLOSED_BY_SIGN_OFF for entry in entries) and _is_signed(session, meeting):
                raise _signed()
            return [_write(session, meeting, entry, by) for entry in entries]

    def sign(self, meeting: UUID, stamp: str, minutes: dict[str, Any], digest: str, by: Person) -> None:
        """Closes the meeting. Raises Conflict when anything changed after `stamp`, or when it is closed already."""
        with self.database.writing() as session:
            _check_exists(session, meeting)
            if _is_signed(session, meeting):
                raise _signed()
            if _stamp(session, meeting) != stamp:
                raise Conflict(
                    "The record changed after you opened it for signing.",
                    "You would sign something that you have not read.",
                    "Read it again, and sign it then.",
                )
            session.add(
                SignOffRow(
                    meeting_id=meeting,
                    digest=digest,
                    minutes=minutes,
                    at=datetime.now(UTC),
                    by=by.name,
                    role=by.role.value,
                )
            )
            audit.record(session, by, "meeting.signed", str(meeting), after={"digest": digest})

    def stamp(self, meeting: UUID) -> str:
        """What stands in the record now, as one hash: it changes with every entry."""
        with self.database.reading() as session:
            return _stamp(session, meeting)

    def meetings(self) -> list[tuple[KeptEntry, datetime | None]]:
        """The details of every meeting, with the moment it was signed."""
        with self.database.reading() as session:
            signed = {meeting: at for meeting, at in session.execute(select(SignOffRow.meeting_id, SignOffRow.at))}
            return [(kept, signed.get(kept.meeting)) for kept in _newest(session, "details")]

    def entries(self, meeting: UUID) -> dict[str, list[KeptEntry]]:
        """The newest version of everything in one meeting, by kind, in the order in which it was first written."""
        with self.database.reading() as session:
            _check_exists(session, meeting)
            return {kind: _newest(session, kind, meeting) for kind in KINDS}

    def history(self, kind: str, thing: UUID) -> list[KeptEntry]:
        """Every version of one thing, the oldest first."""
        row = KINDS[kind]
        with self.database.reading() as session:
            query = select(row).where(row.thing == thing).order_by(row.version)
            return [_kept(kind, found) for found in session.scalars(query)]

    def everywhere(self, kind: str) -> list[KeptEntry]:
        """The newest version of everything of one kind, over all meetings."""
        with self.database.reading() as session:
            return _newest(session, kind)

    def sign_off(self, meeting: UUID) -> KeptSignOff | None:
        """The chair's confirmation, when there is one."""
        with self.database.reading() as session:
            row = session.scalar(select(SignOffRow).where(SignOffRow.meeting_id == meeting))
            return (
                None if row is None else KeptSignOff(row.meeting_id, row.digest, row.minutes, row.at, row.by, row.role)
            )


def digest_of(minutes: dict[str, Any]) -> str:
    """SHA-256 of minutes as plain data, the same for the same words."""
    plain = json.dumps(minutes, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _write(session: Session, meeting: UUID, entry: NewEntry, by: Person) -> KeptEntry:
    row = KINDS[entry.kind]
    newest = session.scalar(select(row).where(row.thing == entry.thing).order_by(row.version.desc()).limit(1))
    if (None if newest is None else newest.version) != entry.seen:
        raise StaleEntry(None if newest is None else _kept(entry.kind, newest), entry)
    written = row(
        id=uuid4(),
        meeting_id=meeting,
        thing=entry.thing,
        version=(entry.seen or 0) + 1,
        data=entry.data,
        at=datetime.now(UTC),
        by=by.name,
        role=by.role.value,
    )
    session.add(written)
    try:
        session.flush()
    except IntegrityError:
        # Somebody wrote the same version between the question and the write.
        raise StaleEntry(None, entry) from None
    audit.record(
        session,
        by,
        f"meeting.{entry.kind}",
        str(entry.thing),
        before=None if newest is None else newest.data,
        after=entry.data,
        versions=entry.versions,
    )
    return _kept(entry.kind, written)


def _check_exists(session: Session, meeting: UUID) -> None:
    if session.get(MeetingRow, meeting) is None:
        raise _no_meeting()


def _is_signed(session: Session, meeting: UUID) -> bool:
    return session.scalar(select(SignOffRow.id).where(SignOffRow.meeting_id == meeting)) is not None


def _newest(session: Session, kind: str, meeting: UUID | None = None) -> list[KeptEntry]:
    row = KINDS[kind]
    last = select(row.thing, func.max(row.version).label("version"), func.min(row.at).label("first"))
    if meeting is not None:
        last = last.where(row.meeting_id == meeting)
    newest = last.group_by(row.thing).subquery()
    query = (
        select(row)
        .join(newest, (row.thing == newest.c.thing) & (row.version == newest.c.version))
        .order_by(newest.c.first, row.thing)
    )
    return [_kept(kind, found) for found in session.scalars(query)]


def _stamp(session: Session, meeting: UUID) -> str:
    digest = hashlib.sha256()
    for kind, thing, version in _versions(session, meeting):
        digest.update(f"{kind} {thing} {version}\n".encode())
    return digest.hexdigest()


def _versions(session: Session, meeting: UUID) -> Iterator[tuple[str, UUID, int]]:
    for kind, row in KINDS.items():
        query = select(row.thing, func.max(row.version)).where(row.meeting_id == meeting).group_by(row.thing)
        yield from sorted(((kind, thing, version) for thing, version in session.execute(query)), key=str)


def _kept(kind: str, row: Any) -> KeptEntry:
    return KeptEntry(kind, row.meeting_id, row.thing, row.version, row.data, row.at, row.by, row.role)


def _no_meeting() -> InputFault:
    return InputFault(
        "There is no meeting behind this link in this installation.",
        "It may belong to another installation.",
        "Open a meeting from the list, or create one.",
    )


def _signed() -> Conflict:
    return Conflict(
        "The chair has signed this meeting.",
        "A signed record stays as it was signed; your entry was not saved.",
        "Add a correction: it stands beside the old words.",
    )
