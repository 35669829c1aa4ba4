"""Whether the audit is still what was written: every entry, every link, the end, and the assessments it vouches for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from eligibility.domain.faults import Unavailable
from eligibility.store.audit import GENESIS, AuditHeadRow, AuditRow, digest_of, hash_of, sealed_text
from eligibility.store.field_keys import SESSION_KEYS, FieldKeys, is_locked
from eligibility.store.tables import AssessmentRow

AT_A_TIME = 500
SEALED, NOT_SEALED, SEAL_NOT_CHECKED, SEAL_BROKEN = "sealed", "not sealed", "seal not checked", "seal broken"


@dataclass(frozen=True)
class ChainReport:
    """What the check found. `fault` names the first entry that is not as it was written, or is None."""

    entries: int
    head: str
    seal: str
    assessments: int
    fault: str | None = None
    at: int | None = None

    @property
    def is_intact(self) -> bool:
        return self.fault is None


def verify_chain(session: Session, noted: str | None = None) -> ChainReport:
    """Reads the whole chain and names the first entry that was changed, is missing or stands in another's place.

    `noted` is an end (`number:hash`) written down elsewhere earlier. Only that finds a chain cut back together with
    its recorded end by somebody who holds the whole database, or put back to an earlier state of it.
    """
    expected, previous, checked = 1, GENESIS, 0
    noted_seq, noted_hash = _noted(noted)
    met_note = noted_seq is None or noted_seq == 0
    fault: tuple[int, str] | None = None
    had_a_key = False
    for row in _in_order(session):
        if (fault := _fault(session, row, expected, previous)) is not None:
            break
        if row.action == "assessment.make":
            if (fault := _assessment_fault(session, row)) is not None:
                break
            checked += 1
        if row.seq == noted_seq and row.hash != noted_hash:
            fault = (row.seq, f"Entry {row.seq} is not the one that was noted elsewhere.")
            break
        met_note = met_note or row.seq == noted_seq
        had_a_key = had_a_key or is_locked(row.after or "") or is_locked(row.before or "")
        expected, previous = row.seq + 1, row.hash
    last = expected - 1
    head = session.get(AuditHeadRow, 1, populate_existing=True)
    if fault is None:
        fault = _end_fault(head, last, previous)
    if fault is None and not met_note:
        fault = (last + 1, f"Entries up to {noted_seq} were noted elsewhere, and the chain ends at {last}.")
    seal = _seal(head, session.info.get(SESSION_KEYS))
    if fault is None and seal == SEAL_BROKEN:
        fault = (last, "The seal over the end was not made with a key of this installation.")
    if fault is None and had_a_key and head is not None and head.seal is None:
        fault = (last, "The seal over the end was taken away: this store was kept with a field key.")
    at, what = fault if fault is not None else (None, None)
    return ChainReport(last, f"{last}:{previous}", seal, checked, what, at)


def _in_order(session: Session) -> Iterator[AuditRow]:
    """Every entry by its number, some at a time, so that a long chain fits into memory."""
    query, last = select(AuditRow).order_by(AuditRow.seq).limit(AT_A_TIME), None
    while rows := session.scalars(query if last is None else query.where(AuditRow.seq > last)).all():
        last = rows[-1].seq
        yield from rows
        session.expunge_all()


def _fault(session: Session, row: AuditRow, expected: int, previous: str) -> tuple[int, str] | None:
    if row.seq != expected:
        missing = f"Entry {expected} is" if row.seq == expected + 1 else f"Entries {expected} to {row.seq - 1} are"
        return expected, f"{missing} missing."
    if hash_of(row) != row.hash:
        follower = session.scalar(select(AuditRow.seq).where(AuditRow.previous == row.hash))
        if follower is not None and follower != row.seq + 1:
            return row.seq, f"Entry {row.seq} holds what belongs at {follower - 1}: entries were swapped."
        return row.seq, f"Entry {row.seq} was changed after it was written."
    if row.previous != previous:
        if row.seq == 1:
            return 1, "Entry 1 does not begin the chain."
        return row.seq - 1, f"Entry {row.seq - 1} was replaced: entry {row.seq} follows another one."
    return None


def _assessment_fault(session: Session, row: AuditRow) -> tuple[int, str] | None:
    """Whether the assessment an entry vouches for is there, word for word, as far as its digest can be read."""
    text = row.after or "{}"
    if is_locked(text):
        keys: FieldKeys | None = session.info.get(SESSION_KEYS)
        try:
            text = "{}" if keys is None else keys.unlock(text, f"audit {row.seq} after")
        except Unavailable:
            return None
    said = json.loads(text)
    if "digest" not in said:
        return None
    found = session.scalar(select(AssessmentRow).where(AssessmentRow.id == UUID(said["assessment"])))
    if found is None:
        return row.seq, f"The assessment that entry {row.seq} tells of is missing."
    is_same = digest_of(found.inputs, found.output) == said["digest"]
    session.expunge(found)
    return None if is_same else (row.seq, f"The assessment that entry {row.seq} tells of was changed.")


def _end_fault(head: AuditHeadRow | None, last: int, previous: str) -> tuple[int, str] | None:
    if head is None:
        return last + 1, "The record of where the chain ends is missing."
    if head.seq > last:
        cut = f"Entry {head.seq} is" if head.seq == last + 1 else f"Entries {last + 1} to {head.seq} are"
        return last + 1, f"{cut} missing from the end."
    if head.seq < last:
        return head.seq + 1, f"Entry {head.seq + 1} was added without the product."
    if head.hash != previous:
        return last, f"Entry {last} was replaced: the end of the chain is another."
    return None


def _seal(head: AuditHeadRow | None, keys: FieldKeys | None) -> str:
    if head is None or head.seal is None:
        return NOT_SEALED
    if keys is None:
        return SEAL_NOT_CHECKED
    return SEALED if keys.fits(head.seal, sealed_text(head.seq, head.hash)) else SEAL_BROKEN


def _noted(noted: str | None) -> tuple[int | None, str | None]:
    if noted is None:
        return None, None
    number, _, code = noted.partition(":")
    return int(number), code
