"""Trials on the command line, in an assessment and in a table: the same verdicts everywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pyarrow import parquet

from eligibility.__main__ import run
from eligibility.services.assess import assess
from eligibility.services.records import read_record
from eligibility.services.score import score
from eligibility.services.trials import match_trials, trials_as_data

ROOT = Path(__file__).resolve().parents[3]
READY = ROOT / "data" / "examples" / "invented" / "ready.yaml"
SURFACE = {"nct", "verdict", "modelled", "to_check", "findings"}
BESIDE = {"product", "targets", "phase", "status", "status_seen_on", "last_seen", "confidence", "caution", "versions"}
FINDING = {"id", "statement", "verdict", "values", "threshold", "because", "missing", "cites"}


@pytest.fixture(scope="module")
def found():
    return trials_as_data(match_trials(read_record(READY)))


def test_the_command_prints_what_the_service_finds(capfd, found):
    assert run(["trials", str(READY), "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == {"trials": found}


def test_a_trial_has_the_surface_that_must_not_drift(found):
    for trial in found:
        assert set(trial) >= SURFACE | BESIDE
        assert trial["verdict"] in ("no_criterion_failed", "does_not_fit", "unknown")
        assert trial["modelled"] == len(trial["findings"]) and trial["to_check"] == len(trial["not_modelled"])
        assert all(set(finding) >= FINDING for finding in trial["findings"])


def test_a_verdict_follows_from_the_findings(found):
    for trial in found:
        verdicts = {finding["verdict"] for finding in trial["findings"]}
        expected = "does_not_fit" if "no" in verdicts else "unknown" if "unknown" in verdicts else "no_criterion_failed"
        assert trial["verdict"] == (expected if trial["is_read"] else "unknown"), trial["nct"]


def test_those_without_a_failed_criterion_come_first(found):
    order = [trial["verdict"] for trial in found]
    assert order == sorted(order, key=["no_criterion_failed", "unknown", "does_not_fit"].index)


def test_medium_confidence_carries_a_caution_and_high_does_not(found):
    for trial in found:
        assert bool(trial["caution"]) is (trial["confidence"] != "high"), trial["nct"]


def test_for_people_it_says_that_not_stated_is_not_not_required(capfd):
    assert run(["trials", str(READY)]) == 0
    out = capfd.readouterr().out
    assert "may still be required" in out and "to check by hand" in out and len(re.findall(r"NCT\d{8}", out)) >= 68


def test_an_assessment_carries_the_trials_when_asked(capfd, found):
    assert run(["assess", str(READY), "--trials", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["trials"] == found
    assert assess(read_record(READY)).trials == []
    assert run(["assess", str(READY), "--trials"]) == 0
    assert "Trials " in capfd.readouterr().out


def test_the_same_patient_stands_the_same_in_a_table(tmp_path, found):
    source = tmp_path / "in.ndjson"
    record = read_record(READY)
    source.write_text(json.dumps(record.model_dump(mode="json", by_alias=True)) + "\n", encoding="utf-8")
    score(source, tmp_path / "out.parquet", trials=True)
    row = parquet.read_table(tmp_path / "out.parquet").to_pylist()[0]
    assert {trial["nct"]: row[f"trial_{trial['nct'].lower()}"] for trial in found} == {
        trial["nct"]: trial["verdict"] for trial in found
    }
    for verdict in ("no_criterion_failed", "unknown", "does_not_fit"):
        assert row[f"trials_{verdict}"] == sum(trial["verdict"] == verdict for trial in found)
    score(source, tmp_path / "out.ndjson", full=True, trials=True)
    assert json.loads((tmp_path / "out.ndjson").read_text(encoding="utf-8"))["trials"] == found


def test_the_table_has_the_columns_of_the_document_and_nothing_for_a_row_at_fault(tmp_path):
    (tmp_path / "in.csv").write_text("patient_id,age_years\nA,24\nB,240\n", encoding="utf-8")
    score(tmp_path / "in.csv", tmp_path / "without.parquet")
    score(tmp_path / "in.csv", tmp_path / "with.parquet", trials=True)
    plain, more = (parquet.read_table(tmp_path / f"{name}.parquet") for name in ("without", "with"))
    assert more.select(plain.column_names).equals(plain)
    added = [name for name in more.column_names if name not in plain.column_names]
    document = (ROOT / "docs" / "record.md").read_text(encoding="utf-8").partition("## What `score --trials` adds")[2]
    assert re.findall(r"^\| `(trials_[a-z_]+)` \|", document, re.MULTILINE) == added[:3]
    assert added[3:] == sorted(added[3:]) and len(added) == 71
    assert all(more[name][1].as_py() is None for name in added)
    assert all(more[name][0].as_py() is not None for name in added)
