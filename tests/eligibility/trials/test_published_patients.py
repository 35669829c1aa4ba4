"""Published patients against every trial: each verdict explained, none settled by what is not published."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.services.records import read_record, to_cohort
from eligibility.services.trials import match_trials

PUBLISHED = sorted((Path(__file__).resolve().parents[3] / "data" / "examples" / "published").glob("*.yaml"))
# Facts that the door computes from stated ones, or that an instrument's output stands for.
TREATMENTS = {"treatments", "is_treatment_history_complete"}


@pytest.fixture(scope="module", params=PUBLISHED, ids=lambda path: path.stem)
def patient(request):
    record = read_record(request.param)
    return record, match_trials(record)


def stated(record) -> set[str]:
    """Every fact that the publication states, and what follows from it by definition."""
    return set(record.facts) | set(to_cohort(record).columns) | (TREATMENTS if record.treatments else set())


def test_every_trial_is_listed_and_explained(patient):
    _, found = patient
    assert len(found) == 68
    for match in found:
        assert match.reason and match.modelled == len(match.findings)
        assert match.verdict == "unknown" or match.is_read
        for finding in match.findings:
            assert finding.because and finding.cites, (match.nct, finding.id)


def test_no_verdict_rests_on_a_fact_that_is_not_stated(patient):
    record, found = patient
    known = stated(record)
    for match in found:
        for finding in match.findings:
            if finding.verdict == "unknown":
                continue
            read = {value.fact for value in finding.values if value.value is not None}
            behind = {fact for fact in read if "." not in fact} - known
            assert read and not behind, (match.nct, finding.id, behind)


def test_without_what_is_stated_nothing_is_settled(patient):
    record, _ = patient
    empty = record.model_copy(update={"facts": {}, "treatments": []})
    assert {match.verdict for match in match_trials(empty)} == {"unknown"}


def test_no_published_patient_is_said_to_fit(patient):
    """The publications state too little for any trial's whole list."""
    _, found = patient
    assert "no_criterion_failed" not in {match.verdict for match in found}


WHY = {
    "krickau_1": ("NCT06222853", "dialysis", "A child on dialysis; renal replacement within three months excludes."),
    "ccar_os53": ("NCT06465147", "age", "She is 53; the trial takes up to 30."),
    "ft819_p1": ("NCT06904729", "age", "She is 27; the trial takes children."),
}


@pytest.mark.parametrize("name", WHY)
def test_the_reason_is_the_published_fact(name):
    nct, criterion, _ = WHY[name]
    record = read_record(next(path for path in PUBLISHED if path.stem == name))
    match = next(match for match in match_trials(record) if match.nct == nct)
    assert match.verdict == "does_not_fit"
    assert criterion in {finding.id for finding in match.findings if finding.verdict == "no"}
