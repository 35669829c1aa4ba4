"""Adherence on both sides: measured, explaining a failure, the reason, and capacity, each said by itself."""

import pytest

from eligibility.domain.record import PatientRecord
from eligibility.services import library as knowledge
from eligibility.services.assess import assess


def record_of(facts, treatments=()):
    return PatientRecord.model_validate(
        {"schema": 1, "patient_id": "CASE", "as_of": "2026-06-01", "facts": facts, "treatments": list(treatments)}
    )


def adherence(facts, treatments=(), profile="early_cart"):
    return assess(record_of(facts, treatments), profile=profile).adherence


def course(adherence=None, **changes):
    entry = {
        "drug": "mycophenolate_mofetil",
        "dose": 2.5,
        "unit": "g/day",
        "weeks": 30,
        "indication": "nephritis",
        "outcome": "no_response",
        **changes,
    }
    return entry if adherence is None else {**entry, "adherence": adherence}


def source(view, fact):
    return next(one for one in view.measured.sources if one.id == fact)


def test_an_empty_record_says_nothing_about_adherence():
    view = adherence({})
    assert view.measured.sources == [] and len(view.measured.not_measured) == 6
    assert view.measured.summary == "Adherence was not measured in any way."
    assert view.explains.courses == [] and view.reasons == [] and view.equity_note == ""
    assert {item.verdict for item in view.capacity} == {"unknown"}


@pytest.mark.parametrize(
    ("facts", "fact", "says"),
    [
        ({"pdc_pct": 79}, "pdc_pct", "missed"),
        ({"pdc_pct": 80}, "pdc_pct", "taken"),
        ({"pdc_pct": "70-90"}, "pdc_pct", "unclear"),
        ({"visits_missed_12m": 2, "visits_booked_12m": 20}, "visits_missed_12m", "missed"),
        ({"visits_missed_12m": 1, "visits_booked_12m": 5}, "visits_missed_12m", "missed"),
        ({"visits_missed_12m": 1, "visits_booked_12m": 12}, "visits_missed_12m", "taken"),
        ({"visits_missed_12m": 1}, "visits_missed_12m", "unclear"),
        ({"mars5_total": 22}, "mars5_total", "missed"),
        ({"mars5_total": 24}, "mars5_total", "unclear"),
        ({"mars5_total": 25}, "mars5_total", "taken"),
        ({"masri_pct": 79}, "masri_pct", "missed"),
        ({"masri_pct": 85}, "masri_pct", "unclear"),
        ({"masri_pct": 90}, "masri_pct", "taken"),
        ({"is_nonadherent_by_clinician": True}, "is_nonadherent_by_clinician", "missed"),
        ({"is_nonadherent_by_clinician": False}, "is_nonadherent_by_clinician", "taken"),
    ],
)
def test_each_source_says_what_its_cut_off_says(facts, fact, says):
    assert source(adherence(facts), fact).says == says


LEVEL = {"hcq_months_on_dose": 8, "hydroxychloroquine_mg_day": 400, "hcq_level_matrix": "serum"}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({**LEVEL, "hcq_level_ng_ml": 105}, "missed"),
        # Not under the cut-off of severe non-adherence is no proof that doses are taken.
        ({**LEVEL, "hcq_level_ng_ml": 106}, "unclear"),
        ({**LEVEL, "hcq_level_ng_ml": 90, "hydroxychloroquine_mg_day": 300}, "unclear"),
        ({**LEVEL, "hcq_level_ng_ml": 90, "hcq_months_on_dose": 1}, "unclear"),
        ({**LEVEL, "hcq_level_ng_ml": 800, "hcq_level_matrix": "whole_blood"}, "taken"),
        ({**LEVEL, "hcq_level_ng_ml": 400, "hcq_level_matrix": "whole_blood"}, "unclear"),
        ({"hcq_level_ng_ml": 90}, "unclear"),
    ],
)
def test_a_level_is_read_by_matrix_and_dose(facts, says):
    found = source(adherence(facts), "hcq_level_ng_ml")
    assert found.says == says
    assert found.is_objective and found.cites and "matrix" in found.because


def test_sources_that_disagree_both_stay_and_are_named():
    view = adherence({"pdc_pct": 40, "mars5_total": 25})
    assert {one.says for one in view.measured.sources} == {"taken", "missed"}
    (said,) = view.measured.disagreements
    assert "MARS-5" in said and "Refills" in said and "Both stand" in said
    assert "disagree" in view.measured.summary


def test_a_drug_documented_as_taken_against_missed_refills_is_a_named_disagreement():
    view = adherence({"pdc_pct": 40}, [course("documented", started_on="2025-10-20", stopped_on="ongoing")])
    assert any("Mycophenolate" in said and "Refills" in said for said in view.measured.disagreements)


def test_an_old_result_still_stands_and_is_called_too_old():
    view = adherence({"pdc_pct": {"value": 40, "on": "2024-01-05", "source": "pharmacy"}})
    found = source(view, "pdc_pct")
    assert found.is_stale and str(found.on) == "2024-01-05" and found.origin == "pharmacy"
    assert "Too old" in view.measured.summary


def test_a_profile_without_a_threshold_for_visits_shows_the_count_and_concludes_nothing():
    view = adherence({"visits_missed_12m": 6, "visits_booked_12m": 8}, profile="consensus_strict")
    found = source(view, "visits_missed_12m")
    assert found.says == "unclear" and found.value == "6 missed of 8 booked"


@pytest.mark.parametrize(
    ("said", "effect"), [("non_adherent", "removed"), ("doubtful", "open"), (None, "open"), ("documented", None)]
)
def test_a_failure_counts_only_when_the_drug_was_taken(said, effect):
    view = adherence({"is_treatment_history_complete": True}, [course(said)])
    assert [one.effect for one in view.explains.courses] == ([] if effect is None else [effect])
    counted = {"removed": "0", "open": "0 to 1", None: "1"}[effect]
    assert (view.explains.classes_failed, view.explains.classes_failed_if_taken) == (counted, "1")
    if effect == "removed":
        assert "24 weeks" in view.explains.courses[0].put_back and "pseudo-refractory" in view.explains.summary
    if effect is not None:
        assert view.equity_note and view.reasons_note and view.equity_cites


@pytest.mark.parametrize("changes", [{"dose": 0.5}, {"weeks": 4}, {"outcome": "remission"}])
def test_a_course_that_would_not_count_anyway_is_not_blamed_on_adherence(changes):
    assert adherence({}, [course("non_adherent", **changes)]).explains.courses == []


def test_hydroxychloroquine_never_counts_so_adherence_takes_nothing_away():
    hydroxychloroquine = course("non_adherent", drug="hydroxychloroquine", dose=400, unit="mg/day", weeks=90)
    assert adherence({}, [hydroxychloroquine]).explains.courses == []


def test_a_reason_comes_with_its_action_and_whether_it_can_be_changed():
    (found,) = adherence({"adherence_reasons": ["access_or_cost"]}).reasons
    assert (found.is_fixable, found.is_recorded) == ("yes", "yes")
    assert found.action and found.cites
    possible = adherence({"adherence_reasons": "beliefs or intolerance"}).reasons
    assert {one.is_recorded for one in possible} == {"possible"}


def test_capacity_on_an_answer_that_is_too_old_is_asked_again():
    view = adherence({"has_caregiver": {"value": True, "on": "2024-01-01"}, "can_stay_near_site": False})
    said = {item.fact: (item.verdict, bool(item.action)) for item in view.capacity}
    assert said["has_caregiver"] == ("unknown", True)
    assert said["can_stay_near_site"] == ("no", True)


def test_every_reason_and_every_demand_of_the_pathway_has_words_and_a_source():
    known = knowledge.library().adherence
    assert set(known.reasons) == set(knowledge.library().facts["adherence_reasons"].values)
    assert all(citation.source in knowledge.library().sources for _, citation in known.citations())


@pytest.mark.parametrize(("pdc", "visits", "warns"), [(94, 0, False), (35, 0, True), (35, 4, False)])
def test_one_measure_is_weak_only_where_it_shows_missed_doses(pdc, visits, warns):
    facts = {"pdc_pct": pdc, "visits_missed_12m": visits, "visits_booked_12m": 10, "hcq_level_ng_ml": 1000}
    measured = facts | {"hcq_level_matrix": "whole_blood", "hydroxychloroquine_mg_day": 400, "hcq_months_on_dose": 12}
    ground = assess(record_of(measured)).grounds["compliance"]
    assert any("two are firm" in caution for caution in ground.cautions) is warns
