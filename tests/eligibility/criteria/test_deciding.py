"""What would change this: nothing that matters is left out, and what is promised is what happens."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.criteria.answers import answers_for, put, thresholds_of
from eligibility.criteria.deciding import relevant_facts
from eligibility.criteria.lanes import judge
from eligibility.criteria.words import Evaluator
from eligibility.domain.truth import UNKNOWN
from eligibility.instruments.reading import Reading
from eligibility.services import library as knowledge
from eligibility.services.assess import assess
from eligibility.services.records import read_record, to_cohort

INVENTED = Path(__file__).parents[3] / "data" / "examples" / "invented"
# A patient's no withdraws anybody at any time; it is asked for as readiness, never to get round another verdict.
A_PERSONS_WORD = ("patient_preference", "consents_to_discussion")
KINDS = ("flag", "choice", "number", "date", "set")


def evaluator_of(cohort):
    return Evaluator(Reading(cohort, knowledge.instruments()), knowledge.profile(), knowledge.library().drugs)


def with_facts_removed(name: str, removed: set[str]):
    record = read_record(INVENTED / f"{name}.yaml")
    record = record.model_copy(update={"facts": {k: v for k, v in record.facts.items() if k not in removed}})
    return record, to_cohort(record)


@settings(max_examples=15)
@given(data=st.data())
def test_no_answer_to_a_fact_that_is_not_listed_moves_the_lane(data):
    name = data.draw(st.sampled_from(["ready", "work_up_early", "mild_untreated"]))
    facts = sorted(read_record(INVENTED / f"{name}.yaml").facts)
    removed = data.draw(st.sets(st.sampled_from(facts), max_size=6))
    _, cohort = with_facts_removed(name, removed)
    evaluator = evaluator_of(cohort)
    verdicts = judge(evaluator)
    library = knowledge.library()
    listed = relevant_facts(evaluator, verdicts, library, 0)
    thresholds = thresholds_of(knowledge.profile())
    unlisted = []
    for fact, definition in library.facts.items():
        if definition.kind not in KINDS or fact in listed or fact in (*cohort.columns, *A_PERSONS_WORD):
            continue
        unlisted += [(fact, answer.value) for answer in answers_for(definition, thresholds.get(fact, []))]
    if not unlisted:
        return
    crowd = cohort.take(np.zeros(len(unlisted), dtype=int))
    columns = {}
    for row, (fact, value) in enumerate(unlisted):
        columns.setdefault(fact, []).append((row, value))
    after = judge(evaluator_of(crowd.with_columns({f: put(crowd, f, rows) for f, rows in columns.items()})))
    for row, (fact, value) in enumerate(unlisted):
        # A second source of a known answer may contradict it; that opens the question and is not an answer to it.
        if after.merit.codes[row] == UNKNOWN and verdicts.merit.codes[0] != UNKNOWN:
            continue
        assert after.lane_of(row) == verdicts.lane_of(0), (fact, value)


@pytest.mark.parametrize("removed", ["hbv", "tb", "hiv", "lvef_pct", "has_active_malignancy", "live_vaccine_on"])
def test_each_promised_lane_is_the_lane_once_the_answer_is_entered(removed):
    record, _ = with_facts_removed("ready", {removed})
    before = assess(record)
    fact = next(f for f in before.deciding_facts if f.fact == removed)
    assert fact.is_decisive
    told = {
        "hbv": {"Negative": "negative", "Active": "active"},
        "tb": {"Active": "active"},
        "hiv": {"Positive": "positive", "Negative": "negative"},
        "lvef_pct": {"under 40": 39, "40 or more": 60},
        "has_active_malignancy": {"yes": True, "no": False},
        "live_vaccine_on": {"never": "never"},
    }[removed]
    for words, value in told.items():
        promised = next(o for o in fact.outcomes if words in o["answer"])
        record.facts[removed] = {"value": value, "on": "2026-05-20"} if removed == "lvef_pct" else value
        assert assess(record).lane == promised["lane"], words


def test_gates_are_asked_for_before_grounds_safety_and_readiness():
    record, _ = with_facts_removed("ready", {"age_years", "ln_biopsy_on", "hiv", "has_caregiver"})
    record.treatments.clear()
    record.facts["is_treatment_history_complete"] = False
    asked = [fact.fact for fact in assess(record).deciding_facts]
    assert asked[0] == "age_years"
    assert asked.index("ln_biopsy_on") < asked.index("hiv") < asked.index("has_caregiver")


def test_a_settled_patient_is_asked_nothing():
    assert assess(read_record(INVENTED / "blocked_cancer.yaml")).deciding_facts == []


def test_a_course_of_unknown_standing_is_asked_about_by_name():
    record, _ = with_facts_removed("ready", set())
    record.treatments[:] = [{"drug": "mycophenolate_mofetil"}, {"drug": "azathioprine"}]
    record.facts["is_ln_relapsed"] = False
    asked = {fact.fact: fact for fact in assess(record).deciding_facts}
    assert {"treatments[0]", "treatments[1]"} <= set(asked)
    assert "Mycophenolate" in asked["treatments[0]"].label
