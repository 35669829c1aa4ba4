"""A foreign table through its column map: names, units and words change, and nothing is guessed or lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from eligibility.domain.faults import InputFault
from eligibility.exchange.column_maps import read_column_map
from eligibility.exchange.door import admit
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.table_files import TableFile, read_course_book
from eligibility.services.assess import assess
from eligibility.services.records import read_record, to_cohort
from eligibility.services.score import assessment_as_data, score

DAY = date(2022, 5, 1)
SHIPPED = Path(__file__).resolve().parents[3] / "data" / "examples" / "column_maps"

MAP = """
patient_id: who
as_of: null
columns:
  activity: {fact: sledai_2k_total, note: "version not stated"}
  hb: {fact: haemoglobin_g_l, unit: g/dL, on: drawn, not_known: [-9, 999]}
  sex: {fact: sex, values: {F: female, M: male, "9": null}}
  low: {fact: is_c3_low, values: {Y: yes, N: no}}
  mmf: {course: MMF}
ignore: [centre]
"""
HEADER = "who,activity,hb,drawn,sex,low,mmf,centre"


@pytest.fixture
def refused(tmp_path, library):
    """What a map is refused with, as its three lines."""

    def go(text):
        (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(InputFault) as caught:
            read_column_map(tmp_path / "map.yaml", library)
        assert len(str(caught.value).splitlines()) == 3
        return caught.value.what

    return go


@pytest.fixture
def admitted(tmp_path, library):
    """The admission of a small table through a map."""

    def go(text, column_map=MAP, name="t.csv", courses=None):
        (tmp_path / "map.yaml").write_text(column_map, encoding="utf-8")
        if text is not None:
            (tmp_path / name).write_text(text, encoding="utf-8")
        book = None if courses is None else read_course_book(tmp_path / courses, library)
        settings = Settings(library, DAY, book, read_column_map(tmp_path / "map.yaml", library))
        (table,) = TableFile(tmp_path / name, settings).tables()
        return admit(table, library)

    return go


def test_names_units_words_days_and_courses_come_as_the_map_says(admitted):
    found = admitted(f"{HEADER}\nA,8,9.4,2022-04-20,F,Y,Y,x\nB,,-9,,9,N,N,y\n")
    cohort = found.cohort
    assert not found.is_faulty.any() and cohort.patient_ids.tolist() == ["A", "B"]
    assert cohort.as_of.astype(str).tolist() == ["2022-05-01"] * 2
    assert cohort.column("haemoglobin_g_l").lo.tolist() == [94.0, -np.inf]
    assert cohort.ages["haemoglobin_g_l"].lo.tolist() == [11.0, -np.inf]
    assert [cohort.column("sex").possible(row) for row in range(2)] == [["female"], ["female", "male"]]
    assert cohort.column("is_c3_low").words() == ["yes", "no"]
    assert [cohort.courses.drugs[i] for i in cohort.courses.drug] == ["mycophenolate_mofetil"]
    assert cohort.courses.offsets.tolist() == [0, 1, 1] and cohort.courses.is_current.words() == ["unknown"]
    assert cohort.origins["haemoglobin_g_l"].tolist() == ["column hb", "column hb"]


def test_a_note_is_a_warning_of_the_rows_that_have_a_value(admitted):
    found = admitted(f"{HEADER}\nA,8,,,F,Y,Y,x\nB,,,,F,N,N,y\n")
    (note,) = [warning for warning in found.cohort.warnings if warning.code == "column_map.sledai_2k_total"]
    assert note.rows.tolist() == [True, False] and note.what.endswith("version not stated.")


@pytest.mark.parametrize(
    ("row", "fact", "said"),
    [
        ("A,8,9.4,,W,Y,Y,x", "sex", "is not one of the values that the column map lists"),
        ("A,8,9.4,,f,Y,Y,x", "sex", "is not one of the values that the column map lists"),
        ("A,8,94,,F,Y,Y,x", "haemoglobin_g_l", "lies outside the limits"),
        ("A,8,9.4 g/dl,,F,Y,Y,x", "haemoglobin_g_l", "has something beside the number"),
        ("A,8,9.4,20/04/2022,F,Y,Y,x", "haemoglobin_g_l", "order of day and month is not sure"),
        ("A,8,9.4,,F,Y,maybe,x", "treatments", "is not yes, no or unknown"),
    ],
)
def test_what_the_map_does_not_settle_is_refused_by_name_for_its_row_alone(admitted, row, fact, said):
    found = admitted(f"{HEADER}\n{row}\nB,6,12,,M,N,N,y\n")
    assert found.is_faulty.tolist() == [True, False]
    (fault,) = found.faults_of(0)
    assert fault.where == fact and said in fault.what
    assert not any(value in str(fault) for value in ("94", "9.4", "maybe", "20/04"))


def test_words_for_a_missing_value_need_no_place_in_the_map_but_the_map_comes_first(admitted):
    found = admitted(f"{HEADER}\nA,8,Data Not Available,,n/a,Y,n/a,x\nB,6,12,,M,N,N,y\n")
    assert not found.is_faulty.any()
    named = {warning.code: warning.rows.tolist() for warning in found.cohort.warnings}
    for fact in ("haemoglobin_g_l", "sex", "treatments"):
        assert named[f"words_for_missing.{fact}"] == [True, False]
    told = MAP.replace('{F: female, M: male, "9": null}', "{F: female, M: male, n/a: male}")
    assert admitted(f"{HEADER}\nA,8,12,,n/a,Y,Y,x\n", told).cohort.column("sex").possible(0) == ["male"]


@pytest.mark.parametrize(("as_of", "day"), [("drawn", "2022-04-20"), ("2021-12-31", "2021-12-31"), ("null", str(DAY))])
def test_the_assessment_day_is_a_column_or_one_day_or_the_day_of_the_run(admitted, as_of, day):
    told = (
        MAP.replace("as_of: null", f"as_of: {as_of}")
        .replace("on: drawn", "on: null")
        .replace("[centre", "[drawn, centre")
    )
    found = admitted(f"{HEADER}\nA,8,9.4,2022-04-20,F,Y,Y,x\n", told)
    assert found.cohort.as_of.astype(str).tolist() == [day] and not found.is_faulty.any()
    assert found.cohort.ages["haemoglobin_g_l"].hi.tolist() == [np.inf], "a day written as null is not known"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("fact: sledai_2k_total", "fact: sledai_2k"),
            "'sledai_2k', which is not known; the nearest known name is 'sledai_2k_",
        ),
        (("fact: sledai_2k_total", "fct: sledai_2k_total"), "'fct'; the nearest known name is 'fact'"),
        (("ignore:", "ignored:"), "'ignored'; the nearest known name is 'ignore'"),
        (("patient_id: who", "patient: who"), "'patient'; the nearest known name is 'patient_id'"),
        (
            ("unit: g/dL", "unit: g/dl/h"),
            "has a unit that 'haemoglobin_g_l' does not accept; the nearest known name is 'g/dL'",
        ),
        (
            ("F: female", "F: feminine"),
            "gives 'F' a meaning that 'sex' does not have; the nearest known name is 'female'",
        ),
        (("Y: yes", "Y: perhaps"), "gives 'Y' a meaning that 'is_c3_low' does not have"),
        (("{course: MMF}", "{course: MMMF}"), "'MMMF', which is not in the drug list"),
        (("{course: MMF}", "{course: MMF, unit: mg/day}"), "says only whether a drug was given"),
        (("{course: MMF}", "{course: MMF, values: {Y: high}}"), "a meaning that is not yes or no"),
        (("{course: MMF}", "{}"), "needs either a `fact` or a `course`"),
        (("{course: MMF}", "{fact: is_c3_low}"), "is mapped to 'is_c3_low', as is 'low'"),
        (("{course: MMF}", "{fact: upcr_g_g}"), "has no unit"),
        (("{course: MMF}", "{fact: tb, unit: mg}"), "its fact is not a measured number"),
        (("{course: MMF}", '{fact: lvef_pct, values: {"1": 55}}'), "recodes a number"),
        (("[centre]", "[centre, sex]"), "is both mapped and ignored"),
        (("  low:", "  sex:"), "A key stands twice"),
        (("version not stated", "v" * 301), "has a note longer than"),
        (("[centre]", "[centre"), "is not readable YAML"),
    ],
)
def test_a_mistake_in_the_map_is_named_with_the_nearest(refused, change, said):
    assert change[0] in MAP
    assert said in refused(MAP.replace(*change))


def test_a_map_that_is_no_block_is_refused(refused):
    assert "should be a block of keys" in refused("- who\n")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (HEADER + ",age", "neither maps nor ignores 'age'; the nearest known name is 'age_years'"),
        (HEADER.replace("centre", "center"), "neither maps nor ignores 'center'; the nearest known name is 'centre'"),
        (
            HEADER.replace("activity", "activty"),
            "no column 'activity', which the column map reads; the nearest known name is 'activty'",
        ),
        (HEADER.replace("drawn", "taken"), "no column 'drawn'"),
        (HEADER.replace("who", "id"), "no column 'who', which the column map reads as patient_id"),
        (HEADER.replace("centre", "sex"), "has the column 'sex' twice"),
    ],
)
def test_a_table_that_the_map_was_not_written_for_is_refused_before_any_row(admitted, header, said):
    with pytest.raises(InputFault) as caught:
        admitted(f"{header}\n")
    assert said in caught.value.what and len(str(caught.value).splitlines()) == 3


def test_a_map_whose_day_is_neither_column_nor_day_is_refused(admitted):
    with pytest.raises(InputFault, match="neither a column of the table; the nearest known name is 'drawn', nor a day"):
        admitted(f"{HEADER}\n", MAP.replace("as_of: null", "as_of: drawm"))


def test_a_table_without_a_header_does_not_have_its_values_repeated(admitted):
    with pytest.raises(InputFault) as caught:
        admitted("SMITH-JOHN,1950-01-01\nDOE-JANE,1960-01-01\n")
    assert "SMITH" not in str(caught.value)


def test_workbooks_and_parquet_are_mapped_as_text_is(admitted, tmp_path):
    rows = [("A", 8, 9.4, date(2022, 4, 20), 1, "Y", "Y", None), ("B", None, -9, None, 2, "N", "N", None)]
    told = MAP.replace('{F: female, M: male, "9": null}', "{1: female, 2: male}")
    text = "\n".join([HEADER, "A,8,9.4,2022-04-20,1,Y,Y,", "B,,-9,,2,N,N,"])
    book = openpyxl.Workbook()
    for row in (HEADER.split(","), *rows):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    columns = dict(zip(HEADER.split(","), zip(*rows, strict=True), strict=True))
    parquet.write_table(pa.table({name: pa.array(values) for name, values in columns.items()}), tmp_path / "t.parquet")
    csv = admitted(text, told).cohort
    for name in ("t.xlsx", "t.parquet"):
        found = admitted(None, told, name)
        assert not found.is_faulty.any()
        for fact in ("sledai_2k_total", "haemoglobin_g_l"):
            assert found.cohort.column(fact).lo.tolist() == csv.column(fact).lo.tolist(), name
        assert found.cohort.ages["haemoglobin_g_l"].lo.tolist() == csv.ages["haemoglobin_g_l"].lo.tolist()
        assert found.cohort.column("sex").mask.tolist() == csv.column("sex").mask.tolist()
        assert found.cohort.courses.offsets.tolist() == csv.courses.offsets.tolist()


@pytest.mark.parametrize("name", ["t.ndjson", "t.yaml"])
def test_a_record_is_not_mapped(admitted, name):
    with pytest.raises(InputFault, match="read without a column map"):
        admitted('{"patient_id": "A", "as_of": "2022-05-01", "facts": {}}', name=name)


def test_courses_come_in_one_place_only(admitted, tmp_path):
    (tmp_path / "c.csv").write_text("patient_id,drug\nA,rituximab\n")
    with pytest.raises(InputFault, match="come twice: the column map reads courses from the table"):
        admitted(f"{HEADER}\nA,8,9.4,,F,Y,Y,x\n", courses="c.csv")
    without = MAP.replace("  mmf: {course: MMF}\n", "").replace("[centre]", "[centre, mmf]")
    cohort = admitted(f"{HEADER}\nA,8,9.4,,F,Y,Y,x\n", without, courses="c.csv").cohort
    assert [cohort.courses.drugs[i] for i in cohort.courses.drug] == ["rituximab"]


def test_one_row_is_the_record_that_it_amounts_to(tmp_path):
    (tmp_path / "map.yaml").write_text(MAP)
    (tmp_path / "t.csv").write_text(f"{HEADER}\nA,8,9.4,2022-04-20,F,Y,Y,x\n")
    record = read_record(tmp_path / "t.csv", DAY, tmp_path / "map.yaml")
    assert record.patient_id == "A" and record.as_of == DAY and "version not stated" in (record.note or "")
    assert record.facts["haemoglobin_g_l"] == {
        "value": "9.4",
        "unit": "g/dL",
        "on": "2022-04-20",
        "source": "column hb",
    }
    assert to_cohort(record).column("haemoglobin_g_l").lo.tolist() == [94.0]
    score(tmp_path / "t.csv", tmp_path / "out.ndjson", full=True, as_of=DAY, columns=tmp_path / "map.yaml")
    line = json.loads((tmp_path / "out.ndjson").read_text())
    alone = assessment_as_data(assess(record))
    # The record keeps the note of the map as its own note; the batch run has no record and warns instead.
    assert [w for w in line["warnings"] if "version not stated" not in w] == alone["warnings"]
    assert {**line, "warnings": None} == {**alone, "warnings": None}


def test_one_row_at_fault_or_two_rows_are_no_record(tmp_path):
    (tmp_path / "map.yaml").write_text(MAP)
    (tmp_path / "t.csv").write_text(f"{HEADER}\nA,8,9.4,,W,Y,Y,x\n")
    with pytest.raises(InputFault, match="that the column map lists"):
        read_record(tmp_path / "t.csv", DAY, tmp_path / "map.yaml")
    (tmp_path / "t.csv").write_text(f"{HEADER}\nA,8,9.4,,F,Y,Y,x\nB,8,9.4,,F,Y,Y,x\n")
    with pytest.raises(InputFault, match="exactly one row"):
        read_record(tmp_path / "t.csv", DAY, tmp_path / "map.yaml")


def test_the_results_say_which_map_was_used_and_what_it_left_out(tmp_path):
    (tmp_path / "map.yaml").write_text(MAP)
    (tmp_path / "t.csv").write_text(f"{HEADER}\nA,8,9.4,,F,Y,Y,x\n")
    marks = []
    for text in (MAP, MAP + "# a remark\n", MAP.replace("M: male", "M: female")):
        (tmp_path / "map.yaml").write_text(text)
        summary = score(tmp_path / "t.csv", tmp_path / "out.parquet", columns=tmp_path / "map.yaml")
        assert (summary.column_map, summary.columns_ignored) == ("map.yaml", ["centre"])
        marks.append(parquet.read_schema(tmp_path / "out.parquet").metadata[b"column_map"])
    assert marks[0] == marks[1] != marks[2]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_map_is_fit_for_the_vocabulary(path, library):
    found = read_column_map(path, library)
    assert "race" not in found.columns and "CC0" in path.read_text(encoding="utf-8")


def test_two_maps_ship():
    assert {path.stem for path in SHIPPED.glob("*.yaml")} == {"gse49454", "gse72747"}
