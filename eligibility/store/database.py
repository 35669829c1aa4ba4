"""The connection to the database: SQLite beside the program unless a URL says otherwise."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from eligibility.domain.faults import Defect, Unavailable
from eligibility.store.field_keys import SESSION_KEYS, FieldKeys

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 15
# Any number, the same in every process: on PostgreSQL writers take turns, as SQLite makes them do anyway. The audit
# chain has one end, so two writers at once could only wait for each other, in the worst case for ever.
WRITERS_LOCK = 4_107_201_127


class Database:
    """One database, brought to the newest schema when it is opened. Safe to share between threads."""

    def __init__(self, url: str, keys: FieldKeys | None = None):
        self.keys = keys
        self._here = threading.local()
        with _reachable():
            self.engine = _engine(url)
            self._writer = self.engine.execution_options(sqlite_begin="IMMEDIATE")
            with _one_upgrade_at_a_time, self._writer.begin() as connection:
                self.bring_to(connection, "head")
            self._file = _file_of(self.engine)
            self._identity = _identity(self._file)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        self._check_still_there()
        with _reachable(), Session(self.engine, info={SESSION_KEYS: self.keys}) as session:
            yield session

    @property
    def is_writing(self) -> bool:
        """Whether this thread is inside `writing()`: a second writer here would wait for the first for ever."""
        return getattr(self._here, "is_writing", False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: all of it is kept, or nothing is. Writers take turns, on every database."""
        if self.is_writing:
            raise Defect(
                "A write was begun inside another write.",
                "The two would wait for each other.",
                "Report this; nothing was saved.",
            )
        self._check_still_there()
        self._here.is_writing = True
        try:
            with _reachable(), Session(self._writer, info={SESSION_KEYS: self.keys}) as session, session.begin():
                if self.engine.dialect.name == "postgresql":
                    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITERS_LOCK})
                yield session
        finally:
            self._here.is_writing = False

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Reading that sees one moment throughout, whatever is written meanwhile."""
        with self.reading() as session:
            if self.engine.dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @staticmethod
    def bring_to(connection: Connection, schema: str) -> None:
        """Upgrades the tables to a schema, in the transaction of this connection."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, schema)

    def close(self) -> None:
        self.engine.dispose()

    def _check_still_there(self) -> None:
        # An open connection goes on writing into a deleted file, and everything in it is gone at the next start.
        if self._identity is None or _identity(self._file) == self._identity:
            return
        raise Unavailable(
            "The file of the patient store was moved, replaced or deleted while the program ran.",
            "What is saved into it now would be lost.",
            "Put the file back, or stop the program, restore a backup and start it again.",
        )


def _file_of(engine: Engine) -> Path | None:
    """The file of an embedded database; None for a server, and for one that lives in memory."""
    name = engine.url.database
    return Path(name).absolute() if engine.dialect.name == "sqlite" and name and Path(name).is_file() else None


def _identity(file: Path | None) -> tuple[int, int] | None:
    """Which file it is, whatever its name; None where there is none."""
    try:
        found = None if file is None else file.stat()
    except OSError:
        return None
    return None if found is None else (found.st_dev, found.st_ino)


def is_missing_file(url: str) -> bool:
    """Whether the URL names a SQLite file that is not there (yet)."""
    parsed = make_url(url)
    return parsed.get_backend_name() == "sqlite" and bool(parsed.database) and not Path(parsed.database or "").exists()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        _for_this_account_alone(Path(parsed.database))
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _for_this_account_alone(path: Path) -> None:
    """A new database is readable by nobody else on the machine; its companions take its permissions."""
    if path.name != ":memory:":
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # The driver would otherwise open transactions by itself, and never around a change of schema.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: one that starts by reading could be refused half-way.
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


_one_upgrade_at_a_time = threading.Lock()


@contextmanager
def _reachable() -> Iterator[None]:
    """Turns a database that cannot be reached into words; its own message may hold values, so it is dropped."""
    try:
        yield
    except (ArgumentError, NoSuchModuleError, InterfaceError, OperationalError, OSError) as error:
        raise Unavailable(
            "The patient store cannot be reached or written just now.",
            "Nothing can be opened or saved until it can.",
            "Check EARLY_CART_DATABASE_URL, the disk and its permissions, then try again.",
        ) from error
