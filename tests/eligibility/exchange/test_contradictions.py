"""What cannot both be right is named, and both answers stay."""

from __future__ import annotations

import pytest

from eligibility.domain.interval import Interval
from eligibility.knowledge.contradictions import contradictions

PAIRS = [
    ("pregnancy_in_male", {"sex": "male", "is_pregnant": "yes"}),
    ("breastfeeding_in_male", {"sex": "male", "is_breastfeeding": "yes"}),
    ("childbearing_in_male", {"sex": "male", "is_of_childbearing_potential": "yes"}),
    ("pregnancy_excluded", {"is_pregnant": "yes", "is_of_childbearing_potential": "no"}),
    ("class_without_nephritis", {"ln_class": ["IV"], "has_lupus_nephritis": "no"}),
    ("active_nephritis_without_nephritis", {"is_nephritis_active": "yes", "has_lupus_nephritis": "no"}),
    ("nephritis_relapse_without_nephritis", {"is_ln_relapsed": "yes", "has_lupus_nephritis": "no"}),
    ("nephritis_dated_without_nephritis", {"ln_diagnosed_on": "2020", "has_lupus_nephritis": "no"}),
    ("chronic_only_but_active", {"is_ln_chronic_only": "yes", "is_nephritis_active": "yes"}),
    ("dialysis_with_good_egfr", {"is_on_dialysis": "yes", "egfr_reported": 60}),
    ("creatinine_against_egfr", {"creatinine_umol_l": 400, "egfr_reported": 90}),
    ("creatinine_against_activity", {"creatinine_umol_l": {"value": 9, "unit": "mg/dL"}, "sledai_2k_total": 0}),
    ("dsdna_now_but_never", {"is_anti_dsdna_positive": "yes", "is_anti_dsdna_ever_positive": "no"}),
    (
        "dsdna_value_above_limit",
        {"anti_dsdna_iu_ml": 31, "anti_dsdna_upper_limit_iu_ml": 30, "is_anti_dsdna_positive": "no"},
    ),
    ("c3_value_below_limit", {"c3_g_l": 0.6, "c3_lower_limit_g_l": 0.9, "is_c3_low": "no"}),
    ("c3_value_above_limit", {"c3_g_l": 1.0, "c3_lower_limit_g_l": 0.9, "is_c3_low": "yes"}),
    ("c4_value_below_limit", {"c4_g_l": 0.05, "c4_lower_limit_g_l": 0.1, "is_c4_low": "no"}),
    ("c4_value_above_limit", {"c4_g_l": 0.2, "c4_lower_limit_g_l": 0.1, "is_c4_low": "yes"}),
    (
        "lupus_anticoagulant_but_no_antibody",
        {"is_lupus_anticoagulant_positive": "yes", "is_antiphospholipid_positive": "no"},
    ),
    ("anticardiolipin_but_no_antibody", {"is_acl_positive": "yes", "is_antiphospholipid_positive": "no"}),
    ("anti_b2gpi_but_no_antibody", {"is_anti_b2gpi_positive": "yes", "is_antiphospholipid_positive": "no"}),
    ("lymphocytes_above_leukocytes", {"lymphocytes_10e9_l": 2, "white_cells_10e9_l": 1.9}),
    ("neutrophils_above_leukocytes", {"neutrophils_10e9_l": 5, "white_cells_10e9_l": 4}),
    ("diastolic_above_systolic", {"diastolic_bp_mm_hg": 120, "systolic_bp_mm_hg": 80}),
    ("more_missed_than_booked", {"visits_missed_12m": 5, "visits_booked_12m": 4}),
    ("car_t_dated_but_denied", {"car_t_on": "2020-01-01", "has_had_car_t": "no"}),
    ("car_t_given_but_never", {"car_t_on": "never", "has_had_car_t": "yes"}),
    ("cns_disease_but_never", {"has_active_cns_disease": "yes", "cns_event_on": "never"}),
    ("seizure_item_but_never", {"sledai_seizure": "yes", "seizure_on": "never"}),
    ("lupus_before_birth", {"sle_diagnosed_on": "1990", "birth_date": "1995"}),
    ("disease_longer_than_life", {"disease_duration_years": 31, "age_years": 30}),
]


def codes(admission) -> set[str]:
    return {warning.code for warning in admission.cohort.warnings}


@pytest.mark.parametrize(("name", "facts"), PAIRS)
def test_a_contradiction_is_named_and_neither_answer_is_changed(through_the_door, name, facts):
    admission = through_the_door(facts)
    assert f"contradiction.{name}" in codes(admission)
    assert admission.faults_of(0) == []
    for fact in facts:
        assert not admission.cohort.column(fact).is_unknown.any(), "an answer was resolved in silence"


@pytest.mark.parametrize(("name", "facts"), PAIRS)
def test_half_of_a_contradiction_is_none(through_the_door, name, facts):
    for fact in facts:
        others = {key: value for key, value in facts.items() if key != fact}
        assert f"contradiction.{name}" not in codes(through_the_door(others))


def test_every_contradiction_of_the_knowledge_is_shown_here(library):
    assert {name for name, _ in PAIRS} == {contradiction.id for contradiction in contradictions(library)}


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("creatinine_against_egfr", {"creatinine_umol_l": ">150", "egfr_reported": 90}),
        ("creatinine_against_egfr", {"creatinine_umol_l": 199.9, "egfr_reported": 90}),
        ("creatinine_against_activity", {"creatinine_umol_l": 800, "sledai_2k_total": 0, "is_on_dialysis": "yes"}),
        ("c3_value_above_limit", {"c3_g_l": 0.9, "c3_lower_limit_g_l": 0.9, "is_c3_low": "yes"}),
        ("class_without_nephritis", {"ln_class": "III or IV", "has_lupus_nephritis": "no"}),
        ("disease_longer_than_life", {"disease_duration_years": 30.9, "age_years": 30}),
    ],
)
def test_what_may_still_be_right_is_not_called_a_contradiction(through_the_door, name, facts):
    assert f"contradiction.{name}" not in codes(through_the_door(facts))


def test_the_age_follows_from_the_birth_date(through_the_door):
    cohort = through_the_door({"birth_date": "1997-05-02"}).cohort
    assert (cohort.column("age_years").lo[0], cohort.column("age_years").hi[0]) == (24.0, 24.0)
    assert cohort.origins["age_years"].tolist() == ["computed from birth_date"]
    partial = through_the_door({"birth_date": "1997-05"}).cohort.column("age_years")
    assert (partial.lo[0], partial.hi[0]) == (24.0, 25.0)


@pytest.mark.parametrize("age", [24, 24.9])
def test_an_age_that_agrees_with_the_birth_date_stands(through_the_door, age):
    admission = through_the_door({"birth_date": "1997-05-02", "age_years": age})
    assert codes(admission) == set()
    assert admission.cohort.column("age_years").lo.tolist() == [age]


def test_an_age_against_the_birth_date_is_named_and_both_stay_possible(through_the_door):
    admission = through_the_door({"birth_date": "1997-05-02", "age_years": 30})
    assert codes(admission) == {"contradiction.age_years"}
    age = admission.cohort.column("age_years")
    assert isinstance(age, Interval) and (age.lo[0], age.hi[0]) == (24.0, 30.0)


def test_the_duration_follows_from_the_diagnosis_and_is_held_against_it(through_the_door):
    derived = through_the_door({"sle_diagnosed_on": "2017-05-01"}).cohort.column("disease_duration_years")
    assert derived.lo[0] == pytest.approx(5.0, abs=0.01)
    assert codes(through_the_door({"sle_diagnosed_on": "2017-05-01", "disease_duration_years": 5})) == set()
    against = through_the_door({"sle_diagnosed_on": "2017-05-01", "disease_duration_years": 12})
    assert codes(against) == {"contradiction.disease_duration_years"}
