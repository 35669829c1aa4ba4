"""Backing up, restoring and replacing a key, on the whole of one database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.util.exc import CommandError
from sqlalchemy import select
from sqlalchemy.orm import Session

from eligibility.domain.faults import Conflict, InputFault
from eligibility.domain.people import Person
from eligibility.store import audit
from eligibility.store.archive import (
    VERSION_TABLE,
    checked_archive,
    drop_everything,
    insert_rows,
    tables_of,
    write_archive,
)
from eligibility.store.audit_chain import ChainReport, verify_chain
from eligibility.store.database import Database
from eligibility.store.field_keys import SESSION_KEYS
from eligibility.store.identifiers import FIELDS, IdentifierRow, about


def verify(database: Database, noted: str | None = None) -> ChainReport:
    """Whether the audit is still what was written."""
    with database.snapshot() as session:
        return verify_chain(session, noted)


def back_up(database: Database, path: Path, by: Person) -> dict[str, Any]:
    """Everything of one moment in one file. The audit says who took it, in the file as well."""
    with database.writing() as session:
        audit.record(session, by, "store.backup", "-")
    with database.snapshot() as session:
        return write_archive(session.connection(), path)


def restore(database: Database, path: Path, by: Person, replace: bool = False) -> tuple[int, ChainReport]:
    """Puts a backup in place of everything: all of it or nothing. A store that holds anything needs `replace`."""
    with checked_archive(path) as (archive, manifest), database.writing() as session:
        connection = session.connection()
        if not replace and not _is_empty(session):
            raise Conflict(
                "The store to restore into is not empty.",
                "Restoring would take the place of everything in it, and its audit with it.",
                "Back it up first; then restore with --replace, or into a new EARLY_CART_DATABASE_URL.",
            )
        drop_everything(connection)
        try:
            database.bring_to(connection, manifest["schema"])
        except CommandError:
            raise InputFault(
                "This backup was made by a later version of the product.",
                "Its tables are not known here; nothing was restored.",
                "Restore it with that version.",
            ) from None
        rows = insert_rows(connection, archive, manifest)
        database.bring_to(connection, "head")
        session.expire_all()
        session.info[SESSION_KEYS] = database.keys
        report = verify_chain(session)
        audit.record(session, by, "store.restore", "-", None, {"made_at": manifest["made_at"], "rows": rows})
        return rows, report


def replace_key(database: Database, by: Person) -> int:
    """Encrypts every identifier under the first key and seals the audit with it. Gives how many fields changed.

    Audit entries stay as they were written, so the earlier key stays among the keys for as long as they are to be read.
    """
    keys, changed = database.keys, 0
    if keys is None:
        raise InputFault(
            "There is no field key to encrypt with.",
            "Identifiers are kept only encrypted.",
            "Set EARLY_CART_FIELD_KEY to the new key and the earlier one, separated by a comma.",
        )
    with database.writing() as session:
        for row in session.scalars(select(IdentifierRow)):
            for field in FIELDS:
                token = getattr(row, field)
                if token is not None and not keys.is_newest(token):
                    place = about(row.patient_id, field)
                    setattr(row, field, keys.lock(keys.unlock(token, place), place))
                    changed += 1
        audit.record(session, by, "store.new_key", "-", None, {"fields": changed})
    return changed


def _is_empty(session: Session) -> bool:
    """Whether nothing was ever written: the end of the audit and what migrations put in do not count."""
    connection = session.connection()
    skipped = {VERSION_TABLE, "audit_head"}
    return all(
        connection.execute(select(table).limit(1)).first() is None
        for table in tables_of(connection).sorted_tables
        if table.name not in skipped
    )
