"""What stands beside the verdict: treatments with their working, paths, waivers, renal standards, profiles compared."""

from datetime import date
from pathlib import Path

import pytest

from eligibility.domain.faults import InputFault
from eligibility.domain.waiver import Waiver
from eligibility.services.assess import assess
from eligibility.services.compare import compare_profiles
from eligibility.services.records import read_record

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"


def example(name, without=(), **facts):
    (path,) = EXAMPLES.rglob(f"{name}.yaml")
    record = read_record(path)
    kept = {key: value for key, value in record.facts.items() if key not in without}
    return record.model_copy(update={"facts": {**kept, **facts}})


def gate_of(found, key):
    return next(gate for gate in found.gates if gate.id == key)


# Treatment courses


def test_a_course_shows_the_floor_and_the_drugs_own_minimum_and_which_is_longer():
    mycophenolate, hydroxychloroquine = assess(example("work_up_early")).treatments
    assert (mycophenolate.label, mycophenolate.required_weeks) == ("failed", "24")
    assert mycophenolate.floor_weeks.value == 12
    assert {key: cited.value for key, cited in mycophenolate.own_minimum.items()} == {"nephritis": 24}
    assert any("2 g/day" in said for said in mycophenolate.working)
    assert mycophenolate.dose_rules and mycophenolate.cites
    assert not hydroxychloroquine.is_counted


def test_a_bare_course_is_unknown_and_both_of_its_minima_are_shown():
    record = example("work_up_early").model_copy(update={"treatments": [{"drug": "mycophenolate_mofetil"}]})
    (course,) = assess(record).treatments
    assert (course.label, course.weeks, course.dose, course.outcome) == ("unknown",) + ("not known",) * 3
    assert set(course.own_minimum) == {"nephritis", "extrarenal"}


# Cheapest paths


def test_every_lane_still_possible_has_a_path_and_no_other():
    for path in EXAMPLES.glob("*/*.yaml"):
        if path.parent.name == "column_maps":
            continue
        found = assess(read_record(path))
        assert set(found.paths) == (set() if found.lane == "withdrawn" else set(found.possible_lanes))
        for step in found.paths.values():
            assert step.count == len(step.answers) if step.count is not None else not step.answers
            assert step.is_exact or step.says.startswith(("At most", "No answer"))


def test_the_answers_of_a_path_lead_to_its_lane():
    found = assess(example("work_up_early"))
    assert (found.paths["deferred"].count, found.paths["deferred"].is_exact) == (1, True)
    ready = found.paths["ready"]
    assert {one.fact for one in ready.answers} >= {"tb", "can_stay_near_site", "has_caregiver"}
    answered = example("work_up_early", tb="negative", can_stay_near_site=True, has_caregiver=True, fvc_pct=90)
    assert ready.count == 4 and assess(answered).lane == "ready"
    assert assess(example("work_up_early", tb="active")).lane == "deferred"


def test_what_was_answered_no_is_arranged_and_is_not_an_answer():
    ready = assess(example("work_up_early", has_caregiver=False)).paths["ready"]
    assert ready.to_arrange == ["Has a caregiver for the first four weeks"]
    assert "has_caregiver" not in {one.fact for one in ready.answers}


def test_the_nearest_change_is_hypothetical_and_holds_when_it_is_made():
    near = assess(example("failures_under_non_adherence")).nearest_change
    assert near.is_hypothetical and near.count == 2
    facts = {"is_adherence_support_tried": True, "is_observed_therapy_tried": True}
    assert {one.fact: one.now for one in near.changes} == dict.fromkeys(facts, "no")
    assert assess(example("failures_under_non_adherence", **facts)).lane != "not_candidate"


def test_what_a_later_day_cannot_change_is_never_proposed():
    near = assess(example("ready", age_years=80)).nearest_change
    assert near.count is None and near.changes == []
    assert assess(example("ready")).nearest_change is None


# Waivers


def waiver(**changes):
    whole = {"criterion": "classified_sle", "by": "Dr A. Example", "reason": "Seen for ten years", "on": "2026-05-30"}
    return Waiver.model_validate({**whole, **changes})


def test_a_waived_gate_is_a_caution_and_its_own_verdict_stays():
    record = example("ready", without=("classification_documented",), classification_documented="none", ana_titre=40)
    record = record.model_copy(update={"facts": {**record.facts, "is_ana_positive": False}})
    before = assess(record)
    assert (gate_of(before, "classified_sle").verdict, before.lane) == ("no", "not_candidate")
    after = assess(record, waivers=[waiver()])
    gate = gate_of(after, "classified_sle")
    assert (gate.verdict, gate.waived.original_verdict, after.lane) == ("caution", "no", "ready")
    assert "Dr A. Example" in gate.cautions[0] and "Does not meet" in gate.cautions[0]
    assert gate.because == gate_of(before, "classified_sle").because
    assert after.waivers == [waiver()]


def test_a_waiver_settles_an_open_gate_no_further_than_at_least_a_caution():
    record = example("ready", without=("classification_documented", "ana_titre"))
    gate = gate_of(assess(record, waivers=[waiver()]), "classified_sle")
    assert gate.possible == ["caution", "yes"] and gate.waived.original_possible == ["no", "caution", "yes"]


def test_a_gate_that_is_met_stays_met_beside_its_waiver():
    gate = gate_of(assess(example("ready"), waivers=[waiver()]), "classified_sle")
    assert (gate.verdict, gate.waived.original_verdict) == ("yes", "yes")


@pytest.mark.parametrize(
    "changes",
    [
        {"criterion": "classified"},
        {"criterion": "tb"},
        {"criterion": "hiv"},
        {"by": " "},
        {"reason": ""},
        {"on": date(2027, 1, 1)},
    ],
    ids=str,
)
def test_a_waiver_that_nobody_can_answer_for_is_refused(changes):
    with pytest.raises(InputFault):
        assess(example("ready"), waivers=[waiver(**changes)])


def test_one_gate_is_waived_once():
    with pytest.raises(InputFault, match="twice"):
        assess(example("ready"), waivers=[waiver(), waiver(by="Dr B. Example")])


# Renal standards


def standards(**facts):
    found = assess(example("work_up_early", **facts)).renal_standards
    return {one.title: one.is_on_target for one in found.standards}, found


def test_standards_that_agree_are_not_said_to_differ():
    said, found = standards()
    assert set(said.values()) == {"no"} and found.differ == []


def test_a_kept_eular_fall_without_the_egfr_is_on_target_in_2023_and_missed_in_2025():
    said, found = standards(upcr_g_g={"value": 1.4, "unit": "g/g"}, egfr_baseline=125)
    assert (said["EULAR 2023 (as 2019)"], said["EULAR lupus nephritis 2025"]) == ("yes", "no")
    assert any("2023" in pair and "2025" in pair for pair in found.differ)


def test_without_the_ratio_at_the_start_nothing_is_concluded():
    record = example("work_up_early", without=("upcr_g_g_baseline",))
    found = assess(record).renal_standards
    eular = next(one for one in found.standards if "2025" in one.title)
    assert eular.is_on_target == "unknown" and "upcr_g_g_baseline" in eular.missing


def test_without_nephritis_there_is_no_renal_standard():
    assert assess(example("work_up_early", has_lupus_nephritis=False)).renal_standards is None


# Profiles side by side


def test_two_profiles_differ_by_a_threshold_that_is_named():
    found = compare_profiles(example("work_up_early"), ["early_cart", "consensus_strict"])
    assert [column.lane for column in found.profiles] == ["work_up", "not_candidate"]
    count = next(row for row in found.criteria if row.id == "lymphocytes")
    assert count.verdicts == {"early_cart": "clear", "consensus_strict": "caution"}
    (threshold,) = count.thresholds
    assert {name: cited.value for name, cited in threshold.values.items()} == {
        "early_cart": 0.5,
        "consensus_strict": 1.0,
    }
    assert threshold.decides and "lymphocytes" in found.differs


def test_each_column_says_what_the_profile_says_alone():
    record = example("work_up_early")
    found = compare_profiles(record, ["early_cart", "consensus_permissive"])
    for column in found.profiles:
        alone = assess(record, profile=column.name)
        assert (column.lane, column.possible_lanes) == (alone.lane, alone.possible_lanes)
        for gate in alone.gates:
            row = next(row for row in found.criteria if row.id == gate.id)
            assert row.verdicts[column.name] == gate.verdict


def test_a_criterion_that_a_profile_does_not_ask_is_said_to_be_absent():
    found = compare_profiles(example("work_up_early"), ["early_cart", "consensus_strict"])
    row = next(row for row in found.criteria if row.id == "compliance")
    assert row.verdicts["consensus_strict"] == "not in this profile" and row.differs


@pytest.mark.parametrize("names", [["early_cart"], ["early_cart", "early_cart"], ["early_cart", "no_such"]])
def test_there_must_be_two_profiles_to_compare(names):
    with pytest.raises(InputFault):
        compare_profiles(example("ready"), names)
