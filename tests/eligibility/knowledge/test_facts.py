"""The facts of the record: all there, said plainly, and limited in a way that catches the slips people make."""

from __future__ import annotations

import csv
import re

import pytest

from eligibility.knowledge.library import read_library

EULAR = """fever leukopenia thrombocytopenia autoimmune_hemolysis delirium psychosis seizure nonscarring_alopecia
oral_ulcers subacute_cutaneous_or_discoid acute_cutaneous pleural_or_pericardial_effusion acute_pericarditis
joint_involvement proteinuria renal_biopsy_class_ii_or_v renal_biopsy_class_iii_or_iv antiphospholipid_any low_c3_or_c4
low_c3_and_c4 anti_dsdna_or_anti_sm""".split()
SLEDAI = """seizure psychosis organic_brain_syndrome visual_disturbance cranial_nerve_disorder lupus_headache cva
vasculitis arthritis myositis urinary_casts hematuria proteinuria pyuria rash alopecia mucosal_ulcers pleurisy
pericarditis low_complement increased_dna_binding fever thrombocytopenia leukopenia""".split()
BILAG = """constitutional mucocutaneous neuropsychiatric musculoskeletal cardiorespiratory gastrointestinal ophthalmic
renal haematological""".split()
FAMILIES = {"eular_": EULAR, "sledai_": SLEDAI, "bilag_": BILAG}
NOT_FACTS = {"patient_id", "treatments"}
KINDS = {"list": "series"}


@pytest.fixture(scope="module")
def library():
    return read_library()


@pytest.fixture(scope="module")
def facts(library):
    return library.facts


def vocabulary(shared):
    with (shared / "reference" / "vocabulary.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["id"] not in NOT_FACTS and "<" not in row["id"]]


def test_every_fact_of_the_vocabulary_is_there_with_its_kind_unit_and_values(shared, facts):
    wrong = []
    for row in vocabulary(shared):
        fact = facts.get(row["id"])
        if fact is None:
            wrong.append(f"{row['id']} is missing")
            continue
        wanted = (
            KINDS.get(row["kind"], row["kind"]),
            row["unit"] or None,
            tuple(filter(None, row["values"].split("|"))),
        )
        if (fact.kind, fact.unit, fact.values) != wanted:
            wrong.append(f"{row['id']}: {(fact.kind, fact.unit, fact.values)} instead of {wanted}")
        if fact.section != row["section"]:
            wrong.append(f"{row['id']} is in {fact.section} instead of {row['section']}")
    assert not wrong, "\n".join(wrong)


def test_a_date_of_the_vocabulary_that_may_be_never_accepts_it(shared, facts):
    wanted = [row["id"] for row in vocabulary(shared) if "'never'" in row["meaning"]]
    assert wanted
    assert [fact for fact in wanted if not facts[fact].allows_never] == []


@pytest.mark.parametrize(("prefix", "number"), [("eular_", 21), ("sledai_", 24), ("bilag_", 9)])
def test_the_families_are_written_out_and_complete(prefix, number, facts):
    keys = FAMILIES[prefix]
    assert len(set(keys)) == number
    kinds = {"bilag_": "choice"}
    written = {fact for fact in facts if fact.startswith(prefix)} - {"sledai_2k_total", "sledai_2k_previous"}
    assert written == {prefix + key for key in keys}
    assert {facts[fact].kind for fact in written} == {kinds.get(prefix, "flag")}


def test_the_entry_criterion_is_the_twenty_second_item_of_the_classification(facts):
    assert facts["is_ana_positive"].kind == "flag"


def test_every_fact_has_a_label_of_its_own_and_says_what_it_means(facts):
    labels = [fact.label.lower() for fact in facts.values()]
    assert sorted(labels) == sorted(set(labels))
    for fact in facts.values():
        assert fact.meaning.endswith("."), fact.id
        assert len(fact.label) <= 60, fact.id


def test_a_flag_says_what_yes_means(facts):
    unsaid = [fact.id for fact in facts.values() if fact.kind == "flag" and not fact.meaning.startswith("Yes means")]
    assert unsaid == []


def test_a_date_that_may_be_never_says_what_never_means(facts):
    unsaid = [fact.id for fact in facts.values() if fact.allows_never != ("`never` means" in fact.meaning)]
    assert unsaid == []


def test_every_number_has_hard_limits_that_enclose_the_plausible_ones(facts):
    for fact in facts.values():
        if fact.kind not in ("number", "series"):
            assert fact.hard is None and fact.plausible is None, fact.id
            continue
        assert fact.hard is not None and fact.hard.reason, fact.id
        assert fact.hard.min is not None and fact.hard.max is not None and fact.hard.min < fact.hard.max, fact.id
        if fact.plausible is not None:
            assert fact.hard.min <= fact.plausible.min < fact.plausible.max <= fact.hard.max, fact.id
            assert (fact.plausible.min, fact.plausible.max) != (fact.hard.min, fact.hard.max), fact.id


@pytest.mark.parametrize(
    ("fact", "value", "meant"),
    [
        ("creatinine_umol_l", 0.9, "mg/dL"),
        ("creatinine_umol_l", 9.0, "mg/dL"),
        ("upcr_g_g", 113.0, "mg/mmol"),
        ("upcr_g_g", 1000.0, "mg/g"),
        ("haemoglobin_g_l", 12.5, "g/dL"),
        ("haemoglobin_g_l", 940.0, "g/L among g/dL"),
        ("c3_g_l", 90.0, "mg/dL"),
        ("c4_g_l", 20.0, "mg/dL"),
        ("albumin_g_l", 4.0, "g/dL"),
        ("igg_g_l", 900.0, "mg/dL"),
        ("platelets_10e9_l", 210000.0, "cells/uL"),
        ("white_cells_10e9_l", 4500.0, "cells/uL"),
        ("lymphocytes_10e9_l", 800.0, "cells/uL"),
        ("lvef_pct", 0.55, "a fraction"),
        ("spo2_pct", 0.96, "a fraction"),
        ("proteinuria_g_24h", 1500.0, "mg/24h"),
        ("height_cm", 1.68, "metres"),
        ("pga", 45.0, "a 0 to 100 scale"),
    ],
)
def test_a_value_in_another_unit_is_an_error_and_not_a_result(fact, value, meant, facts):
    hard = facts[fact].hard
    assert not hard.min <= value <= hard.max, f"{value} was meant as {meant}"


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("creatinine_umol_l", 400.0),
        ("creatinine_umol_l", 1100.0),
        ("egfr_reported", 6.0),
        ("upcr_g_g", 0.0),
        ("upcr_g_g", 14.0),
        ("anti_dsdna_iu_ml", 2000.0),
        ("cd19_per_ul", 0.0),
        ("prednisone_mg_day", 0.0),
        ("hydroxychloroquine_mg_day", 0.0),
        ("ana_titre", 1280.0),
        ("age_years", 15.0),
        ("sledai_2k_total", 32.0),
        ("platelets_10e9_l", 8.0),
        ("neutrophils_10e9_l", 0.2),
        ("ferritin_ug_l", 12000.0),
    ],
)
def test_what_severe_lupus_really_shows_is_accepted_without_a_question(fact, value, facts):
    limits = facts[fact].plausible
    assert limits.min <= value <= limits.max


def test_a_scale_is_limited_to_its_ends(facts):
    ends = {"pga": (0, 3), "ecog": (0, 5), "ln_activity_index": (0, 24), "ln_chronicity_index": (0, 12)}
    for fact, limits in {**ends, "mars5_total": (5, 25), "sdi_total": (0, 47), "sledai_2k_total": (0, 105)}.items():
        assert (facts[fact].hard.min, facts[fact].hard.max) == limits, fact


def test_a_ratio_that_could_be_in_three_units_must_name_its_unit(facts):
    asked = {fact.id for fact in facts.values() if fact.unit_required}
    assert asked == {fact.id for fact in facts.values() if fact.unit == "g/g"}


def test_the_three_months_of_the_guideline_govern_heart_and_lung_function(facts):
    for fact in ("lvef_pct", "is_qtc_prolonged", "fvc_pct", "fev1_pct", "dlco_pct"):
        window = facts[fact].stale_after_days
        assert (window.value, window.source, window.evidence) == (92, "ebmt_isct_2024", "guideline"), fact


def test_every_window_is_in_days_and_longer_than_a_fortnight(facts):
    windows = [fact.stale_after_days for fact in facts.values() if fact.stale_after_days]
    assert windows
    assert {window.unit for window in windows} == {"day"}
    assert min(window.number for window in windows) > 14


def test_what_was_ever_true_has_no_age(facts):
    """A finding that counts once ever cannot go stale."""
    assert [fact for fact in facts if fact.startswith("eular_") and facts[fact].stale_after_days] == []


def test_what_cannot_change_is_said_so(facts):
    for fact in ("sex", "birth_date", "has_lupus_nephritis", "has_had_car_t", "eular_fever", "is_ana_positive"):
        assert not facts[fact].can_change, fact
    for fact in ("upcr_g_g", "sledai_fever", "patient_preference", "has_active_infection", "is_c3_low"):
        assert facts[fact].can_change, fact


def test_only_the_birth_date_identifies(facts):
    assert [fact.id for fact in facts.values() if fact.is_identifying] == ["birth_date"]


def test_the_sections_are_those_of_the_facts_and_the_facts_stand_in_their_order(library):
    order = {section.id: place for place, section in enumerate(library.sections)}
    places = [order[fact.section] for fact in library.facts.values()]
    assert places == sorted(places)
    assert set(places) == set(order.values())


def test_names_are_plain(facts):
    assert [fact for fact in facts if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", fact)] == []
