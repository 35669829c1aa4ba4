"""The form and a file are two ways into the same record."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.domain.record import PatientRecord
from eligibility.services import patients
from eligibility.services.assess import assess
from eligibility.services.library import library
from pages.parts.entry import NO, NOT_KNOWN, YES, Answer, answer_of, is_recorded, plain_number, written

FACTS = library().facts


def through_the_form(record: PatientRecord) -> PatientRecord:
    """Every fact shown on the form and written again, untouched."""
    facts = {}
    for fact, raw in record.facts.items():
        kept = written(FACTS[fact], answer_of(FACTS[fact], raw))
        if kept is not None:
            facts[fact] = kept
    return record.model_copy(update={"facts": facts})


@pytest.mark.parametrize("key", list(patients.example_records()))
def test_a_record_that_passes_through_the_form_is_assessed_the_same(key):
    record = patients.example_records()[key]
    assert assess(through_the_form(record)) == assess(record)


@pytest.mark.parametrize(
    ("fact", "raw"),
    [
        ("upcr_g_g", {"value": ">1.0", "unit": "g/g", "on": "2026-05-20", "source": "laboratory"}),
        ("creatinine_umol_l", 82),
        ("creatinine_umol_l", {"value": "0.5-1.0", "unit": "mg/dL"}),
        ("age_years", 34),
        ("has_sepsis", False),
        ("sex", "female"),
        ("hbv", {"value": "negative", "on": None}),
        ("seizure_on", "never"),
        ("sle_diagnosed_on", "2020-05"),
        ("ln_class", ["III", "V"]),
        ("ln_class", {"III": True, "IV": False}),
        ("upcr_series", [{"on": "2026-03-01", "value": 1.2, "unit": "g/g"}, {"on": "2026-05", "value": "<0.5"}]),
        ("question_to_mdt", "Is it *time*?"),
    ],
)
def test_what_a_file_says_is_written_back_as_it_was(fact, raw):
    assert written(FACTS[fact], answer_of(FACTS[fact], raw)) == raw


@pytest.mark.parametrize("raw", ["III or IV", ["III or IV"], "unknown"])
def test_what_the_fields_cannot_show_is_kept_until_it_is_replaced(raw):
    answer = answer_of(FACTS["ln_class"], raw)
    assert written(FACTS["ln_class"], answer) == raw


@pytest.mark.parametrize("fact", list(FACTS))
def test_a_blank_answer_writes_nothing_for_any_fact(fact):
    for blank in (Answer(), Answer(""), Answer(NOT_KNOWN), Answer({}), Answer(None, unit="g/g", on="2026-05")):
        assert written(FACTS[fact], blank) is None
    assert written(FACTS[fact], answer_of(FACTS[fact], None)) is None


def test_nothing_on_the_form_turns_into_a_no_by_itself():
    for fact in FACTS.values():
        if fact.kind == "flag":
            assert written(fact, Answer(NOT_KNOWN)) is None
            assert written(fact, Answer(NO)) is False
            assert written(fact, Answer(YES)) is True


def test_a_set_with_a_member_not_known_says_only_what_is_known():
    answers = dict.fromkeys(FACTS["ln_class"].values, NOT_KNOWN) | {"III": YES, "V": NO}
    assert written(FACTS["ln_class"], Answer(answers)) == {"III": True, "V": False}
    assert written(FACTS["ln_class"], Answer(dict.fromkeys(FACTS["ln_class"].values, NO))) == "none"


def test_a_measurement_without_its_unit_is_written_without_one_so_that_the_door_asks():
    assert written(FACTS["upcr_g_g"], Answer("1.5")) == {"value": 1.5, "unit": None}


@settings(max_examples=60, deadline=None)
@given(st.decimals(min_value=-10000, max_value=10000, places=3).map(str))
def test_a_typed_number_has_the_digits_that_were_typed(text):
    assert float(str(plain_number(text))) == float(text)


@pytest.mark.parametrize("text", ["<0.5", ">1.0", "0.5-1.0", "1:40", "1,5", "1e3", "12 mg", "007", "ca. 5", "nan"])
def test_anything_but_a_plain_number_stays_the_text_it_is(text):
    assert plain_number(text) == text


def test_zero_and_no_are_answers_and_blanks_are_not():
    assert not any(is_recorded(raw) for raw in (None, "", [], {"value": None}))
    assert all(is_recorded(raw) for raw in (0, False, {"value": False}, {"value": 0}))
