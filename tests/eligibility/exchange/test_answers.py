"""Answers in words: an answer that cannot be read is never taken for a no."""

from __future__ import annotations

import pytest

UNKNOWN, NO, YES = "unknown", "no", "yes"


@pytest.mark.parametrize(
    ("written", "answer"),
    [(True, YES), ("yes", YES), ("Y", YES), ("TRUE", YES), (1, YES), ("1", YES), (1.0, YES)]
    + [(False, NO), ("no", NO), ("n", NO), ("False", NO), (0, NO), ("0", NO)]
    + [("unknown", UNKNOWN), ("not known", UNKNOWN), ("not asked", UNKNOWN)],
)
def test_a_flag_is_read_in_the_words_people_use(through_the_door, written, answer):
    admission = through_the_door({"is_pregnant": written})
    assert admission.faults_of(0) == []
    assert admission.cohort.column("is_pregnant").words() == [answer]


@pytest.mark.parametrize("written", ["maybe", 2, "positive", "-1", ["yes"]])
def test_a_flag_that_is_neither_is_refused(fault_of, written):
    assert "is not yes, no or unknown" in fault_of("is_pregnant", written)


@pytest.mark.parametrize("written", [None, "", "  "])
def test_a_blank_is_unknown_and_no_answer(through_the_door, written):
    admission = through_the_door({"is_pregnant": written, "lvef_pct": written, "hbv": written, "ln_class": written})
    assert admission.faults_of(0) == [] and admission.cohort.columns == {} and admission.cohort.warnings == ()


@pytest.mark.parametrize(
    ("written", "possible"),
    [
        ("past", ["past"]),
        ("Past", ["past"]),
        (["negative", "past"], ["negative", "past"]),
        ("negative or past", ["negative", "past"]),
        ("negative|past", ["negative", "past"]),
        ("unknown", ["negative", "past", "latent", "active"]),
    ],
)
def test_a_choice_is_one_value_or_those_still_possible(through_the_door, written, possible):
    assert through_the_door({"hbv": written}).cohort.column("hbv").possible(0) == possible


def test_a_value_that_is_called_not_asked_is_not_an_unknown(through_the_door):
    column = through_the_door({"patient_preference": "not asked"}).cohort.column("patient_preference")
    assert column.possible(0) == ["not_asked"]


def test_a_value_off_the_list_is_refused_with_the_list_and_without_the_value(fault_of):
    said = fault_of("hbv", "carrier-XYZZY")
    assert "negative, past, latent, active" in said and "XYZZY" not in said


@pytest.mark.parametrize(
    ("written", "iii", "iv", "v"),
    [
        (["III"], YES, NO, NO),
        ("III", YES, NO, NO),
        ("III|V", YES, NO, YES),
        ("III + V", YES, NO, YES),
        ('["III", "V"]', YES, NO, YES),
        ("III or IV", UNKNOWN, UNKNOWN, NO),
        (["III or IV", "V"], UNKNOWN, UNKNOWN, YES),
        ({"III": "yes", "IV": "unknown"}, YES, UNKNOWN, UNKNOWN),
        ({"III": "yes", "IV": "no"}, YES, NO, UNKNOWN),
        ("none", NO, NO, NO),
        ("unknown", UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_an_asserted_set_is_complete_and_a_mapping_leaves_the_rest_open(through_the_door, written, iii, iv, v):
    admission = through_the_door({"ln_class": written})
    assert admission.faults_of(0) == []
    members = admission.cohort.column("ln_class")
    assert [members.has(name).word(0) for name in ("III", "IV", "V")] == [iii, iv, v]


def test_an_empty_list_is_not_a_no(through_the_door):
    assert through_the_door({"ln_class": []}).cohort.column("ln_class").is_unknown.tolist() == [True]


@pytest.mark.parametrize("written", ["VII", ["III", "VII"], {"VII": "yes"}, [["III"]], "[III"])
def test_a_class_that_does_not_exist_is_refused(fault_of, written):
    assert "is not one of the values of the list" in fault_of("ln_class", written)


def test_words_for_missing_are_unknown_and_are_named(through_the_door):
    admission = through_the_door({"is_pregnant": "n/a", "hbv": "Data Not Available", "lvef_pct": "not done"})
    assert admission.faults_of(0) == []
    assert {warning.code for warning in admission.cohort.warnings} == {
        "words_for_missing.is_pregnant",
        "words_for_missing.hbv",
        "words_for_missing.lvef_pct",
    }
    assert admission.cohort.column("is_pregnant").words() == [UNKNOWN]
