"""Filtration rates and what follows from them: published answers, direction, bounds, and the units they come in."""

import csv

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eligibility.instruments.one_patient import answers, ask, notes_of
from tests.eligibility.instruments.known_and_open import assert_patient

UMOL_L = 88.4
SEXES = st.sampled_from(["female", "male"])
CREATININE = st.floats(20, 1500)
ADULT = st.floats(18, 100)


def test_the_published_answers_that_can_be_trusted_agree(instruments, shared):
    path = shared / "external" / "egfr" / "ckdepi2021_published_cases.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["usable_as_oracle"].startswith("yes")]
    assert len(rows) == 18
    for row in rows:
        factor = UMOL_L if row["creatinine_unit"] == "mg/dL" else 1
        entries = {
            "sex": row["sex"].lower(),
            "age_years": float(row["age_years"]),
            "creatinine_umol_l": float(row["creatinine"]) * factor,
        }
        egfr = answers(ask(instruments["ckd_epi_2021"], entries))["computed"]
        if "integer" in row["usable_as_oracle"]:
            assert round(egfr) == float(row["published_egfr"]), row["note_id"]
        else:
            assert egfr == pytest.approx(float(row["published_egfr"]), abs=0.002), row["note_id"]


@given(sex=SEXES, age=ADULT, creatinine=CREATININE, more=st.floats(0.1, 500), years=st.floats(0.1, 30))
def test_egfr_falls_with_creatinine_and_with_age(instruments, sex, age, creatinine, more, years):
    def egfr(age_years, creatinine_umol_l):
        entries = {"sex": sex, "age_years": age_years, "creatinine_umol_l": creatinine_umol_l}
        return answers(ask(instruments["ckd_epi_2021"], entries))["computed"]

    here = egfr(age, creatinine)
    assert egfr(age, creatinine + more) < here
    assert egfr(age + years, creatinine) < here


@given(sex=SEXES, age=ADULT, creatinine=CREATININE, data=st.data())
def test_filling_in_what_is_missing_never_moves_an_egfr(instruments, sex, age, creatinine, data):
    entries = {"sex": sex, "age_years": age, "creatinine_umol_l": creatinine}
    assert_patient(instruments["ckd_epi_2021"], entries, data)


@given(sex=SEXES, age=ADULT, creatinine=CREATININE, ratio=st.floats(0.1, 10))
def test_a_reported_egfr_far_from_the_computed_one_is_a_contradiction_and_a_near_one_is_not(
    instruments, sex, age, creatinine, ratio
):
    entries = {"sex": sex, "age_years": age, "creatinine_umol_l": creatinine}
    computed = answers(ask(instruments["ckd_epi_2021"], entries))["computed"]
    outcome = ask(instruments["ckd_epi_2021"], entries | {"egfr_reported": computed * ratio})
    apart, larger = abs(computed * ratio - computed), max(computed * ratio, computed)
    allowed = max(10, 0.2 * larger)
    assume(abs(apart - allowed) > 1e-6)
    assert any("contradict" in note for note in notes_of(outcome)) is (apart > allowed)
    egfr = outcome.outputs["egfr"]
    bounds = (min(computed, computed * ratio), max(computed, computed * ratio))
    assert (egfr.lo[0], egfr.hi[0]) == pytest.approx(bounds)


@given(
    sex=SEXES, age=st.floats(1, 17.99), height=st.floats(60, 200), creatinine=st.floats(20, 900), data=st.data()
)
def test_a_child_has_both_height_based_estimates_and_no_adult_one(instruments, sex, age, height, creatinine, data):
    entries = {"sex": sex, "age_years": age, "height_cm": height, "creatinine_umol_l": creatinine}
    unsexed = {name: value for name, value in entries.items() if name != "sex"}
    assert_patient(instruments["ckid_u25"], entries, data)
    assert_patient(instruments["schwartz_bedside"], unsexed, data)
    adult = {name: value for name, value in entries.items() if name != "height_cm"}
    assert answers(ask(instruments["ckd_epi_2021"], adult))["computed"] is None


@given(
    entries=st.fixed_dictionaries(
        {
            "egfr": st.sampled_from([5, 14.9, 15, 29.9, 30, 44.9, 45, 59.9, 60, 89.9, 90, 120]),
            "uacr_mg_g": st.sampled_from([0, 29, 30, 299, 300, 301, 3000]),
        }
    ),
    data=st.data(),
)
def test_filling_in_what_is_missing_never_moves_a_kdigo_stage(instruments, entries, data):
    assert_patient(instruments["kdigo"], entries, data)


@given(
    age=st.floats(18, 90),
    sex=SEXES,
    egfr=st.floats(5, 59.9),
    acr=st.floats(1, 5000),
    data=st.data(),
)
def test_the_risk_of_kidney_failure_only_narrows_and_elsewhere_is_the_lower(instruments, age, sex, egfr, acr, data):
    entries = {"age_years": age, "sex": sex, "egfr": egfr, "uacr_mg_g": acr, "is_nephritis_active": False}
    assert_patient(instruments["kfre"], entries, data)
    found = answers(ask(instruments["kfre"], entries))
    assert found["risk_2y_elsewhere"] <= found["risk_2y_north_america"] <= found["risk_5y_north_america"]


@given(
    protein=st.floats(0.001, 12),
    sex=SEXES,
    diabetes=st.booleans(),
    hypertension=st.booleans(),
    data=st.data(),
)
def test_the_estimated_albumin_only_narrows(instruments, protein, sex, diabetes, hypertension, data):
    entries = {
        "upcr_g_g": protein,
        "sex": sex,
        "has_diabetes": diabetes,
        "has_hypertension": hypertension,
        "is_nephritis_active": False,
    }
    assert_patient(instruments["upcr_to_acr_sumida"], entries, data)


@pytest.mark.parametrize(
    ("instrument", "fact", "output", "value", "others"),
    [
        ("ckd_epi_2021", "creatinine_umol_l", "computed", 1.3, {"sex": "female", "age_years": 30}),
        ("upcr", "upcr_g_g", "is_below_0_5_g_g", 0.4, {}),
        ("sledai_2k", "platelets_10e9_l", "total", 120, {}),
        ("sledai_2k", "white_cells_10e9_l", "total", 4.2, {}),
        ("sledai_2k", "proteinuria_g_24h", "renal", 0.2, {}),
        ("kdigo", "uacr_mg_g", "a", 90, {}),
        ("ckid_u25", "height_cm", "egfr", 150, {"sex": "male", "age_years": 14, "creatinine_umol_l": 60}),
    ],
)
def test_the_unit_a_value_comes_in_does_not_change_the_answer(instruments, instrument, fact, output, value, others):
    """The same amount in every accepted unit, brought to the fact's own unit as a record is."""
    library = instruments[instrument].library
    definition = library.facts[fact]
    factors = {unit: float(library.units[f"{fact}|{unit}"].factor) for unit in definition.accepted_units
               if unit != definition.unit}
    assert factors, f"{fact} has one unit only"
    expected = answers(ask(instruments[instrument], others | {fact: value}))[output]
    for unit, factor in factors.items():
        as_written = value / factor
        found = answers(ask(instruments[instrument], others | {fact: as_written * factor}))[output]
        assert found == (pytest.approx(expected, rel=1e-9) if isinstance(expected, float) else expected), unit
