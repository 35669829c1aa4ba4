"""Outcomes at 12 months: recorded by a named person, corrected by a new entry, never changed."""

from __future__ import annotations

import json
import threading
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from eligibility.domain.faults import Conflict, Forbidden, InputFault
from eligibility.domain.people import Person, Role
from eligibility.services import outcomes, patients, storage
from eligibility.services.learning import update
from eligibility.services.records import record_from_text

DOCTOR, OTHER = Person("Dr A", Role.CLINICIAN), Person("Dr B", Role.COORDINATOR)
RECORD = """
patient_id: {name}
as_of: {day}
facts: {{age_years: 34, sex: female, is_nephritis_active: yes, upcr_g_g: 3.1, egfr_reported: 88}}
"""


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")


def saved(name: str = "A", day: str = "2025-06-01") -> str:
    """A stored assessment; gives its id."""
    patients.save_patient(record_from_text(RECORD.format(name=name, day=day), "a.yaml"), by=DOCTOR)
    return next(seen.assessment for seen in outcomes.predicted_and_seen(DOCTOR) if seen.pseudonym == name)


def one(assessment: str):
    return next(seen for seen in outcomes.predicted_and_seen(DOCTOR) if seen.assessment == assessment)


def test_an_outcome_stands_beside_the_prediction_as_it_was_stored():
    key = saved()
    before = one(key)
    outcomes.record_outcome(key, "no_response", date(2026, 6, 3), DOCTOR)
    after = one(key)
    assert after.is_failed is True and after.outcome.recorded_by == "Dr A"
    assert (after.estimate, after.interval, after.model) == (before.estimate, before.interval, "renal")
    assert (after.due_from, after.due_until) == (date(2026, 5, 1), date(2026, 8, 1))
    stored = storage.database()
    with stored.reading() as session:
        output = json.loads(session.execute(text("SELECT output FROM assessments")).scalar_one())
    assert output["prognosis"]["estimate"] == after.estimate


def test_a_correction_is_a_new_entry_that_says_why_and_the_old_one_stays():
    key = saved()
    first = outcomes.record_outcome(key, "response", date(2026, 6, 3), DOCTOR)
    with pytest.raises(InputFault, match="says why"):
        outcomes.record_outcome(key, "no_response", date(2026, 6, 3), OTHER, replaces=first.id)
    second = outcomes.record_outcome(key, "no_response", date(2026, 6, 3), OTHER, "misread", replaces=first.id)
    entries = outcomes.outcome_entries(key, DOCTOR)
    assert [entry.outcome for entry in entries] == ["response", "no_response"]
    assert entries[1].replaces == first.id and second.recorded_by == "Dr B"
    assert one(key).is_failed is True


def test_a_second_first_entry_and_a_correction_of_an_overtaken_one_conflict():
    key = saved()
    first = outcomes.record_outcome(key, "response", date(2026, 6, 3), DOCTOR)
    with pytest.raises(Conflict):
        outcomes.record_outcome(key, "death", date(2026, 6, 3), OTHER)
    outcomes.record_outcome(key, "no_response", date(2026, 6, 3), DOCTOR, "misread", replaces=first.id)
    with pytest.raises(Conflict):
        outcomes.record_outcome(key, "death", date(2026, 6, 3), OTHER, "another", replaces=first.id)
    assert len(outcomes.outcome_entries(key, DOCTOR)) == 2


@pytest.mark.parametrize(
    ("outcome", "on"),
    [
        ("response", date(2026, 4, 30)),
        ("no_response", date(2026, 8, 2)),
        ("death", date(2025, 5, 31)),
        ("response", None),
        ("kidney_failure", None),
        ("response", date(2999, 1, 1)),
        ("cured", date(2026, 6, 3)),
    ],
)
def test_a_day_outside_the_window_or_an_unknown_word_is_refused(outcome, on):
    key = saved()
    with pytest.raises(InputFault) as refused:
        outcomes.record_outcome(key, outcome, on, DOCTOR)
    assert len(str(refused.value).splitlines()) == 3 and outcomes.outcome_entries(key, DOCTOR) == []


def test_lost_and_cellular_therapy_tell_nothing_of_conventional_therapy():
    for name, outcome in (("A", "lost"), ("B", "cellular_therapy")):
        key = saved(name)
        outcomes.record_outcome(key, outcome, None, DOCTOR)
        assert one(key).is_failed is None and one(key).outcome is not None


@pytest.mark.parametrize("role", [Role.MDT_MEMBER, Role.AUDITOR, Role.ADMINISTRATOR, Role.KNOWLEDGE_EDITOR])
def test_who_may_not_record_is_refused_by_the_service(role):
    key = saved()
    with pytest.raises(Forbidden):
        outcomes.record_outcome(key, "response", date(2026, 6, 3), Person("X", role))
    assert outcomes.outcome_entries(key, DOCTOR) == []


def test_somebody_without_a_name_may_not_record():
    key = saved()
    with pytest.raises(Forbidden, match="name"):
        outcomes.record_outcome(key, "response", date(2026, 6, 3), Person("not named", Role.CLINICIAN))


def test_every_entry_leaves_its_trace_in_the_same_transaction():
    key = saved()
    first = outcomes.record_outcome(key, "response", date(2026, 6, 3), DOCTOR)
    outcomes.record_outcome(key, "no_response", date(2026, 6, 3), OTHER, "misread", replaces=first.id)
    with storage.database().reading() as session:
        query = "SELECT person, action, subject, before, after FROM audit WHERE action LIKE 'outcome_12m%' ORDER BY seq"
        rows = session.execute(text(query)).all()
    assert [(row.person, row.action) for row in rows] == [
        ("Dr A", "outcome_12m.recorded"),
        ("Dr B", "outcome_12m.corrected"),
    ]
    assert {row.subject for row in rows} == {key}
    assert json.loads(rows[1].before)["outcome"] == "response" and json.loads(rows[1].after)["note"] == "misread"


@pytest.mark.parametrize("change", ["UPDATE outcomes_12m SET outcome = 'death'", "DELETE FROM outcomes_12m"])
def test_the_database_itself_refuses_to_change_an_entry(change):
    outcomes.record_outcome(saved(), "response", date(2026, 6, 3), DOCTOR)
    with pytest.raises(DatabaseError, match="append-only"), storage.database().engine.begin() as connection:
        connection.execute(text(change))


def test_each_patient_counts_once_by_the_earliest_assessment_that_tells_something():
    early = saved("A", "2024-06-01")
    key = patients.list_patients(DOCTOR)[0].key
    held = patients.open_patient(key, DOCTOR)
    later = record_from_text(RECORD.format(name="A", day="2025-03-01"), "a.yaml")
    patients.save_patient(later, by=DOCTOR, key=key, version=held.version)
    assert [seen.is_first for seen in outcomes.predicted_and_seen(DOCTOR)] == [True, False]
    outcomes.record_outcome(early, "lost", None, DOCTOR)
    late = outcomes.predicted_and_seen(DOCTOR)[1].assessment
    outcomes.record_outcome(late, "response", date(2026, 3, 1), DOCTOR)
    assert [seen.is_first for seen in outcomes.predicted_and_seen(DOCTOR)] == [False, True]


def test_the_export_is_the_registry_that_learning_reads(tmp_path):
    with pytest.raises(InputFault, match="No outcome"):
        outcomes.outcomes_csv(DOCTOR)
    for number in range(4):
        key = saved(f"P-{number}")
        outcomes.record_outcome(key, "response" if number % 2 else "no_response", date(2026, 6, 3), DOCTOR)
    saved("without")
    path = tmp_path / "registry.csv"
    path.write_text(outcomes.outcomes_csv(DOCTOR), encoding="utf-8")
    assert "without" not in path.read_text()


    report = update(path, tmp_path / "out")
    assert report.faults == () and report.learnt[0].rows == 4 and report.learnt[0].verdict == "too_few"


def test_an_export_needs_the_right_and_is_noted():
    outcomes.record_outcome(saved(), "response", date(2026, 6, 3), DOCTOR)
    with pytest.raises(Forbidden):
        outcomes.outcomes_csv(Person("X", Role.AUDITOR))
    outcomes.outcomes_csv(DOCTOR)
    with storage.database().reading() as session:
        assert session.execute(text("SELECT count(*) FROM audit WHERE action = 'outcomes.exported'")).scalar_one() == 1


def test_of_two_people_who_record_at_once_one_is_told_of_the_other():
    key = saved()
    together, said = threading.Barrier(2), []

    def record(by: Person) -> None:
        together.wait()
        try:
            outcomes.record_outcome(key, "response", date(2026, 6, 3), by)
            said.append("recorded")
        except Conflict:
            said.append("told")

    people = [threading.Thread(target=record, args=(by,)) for by in (DOCTOR, OTHER)]
    for one_of_them in people:
        one_of_them.start()
    for one_of_them in people:
        one_of_them.join()
    assert sorted(said) == ["recorded", "told"] and len(outcomes.outcome_entries(key, DOCTOR)) == 1
