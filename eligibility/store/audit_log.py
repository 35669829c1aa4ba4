"""The audit read back: the entries of a subject, of a time, and whether something was noted lately."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from eligibility.domain.faults import Unavailable
from eligibility.domain.people import Person
from eligibility.store.audit import AuditRow
from eligibility.store.database import Database
from eligibility.store.field_keys import FieldKeys, is_locked

# A screen redraws many times while it is read; a view is one entry for as long as it plainly is one reading.
ONE_READING = timedelta(minutes=15)


@dataclass(frozen=True)
class AuditEntry:
    """One entry as a person reads it. `is_readable` is false where its key is not among those configured."""

    seq: int
    at: datetime
    person: str
    role: str
    is_authenticated: bool
    action: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    versions: dict[str, Any] | None
    is_readable: bool = True


def noted_lately(database: Database, by: Person, action: str, subject: str) -> bool:
    """Whether this person's doing this to this subject was already noted a short while ago."""
    since = (datetime.now(UTC) - ONE_READING).isoformat(timespec="microseconds")
    query = (
        select(AuditRow.seq)
        .where(
            AuditRow.subject == subject,
            AuditRow.action == action,
            AuditRow.person == by.name,
            AuditRow.role == by.role.value,
            AuditRow.at > since,
        )
        .limit(1)
    )
    with database.reading() as session:
        return session.scalar(query) is not None


def entries(database: Database, subject: str | None = None, newest: int = 200) -> list[AuditEntry]:
    """The newest entries, of one subject or of all, the newest first."""
    query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(newest)
    if subject is not None:
        query = query.where(AuditRow.subject == subject)
    with database.reading() as session:
        return [_entry(row, database.keys) for row in session.scalars(query)]


def _entry(row: AuditRow, keys: FieldKeys | None) -> AuditEntry:
    try:
        before = _plain(row.before, keys, f"audit {row.seq} before")
        after = _plain(row.after, keys, f"audit {row.seq} after")
        is_readable = True
    except Unavailable:
        before = after = None
        is_readable = False
    versions = None if row.versions is None else json.loads(row.versions)
    return AuditEntry(
        row.seq,
        datetime.fromisoformat(row.at),
        row.person,
        row.role,
        bool(row.is_authenticated),
        row.action,
        row.subject,
        before,
        after,
        versions,
        is_readable,
    )


def _plain(text: str | None, keys: FieldKeys | None, about: str) -> dict[str, Any] | None:
    if text is None:
        return None
    if is_locked(text):
        if keys is None:
            raise Unavailable("An audit entry is encrypted.", "No key is configured.", "Set EARLY_CART_FIELD_KEY.")
        text = keys.unlock(text, about)
    return json.loads(text)
