"""Who did what to whom and when, what it was before and after: a chain to which entries are only ever added."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from eligibility.domain.faults import Defect, Unavailable
from eligibility.domain.people import Person
from eligibility.store.field_keys import SESSION_KEYS, FieldKeys
from eligibility.store.tables import Base

GENESIS = "0" * 64


class AuditRow(Base):
    """One entry. Everything is kept as the very text that was hashed, so that it reads the same on any database.

    `before` and `after` hold JSON, encrypted while a field key is set. `previous` is the hash of the entry before.
    """

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(40))
    is_authenticated: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(200), index=True)
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    versions: Mapped[str | None] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class AuditHeadRow(Base):
    """The end of the chain: how many entries there are, and the hash of the last, sealed while a field key is set."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str | None] = mapped_column(String(64))


def record(
    session: Session,
    by: Person,
    action: str,
    subject: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    versions: dict[str, Any] | None = None,
) -> None:
    """Adds an entry, in the transaction of what it tells of: both are kept, or neither is.

    `subject` is an opaque key, never a name. `before` and `after` need hold only what differs (see `differing`).
    """
    head = session.get(AuditHeadRow, 1, populate_existing=True, with_for_update=True)
    if head is None:
        raise _headless()
    seq = head.seq + 1
    keys: FieldKeys | None = session.info.get(SESSION_KEYS)
    if head.seal is not None and keys is None:
        raise _keyless()
    row = AuditRow(
        seq=seq,
        at=datetime.now(UTC).isoformat(timespec="microseconds"),
        person=by.name,
        role=by.role.value,
        is_authenticated=int(by.is_authenticated),
        action=action,
        subject=subject,
        before=_kept(before, keys, f"audit {seq} before"),
        after=_kept(after, keys, f"audit {seq} after"),
        versions=_kept(versions, None, ""),
        previous=head.hash,
    )
    row.hash = hash_of(row)
    session.add(row)
    head.seq, head.hash = seq, row.hash
    head.seal = None if keys is None else keys.seal(sealed_text(seq, row.hash))
    session.flush()


def hash_of(row: AuditRow) -> str:
    """The hash over everything an entry says and the hash of the entry before it."""
    said = [
        row.seq,
        row.at,
        row.person,
        row.role,
        row.is_authenticated,
        row.action,
        row.subject,
        row.before,
        row.after,
        row.versions,
        row.previous,
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def digest_of(inputs: dict[str, Any], output: dict[str, Any]) -> str:
    """The hash of an assessment: the entry that tells of it vouches for every word of it."""
    return hashlib.sha256(canonical([inputs, output]).encode()).hexdigest()


def sealed_text(seq: int, last_hash: str) -> str:
    """What the seal of the head is made over."""
    return f"{seq} {last_hash}"


def canonical(data: Any) -> str:
    """The one way of writing data down, so that equal data gives equal text."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def differing(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an entry needs to show of a change: the keys that differ, as they were and as they are, two levels deep."""
    old, new = before or {}, after or {}
    was: dict[str, Any] = {}
    is_now: dict[str, Any] = {}
    for key in _changed(old, new):
        if isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
            inner = _changed(old[key], new[key])
            was[key] = {name: old[key][name] for name in inner if name in old[key]}
            is_now[key] = {name: new[key][name] for name in inner if name in new[key]}
            continue
        if key in old:
            was[key] = old[key]
        if key in new:
            is_now[key] = new[key]
    return was, is_now


def _changed(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [k for k in sorted({*old, *new}) if (k in old) != (k in new) or old.get(k) != new.get(k)]


def _kept(data: dict[str, Any] | None, keys: FieldKeys | None, about: str) -> str | None:
    if data is None:
        return None
    text = canonical(data)
    return text if keys is None else keys.lock(text, about)


def _headless() -> Defect:
    return Defect(
        "The audit chain has lost its end.",
        "Nothing may be written that the audit cannot record; somebody changed the database from outside.",
        "Run `python -m eligibility audit verify`, and restore a backup.",
    )


def _keyless() -> Unavailable:
    return Unavailable(
        "This store is kept with a field key, and none is set here.",
        "Entries written without it would stand in the clear, and the end of the audit would lose its seal.",
        "Set EARLY_CART_FIELD_KEY. If it is lost, set a new one: what is encrypted stays unread, the rest goes on.",
    )
