"""Tables as they are really sent, from the file to the file of results: each trap is named, none is guessed."""

from __future__ import annotations

import csv
import json
from datetime import date

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from eligibility.__main__ import run
from eligibility.domain.faults import InputFault
from eligibility.exchange.result_files import open_results
from eligibility.services.records import read_record
from eligibility.services.score import score

DAY = date(2022, 5, 1)

FAULTS = [
    ({"ana_titre": "0.0694"}, "ana_titre", "is a fraction where a titre's reciprocal belongs"),
    ({"platelets_10e9_l": "288*10^3"}, "platelets_10e9_l", "is a calculation"),
    ({"creatinine_umol_l": "9"}, "creatinine_umol_l", "lies outside the limits"),
    (
        {"creatinine_umol_l": "9", "creatinine_umol_l__unit": "mg%"},
        "creatinine_umol_l",
        "has a unit that is not accepted",
    ),
]
WARNINGS = [
    ({"lvef_pct": "Data Not Available"}, "words_for_missing.lvef_pct"),
    (
        {"creatinine_umol_l": "9", "creatinine_umol_l__unit": "mg/dL", "sledai_2k_total": "0"},
        "contradiction.creatinine_against_activity",
    ),
    ({"is_c3_low": "yes", "sledai_low_complement": "no"}, "contradiction.sledai_2k"),
    ({"is_anti_dsdna_positive": "no", "sledai_increased_dna_binding": "yes"}, "contradiction.sledai_2k"),
    ({"platelets_10e9_l": "310", "sledai_thrombocytopenia": "yes"}, "contradiction.sledai_2k"),
    ({"sledai_2k_total": "0", "sledai_arthritis": "yes"}, "contradiction.sledai_2k"),
]


@pytest.fixture
def scored(tmp_path):
    """The result of one row, and what the run says about it."""

    def go(cells):
        with (tmp_path / "in.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, ["patient_id", *cells])
            writer.writeheader()
            writer.writerow({"patient_id": "A", **cells})
        summary = score(tmp_path / "in.csv", tmp_path / "out.parquet", as_of=DAY)
        (row,) = parquet.read_table(tmp_path / "out.parquet").to_pylist()
        return row, summary

    return go


@pytest.mark.parametrize(("cells", "fact", "said"), FAULTS)
def test_a_value_that_cannot_be_read_is_a_fault_of_its_row(scored, cells, fact, said):
    row, summary = scored(cells)
    assert row["lane"] == "input_fault" and row["faults"].startswith(f"{fact}: ") and said in row["faults"]
    assert summary.faulty_rows == 1 and cells[fact] not in row["faults"]


@pytest.mark.parametrize(("cells", "code"), WARNINGS)
def test_a_value_that_may_be_wrong_is_named_beside_its_verdict(scored, cells, code):
    row, summary = scored(cells)
    assert row["lane"] != "input_fault" and code in row["warnings"].split(" | ")
    assert summary.warnings[code] == 1


@pytest.mark.parametrize("cells", [cells for cells, code in WARNINGS if code == "contradiction.sledai_2k"])
def test_half_of_a_disagreement_is_none(scored, cells):
    for fact in cells:
        row, _ = scored({fact: cells[fact]})
        assert "contradiction.sledai_2k" not in row["warnings"]


def test_a_bound_is_read_as_a_bound(scored):
    row, _ = scored({"upcr_g_g": "<0.5", "lymphocytes_10e9_l": "<0.5"})
    assert row["faults"] == row["warnings"] == "" and row["safety_lymphocytes"] == "caution"


def write(path, names, cells):
    """One row under these names, in the form that the file's ending says."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        book.active.append(names)
        book.active.append(cells)
        book.save(path)
    elif path.suffix == ".parquet":
        parquet.write_table(pa.Table.from_arrays([pa.array([cell]) for cell in cells], names=names), path)
    else:
        path.write_text("\n".join([",".join(names), ",".join(map(str, cells))]))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_column_named_twice_stops_the_run_before_any_row(tmp_path, capfd, ending):
    path = tmp_path / f"in.{ending}"
    write(path, ["patient_id", "age_years", "sex", "age_years"], ["A", 24, "female", 70])
    assert run(["score", str(path), "-o", str(tmp_path / "out.csv")]) == 2
    said = capfd.readouterr().err.splitlines()
    assert len(said) == 3 and said[0] == "The table has the column 'age_years' twice."
    assert not (tmp_path / "out.csv").exists()


def test_a_column_named_twice_is_refused_in_a_record_of_one_row_and_in_courses_as_well(tmp_path):
    write(tmp_path / "in.csv", ["patient_id", "age_years", "age_years"], ["A", 24, 70])
    with pytest.raises(InputFault, match="'age_years' twice"):
        read_record(tmp_path / "in.csv", DAY)
    write(tmp_path / "in.csv", ["patient_id", "age_years"], ["A", 24])
    write(tmp_path / "c.csv", ["patient_id", "drug", "drug"], ["A", "rituximab", "belimumab"])
    with pytest.raises(InputFault, match="file of courses has the column 'drug' twice"):
        score(tmp_path / "in.csv", tmp_path / "out.csv", courses=tmp_path / "c.csv")


def test_a_key_that_stands_twice_on_a_line_is_a_fault_of_that_line(tmp_path):
    (tmp_path / "in.ndjson").write_text('{"patient_id": "A", "age_years": 24, "age_years": 70}\n')
    assert score(tmp_path / "in.ndjson", tmp_path / "out.csv").faulty_rows == 1


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_text_of_a_csv_is_a_formula_to_a_spreadsheet(tmp_path, sign):
    name = f'{sign}HYPERLINK("x"),1'
    line = {"patient_id": name, "as_of": "2022-05-01", "age_years": 24}
    (tmp_path / "in.ndjson").write_text(json.dumps(line) + "\n" + json.dumps({**line, "patient_id": f"P{sign}1"}))
    score(tmp_path / "in.ndjson", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        first, second = csv.DictReader(file)
    assert first["patient_id"] == f"'{name}" and second["patient_id"] == f"P{sign}1"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in first.values())
    assert first["as_of"] == "2022-05-01"
    score(tmp_path / "in.ndjson", tmp_path / "out.parquet")
    assert parquet.read_table(tmp_path / "out.parquet")["patient_id"][0].as_py() == name


def test_a_negative_number_stays_a_number_and_every_kind_of_beginning_is_met(tmp_path):
    texts = np.array(["\t=1", "\r=1", "a=1", "", None], dtype=object)
    file = open_results("csv", tmp_path / "out.csv", {})
    file.write({"text": texts, "number": np.array([-1.5, 2.0, np.nan, 0.0, -3.0])})
    file.close()
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as out:
        rows = list(csv.DictReader(out))
    assert [row["text"] for row in rows] == ["'\t=1", "'\r=1", "a=1", "", ""]
    assert [row["number"] for row in rows] == ["-1.5", "2", "", "0", "-3"]


COURSES = [{"drug": "belimumab"}]


@pytest.mark.parametrize("form", ["column", "structs", "sheet", "record", "line"])
def test_a_file_of_courses_never_overrules_courses_in_the_table(tmp_path, form):
    (tmp_path / "c.csv").write_text("patient_id,drug\nA,rituximab\n")
    path = tmp_path / {"column": "in.csv", "structs": "in.parquet", "sheet": "in.xlsx", "record": "in.json"}.get(
        form, "in.ndjson"
    )
    if form == "column":
        path.write_text('patient_id,treatments\nA,"[{""drug"": ""belimumab""}]"\n')
    elif form == "structs":
        parquet.write_table(pa.table({"patient_id": ["A"], "treatments": pa.array([COURSES])}), path)
    elif form == "sheet":
        book = openpyxl.Workbook()
        for row in (["patient_id"], ["A"]):
            book.active.append(row)
        sheet = book.create_sheet("treatments")
        for row in (["patient_id", "drug"], ["A", "belimumab"]):
            sheet.append(row)
        book.save(path)
    else:
        path.write_text(json.dumps({"patient_id": "A", "as_of": "2022-05-01", "facts": {}, "treatments": COURSES}))
    if form == "line":
        summary = score(path, tmp_path / "out.csv", courses=tmp_path / "c.csv")
        assert summary.faulty_rows == 1 and any("file of courses" in fault for fault in summary.faults)
        return
    with pytest.raises(InputFault, match="courses come twice"):
        score(path, tmp_path / "out.csv", courses=tmp_path / "c.csv")


def test_a_file_of_courses_counts_for_a_single_record_too(tmp_path):
    (tmp_path / "c.csv").write_text("patient_id,drug\nA,rituximab\n")
    record = {"patient_id": "A", "as_of": "2022-05-01", "facts": {}}
    for name in ("in.json", "in.ndjson"):
        (tmp_path / name).write_text(json.dumps(record))
        score(tmp_path / name, tmp_path / f"{name}.ndjson", full=True, courses=tmp_path / "c.csv")
    alone, line = ((tmp_path / f"{name}.ndjson").read_text() for name in ("in.json", "in.ndjson"))
    assert alone == line and "rituximab" in alone.lower()


def test_a_column_map_is_given_on_the_command_line(tmp_path, capfd):
    (tmp_path / "in.csv").write_text("id,alter\nA,24\n")
    (tmp_path / "map.yaml").write_text("patient_id: id\ncolumns: {alter: {fact: age_years}}\n")
    command = [
        "score",
        str(tmp_path / "in.csv"),
        "-o",
        str(tmp_path / "out.csv"),
        "--columns",
        str(tmp_path / "map.yaml"),
    ]
    assert run(command) == 0
    assert "read by the map map.yaml" in capfd.readouterr().out
    (tmp_path / "map.yaml").write_text("patient_id: id\ncolumns: {alter: {fact: age_year}}\n")
    assert run(command) == 2
    said = capfd.readouterr().err.splitlines()
    assert len(said) == 3 and "the nearest known name is 'age_years'" in said[0]
