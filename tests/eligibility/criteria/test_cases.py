"""Every criterion against its cases: sentences a clinician would say, with the verdict argued from the thresholds."""

from pathlib import Path

import pytest

from eligibility.domain.record import PatientRecord
from eligibility.knowledge.yaml_file import read_yaml
from eligibility.services import library as knowledge
from eligibility.services.assess import assess_cohort
from eligibility.services.records import to_cohort

CASES = Path(__file__).parents[2] / "cases" / "criteria"


def _cases():
    for path in sorted(CASES.glob("*.yaml")):
        for case in read_yaml(path):
            yield pytest.param(path.stem, case, id=f"{case['criterion']}: {case['name']}")


@pytest.mark.parametrize(("group", "case"), list(_cases()))
def test_criterion_case(group, case):
    record = PatientRecord.model_validate(
        {
            "schema": 1,
            "patient_id": "CASE",
            "as_of": "2026-06-01",
            "facts": case["facts"],
            "treatments": case.get("treatments", []),
        }
    )
    verdicts = assess_cohort(to_cohort(record)).verdicts
    found = getattr(verdicts, group)[case["criterion"]]
    if group in ("urgent", "readiness"):
        assert found.word(0) == case["expect"]
        return
    assert found.verdict(0) == case["expect"]
    if "possible" in case:
        assert found.possible(0) == case["possible"]


def test_every_grade_of_every_criterion_is_reached_by_some_case():
    """A rung that no case reaches could be written wrongly and nobody would know."""
    reached = {(case.values[1]["criterion"], case.values[1]["expect"]) for case in _cases()}
    for group, criterion in knowledge.profile().criteria():
        for grade, _ in criterion.rungs:
            assert (criterion.id, "yes" if group in ("urgent", "readiness") else grade) in reached, (
                criterion.id,
                grade,
            )
