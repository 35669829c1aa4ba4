"""A store of the first schema, with patients in it, becomes today's store and loses nothing on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from eligibility.domain.people import Person, Role
from eligibility.store import keeping
from eligibility.store.archive import tables_of, write_archive
from eligibility.store.database import MIGRATIONS, Database
from eligibility.store.patients import NewAssessment, PatientStore

A = Person("Dr A. Example", Role.CLINICIAN)
SAVED, DRAFTED, MADE = UUID(int=1), UUID(int=2), UUID(int=3)
THEN = datetime(2026, 5, 1, 12, 30, 15, 123456, tzinfo=UTC)
DAY = date(2026, 5, 1)


def of_the_first_schema(address):
    """A store as the first version left it: a patient with an assessment, and one who is being written."""
    if address.startswith("sqlite"):
        Path(address.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        Database.bring_to(connection, "0001")
        tables = tables_of(connection).tables
        is_sqlite = connection.dialect.name == "sqlite"

        def id_of(value):
            return value.hex if is_sqlite else value

        stamps = {"created_at": THEN, "created_by": "a", "updated_at": THEN, "updated_by": "a"}
        for id, pseudonym, record, draft in (
            (SAVED, "CASE-1", {"patient_id": "CASE-1", "facts": {"upcr_g_g": ">1.0"}}, None),
            (DRAFTED, None, None, {"record": {"patient_id": ""}, "confirmed": []}),
        ):
            row = {"id": id_of(id), "pseudonym": pseudonym, "record": record, "draft": draft, "version": 4, **stamps}
            connection.execute(tables["patients"].insert(), row)
        connection.execute(
            tables["assessments"].insert(),
            {
                "id": id_of(MADE),
                "patient_id": id_of(SAVED),
                "as_of": DAY,
                "inputs": {"record": {}},
                "output": {"lane": "ready", "x": 0.1},
                "summary": {"lane": "ready"},
                "versions": {"app": "0"},
                "created_at": THEN,
                "created_by": "a",
            },
        )
    engine.dispose()


def test_data_of_the_first_schema_is_all_there_after_the_newest(empty_address):
    of_the_first_schema(empty_address)
    database = Database(empty_address)
    store = PatientStore(database)
    saved, drafted = store.get(SAVED), store.get(DRAFTED)
    assert (saved.pseudonym, saved.record["facts"], saved.version) == ("CASE-1", {"upcr_g_g": ">1.0"}, 4)
    assert (drafted.record, drafted.draft["confirmed"]) == (None, [])
    [made] = store.assessments(SAVED)
    assert (made.id, made.output, made.created_at) == (MADE, {"lane": "ready", "x": 0.1}, THEN)
    assert keeping.verify(database).is_intact
    database.close()


def test_an_upgraded_store_goes_on_where_it_was_and_guards_what_it_had(empty_address):
    of_the_first_schema(empty_address)
    database = Database(empty_address)
    made = NewAssessment(DAY, {}, {}, {}, {})
    PatientStore(database).keep_record("CASE-1", {"n": 2}, A, SAVED, 4, made)
    assert len(PatientStore(database).assessments(SAVED)) == 2
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM assessments"))
    report = keeping.verify(database)
    assert (report.is_intact, report.assessments) == (True, 1)
    database.close()


def test_a_backup_of_the_first_schema_is_brought_up_while_it_is_restored(empty_address, tmp_path):
    of_the_first_schema(empty_address)
    engine = sa.create_engine(empty_address)
    with engine.connect() as connection:
        write_archive(connection, tmp_path / "first.zip")
    engine.dispose()
    database = Database(f"sqlite:///{tmp_path / 'today.sqlite'}")
    rows, report = keeping.restore(database, tmp_path / "first.zip", A)
    assert (rows, report.is_intact) == (3, True)
    assert PatientStore(database).assessments(SAVED)[0].created_at == THEN
    database.close()


def test_the_migrations_are_one_line_without_a_fork():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert len(scripts.get_heads()) == 1
    assert scripts.get_base() == "0001"
