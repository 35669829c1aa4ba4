"""Backups: one file with every row of every table and a checksum for each table, the same from any database."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from sqlalchemy import (
    CHAR,
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Uuid,
    null,
    select,
)

from eligibility.domain.faults import InputFault, Unavailable

FORMAT = 1
VERSION_TABLE = "alembic_version"
MANIFEST, MANIFEST_SUM = "manifest.json", "manifest.sha256"
AT_A_TIME = 500


def write_archive(connection: Connection, path: Path) -> dict[str, Any]:
    """Writes everything the connection sees in one moment; the file appears whole or not at all. Gives its manifest."""
    metadata = tables_of(connection)
    version = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar_one()
    made = datetime.now(UTC).isoformat(timespec="seconds")
    manifest: dict[str, Any] = {"format": FORMAT, "schema": version, "made_at": made, "tables": {}}
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        # Whoever may read the store's own file may read this; nobody else.
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
                for table in metadata.sorted_tables:
                    if table.name != VERSION_TABLE:
                        with archive.open(f"{table.name}.ndjson", "w", force_zip64=True) as file:
                            manifest["tables"][table.name] = _write_rows(connection, table, file)
                text = json.dumps(manifest, indent=2, sort_keys=True)
                archive.writestr(MANIFEST, text)
                archive.writestr(MANIFEST_SUM, hashlib.sha256(text.encode()).hexdigest())
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(unfinished, path)
    except OSError as error:
        raise Unavailable(
            "The backup could not be written.",
            "There is no new backup; what was there before is untouched.",
            "Check the folder, its permissions and the free space.",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


@contextmanager
def checked_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """Opens a backup once every checksum in it holds; refuses it otherwise, before anything is touched."""
    try:
        with zipfile.ZipFile(path) as archive:
            text = archive.read(MANIFEST)
            if hashlib.sha256(text).hexdigest() != archive.read(MANIFEST_SUM).decode("ascii", "replace"):
                raise _damaged()
            manifest = json.loads(text)
            if manifest.get("format") != FORMAT:
                raise _damaged()
            for name, said in manifest["tables"].items():
                with archive.open(f"{name}.ndjson") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != said["sha256"]:
                        raise _damaged()
            yield archive, manifest
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError, EOFError, RuntimeError) as error:
        raise _damaged() from error
    except OSError as error:
        raise InputFault(
            "There is no readable backup at that place.",
            "Nothing was restored.",
            "Check the file's name and whether you may read it.",
        ) from error


def insert_rows(connection: Connection, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> int:
    """Puts the rows of a backup into the tables of a database at the same schema. Gives how many there were."""
    metadata, rows = tables_of(connection), 0
    with _triggers_asleep(connection, metadata):
        for table in metadata.sorted_tables:
            if table.name not in manifest["tables"]:
                continue
            # What a migration put in stands in the backup as well.
            connection.execute(table.delete())
            with archive.open(f"{table.name}.ndjson") as file:
                for batch in _batches(table, file, connection.dialect.name):
                    connection.execute(table.insert(), batch)
                    rows += len(batch)
            _go_on_counting(connection, table)
    return rows


def drop_everything(connection: Connection) -> None:
    """Leaves an empty database: its tables, and on PostgreSQL the functions of their triggers."""
    tables_of(connection).drop_all(connection)
    if connection.dialect.name == "postgresql":
        ours = connection.exec_driver_sql(
            "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = current_schema() AND p.prorettype = 'trigger'::regtype "
            "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        for name in ours.scalars().all():
            connection.exec_driver_sql(f"DROP FUNCTION {name}")


def tables_of(connection: Connection) -> MetaData:
    """Every table that is really there, whether this program knows it or not."""
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


@contextmanager
def _triggers_asleep(connection: Connection, metadata: MetaData) -> Iterator[None]:
    """A trigger guards against what people do; rows that were accepted once come back in any order."""
    if connection.dialect.name == "postgresql":
        for table in metadata.sorted_tables:
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
        yield
        for table in metadata.sorted_tables:
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
        return
    triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


def _write_rows(connection: Connection, table: Table, file: IO[bytes]) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    rows = connection.execution_options(yield_per=AT_A_TIME).execute(select(table).order_by(*table.primary_key))
    for row in rows:
        plain = {c.name: _plain(c, value) for c, value in zip(table.columns, row, strict=True)}
        line = json.dumps(plain, ensure_ascii=True, allow_nan=False).encode() + b"\n"
        digest.update(line)
        file.write(line)
        count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _plain(column: Column[Any], value: Any) -> Any:
    """A value as JSON holds it, the same from every database."""
    if value is None or isinstance(column.type, JSON):
        return value
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if _is_uuid(column):
        return str(value if isinstance(value, UUID) else UUID(value))
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, Decimal) else value


def _batches(table: Table, file: IO[bytes], dialect: str) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for line in file:
        plain = json.loads(line)
        batch.append({c.name: _native(c, plain[c.name], dialect) for c in table.columns})
        if len(batch) == AT_A_TIME:
            yield batch
            batch = []
    if batch:
        yield batch


def _native(column: Column[Any], value: Any, dialect: str) -> Any:
    """The value as this database's own type holds it."""
    kind = column.type
    if isinstance(kind, JSON):
        return null() if value is None and column.nullable else value
    if value is None:
        return None
    if isinstance(kind, DateTime):
        instant = datetime.fromisoformat(value)
        return instant.replace(tzinfo=None) if dialect == "sqlite" else instant
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if _is_uuid(column):
        return UUID(value) if isinstance(kind, Uuid) else UUID(value).hex
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return Decimal(value) if isinstance(kind, Numeric) and isinstance(value, str) else value


def _is_uuid(column: Column[Any]) -> bool:
    # SQLite has no such type and keeps 32 letters instead.
    return isinstance(column.type, Uuid) or (isinstance(column.type, CHAR) and column.type.length == 32)


def _go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL counts numbered rows apart from the rows; the count goes on behind the last one restored."""
    if connection.dialect.name != "postgresql" or table.autoincrement_column is None:
        return
    name = table.autoincrement_column.name
    connection.exec_driver_sql(
        f"SELECT setval(s, (SELECT coalesce(max({name}), 0) + 1 FROM {table.name}), false) "
        f"FROM pg_get_serial_sequence('{table.name}', '{name}') AS s WHERE s IS NOT NULL"
    )


def _damaged() -> InputFault:
    return InputFault(
        "This file is not a whole backup of this product.",
        "A checksum in it does not hold, or parts are missing; nothing was restored.",
        "Take an earlier copy of the backup, or another one.",
    )
