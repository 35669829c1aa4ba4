"""Where trials disagree: the distributions are those of the page of evidence; the patient's value stands on them."""

from __future__ import annotations

import pytest

from eligibility.domain.record import PatientRecord
from eligibility.services.trial_thresholds import numeric_criteria
from eligibility.services.trials import match_trials

# Criterion, how many trials, median, laxest, strictest: section 2 of docs/registered_trials.md.
PUBLISHED = [
    ("age_years.floor", 52, 18, 2, 18),
    ("weeks_on_drug.floor", None, 13, None, 26),
    ("drugs_failed.floor", None, 2, 1, 2),
    ("sledai_2k.total.floor", None, 8, 6, 8),
    ("upcr_g_g.floor", 5, 1.0, 1.0, 1.5),
    ("proteinuria_g_24h.floor", 5, 1.0, 0.5, 1.5),
    ("lvef_pct.floor", 12, 50, 30, 55),
    ("neutrophils_10e9_l.floor", 9, 1.0, 0.8, 1.5),
    ("lymphocytes_10e9_l.floor", 6, 0.65, 0.3, 1.0),
    ("haemoglobin_g_l.floor", 7, 80, 60, 85),
    ("spo2_pct.floor", 8, 92, 92, 94),
    ("alt_x_uln.ceiling", 12, 3, 5, 2),
    ("agrees_contraception_months.floor", 15, 12, 6, 24),
    ("live_vaccine_on.floor", 3, 42, 28, 42),
]


def record(**facts) -> PatientRecord:
    return PatientRecord.model_validate({"schema": 1, "patient_id": "CASE", "as_of": "2026-06-01", "facts": facts})


@pytest.fixture(scope="module")
def criteria():
    return {one.key: one for one in numeric_criteria()}


@pytest.mark.parametrize(("key", "trials", "median", "laxest", "strictest"), PUBLISHED)
def test_a_distribution_is_the_published_one(criteria, key, trials, median, laxest, strictest):
    found = criteria[key]
    assert trials in (None, found.trials)
    assert (found.median, found.strictest) == (median, strictest)
    assert laxest in (None, found.laxest)


def test_without_a_patient_nothing_is_passed(criteria):
    assert {one.passes for found in criteria.values() for one in found.thresholds} == {"unknown"}
    assert all(found.patient is None for found in criteria.values())


def test_an_exclusion_window_is_a_floor_and_an_inclusion_window_a_ceiling(criteria):
    assert "live_vaccine_on.floor" in criteria and "live_vaccine_on.ceiling" not in criteria
    assert "ln_biopsy_on.ceiling" in criteria and "ln_biopsy_on.floor" not in criteria
    assert criteria["ln_biopsy_on.ceiling"].thresholds[0].text == "within 6 months"


def test_a_strict_threshold_is_not_passed_by_its_own_number():
    found = {one.key: one for one in numeric_criteria(record(lvef_pct=50))}["lvef_pct.floor"]
    at_fifty = {one.comparison: one.passes for one in found.thresholds if one.value == 50}
    assert at_fifty == {"≥": "yes", ">": "no"}


def test_a_value_of_which_only_a_bound_is_known_leaves_open_what_it_leaves_open():
    found = {one.key: one for one in numeric_criteria(record(upcr_g_g=">1.0"))}["upcr_g_g.floor"]
    passes = {(one.comparison, one.value): one.passes for one in found.thresholds}
    assert passes == {("≥", 1.0): "yes", (">", 1.0): "yes", ("≥", 1.5): "unknown"}


@pytest.mark.parametrize("lvef", [29, 30, 44, 45, 46, 50, 51, 55])
def test_what_is_passed_here_is_what_the_trials_say(lvef):
    patient = record(lvef_pct=lvef)
    found = {one.key: one for one in numeric_criteria(patient)}["lvef_pct.floor"]
    said = {
        match.nct: finding.verdict
        for match in match_trials(patient)
        for finding in match.findings
        if finding.id == "lvef"
    }
    assert {one.head.nct: one.passes for one in found.thresholds} == said
