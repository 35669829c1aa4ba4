"""The command line: exit 0 done, 1 a check failed, 2 the input is at fault, 3 the fault is ours; never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyarrow import parquet

from eligibility.__main__ import run
from eligibility.services.assess import assess
from eligibility.services.records import read_record
from eligibility.services.score import assessment_as_data

ROOT = Path(__file__).resolve().parents[2]
READY = ROOT / "data" / "examples" / "invented" / "ready.yaml"


@pytest.fixture
def command(capfd):
    """One command: its exit code, standard output and standard error."""

    def go(*arguments):
        code = run([str(argument) for argument in arguments])
        said = capfd.readouterr()
        return code, said.out, said.err

    return go


def in_three_lines(err: str) -> bool:
    return len(err.splitlines()) == 3 and "Traceback" not in err


def test_assess_json_is_the_assessment(command):
    code, out, err = command("assess", READY, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == assessment_as_data(assess(read_record(READY)))


def test_assess_json_has_the_surface_that_must_not_drift(command):
    found = json.loads(command("assess", READY, "--json")[1])
    keys = "patient_id profile urgent lane possible_lanes gates grounds safety readiness planner deciding_facts"
    assert set(f"{keys} prognosis instruments trials warnings versions".split()) <= set(found)
    assert set(found["grounds"]) == {"refractory", "renal", "compliance"}
    assert {"earliest_leukapheresis", "tasks"} <= set(found["planner"])
    assert {"setting", "estimate", "interval", "missing_bounds", "contributions"} <= set(found["prognosis"])
    finding = {"id", "statement", "verdict", "values", "threshold", "because", "missing", "cites"}
    for one in (*found["gates"], *found["safety"], *found["grounds"].values()):
        assert finding | {"possible"} <= set(one)
    assert all(finding <= set(one) for one in found["readiness"])


def test_assess_for_people_is_short_and_ends_with_what_it_is_not(command):
    code, out, _ = command("assess", READY)
    lines = out.splitlines()
    assert code == 0 and len(lines) < 30 and max(map(len, lines)) < 400
    assert lines[0].startswith("EXAMPLE-READY (example)") and "Complete for MDT discussion" in lines[1]
    assert "does not decide" in lines[-1]


def test_another_day_may_be_given(command):
    found = json.loads(command("assess", READY, "--as-of", "2026-09-01", "--json")[1])
    assert found["as_of"] == "2026-09-01"


def test_score_writes_a_row_a_patient(command, tmp_path):
    (tmp_path / "in.csv").write_text("patient_id,age_years\nA,24\nB,240\n")
    code, out, err = command("score", tmp_path / "in.csv", "-o", tmp_path / "out.parquet")
    assert (code, err) == (0, "") and "1 rows are at fault" in out
    assert parquet.read_table(tmp_path / "out.parquet")["patient_id"].to_pylist() == ["A", "B"]
    code, out, _ = command("score", tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--json")
    assert json.loads(out)["lanes"]["input_fault"] == 1


def test_a_report_is_written_and_found_unchanged_and_a_changed_one_is_found_out(command, tmp_path):
    target = tmp_path / "ready.pdf"
    code, out, err = command("report", READY, "-o", target)
    assert (code, err) == (0, "") and target.read_bytes().startswith(b"%PDF") and "Wrote ready.pdf" in out
    assert command("report", "--check", target)[0] == 0
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(bytes(data))
    assert command("report", "--check", target)[0] in (1, 2)


def test_verify_exits_with_1_when_a_vector_differs(command, tmp_path):
    vector = {
        "id": "V1",
        "instrument": "ckd_epi_2021",
        "inputs": {"sex": "female", "age_years": 40, "scr_mg_dl": 1.0},
        "expected": {"egfr": 1.0},
    }
    path = tmp_path / "vectors.json"
    path.write_text(json.dumps({"vectors": [vector]}))
    code, out, err = command("verify", path)
    assert (code, err) == (1, "") and "V1" in out
    assert json.loads(command("verify", path, "--json")[1])["total"] == 1


def test_the_vectors_of_the_reference_agree(command, shared):
    code, out, _ = command("verify", shared / "reference" / "instrument_vectors.json")
    assert code == 0, out


BAD_RECORDS = {
    "upcr without unit": ("facts: {upcr_g_g: {value: 55, on: 2022-04-01}}", "has no unit"),
    "unknown key": ("facts: {upcr: 1.0}", "nearest known name is 'upcr_g_g'"),
    "key outside": ("upcr_g_g: 1\nfacts: {}", "stands outside the block `facts`"),
    "impossible": ("facts: {haemoglobin_g_l: 9.4}", "outside the limits"),
    "newer schema": ("schema: 9", "schema 9"),
    "not yaml": ("facts: [", "not readable YAML"),
}


@pytest.mark.parametrize("name", BAD_RECORDS)
def test_a_record_at_fault_exits_with_2_and_three_lines(command, tmp_path, name):
    text, said = BAD_RECORDS[name]
    (tmp_path / "record.yaml").write_text(f"patient_id: A\nas_of: 2022-05-01\n{text}\n")
    code, out, err = command("assess", tmp_path / "record.yaml", "--json")
    assert (code, out) == (2, "") and in_three_lines(err) and said in err


BAD_COMMANDS = [
    (["assess", "absent.yaml"], 2),
    (["assess"], 2),
    (["asses", READY], 2),
    (["assess", READY, "--profile", "early_card"], 2),
    (["assess", READY, "--as-of", "yesterday"], 2),
    (["assess", READY, "--nonsense"], 2),
    (["score", READY], 2),
    (["score", READY, "-o", "out.doc"], 2),
    (["score", "absent.csv", "-o", "out.csv"], 2),
    (["report", READY], 2),
    (["report", "--check", "absent.pdf"], 2),
    (["report", "--check", READY], 2),
    (["verify", READY], 2),
    (["verify", "absent.json"], 2),
    (["trials", "absent.yaml"], 2),
    (["trials", READY, "--as-of", "yesterday"], 2),
    (["score", READY, "-o", "out.csv", "--engine", "spark"], 3),
]


@pytest.mark.parametrize(("arguments", "expected"), BAD_COMMANDS, ids=lambda value: str(value)[-60:])
def test_what_cannot_be_done_is_said_in_three_lines(command, tmp_path, monkeypatch, arguments, expected):
    monkeypatch.chdir(tmp_path)
    code, out, err = command(*arguments)
    assert (code, out) == (expected, "") and in_three_lines(err)
    assert list(tmp_path.iterdir()) == []


def test_a_pregnant_male_is_assessed_with_the_contradiction_named(command, tmp_path):
    (tmp_path / "record.yaml").write_text(
        "patient_id: A\nas_of: 2022-05-01\n"
        "facts: {sex: male, is_pregnant: yes, creatinine_umol_l: 400, egfr_reported: 90}\n"
    )
    code, out, _ = command("assess", tmp_path / "record.yaml", "--json")
    found = json.loads(out)
    said = " ".join(found["warnings"])
    assert code == 0 and "both male and pregnant" in said and "creatinine is far too high" in said
    pregnancy = next(one for one in found["safety"] if "pregnan" in one["statement"].lower())
    assert pregnancy["verdict"] == "defer"


def test_a_record_that_says_nothing_can_be_assessed(command, tmp_path):
    (tmp_path / "record.yaml").write_text("schema: 1\npatient_id: A\nas_of: 2022-05-01\nfacts: {}\n")
    found = json.loads(command("assess", tmp_path / "record.yaml", "--json")[1])
    assert found["lane"] == "not_assessable"


def test_an_unexpected_exception_is_three_lines_of_ours_without_its_text(command, monkeypatch):
    def fall_over(*_args, **_kwargs):
        raise KeyError("SECRET-VALUE")

    monkeypatch.setattr("eligibility.services.records.read_record", fall_over)
    code, out, err = command("assess", READY)
    assert (code, out) == (3, "") and in_three_lines(err)
    assert "(KeyError at " in err and "SECRET" not in err


def test_the_log_holds_the_type_and_the_place_alone(command, monkeypatch):
    def fall_over(*_args, **_kwargs):
        raise KeyError("SECRET-VALUE")

    monkeypatch.setenv("EARLY_CART_LOG_LEVEL", "error")
    monkeypatch.setattr("eligibility.services.records.read_record", fall_over)
    logged = json.loads(command("assess", READY)[2].splitlines()[0])
    assert logged["kind"] == "KeyError" and set(logged) == {"level", "logger", "event", "kind", "place"}


def test_the_same_holds_of_the_program_as_it_is_started(tmp_path):
    def start(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "eligibility", *map(str, arguments)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONWARNINGS": "error::ResourceWarning"},
        )

    good = start("assess", READY, "--json")
    assert good.returncode == 0 and json.loads(good.stdout)["lane"] == "ready" and good.stderr == ""
    bad = start("assess", tmp_path / "absent.yaml")
    assert bad.returncode == 2 and bad.stdout == "" and in_three_lines(bad.stderr)


def test_a_benchmark_ends_with_one_line_of_json_and_its_bar_decides_the_exit(capsys, monkeypatch):
    from benchmarks import __main__ as benchmarks
    from benchmarks import assess as measured
    from benchmarks.figure import Figure

    assert {"assess", "score", "report"} <= set(benchmarks.names())
    for holds, code in ((True, 0), (False, 1)):
        monkeypatch.setattr(measured, "measure", lambda holds=holds: Figure("assess", 12.3456789, 30.0, "ms", holds))
        assert benchmarks.main(["assess"]) == code
        last = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert last == {"name": "assess", "figure": 12.35, "bar": 30.0, "unit": "ms", "holds": holds}
    assert benchmarks.main(["nonsense"]) == 2
