"""The cases of every criterion: missing, out of date, and below, at and above each number that it holds against."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from eligibility.domain.cited import Cited
from eligibility.domain.record import PatientRecord
from eligibility.knowledge.yaml_file import read_yaml
from eligibility.services import library as knowledge
from eligibility.services.assess import assess_cohort
from eligibility.services.records import to_cohort

CASES = Path(__file__).parents[2] / "cases" / "criteria"
AS_OF = date(2026, 6, 1)
# What is asked once and stays true, or changes by the day that it names, is never out of date by itself.
NEVER_STALE = {"classified_sle": "a classification, once documented, stays"}


@pytest.fixture(scope="module")
def cases():
    found = defaultdict(list)
    for path in sorted(CASES.glob("*.yaml")):
        for case in read_yaml(path):
            found[case["criterion"]].append(case)
    return found


def reading_of(case):
    record = PatientRecord.model_validate(
        {
            "schema": 1,
            "patient_id": "CASE",
            "as_of": AS_OF,
            "facts": case["facts"],
            "treatments": case.get("treatments", []),
        }
    )
    return assess_cohort(to_cohort(record)).reading


CRITERIA = [pytest.param(criterion, id=criterion.id) for _, criterion in knowledge.profile().criteria()]


@pytest.mark.parametrize("criterion", CRITERIA)
def test_some_case_has_nothing_recorded_and_it_settles_nothing_in_favour(criterion, cases):
    blank = [case for case in cases[criterion.id] if not case["facts"] and not case.get("treatments")]
    assert blank, "no case in which nothing was recorded"
    assert {str(case["expect"]) for case in blank} == {"unknown"}


@pytest.mark.parametrize("criterion", CRITERIA)
def test_numbers_have_cases_below_at_and_above(criterion, cases):
    thresholds = {
        (node.arguments["fact"], float(value.number)): set()
        for _, rung in criterion.rungs
        for node in rung.walk()
        if node.word == "number"
        for value in node.arguments.values()
        if isinstance(value, Cited)
    }
    for case in cases[criterion.id] if thresholds else ():
        reading = reading_of(case)
        for (fact, threshold), sides in thresholds.items():
            value = reading.number(fact)
            if value.is_known[0]:
                low = float(value.lo[0])
                sides.add("at" if low == threshold else "below" if low < threshold else "above")
    lacking = {place: {"below", "at", "above"} - sides for place, sides in thresholds.items()}
    assert {place: sides for place, sides in lacking.items() if sides} == {}


@pytest.mark.parametrize("criterion", CRITERIA)
def test_what_goes_out_of_date_has_a_case_that_is(criterion, cases):
    library = knowledge.library()
    reading = reading_of(cases[criterion.id][0])
    names = {node.arguments["fact"] for _, rung in criterion.rungs for node in rung.walk() if "fact" in node.arguments}
    ageing = {
        fact: library.facts[fact].stale_after_days.number
        for name in names
        for fact in reading.facts_behind(name)
        if fact in library.facts and library.facts[fact].stale_after_days is not None
    }
    if not ageing or criterion.id in NEVER_STALE:
        return
    old = [
        case["name"]
        for case in cases[criterion.id]
        for fact, raw in case["facts"].items()
        if fact in ageing and isinstance(raw, dict) and isinstance(raw.get("on"), date)
        if (AS_OF - raw["on"]).days > ageing[fact]
    ]
    assert old, f"no case in which one of {sorted(ageing)} is out of date"
