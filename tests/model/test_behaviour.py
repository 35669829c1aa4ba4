"""What the estimate may and may not say of a patient."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.domain.choice import Choice
from eligibility.domain.faults import InputFault
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.reading import Reading
from model.estimate import MODEL_VERSION, estimate, for_patient
from model.inputs import ADHERENCE

ACTIVE = {"is_nephritis_active": True}
QUIET = {"is_nephritis_active": False}
LEVEL = {"hcq_level_matrix": "whole_blood", "hcq_months_on_dose": 12, "hydroxychloroquine_mg_day": 400}


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0.1, 0.9))
def test_bounds_contain_every_completion_and_only_narrow(patients, seed, share):
    """Complete records, the same with answers taken out, and again with more taken out."""
    complete = patients.random(seed, 80)
    partial = patients.hide(complete, seed + 1, share)
    poorer = patients.hide(partial, seed + 2, share)
    best, middle, worst = (patients.estimate(80, columns) for columns in (complete, partial, poorer))
    for fuller, emptier in ((best, middle), (middle, worst), (best, worst)):
        assert (emptier.bound_low <= fuller.estimate + 1e-12).all()
        assert (emptier.bound_high >= fuller.estimate - 1e-12).all()
        assert (emptier.bound_low <= fuller.bound_low + 1e-12).all()
        assert (emptier.bound_high >= fuller.bound_high - 1e-12).all()


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_estimate_lies_in_its_interval_and_in_its_bounds(patients, seed):
    found = patients.estimate(80, patients.hide(patients.random(seed, 80), seed + 1))
    for low, high in ((found.low, found.high), (found.bound_low, found.bound_high)):
        assert ((0 < low) & (low <= found.estimate) & (found.estimate <= high) & (high < 1)).all()


RAISES = {
    "upcr_g_g": 1.0,
    "egfr_reported": -15.0,
    "ln_chronicity_index": 1.0,
    "ln_activity_index": 3.0,
    "ln_diagnosed_on": 400.0,
    "sdi_total": 1.0,
    "prednisone_mg_day": 4.0,
    "haemoglobin_g_l": -12.0,
    "age_years": -8.0,
    "pdc_pct": -20.0,
    "hcq_level_ng_ml": -300.0,
}
RAISING_FLAGS = ("is_ln_relapsed", "is_c3_low", "is_anti_dsdna_positive", "has_hypertension", "sledai_vasculitis")


@pytest.mark.parametrize("fact", RAISES)
def test_a_worse_number_never_lowers_the_estimate(patients, fact):
    columns = patients.hide(patients.random(17, 300), 18, 0.2)
    columns[fact] = patients.random(17, 300)[fact]
    # A dose taken from nought to none is another question: the level is read on treatment.
    worse = columns | {fact: Interval.known(np.maximum(columns[fact].lo + RAISES[fact], 0.0))}
    before, after = patients.estimate(300, columns), patients.estimate(300, worse)
    assert (after.log_odds >= before.log_odds - 1e-12).all()
    assert (after.estimate >= before.estimate - 1e-9).all()
    assert (after.log_odds > before.log_odds).any()


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), fact=st.sampled_from(sorted(RAISES)), share=st.floats(0.0, 0.8))
def test_no_random_patient_fares_better_with_a_worse_number(patients, seed, fact, share):
    columns = patients.hide(patients.random(seed, 80), seed + 1, share)
    columns[fact] = patients.random(seed, 80)[fact]
    worse = columns | {fact: Interval.known(np.maximum(columns[fact].lo + RAISES[fact], 0.0))}
    before, after = patients.estimate(80, columns), patients.estimate(80, worse)
    for figure in ("log_odds", "estimate", "bound_low", "bound_high"):
        assert (getattr(after, figure) >= getattr(before, figure) - 1e-9).all()


@pytest.mark.parametrize("fact", RAISING_FLAGS)
def test_a_raising_finding_never_lowers_the_estimate(patients, fact):
    columns = patients.hide(patients.random(19, 300), 20, 0.2)
    absent = patients.estimate(300, columns | {fact: Truth.constant(300, 0)})
    present = patients.estimate(300, columns | {fact: Truth.constant(300, 2)})
    assert (present.estimate >= absent.estimate - 1e-9).all()
    assert (present.estimate > absent.estimate).any()


@pytest.mark.parametrize(("state", "level", "width"), [(ACTIVE, 0.75, 0.85), (QUIET, 0.85, 0.4)])
def test_a_patient_of_whom_nothing_is_known_gets_the_reference_average_and_no_more(patients, state, level, width):
    found = for_patient(patients.one(**state), 0)
    assert found.estimate == pytest.approx(found.reference, abs=1e-12)
    assert found.estimate == pytest.approx(level, abs=0.015)
    assert all(part.log_odds == 0 and not part.is_known and part.value == "not known" for part in found.contributions)
    assert {"pdc_pct", "hcq_level_ng_ml", "age_years", "sex", "sdi_total"} <= set(found.missing)
    assert found.missing_bounds[1] - found.missing_bounds[0] > width
    assert found.status == "estimate from published effects, not validated"


def test_an_empty_record_has_no_estimate_and_shows_both_models(patients):
    columns = patients.one()
    found = for_patient(columns, 0)
    assert columns.model[0] == 0 and np.isnan(columns.estimate[0])
    assert (found.model, found.estimate, found.interval, found.missing_bounds) == ("undetermined", None, None, None)
    assert found.reason and set(found.alternatives) == {"renal", "extrarenal"}
    assert "is_nephritis_active" in found.missing


@pytest.mark.parametrize(
    ("facts", "model"),
    [
        ({"is_nephritis_active": True}, "renal"),
        ({"is_nephritis_active": False}, "extrarenal"),
        ({"has_lupus_nephritis": False}, "extrarenal"),
        ({"has_lupus_nephritis": True}, "undetermined"),
        ({"has_lupus_nephritis": True, "upcr_g_g": 1.0}, "renal"),
        ({"has_lupus_nephritis": True, "upcr_g_g": 0.99}, "undetermined"),
        ({"has_lupus_nephritis": True, "upcr_g_g": 0.6, "sledai_hematuria": True}, "renal"),
        ({"has_lupus_nephritis": True, "sledai_proteinuria": True, "sledai_urinary_casts": True}, "renal"),
        ({"has_lupus_nephritis": True, "is_rapidly_progressive_gn": True}, "renal"),
        ({"is_rapidly_progressive_gn": True}, "undetermined"),
        ({"has_lupus_nephritis": True, "upcr_g_g": 0.49}, "extrarenal"),
        ({"has_lupus_nephritis": True, "upcr_g_g": (0.2, 1.5)}, "undetermined"),
        ({"has_lupus_nephritis": True, "proteinuria_g_24h": 2.0}, "renal"),
        ({"ln_class": ["IV"], "upcr_g_g": 2.0}, "renal"),
        ({"upcr_g_g": 3.0}, "undetermined"),
        ({"is_nephritis_active": False, "upcr_g_g": 3.0, "has_lupus_nephritis": True}, "extrarenal"),
    ],
)
def test_active_nephritis_chooses_the_model_and_an_unknown_chooses_none(patients, facts, model):
    assert patients.one(**facts).model_names()[0] == model


def test_the_two_models_read_different_things(patients):
    def estimate_of(**facts):
        return patients.one(**facts).estimate[0]

    assert estimate_of(**ACTIVE, upcr_g_g=8) > estimate_of(**ACTIVE, upcr_g_g=1)
    assert estimate_of(**QUIET, upcr_g_g=8) == estimate_of(**QUIET, upcr_g_g=1)
    assert estimate_of(**QUIET, sledai_2k_total=20) > estimate_of(**QUIET, sledai_2k_total=8)
    assert estimate_of(**ACTIVE, sledai_2k_total=20) == estimate_of(**ACTIVE, sledai_2k_total=8)


def test_the_same_patient_differs_by_named_setting_and_sees_the_others(patients):
    facts = {**ACTIVE, "upcr_g_g": 4.0, "is_ln_relapsed": True}
    by_setting = {name: patients.one(name, **facts).estimate[0] for name in ("trial_type", "referral", "real_world")}
    assert len(set(by_setting.values())) == 3 and by_setting["real_world"] < by_setting["trial_type"]
    found = for_patient(patients.one("trial_type", **facts), 0)
    assert found.setting == "trial_type"
    assert found.other_settings == pytest.approx({k: v for k, v in by_setting.items() if k != "trial_type"}, abs=1e-12)
    assert for_patient(patients.one(**facts), 0).setting == "referral"


def test_an_unknown_setting_is_refused_with_the_nearest(patients):
    with pytest.raises(InputFault, match="'trial_type'"):
        patients.one("trial_typ", **ACTIVE)


def contribution(patients, predictor, **facts):
    found = for_patient(patients.one(**facts), 0)
    return next(part for part in found.contributions if part.predictor == predictor)


def test_missing_adherence_is_never_taken_for_adherence(patients):
    blank = contribution(patients, "adherence", **ACTIVE)
    taken = contribution(patients, "adherence", **ACTIVE, **LEVEL, hcq_level_ng_ml=900, pdc_pct=95)
    by_refills = contribution(patients, "adherence", **ACTIVE, pdc_pct=95)
    assert not blank.is_known and blank.log_odds == 0
    assert taken.is_known and taken.log_odds < by_refills.log_odds < blank.log_odds
    assert not by_refills.is_known and "drug level: not known" in by_refills.value


def test_a_clinicians_word_alone_is_no_measurement_and_is_said_not_to_count(patients):
    for word in (True, False):
        assert contribution(patients, "adherence", **ACTIVE, is_nonadherent_by_clinician=word).log_odds == 0
    found = for_patient(patients.one(**ACTIVE, is_nonadherent_by_clinician=True), 0)
    assert any("judgement of adherence" in warning for warning in found.warnings)


def expected(known, column):
    """The mean over the draws of a coefficient of the renal model."""
    posterior = known.reference("renal", "referral").posterior
    return float(posterior.mean[1 + posterior.names.index(column)])


def test_level_and_refills_are_one_ordered_term(patients, known):
    def added(**facts):
        return contribution(patients, "adherence", **ACTIVE, **LEVEL, **facts).log_odds

    taken = added(hcq_level_ng_ml=900, pdc_pct=95)
    missed = added(hcq_level_ng_ml=900, pdc_pct=50)
    severe = added(hcq_level_ng_ml=50, pdc_pct=95)
    both = added(hcq_level_ng_ml=50, pdc_pct=50)
    assert missed - taken == pytest.approx(expected(known, "adherence.doses_missed"))
    assert severe - taken == pytest.approx(expected(known, "adherence.level_severe"))
    assert both == severe == added(hcq_level_ng_ml=50)


def test_a_level_without_matrix_time_or_dose_says_nothing(patients):
    assert contribution(patients, "adherence", **ACTIVE, hcq_level_ng_ml=50).log_odds == 0
    early = {**LEVEL, "hcq_months_on_dose": 1}
    assert contribution(patients, "adherence", **ACTIVE, **early, hcq_level_ng_ml=50).log_odds == 0


def test_without_the_drug_there_is_no_level_to_ask_for(patients):
    found = contribution(patients, "adherence", **ACTIVE, hydroxychloroquine_mg_day=0, pdc_pct=95)
    assert found.is_known and found.log_odds < 0
    assert found.value == "drug level: not severe, or drug not prescribed; refills: adequate"


def test_ethnicity_and_centre_are_never_read(patients):
    read = set()

    class Watched(Reading):
        def column(self, name):
            read.add(name)
            return super().column(name)

    watched = Watched(patients.cohort(5, patients.random(1, 5)), patients.instruments)
    for_patient(estimate(watched), 0)
    assert {"upcr_g_g", "age_years"} & read
    assert not read & {"ethnicity", "referring_centre", "patient_id"}
    knowledge = estimate(watched).published.knowledge
    assert "ethnicity" not in {fact for source in knowledge.inputs.values() for fact in (*source.facts, *source.ask)}


def test_an_open_treatment_history_leaves_the_number_of_failures_open_upwards(patients):
    open_list = contribution(patients, "failed_classes", **ACTIVE)
    none_failed = contribution(patients, "failed_classes", **ACTIVE, is_treatment_history_complete=True)
    assert not open_list.is_known and open_list.log_odds == 0
    assert none_failed.is_known and none_failed.log_odds < 0 and none_failed.value == "0"


@pytest.mark.parametrize(
    ("classes", "effect", "is_known"),
    [
        (["III"], "none", True),
        (["III", "V"], "none", True),
        (["IV", "V"], "class_iv", True),
        (["III", "IV"], "class_iv", True),
        (["V"], "pure_class_v", True),
        (["II"], None, False),
    ],
)
def test_the_class_is_read_as_the_table_has_it(patients, known, classes, effect, is_known):
    found = contribution(patients, "ln_class", **ACTIVE, ln_class=classes)
    base = contribution(patients, "ln_class", **ACTIVE, ln_class=["III"]).log_odds
    assert found.is_known == is_known
    if effect is None:
        warnings = for_patient(patients.one(**ACTIVE, ln_class=classes), 0).warnings
        assert found.log_odds == 0 and any("none of class III" in warning for warning in warnings)
    else:
        wanted = 0.0 if effect == "none" else expected(known, f"ln_class.{effect}")
        assert found.log_odds - base == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({**ACTIVE, "age_years": 15}, "Age lies outside"),
        ({**ACTIVE, "upcr_g_g": 17.0}, "Proteinuria lies outside"),
        ({**ACTIVE, "egfr_reported": 8.0}, "eGFR below 90 lies outside"),
        ({**QUIET, "sledai_2k_total": 4}, "SLEDAI-2K lies outside"),
        ({**ACTIVE, "is_on_dialysis": True}, "On dialysis"),
    ],
)
def test_a_value_beyond_the_patients_behind_the_estimate_is_named(patients, facts, words):
    assert any(words in warning for warning in for_patient(patients.one(**facts), 0).warnings)


def test_a_value_within_them_is_not(patients):
    assert for_patient(patients.one(**ACTIVE, age_years=30, upcr_g_g=2.0, egfr_reported=80.0), 0).warnings == []


def test_a_range_is_averaged_within_itself(patients):
    low, high = (contribution(patients, "proteinuria", **ACTIVE, upcr_g_g=v).log_odds for v in (1.0, 2.0))
    found = contribution(patients, "proteinuria", **ACTIVE, upcr_g_g=(1.0, 2.0))
    assert low < found.log_odds < high and not found.is_known and found.value == "1 to 2 g/g"
    above = contribution(patients, "proteinuria", **ACTIVE, upcr_g_g=(2.0, np.inf))
    assert above.log_odds > high and above.value == "at least 2 g/g"


def test_every_contribution_leads_to_a_source_and_local_opinion_is_said_to_be_local(patients):
    for facts in (ACTIVE, QUIET):
        found = for_patient(patients.one(**facts), 0)
        for part in found.contributions:
            assert part.cites[0].evidence == "local" and part.cites[0].status == "provisional"
            assert any(cite.evidence == "cohort" for cite in part.cites)
        assert found.cites


def test_the_version_is_that_of_the_settings(known):
    assert known.knowledge.shared.version == MODEL_VERSION


def test_instruments_named_by_the_inputs_exist(known, patients):
    for source in known.knowledge.inputs.values():
        for name in source.instruments:
            instrument, _, output = name.partition(".")
            assert output in patients.instruments[instrument].knowledge.outputs


def test_without_instruments_everything_they_give_is_unknown_or_read_from_the_fact(patients, library):
    cohort = patients.cohort(1, {"is_nephritis_active": Truth.of([True]), "upcr_g_g": Interval.known([2.0])})
    found = for_patient(estimate(Reading(cohort, {}), library=library), 0)
    known_terms = {part.predictor for part in found.contributions if part.is_known}
    assert known_terms == {"proteinuria"}


def test_adherence_possibilities_are_in_the_order_of_the_knowledge_file(known):
    assert tuple(known.knowledge.inputs["adherence"].situations) == ADHERENCE
    assert Choice.unknown(ADHERENCE, 1).mask[0] == 0b1111
