"""Many patients at once say what one at a time says, and one bad row stops nobody."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas
import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from benchmarks.synthetic_registry import registry_chunk, write_registry
from eligibility.domain.faults import Fault, InputFault, Unavailable
from eligibility.services.assess import assess
from eligibility.services.records import read_record
from eligibility.services.score import assessment_as_data, score

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted(
    path for path in (ROOT / "data" / "examples").rglob("*.yaml") if path.parent.name != "column_maps"
)


@pytest.fixture(scope="module")
def records():
    return [read_record(path) for path in EXAMPLES]


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    path = tmp_path_factory.mktemp("registry") / "registry.parquet"
    write_registry(path, 300)
    return path


def as_lines(records) -> str:
    return "\n".join(json.dumps(record.model_dump(mode="json", by_alias=True)) for record in records)


def test_every_line_of_a_full_run_is_what_assess_says_of_that_record(tmp_path, records):
    (tmp_path / "in.ndjson").write_text(as_lines(records))
    summary = score(tmp_path / "in.ndjson", tmp_path / "out.ndjson", full=True)
    lines = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    assert summary.rows == len(records) and summary.faulty_rows == 0
    for record, line in zip(records, lines, strict=True):
        assert line == assessment_as_data(assess(record)), record.patient_id


def test_a_record_alone_and_among_others_has_the_same_flat_row(tmp_path, records):
    (tmp_path / "all.ndjson").write_text(as_lines(records))
    score(tmp_path / "all.ndjson", tmp_path / "all.parquet")
    together = parquet.read_table(tmp_path / "all.parquet").to_pylist()
    for path, row in zip(EXAMPLES, together, strict=True):
        score(path, tmp_path / "one.parquet")
        assert parquet.read_table(tmp_path / "one.parquet").to_pylist() == [row]


def test_three_forms_of_output_hold_the_same_rows(tmp_path, registry):
    for ending in ("parquet", "csv", "ndjson"):
        score(registry, tmp_path / f"out.{ending}")
    rows = parquet.read_table(tmp_path / "out.parquet")
    lines = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    assert [{k: str(v) if k == "as_of" else v for k, v in row.items()} for row in rows.to_pylist()] == lines
    everything = arrow_csv.ConvertOptions(column_types={"patient_id": pa.string(), "lane": pa.string()})
    table = arrow_csv.read_csv(tmp_path / "out.csv", convert_options=everything)
    assert table["patient_id"].to_pylist() == rows["patient_id"].to_pylist()
    assert table["lane"].to_pylist() == rows["lane"].to_pylist()


def test_chunks_change_nothing(tmp_path, registry, monkeypatch):
    score(registry, tmp_path / "whole.parquet")
    monkeypatch.setattr("eligibility.exchange.table_files.CHUNK_ROWS", 64)
    score(registry, tmp_path / "parts.parquet")
    assert parquet.read_table(tmp_path / "whole.parquet").equals(parquet.read_table(tmp_path / "parts.parquet"))


def test_a_row_at_fault_has_its_own_lane_says_why_and_has_no_verdict(tmp_path):
    (tmp_path / "in.csv").write_text("patient_id,age_years,upcr_g_g\nA,24,1.5\nB,240,1.5\nC,24,1500\n")
    summary = score(tmp_path / "in.csv", tmp_path / "out.parquet", as_of=date(2022, 5, 1))
    a, b, c = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert a["lane"] != "input_fault" and a["faults"] == ""
    for row, fact in ((b, "age_years"), (c, "upcr_g_g")):
        assert row["lane"] == "input_fault" and row["faults"].startswith(f"{fact}: ")
        assert row["merit"] is None and row["possible_lanes"] is None and row["gate_age"] is None
    assert "240" not in b["faults"] and "1500" not in c["faults"]
    assert (summary.rows, summary.faulty_rows, summary.lanes["input_fault"]) == (3, 2, 2)
    assert sum(summary.faults.values()) == 2
    score(tmp_path / "in.csv", tmp_path / "full.ndjson", full=True, as_of=date(2022, 5, 1))
    line = json.loads((tmp_path / "full.ndjson").read_text().splitlines()[1])
    assert line["lane"] == "input_fault" and line["faults"][0]["where"] == "age_years"


def test_warnings_are_beside_the_row_they_belong_to(tmp_path):
    (tmp_path / "in.csv").write_text("patient_id,sex,is_pregnant\nA,male,yes\nB,female,yes\n")
    summary = score(tmp_path / "in.csv", tmp_path / "out.parquet")
    rows = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["warnings"] for row in rows] == ["contradiction.pregnancy_in_male", ""]
    assert summary.warnings == {"contradiction.pregnancy_in_male": 1}


def test_courses_of_a_file_of_their_own_count_as_those_of_the_record(tmp_path, records):
    record = next(record for record in records if record.treatments)
    (tmp_path / "in.ndjson").write_text(as_lines([record.model_copy(update={"treatments": []})]))
    columns = list(dict.fromkeys(key for course in record.treatments for key in course))
    lines = [",".join(["patient_id", *columns])]
    lines += [
        ",".join([record.patient_id, *(str(course.get(c) or "") for c in columns)]) for course in record.treatments
    ]
    (tmp_path / "courses.csv").write_text("\n".join(lines))
    score(tmp_path / "in.ndjson", tmp_path / "out.ndjson", full=True, courses=tmp_path / "courses.csv")
    assert json.loads((tmp_path / "out.ndjson").read_text()) == assessment_as_data(assess(record))


@pytest.mark.parametrize("name", ["out.doc", "absent/out.csv", "folder.csv"])
def test_an_output_that_cannot_be_written_is_refused(tmp_path, name):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "in.csv").write_text("patient_id,age_years\nA,24\n")
    with pytest.raises(InputFault):
        score(tmp_path / "in.csv", tmp_path / name)


def test_an_older_output_stays_when_the_run_fails_and_nothing_half_done_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr("eligibility.exchange.csv_file.BLOCK_BYTES", 64)
    rows = "".join(f"P{i},24\n" for i in range(50))
    (tmp_path / "in.csv").write_text(f"patient_id,ethnicity\n{rows}")
    with (tmp_path / "in.csv").open("ab") as file:
        file.write(b"Q,\xff\xfe\n")
    (tmp_path / "out.csv").write_text("older")
    with pytest.raises(Fault):
        score(tmp_path / "in.csv", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_the_input_is_never_overwritten(tmp_path):
    (tmp_path / "in.csv").write_text("patient_id,age_years\nA,24\n")
    with pytest.raises(InputFault, match="the input file itself"):
        score(tmp_path / "in.csv", tmp_path / "in.csv")


def test_a_table_without_rows_is_refused(tmp_path):
    (tmp_path / "in.csv").write_text("patient_id,age_years\n")
    with pytest.raises(InputFault, match="no rows"):
        score(tmp_path / "in.csv", tmp_path / "out.csv")


def test_what_is_not_there_yet_says_so(tmp_path):
    with pytest.raises(Unavailable):
        score(tmp_path / "in.csv", tmp_path / "out.csv", engine="spark")
    with pytest.raises(InputFault, match="NDJSON only"):
        score(tmp_path / "in.csv", tmp_path / "out.csv", full=True)
    with pytest.raises(InputFault, match="early_cart"):
        score(tmp_path / "in.csv", tmp_path / "out.csv", profile="early_card")


def test_the_flat_columns_are_those_of_the_document(tmp_path, registry):
    score(registry, tmp_path / "out.parquet")
    written = parquet.read_table(tmp_path / "out.parquet").column_names
    document = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    section = document.partition("## What `score` writes")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `([a-z0-9_]+)` \|", section, re.MULTILINE)
    assert written == listed


def test_the_results_carry_what_said_them(tmp_path, registry):
    score(registry, tmp_path / "out.parquet")
    marks = parquet.read_schema(tmp_path / "out.parquet").metadata
    assert marks[b"profile"] == b"early_cart" and len(marks[b"knowledge"]) == 64 and marks[b"profile_hash"]


def test_the_synthetic_registry_is_the_same_for_the_same_seed_and_says_what_it_is(registry, tmp_path):
    write_registry(tmp_path / "again.parquet", 300)
    table = parquet.read_table(registry)
    assert table.equals(parquet.read_table(tmp_path / "again.parquet"))
    assert table.schema.metadata[b"is_synthetic"] == b"true"
    assert table["is_synthetic"].to_pylist() == [True] * 300
    assert all(name.startswith("SYNTHETIC-") for name in table["patient_id"].to_pylist())
    other = registry_chunk(0, 300, np.random.default_rng(1))
    assert not table.equals(other)


def test_synthetic_rows_stay_marked_in_the_results(tmp_path, registry):
    score(registry, tmp_path / "out.parquet")
    assert set(parquet.read_table(tmp_path / "out.parquet")["is_synthetic"].to_pylist()) == {True}
    score(registry, tmp_path / "out.ndjson", full=False)
    lane = parquet.read_table(tmp_path / "out.parquet")["lane"].to_pylist()
    assert len(set(lane)) > 2, "a registry that lands in one lane proves little"


@pytest.mark.parametrize("ending", ["csv", "parquet", "ndjson"])
def test_a_row_whose_own_day_cannot_be_read_is_written_without_a_day(tmp_path, ending):
    """Today's date beside it would be a day that nobody gave."""
    (tmp_path / "in.csv").write_text("patient_id,as_of,age_years\nA,2022-13-01,24\nB,2022-05-01,240\nC,,24\n")
    score(tmp_path / "in.csv", tmp_path / f"out.{ending}", as_of=date(2022, 6, 1))
    if ending == "ndjson":
        found = [json.loads(line)["as_of"] for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    else:
        table = pandas.read_csv if ending == "csv" else pandas.read_parquet
        found = [None if pandas.isna(day) else str(day)[:10] for day in table(tmp_path / f"out.{ending}")["as_of"]]
    assert found == [None, "2022-05-01", "2022-06-01"]


def test_a_line_at_fault_keeps_its_own_day_and_an_unreadable_one_has_none(tmp_path):
    lines = [
        '{"patient_id": "A", "as_of": "2022-05-01", "facts": {"age": 24}}',
        '{"patient_id": "B", "as_of": "2022-13-01", "colour": "blue", "facts": {}}',
        '{"as_of": "2022-05-01"}',
        "no JSON at all",
    ]
    (tmp_path / "in.ndjson").write_text("\n".join(lines))
    score(tmp_path / "in.ndjson", tmp_path / "out.ndjson", full=True)
    found = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    assert [line["as_of"] for line in found] == ["2022-05-01", None, "2022-05-01", None]
    assert [fault["where"] for fault in found[1]["faults"]] == ["'colour'", "as_of"]
