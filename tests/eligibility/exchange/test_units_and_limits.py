"""Units are converted exactly, never assumed where they differ many times over; limits are kept."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("fact", "value", "unit", "canonical"),
    [
        ("creatinine_umol_l", 0.53, "mg/dL", 46.852),
        ("creatinine_umol_l", "1", "mg/dl", 88.4),
        ("creatinine_umol_l", 80, "µmol/L", 80.0),
        ("creatinine_umol_l", 80, "umol/l", 80.0),
        ("upcr_g_g", 1500, "mg/g", 1.5),
        ("upcr_g_g", 1.5, "g/g", 1.5),
        ("haemoglobin_g_l", "9.4", "g/dL", 94.0),
        ("platelets_10e9_l", 288000, "/uL", 288.0),
        ("platelets_10e9_l", 288, "x10^9/L", 288.0),
        ("white_cells_10e9_l", 4530, "cells/µL", 4.53),
    ],
)
def test_an_accepted_unit_is_brought_to_the_facts_own(bounds_of, fact, value, unit, canonical):
    assert bounds_of(fact, {"value": value, "unit": unit}) == (canonical, canonical)


def test_a_bound_is_converted_before_its_end_is_opened(bounds_of):
    lo, hi = bounds_of("creatinine_umol_l", {"value": "<0.53", "unit": "mg/dL"})
    assert lo == float("-inf") and hi < 46.852 and hi == pytest.approx(46.852, abs=1e-13)


def test_a_unit_that_the_fact_does_not_take_is_refused_with_those_it_takes(fault_of):
    said = fault_of("creatinine_umol_l", {"value": 80, "unit": "mmol/L"})
    assert "has a unit that is not accepted" in said and "umol/L, mg/dL" in said


@pytest.mark.parametrize("unit", ["MG/DL", "Mg/dL"])
def test_capitals_are_not_forgiven_in_a_unit(fault_of, unit):
    assert "not accepted" in fault_of("creatinine_umol_l", {"value": 1, "unit": unit})


def test_a_upcr_with_a_day_and_without_a_unit_is_refused(fault_of):
    said = fault_of("upcr_g_g", {"value": 55, "on": "2022-04-20"})
    assert "has no unit" in said and "g/g, mg/mg, mg/g, mg/mmol" in said
    assert "has no unit" in fault_of("upcr_g_g", {"value": 1.5})


def test_a_bare_upcr_is_in_the_unit_of_its_name(bounds_of):
    assert bounds_of("upcr_g_g", 1.5) == (1.5, 1.5)


def test_an_unknown_fact_is_refused_with_the_nearest_name(through_the_door):
    (fault,) = through_the_door({"upcr": 1.5}).faults_of(0)
    assert "'upcr' is not known; the nearest known name is 'upcr_g_g'" in fault.what


def test_an_unknown_key_beside_a_value_is_refused_with_the_nearest_name(through_the_door):
    (fault,) = through_the_door({"lvef_pct": {"value": 60, "units": "%"}}).faults_of(0)
    assert "'units'" in fault.what and "'unit'" in fault.what


def test_a_unit_beside_an_answer_in_words_is_refused(through_the_door):
    (fault,) = through_the_door({"hbv": {"value": "past", "unit": "g/L"}}).faults_of(0)
    assert "is not a measured number" in fault.what


@pytest.mark.parametrize(
    ("fact", "value"),
    [("haemoglobin_g_l", 9.4), ("upcr_g_g", 150), ("age_years", -1), ("spo2_pct", 0.96), ("c3_g_l", "<-1")],
)
def test_a_value_beyond_the_hard_limits_is_an_error_that_says_why(fault_of, library, fact, value):
    said = fault_of(fact, value)
    assert "lies outside the limits of" in said and library.facts[fact].hard.reason in said


def test_a_bound_that_only_reaches_beyond_a_limit_is_kept(bounds_of):
    assert bounds_of("upcr_g_g", ">35")[1] == float("inf")


def test_an_unusual_value_is_kept_and_named_for_a_person_to_confirm(through_the_door):
    admission = through_the_door({"creatinine_umol_l": {"value": 20, "unit": "mg/dL"}})
    assert admission.faults_of(0) == []
    (warning,) = admission.cohort.warnings_of(0)
    assert warning.code == "plausible.creatinine_umol_l" and "1768" not in warning.what
    assert admission.cohort.column("creatinine_umol_l").lo.tolist() == [1768.0]


def test_every_fault_of_a_record_is_collected_not_only_the_first(through_the_door):
    admission = through_the_door({"upcr": 1, "age_years": 900, "hbv": "q", "seizure_on": "3/4/22", "is_pregnant": "?"})
    assert [fault.where for fault in admission.faults_of(0)] == ["'upcr'", "age_years", "hbv", "seizure_on"]
    assert [warning.code for warning in admission.cohort.warnings] == ["words_for_missing.is_pregnant"]


def test_a_series_is_dated_values_in_one_unit_the_oldest_first(through_the_door):
    values = [{"on": "2022-03-01", "value": 1000, "unit": "mg/g"}, {"on": "2022-01", "value": 3, "unit": "g/g"}]
    (series,) = through_the_door({"upcr_series": values}).cohort.series["upcr_series"]
    assert [(age.lo[0], age.hi[0], value) for age, value in series] == [(90.0, 120.0, 3.0), (61.0, 61.0, 1.0)]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"on": "2022-03-01", "value": 1}, "has no unit"),
        ({"on": "2022-03-01", "value": 1, "unit": "g/L"}, "not accepted"),
        ({"on": "2022-06-01", "value": 1, "unit": "g/g"}, "after the assessment day"),
        ({"on": "2022-03-01", "value": 90, "unit": "g/g"}, "lies outside"),
        ({"on": "2022-03-01", "value": "<1", "unit": "g/g"}, "is not a number"),
        ({"when": "2022-03-01", "value": 1}, "'when' is not known"),
        (3, "is not a list of dated values"),
    ],
)
def test_what_is_wrong_with_an_entry_of_a_series_is_named(fault_of, entry, said):
    assert said in fault_of("upcr_series", [entry])
