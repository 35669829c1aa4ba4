"""Trial cases: sentences a clinician would say, with the verdict argued from the published text."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.domain.record import PatientRecord
from eligibility.knowledge.yaml_file import read_yaml
from eligibility.services.trials import match_trials

CASES = Path(__file__).parents[2] / "cases" / "trials"
KEYS = {"name", "trial", "because", "facts", "treatments", "criteria", "expect"}


def _cases():
    for path in sorted(CASES.glob("*.yaml")):
        for case in read_yaml(path):
            yield pytest.param(case, id=f"{case['trial']}: {case['name']}")


@pytest.mark.parametrize("case", list(_cases()))
def test_trial_case(case):
    assert set(case) <= KEYS and case["because"]
    record = PatientRecord.model_validate(
        {
            "schema": 1,
            "patient_id": "CASE",
            "as_of": "2026-06-01",
            "facts": case["facts"],
            "treatments": case.get("treatments", []),
        }
    )
    found = next(match for match in match_trials(record) if match.nct == case["trial"])
    verdicts = {finding.id: finding.verdict for finding in found.findings}
    assert {key: verdicts[key] for key in case["criteria"]} == case["criteria"]
    assert found.verdict == case["expect"]
    for finding in found.findings:
        if finding.id in case["criteria"]:
            assert finding.because, "a verdict without a reason"


def test_the_cases_reach_every_verdict():
    assert {case.values[0]["expect"] for case in _cases()} == {"no_criterion_failed", "does_not_fit", "unknown"}
