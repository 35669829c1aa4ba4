"""The hydroxychloroquine level: cut-offs by matrix and dose, and what cannot be read says nothing about adherence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.instruments.one_patient import answers, ask, notes_of
from tests.eligibility.instruments.known_and_open import assert_exact, assert_patient

GRIDS = {
    "matrix": ["whole_blood", "serum"],
    "level_ng_ml": [0, 52.9, 53, 80, 105.9, 106, 150, 199.9, 200, 700, 750, 1000, 1200, 1200.1],
    "dose_mg_d": [0, 100, 200, 300, 400, 600],
    "months_on_drug": [0, 2.9, 3, 12],
}
ENTRIES = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in GRIDS.items()})


@pytest.fixture
def hcq(instruments):
    return instruments["hcq_level"]


@given(entries=ENTRIES, data=st.data())
def test_filling_in_what_is_missing_never_moves_an_answer(instruments, entries, data):
    assert_patient(instruments["hcq_level"], {**entries, "weight_kg": 60}, data)


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"matrix": "serum"},
        {"matrix": "serum", "dose_mg_d": 400},
        {"matrix": "serum", "dose_mg_d": 300},
        {"matrix": "whole_blood", "months_on_drug": 6},
        {"level_ng_ml": 150, "dose_mg_d": 400, "months_on_drug": 6},
        {"level_ng_ml": 90, "matrix": "serum", "months_on_drug": 6},
        {"level_ng_ml": 40, "dose_mg_d": 200, "months_on_drug": 3},
        {"level_ng_ml": 1300},
    ],
)
def test_what_stays_possible_is_exactly_what_could_come_out(hcq, kept):
    assert_exact(hcq, kept, GRIDS, ["category"])


def test_a_level_under_every_cut_off_is_severe_whatever_it_was_measured_in(hcq):
    got = answers(ask(hcq, {"level_ng_ml": 40, "dose_mg_d": 400, "months_on_drug": 6}))
    assert got["category"] == "severe_nonadherence"
    assert got["is_severe_nonadherence"] is True


@pytest.mark.parametrize("dose", [100, 199, 201, 300, 399, 401, 600])
def test_serum_is_not_read_at_a_dose_without_a_published_cut_off(hcq, dose):
    entries = {"matrix": "serum", "level_ng_ml": 1, "dose_mg_d": dose, "months_on_drug": 6}
    got = answers(ask(hcq, entries))
    assert got["category"] == "not_interpretable"
    assert got["is_severe_nonadherence"] is None


def test_a_level_that_cannot_be_read_is_never_said_to_show_adherence(hcq):
    for entries in (
        {"matrix": "whole_blood", "level_ng_ml": 900, "dose_mg_d": 400, "months_on_drug": 2},
        {"matrix": "whole_blood", "level_ng_ml": 900, "dose_mg_d": 0, "months_on_drug": 6},
    ):
        assert answers(ask(hcq, entries))["is_severe_nonadherence"] is None


def test_serum_is_not_converted_to_hold_it_against_the_nephritis_target(hcq):
    entries = {"matrix": "serum", "level_ng_ml": 2000, "dose_mg_d": 400, "months_on_drug": 6}
    assert answers(ask(hcq, entries))["is_above_nephritis_target"] is None


def test_without_a_level_no_note_speaks_of_reading_one(hcq):
    assert notes_of(ask(hcq, {"dose_mg_d": 0, "weight_kg": 80})) == []
