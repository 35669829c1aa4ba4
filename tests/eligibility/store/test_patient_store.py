"""What is written is found again, whole; what is stale is refused; what is finished stays as it was."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from eligibility.domain.faults import Conflict, Defect, InputFault, Unavailable
from eligibility.domain.people import Person, Role
from eligibility.store import database as database_module
from eligibility.store.database import Database
from eligibility.store.patients import NewAssessment, PatientStore
from eligibility.store.tables import AssessmentRow, Base, PatientRow

A = Person("Dr A. Example", Role.CLINICIAN)
B = Person("Dr B. Example", Role.CLINICIAN)

DAY = date(2026, 6, 1)


@pytest.fixture
def store(database):
    return PatientStore(database)


def assessment(lane: str) -> NewAssessment:
    return NewAssessment(DAY, {"record": {}}, {"lane": lane}, {"lane": lane}, {"app": "0"})


def test_the_migrations_make_exactly_the_tables_of_the_code(database):
    for module in Path(database_module.__file__).parent.glob("*.py"):
        import_module(f"eligibility.store.{module.stem}")
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_opening_an_existing_store_again_keeps_what_is_in_it(store_address):
    first = Database(store_address)
    kept = PatientStore(first).keep_record("CASE-1", {"patient_id": "CASE-1"}, by=A)
    first.close()
    second = Database(store_address)
    assert PatientStore(second).get(kept.id).record == {"patient_id": "CASE-1"}
    second.close()


def test_sqlite_writes_ahead_syncs_fully_and_keeps_foreign_keys(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite'}")
    names = ("journal_mode", "synchronous", "foreign_keys")
    with database.engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in names}
    database.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_draft_comes_back_as_it_was_written(store):
    draft = {"patient_id": "", "facts": {"upcr_g_g": ">1.0", "ln_class": ["III"], "lvef_pct": None}}
    kept = store.keep_draft(draft, by=A)
    assert store.get(kept.id).draft == draft
    assert store.get(kept.id).record is None


def test_two_drafts_without_a_pseudonym_do_not_collide(store):
    assert store.keep_draft({}, by=A).id != store.keep_draft({}, by=A).id


def test_a_write_based_on_an_older_version_is_refused_and_changes_nothing(store):
    kept = store.keep_draft({"n": 1}, by=A)
    newer = store.keep_draft({"n": 2}, by=B, patient=kept.id, version=kept.version)
    with pytest.raises(Conflict) as caught:
        store.keep_draft({"n": 3}, by=A, patient=kept.id, version=kept.version)
    assert len(str(caught.value).splitlines()) == 3
    assert store.get(kept.id) == newer


def test_of_two_people_writing_at_once_exactly_one_is_refused(store):
    kept = store.keep_draft({"n": 0}, by=A)
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def write(number: int) -> None:
        start.wait()
        try:
            by = Person(str(number), Role.CLINICIAN)
            store.keep_draft({"n": number}, by, patient=kept.id, version=kept.version)
            outcomes.append("kept")
        except Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "refused", "refused", "refused"]
    assert store.get(kept.id).version == kept.version + 1


def test_saving_a_record_drops_the_draft_and_keeps_the_assessment_with_it(store):
    draft = store.keep_draft({"patient_id": "CASE-1"}, by=A)
    made = assessment("work_up")
    saved = store.keep_record("CASE-1", {}, A, patient=draft.id, version=draft.version, assessment=made)
    assert (saved.draft, saved.pseudonym) == (None, "CASE-1")
    assert [found.output for found in store.assessments(saved.id)] == [{"lane": "work_up"}]


def test_a_second_patient_may_not_take_a_pseudonym_and_nothing_of_it_is_kept(store):
    store.keep_record("CASE-1", {}, by=A)
    draft = store.keep_draft({"patient_id": "CASE-1"}, by=B)
    with pytest.raises(Conflict):
        store.keep_record("CASE-1", {}, B, patient=draft.id, version=draft.version, assessment=assessment("ready"))
    assert store.get(draft.id) == draft
    assert store.assessments(draft.id) == []


def test_the_overview_shows_the_newest_assessment_and_unfinished_drafts(store):
    one = store.keep_record("CASE-1", {}, A, assessment=assessment("not_assessable"))
    store.keep_record("CASE-1", {}, A, patient=one.id, version=one.version, assessment=assessment("work_up"))
    store.keep_draft({"patient_id": "CASE-2"}, by=A)
    rows = store.overview()
    assert [(row.pseudonym, row.summary) for row in rows] == [("CASE-1", {"lane": "work_up"}), (None, None)]
    assert rows[1].draft == {"patient_id": "CASE-2"}
    assert rows[0].assessed_at.tzinfo == UTC


def test_dropping_a_draft_keeps_a_saved_record_and_forgets_a_patient_never_saved(store):
    only_draft = store.keep_draft({}, by=A)
    store.drop_draft(only_draft.id, only_draft.version, by=A)
    with pytest.raises(InputFault):
        store.get(only_draft.id)
    saved = store.keep_record("CASE-1", {"n": 1}, by=A)
    drafted = store.keep_draft({"n": 2}, A, patient=saved.id, version=saved.version)
    store.drop_draft(saved.id, drafted.version, by=A)
    assert (store.get(saved.id).record, store.get(saved.id).draft) == ({"n": 1}, None)


def test_a_stored_assessment_can_be_neither_changed_nor_deleted(store, database):
    saved = store.keep_record("CASE-1", {}, A, assessment=assessment("ready"))
    for change in (lambda session, row: setattr(row, "output", {}), lambda session, row: session.delete(row)):
        with pytest.raises(Defect), Session(database.engine) as session, session.begin():
            change(session, session.query(AssessmentRow).one())
    assert store.assessments(saved.id)[0].output == {"lane": "ready"}


def test_a_time_without_a_zone_never_reaches_the_database(database):
    naive = datetime(2026, 6, 1, 12)
    row = PatientRow(id=uuid4(), version=1, created_at=naive, created_by=A, updated_at=naive, updated_by=A)
    with pytest.raises(Exception, match="time zone"), Session(database.engine) as session, session.begin():
        session.add(row)


def test_a_patient_nobody_knows_is_said_so_without_naming_the_id(store):
    stranger = UUID(int=7)
    with pytest.raises(InputFault) as caught:
        store.get(stranger)
    assert str(stranger) not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite:////proc/nowhere/store.sqlite", "nonsense", "nodatabase://x"])
def test_a_store_that_cannot_be_reached_is_said_in_three_lines(url):
    with pytest.raises(Unavailable) as caught:
        Database(url)
    assert len(str(caught.value).splitlines()) == 3
    assert url not in str(caught.value)


@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
def test_nothing_is_saved_into_a_file_that_is_not_the_store_any_more(tmp_path, how):
    file = tmp_path / "store.sqlite"
    database = Database(f"sqlite:///{file}")
    store = PatientStore(database)
    store.keep_record("CASE-1", {"patient_id": "CASE-1"}, by=A)
    kept = tmp_path / "elsewhere.sqlite"
    file.unlink() if how == "deleted" else file.rename(kept)
    if how == "replaced":
        file.write_bytes(kept.read_bytes())
    for use in (database.writing, database.reading):
        with pytest.raises(Unavailable, match="moved, replaced or deleted"), use():
            pass
    if how == "moved":
        kept.rename(file)
        with database.writing() as session:
            session.execute(text("SELECT 1"))
    database.close()


def test_a_new_database_is_readable_by_its_own_account_alone(tmp_path):
    Database(f"sqlite:///{tmp_path / 'store.sqlite'}").close()
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
