"""Kidney failure by state and damage a year: the published figures, at their cuts, and what a gap leaves open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.estimate import for_patient

RENAL = {"is_nephritis_active": True, "has_lupus_nephritis": True}


def outputs(patients, **facts):
    return {output.id: output for output in for_patient(patients.one(**facts), 0).secondary}


@pytest.mark.parametrize(
    ("egfr", "state", "value"),
    [
        (29.9, "eGFR below 30", 62),
        (30, "eGFR 30 to 60", None),
        (60, "eGFR 30 to 60", None),
        (60.1, "eGFR above 60", None),
    ],
)
def test_kidney_failure_at_five_years_changes_at_the_published_cuts_of_egfr(patients, egfr, state, value):
    found = outputs(patients, **RENAL, egfr_reported=egfr, upcr_g_g=2)["kidney_failure_5y_egfr"]
    assert (found.state, found.value, found.span) == (state, value, None)
    assert found.whole.value == 11 and (found.whole.low, found.whole.high) == (10, 12)
    assert value is not None or any("No published figure" in said for said in found.said)


@pytest.mark.parametrize(("grams", "value"), [(0.25, None), (3, None), (3.01, 11)])
def test_kidney_failure_at_five_years_changes_at_the_published_cuts_of_proteinuria(patients, grams, value):
    found = outputs(patients, **RENAL, egfr_reported=90, proteinuria_g_24h=grams)["kidney_failure_5y_proteinuria"]
    assert found.value == value and found.status == "published" and found.low is None


def test_a_range_across_a_cut_says_both_states_and_never_takes_a_state_without_a_figure_as_none(patients):
    found = outputs(patients, **RENAL, egfr_reported=(25.0, 45.0), upcr_g_g=2)["kidney_failure_5y_egfr"]
    assert found.value is None and found.span == (62, 62) and found.span_is_partial
    assert [state.id for state in found.states if state.is_possible] == ["below", "between"]
    assert "No published figure" in found.said[0] and "creatinine_umol_l" in found.missing


def test_nothing_known_leaves_every_state_open(patients):
    found = outputs(patients)
    assert found["kidney_failure_5y_egfr"].value is None
    assert all(state.is_possible for state in found["kidney_failure_5y_egfr"].states)
    assert "Whether there is nephritis is not known" in found["kidney_failure_5y_egfr"].said[0]
    assert found["kidney_failure_10y"].value is None
    assert found["kidney_failure_10y"].span == pytest.approx((6.6, 100 * (1 - 0.38**2)))


def test_ten_years_is_an_assumption_with_a_range_from_the_state_or_from_the_whole(patients):
    low = outputs(patients, **RENAL, egfr_reported=20, upcr_g_g=4)["kidney_failure_10y"]
    assert low.status == "assumption" and low.value is None
    assert (low.low, low.high) == pytest.approx((62, 100 * (1 - 0.38**2)))
    heavy = outputs(patients, **RENAL, egfr_reported=90, upcr_g_g=4)["kidney_failure_10y"]
    assert (heavy.low, heavy.high) == pytest.approx((11, 100 * (1 - 0.89**2)))
    whole = outputs(patients, **RENAL, egfr_reported=90, upcr_g_g=2)["kidney_failure_10y"]
    assert (whole.value, whole.low, whole.high) == pytest.approx((10.1, 6.6, 13.6))


def test_no_kidney_figure_is_given_on_dialysis_and_only_a_cohorts_own_without_nephritis(patients):
    assert list(outputs(patients, **RENAL, is_on_dialysis=True)) == ["damage_a_year"]
    without = outputs(patients, is_nephritis_active=False, has_lupus_nephritis=False)
    assert list(without) == ["kidney_failure_10y", "damage_a_year"]
    assert without["kidney_failure_10y"].value is None and without["kidney_failure_10y"].whole.value == 4.3


def test_damage_of_a_patient_nobody_knows_is_the_published_rate(patients):
    found = outputs(patients)["damage_a_year"]
    assert found.value == pytest.approx(0.10) and (found.low, found.high) == pytest.approx((0.10, 0.15))
    assert found.span[0] < found.value < found.span[1]
    assert {"has_hypertension", "sex", "prednisone_mg_day"} <= set(found.missing)


def test_damage_is_the_product_of_the_published_ratios_over_their_mean(patients):
    facts = {
        "sex": "male",
        "has_hypertension": True,
        "hydroxychloroquine_mg_day": 0,
        "prednisone_mg_day": 15,
        "pdc_pct": 90,
    }
    found = outputs(patients, **facts)["damage_a_year"]
    means = {
        "male": 0.11 * 1.48 + 0.89,
        "ht": 0.46 * 1.65 + 0.54,
        "am": 0.72 * 0.63 + 0.28,
        "level": 0.073 * 1.92 + 0.927,
    }
    expected = 0.1 * 1.48 / means["male"] * 1.65 / means["ht"] / means["am"] / means["level"] * 1.028**5
    assert found.value == pytest.approx(expected) and found.span is None and found.missing == []
    assert found.low < found.value < found.high


def test_a_dose_beyond_the_studies_counts_as_their_highest(patients):
    rates = [outputs(patients, prednisone_mg_day=dose)["damage_a_year"].value for dose in (5, 20, 60)]
    assert rates[0] < rates[1] == rates[2]


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_what_is_open_only_shrinks_as_answers_come_in(patients, seed):
    known = patients.random(seed, 1)
    hidden = patients.hide(known, seed + 1)
    before = {o.id: o for o in for_patient(patients.estimate(1, hidden), 0).secondary}
    after = {o.id: o for o in for_patient(patients.estimate(1, known), 0).secondary}
    for key, output in after.items():
        if key not in before:
            continue
        wide, ends = before[key], output.span or (output.value, output.value)
        if ends[0] is None:
            continue
        if wide.span is not None and not wide.span_is_partial and output.status == "assumption":
            lowest = ends[0] if key == "damage_a_year" or output.span else output.low
            highest = ends[1] if key == "damage_a_year" or output.span else output.high
            assert wide.span[0] <= lowest + 1e-9 and highest <= wide.span[1] + 1e-9, key
        possible = {state.id for state in output.states if state.is_possible}
        assert possible <= {state.id for state in wide.states if state.is_possible}


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_no_missing_answer_moves_the_bounds_apart_and_the_list_is_in_order(patients, seed):
    columns = patients.estimate(1, patients.hide(patients.random(seed, 1), seed))
    found = for_patient(columns, 0)
    moves = [move.narrows_by for move in found.moves_most]
    assert moves == sorted(moves, reverse=True)
    width = found.missing_bounds[1] - found.missing_bounds[0]
    for move in found.moves_most:
        assert 0 <= move.narrows_by <= width + 1e-9
        assert move.narrows_by + move.width_without == pytest.approx(width, abs=1e-6) or move.narrows_by == 0
    unknown = {part.predictor for part in found.contributions if not part.is_known}
    assert {move.predictor for move in found.moves_most} <= unknown


def test_the_answer_said_to_move_most_is_the_one_that_does(patients):
    """Each missing answer is given in turn, at both its ends, by the record itself."""
    facts = {**RENAL, "egfr_reported": 60, "sex": "female", "ln_class": ["IV"]}
    found = for_patient(patients.one(**facts), 0)
    width = np.subtract(*found.missing_bounds[::-1])
    narrowed = {}
    for fact, ends in {"upcr_g_g": (0.5, 15.0), "sdi_total": (0, 1), "has_hypertension": (True, False)}.items():
        bounds = [for_patient(patients.one(**facts, **{fact: end}), 0).missing_bounds for end in ends]
        narrowed[fact] = width - np.mean([high - low for low, high in bounds])
    moves = {move.facts[0]: move.narrows_by for move in found.moves_most}
    assert {fact: moves[fact] for fact in narrowed} == pytest.approx(narrowed, abs=1e-9)
    assert found.moves_most[0].narrows_by == max(moves.values())
