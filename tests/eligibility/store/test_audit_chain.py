"""Whatever is changed, taken out or swapped in the audit is found, and the entry is named."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from eligibility.domain.faults import Unavailable
from eligibility.domain.people import Person, Role
from eligibility.store import audit, keeping
from eligibility.store.append_only import allow_changes
from eligibility.store.audit_log import entries, noted_lately
from eligibility.store.database import Database
from eligibility.store.field_keys import FieldKeys
from eligibility.store.patients import NewAssessment, PatientStore
from eligibility.store.tables import AssessmentRow

A = Person("Dr A. Example", Role.CLINICIAN)
B = Person("Dr B. Example", Role.CHAIR, is_authenticated=True)


@pytest.fixture
def written(database):
    """Nine entries by two people."""
    for number in range(9):
        with database.writing() as session:
            by = B if number % 2 else A
            audit.record(session, by, "patient.save", f"k{number}", {"n": number}, {"n": number + 1})
    return database


def tamper(database, *statements):
    """Changes the database behind the product's back, as its administrator could."""
    with database.engine.begin() as connection:
        for table in ("audit", "assessments"):
            allow_changes(connection, table)
        for statement in statements:
            connection.execute(text(statement))


def fault_of(database, noted=None):
    report = keeping.verify(database, noted)
    return report.at, report.fault


def test_an_untouched_chain_is_intact_and_says_what_it_ends_with(written):
    report = keeping.verify(written)
    assert (report.is_intact, report.entries, report.seal) == (True, 9, "not sealed")
    assert report.head.startswith("9:")


def test_an_entry_tells_who_in_what_role_did_what_when_and_what_it_was_before_and_after(written):
    newest = entries(written)[0]
    said = (newest.seq, newest.person, newest.role, newest.is_authenticated, newest.action, newest.subject)
    assert said == (9, "Dr A. Example", "clinician", False, "patient.save", "k8")
    assert (newest.before, newest.after, newest.at.utcoffset().total_seconds()) == ({"n": 8}, {"n": 9}, 0)
    assert entries(written, "k7")[0].is_authenticated


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize(("table", "column"), [("audit", "seq"), ("assessments", "as_of")])
def test_the_database_itself_refuses_to_change_or_delete(written, table, column, statement):
    made = NewAssessment(date(2026, 6, 1), {}, {}, {}, {})
    PatientStore(written).keep_record("CASE-1", {}, A, assessment=made)
    with pytest.raises(DBAPIError, match="append-only"), written.engine.begin() as connection:
        connection.execute(text(statement.format(table, column, column)))
    assert keeping.verify(written).is_intact


@pytest.mark.parametrize(
    "column", ["at", "person", "role", "action", "subject", "before", "after", "previous", "hash", "is_authenticated"]
)
def test_one_changed_sign_in_any_column_names_the_entry(written, column):
    changed = "1 - is_authenticated" if column == "is_authenticated" else f"'x' || substr({column}, 2)"
    tamper(written, f"UPDATE audit SET {column} = {changed} WHERE seq = 4")
    assert fault_of(written) == (4, "Entry 4 was changed after it was written.")


def test_a_deleted_entry_is_named(written):
    tamper(written, "DELETE FROM audit WHERE seq = 5")
    assert fault_of(written) == (5, "Entry 5 is missing.")


def test_several_deleted_entries_are_named(written):
    tamper(written, "DELETE FROM audit WHERE seq IN (1, 2, 3)")
    assert fault_of(written) == (1, "Entries 1 to 3 are missing.")


def test_two_swapped_entries_are_named(written):
    tamper(
        written,
        "UPDATE audit SET seq = 100 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 7",
        "UPDATE audit SET seq = 7 WHERE seq = 100",
    )
    assert fault_of(written) == (3, "Entry 3 holds what belongs at 7: entries were swapped.")


def test_a_tail_that_was_cut_off_is_named(written):
    tamper(written, "DELETE FROM audit WHERE seq > 6")
    assert fault_of(written) == (7, "Entries 7 to 9 are missing from the end.")


def test_an_entry_rewritten_with_a_hash_that_fits_it_is_found_by_the_one_that_follows(written):
    with written.reading() as session:
        row = session.get(audit.AuditRow, 4)
        row.person = "somebody else"
        forged = audit.hash_of(row)
        session.rollback()
    tamper(written, f"UPDATE audit SET person = 'somebody else', hash = '{forged}' WHERE seq = 4")
    assert fault_of(written) == (4, "Entry 4 was replaced: entry 5 follows another one.")


def test_an_entry_added_behind_the_end_is_found(written):
    with written.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit (seq, at, person, role, is_authenticated, action, subject, previous, hash) "
                "SELECT 10, at, person, role, is_authenticated, action, subject, hash, hash FROM audit WHERE seq = 9"
            )
        )
    assert fault_of(written)[0] == 10


def test_a_lost_end_is_found_and_nothing_more_is_written(written):
    tamper(written, "DELETE FROM audit_head")
    assert fault_of(written) == (10, "The record of where the chain ends is missing.")
    with pytest.raises(Exception, match="lost its end"), written.writing() as session:
        audit.record(session, A, "x", "y")


def cut_back(database, to):
    tamper(
        database,
        f"DELETE FROM audit WHERE seq > {to}",
        f"UPDATE audit_head SET seq = {to}, hash = (SELECT hash FROM audit WHERE seq = {to})",
    )


def test_a_chain_cut_back_with_its_end_is_found_only_with_an_end_noted_elsewhere(written):
    noted = keeping.verify(written).head
    cut_back(written, 6)
    assert fault_of(written) == (None, None), "without a key and without a note this cannot be seen"
    assert fault_of(written, noted) == (7, "Entries up to 9 were noted elsewhere, and the chain ends at 6.")


def test_with_a_key_the_end_is_sealed_and_a_chain_cut_back_is_found(store_address):
    database = Database(store_address, FieldKeys.from_text(FieldKeys.new()))
    for number in range(5):
        with database.writing() as session:
            audit.record(session, A, "patient.save", "k", {"n": number}, {"n": number + 1})
    assert keeping.verify(database).seal == "sealed"
    cut_back(database, 3)
    assert fault_of(database) == (3, "The seal over the end was not made with a key of this installation.")
    database.close()


def test_a_seal_that_was_taken_away_is_found(store_address):
    database = Database(store_address, FieldKeys.from_text(FieldKeys.new()))
    for number in range(3):
        with database.writing() as session:
            audit.record(session, A, "patient.save", "k", {"n": number}, {"n": number + 1})
    cut_back(database, 2)
    tamper(database, "UPDATE audit_head SET seal = NULL")
    assert fault_of(database)[0] == 2
    assert "taken away" in fault_of(database)[1]
    database.close()


def test_a_store_kept_with_a_key_is_not_written_without_one_and_goes_on_with_a_new_one(store_address):
    first = Database(store_address, FieldKeys.from_text(FieldKeys.new()))
    kept = PatientStore(first).keep_record("CASE-1", {"n": 1}, A)
    first.close()
    keyless = Database(store_address)
    with pytest.raises(Unavailable, match="field key"):
        PatientStore(keyless).keep_record("CASE-1", {"n": 2}, A, kept.id, kept.version)
    assert PatientStore(keyless).get(kept.id).record == {"n": 1}
    keyless.close()
    renewed = Database(store_address, FieldKeys.from_text(FieldKeys.new()))
    PatientStore(renewed).keep_record("CASE-1", {"n": 2}, A, kept.id, kept.version)
    assert keeping.verify(renewed).is_intact
    renewed.close()


def test_with_a_key_what_was_before_and_after_cannot_be_read_without_it(store_address):
    locked = Database(store_address, FieldKeys.from_text(FieldKeys.new()))
    with locked.writing() as session:
        audit.record(session, A, "patient.save", "k", {"sex": "female"}, {"sex": "male"})
    assert entries(locked)[0].after == {"sex": "male"}
    locked.close()
    plain = Database(store_address)
    with plain.engine.connect() as connection:
        assert "male" not in connection.execute(text("SELECT after FROM audit")).scalar_one()
    assert (entries(plain)[0].after, entries(plain)[0].is_readable) == (None, False)
    assert keeping.verify(plain).is_intact, "the chain is checked without any key"
    plain.close()


@pytest.mark.parametrize("column", ["output", "inputs"])
def test_an_assessment_changed_behind_the_products_back_is_found(database, column):
    made = NewAssessment(date(2026, 6, 1), {"a": 1}, {"lane": "ready"}, {}, {})
    PatientStore(database).keep_record("CASE-1", {}, A, assessment=made)
    assert keeping.verify(database).assessments == 1
    tamper(database, f"UPDATE {AssessmentRow.__tablename__} SET {column} = '{{\"lane\":\"blocked\"}}'")
    assert fault_of(database) == (2, "The assessment that entry 2 tells of was changed.")
    tamper(database, f"DELETE FROM {AssessmentRow.__tablename__}")
    assert fault_of(database) == (2, "The assessment that entry 2 tells of is missing.")


def test_ten_threads_writing_leave_every_write_and_one_unbroken_chain(database):
    store, faults = PatientStore(database), []
    start = threading.Barrier(10)

    def work(name: int) -> None:
        by = Person(f"writer {name}", Role.CLINICIAN)
        start.wait()
        try:
            kept = store.keep_draft({"record": {"n": 0}}, by)
            for number in range(1, 6):
                kept = store.keep_draft({"record": {"n": number}}, by, kept.id, kept.version)
        except Exception as fault:  # noqa: BLE001 (whatever stopped a thread is what this test is about)
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    report = keeping.verify(database)
    assert (report.is_intact, report.entries) == (True, 60)
    assert [row.draft["record"]["n"] for row in store.overview()] == [5] * 10


def test_what_is_not_kept_leaves_no_entry(database):
    with pytest.raises(RuntimeError), database.writing() as session:
        audit.record(session, A, "patient.save", "k")
        raise RuntimeError
    assert entries(database) == []


def test_a_write_inside_a_write_is_refused_at_once_and_not_waited_for(database):
    with pytest.raises(Exception, match="inside another"), database.writing(), database.writing():
        pass
    assert not database.is_writing


def test_a_reading_is_noted_once_by_each_person_and_role(database):
    with database.writing() as session:
        audit.record(session, A, "patient.view", "k")
    assert noted_lately(database, A, "patient.view", "k")
    assert not noted_lately(database, B, "patient.view", "k")
    assert not noted_lately(database, A, "patient.view", "another")


def test_of_a_change_only_what_differs_is_kept():
    old = {"as_of": "2026-06-01", "facts": {"sex": "female", "age_years": 34}, "treatments": [1]}
    new = {"as_of": "2026-06-01", "facts": {"age_years": 35, "upcr_g_g": None}, "treatments": [1, 2]}
    was, is_now = audit.differing(old, new)
    assert was == {"facts": {"sex": "female", "age_years": 34}, "treatments": [1]}
    assert is_now == {"facts": {"age_years": 35, "upcr_g_g": None}, "treatments": [1, 2]}
    assert audit.differing(old, old) == ({}, {})
