"""Patients saved, found and listed; nothing is saved that nobody could read or confirmed."""

from __future__ import annotations

import json
from datetime import date

import pytest

from eligibility.domain.faults import InputFault
from eligibility.domain.people import Person, Role
from eligibility.services import patients
from eligibility.services.assess import assess
from eligibility.services.clock import today
from eligibility.services.records import record_from_text
from eligibility.services.treatments import labelled_courses
from eligibility.services.uploads import MOST_BYTES, record_from_paste, record_from_upload
from eligibility.services.worklist import next_action, summary_of, waiting_since

A = Person("Dr A. Example", Role.CLINICIAN)
B = Person("Dr B. Example", Role.CLINICIAN)


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")


def record(text: str = "{age_years: 34}", name: str = "CASE-1"):
    return record_from_text(f"patient_id: {name}\nas_of: 2026-06-01\nfacts: {text}", "a.yaml")


def test_a_saved_patient_opens_with_the_record_and_the_assessment_as_they_were():
    saved, made = patients.save_patient(record(), by=A)
    again = patients.open_patient(saved.key, A)
    assert again.record == record() and again.draft is None
    stored = patients.stored_assessments(saved.key, A)[0]
    assert (stored.assessment, stored.record, stored.made_by) == (made, record(), A.name)


def test_a_second_assessment_leaves_the_first_as_it_was():
    saved, first = patients.save_patient(record(), by=A)
    patients.save_patient(record("{age_years: 35}"), by=B, key=saved.key, version=saved.version)
    made = [stored.assessment for stored in patients.stored_assessments(saved.key, A)]
    assert len(made) == 2 and made[1] == first
    assert [row.pseudonym for row in patients.list_patients(A)] == ["CASE-1"]


@pytest.mark.parametrize("text", ["{age_years: many}", "{height_cm: 210}", "{upcr_g_g: {value: 1.0}}"])
def test_what_cannot_be_read_or_was_not_confirmed_is_not_saved(text):
    with pytest.raises(InputFault):
        patients.save_patient(record(text), by=A)
    assert patients.list_patients(A) == []


def test_an_unusual_value_is_saved_once_a_person_confirmed_it():
    patients.save_patient(record("{height_cm: 210}"), by=A, confirmed=["plausible.height_cm"])
    assert len(patients.list_patients(A)) == 1


def test_a_pseudonym_of_spaces_is_none():
    nameless = record().model_copy(update={"patient_id": "  "})
    with pytest.raises(InputFault, match="pseudonym"):
        patients.save_patient(nameless, by=A)


def test_an_unreadable_draft_is_kept_as_it_is():
    draft = patients.Draft(record("{age_years: many}"), ("plausible.height_cm",))
    kept = patients.save_draft(draft, by=A)
    assert patients.open_patient(kept.key, A).draft == draft
    assert patients.list_patients(A)[0].has_draft


def test_examples_open_are_never_written_and_have_no_history():
    for key in patients.example_records():
        found = patients.open_patient(key, A)
        assert found.is_example and found.version is None
        assert patients.stored_assessments(key, A) == []
    assert len(patients.published_keys()) == 6


@pytest.mark.parametrize("key", ["nobody", "example-nobody", "00000000-0000-0000-0000-000000000000", "../x"])
def test_a_key_of_nobody_is_a_fault_that_does_not_repeat_it(key):
    with pytest.raises(InputFault) as caught:
        patients.open_patient(key, A)
    assert key not in str(caught.value)


def test_the_row_of_the_worklist_holds_what_the_assessment_says():
    for key, example in patients.example_records().items():
        made = patients.example_assessment(key)
        row = summary_of(made, example)
        assert json.loads(json.dumps(row)) == row
        assert row["lane"] == made.lane and row["next_action"] == next_action(made)
        assert "car-t" not in row["next_action"].lower()


def test_days_waiting_count_from_the_referral_and_only_from_a_whole_day():
    assert waiting_since(record("{referred_on: 2026-05-01}")) == date(2026, 5, 1)
    assert waiting_since(record("{referred_on: 2026-05}")) is None
    assert waiting_since(record()) is None


def test_courses_are_labelled_in_the_order_they_were_entered():
    example = patients.example_records()["example-work-up-early"]
    labelled = labelled_courses(example)
    assert [course.entered for course in labelled] == example.treatments
    assert labelled[0].label == "failed" and not labelled[1].is_counted


def test_an_uploaded_file_is_checked_by_what_it_is_whatever_its_name():
    text = b"patient_id: U-1\nas_of: 2026-06-01\nfacts: {age_years: 34}"
    assert record_from_upload("C:\\fakepath\\x.YAML", text).facts == {"age_years": 34}
    assert assess(record_from_paste(text.decode())).patient_id == "U-1"
    for name, content in (("x.exe", text), ("x", text), ("x.yaml", b"a" * (MOST_BYTES + 1)), ("x.json", b"\xff\xfe")):
        with pytest.raises(InputFault):
            record_from_upload(name, content)


def test_a_record_that_names_no_day_is_as_of_the_clinics_today(monkeypatch):
    monkeypatch.setenv("EARLY_CART_TIME_ZONE", "Pacific/Kiritimati")
    assert record_from_paste("patient_id: U-2\nfacts: {}").as_of == today()
