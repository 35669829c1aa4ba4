"""The strongest reasons against: each rule speaks where it should, is silent elsewhere, and nothing is netted."""

from __future__ import annotations

import pytest

from eligibility.domain.record import PatientRecord
from eligibility.services.assess import assess
from eligibility.services.counter_evidence import reasons_against
from tests.eligibility.report import example_assessment as examples
from tests.eligibility.report import example_parts as parts


def rules(**changes) -> list[str]:
    return [reason.rule for reason in reasons_against(examples.full(**changes))]


def test_the_weightiest_comes_first():
    found = rules(urgent=[examples.urgent_finding()])
    assert found[0] == "treat_now"
    assert found.index("safety_defer") < found.index("failure_may_be_missed_doses") < found.index("only_early")
    assert found.index("only_early") < found.index("safety_caution") < found.index("not_in_place")


def test_an_open_question_is_no_reason_against():
    assert reasons_against(examples.empty()) == []
    blank = PatientRecord(schema=1, patient_id="BLANK", as_of=examples.AS_OF)
    assert reasons_against(assess(blank, trials=True)) == []


def test_a_patient_who_declines_is_heard_before_everything_but_an_emergency():
    readiness = [
        item.model_copy(update={"verdict": "no"}) if item.id == "preference" else item for item in examples.readiness()
    ]
    assert rules(readiness=readiness)[0] == "patient_declines"


@pytest.mark.parametrize(("verdict", "rule"), [("no", "gate_not_met"), ("yes", None)])
def test_a_gate_not_met_is_a_reason(verdict, rule):
    gates = [gate.model_copy(update={"verdict": verdict}) for gate in examples.gates()[:1]]
    assert ("gate_not_met" in rules(gates=gates)) is (rule is not None)


def test_an_established_ground_lifts_the_word_early():
    grounds = examples.grounds()
    grounds["refractory"] = grounds["refractory"].model_copy(update={"verdict": "established"})
    assert "only_early" not in rules(grounds=grounds)


@pytest.mark.parametrize(
    ("interval", "reference", "is_reason"),
    [((0.2, 0.4), 0.5, True), ((0.2, 0.6), 0.5, False), ((0.6, 0.8), 0.5, False), ((0.2, 0.4), None, False)],
)
def test_only_a_range_wholly_below_the_reference_patients_speaks_against(interval, reference, is_reason):
    prognosis = examples.prognosis().model_copy(
        update={"estimate": sum(interval) / 2, "interval": interval, "reference": reference}
    )
    assert ("below_reference" in rules(prognosis=prognosis)) is is_reason


def test_no_trial_that_fits_is_a_reason_only_where_every_one_was_told():
    assert "no_trial" not in rules(trials=[])
    assert "no_trial" not in rules()
    assert "no_trial" not in rules(trials=[trial for trial in parts.trials() if trial["verdict"] == "unknown"])
    assert "no_trial" in rules(trials=[trial for trial in parts.trials() if trial["verdict"] == "does_not_fit"])


def test_every_reason_names_where_it_comes_from():
    for reason in reasons_against(examples.full()):
        assert reason.statement and reason.rule and reason.provenance in ("derived", "model", "entered")
