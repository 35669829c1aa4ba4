"""CSV, XLSX, Parquet and NDJSON say the same as a record; each trap of a table is named, never guessed."""

from __future__ import annotations

import datetime
import json
from datetime import date
from decimal import Decimal

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from eligibility.domain.faults import InputFault
from eligibility.exchange.door import admit
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.table_files import TableFile, read_course_book

DAY = date(2022, 5, 1)


@pytest.fixture
def admitted(tmp_path, library):
    """Admissions of every chunk of a table file, with the file."""

    def go(name, courses=None):
        book = None if courses is None else read_course_book(tmp_path / courses, library)
        file = TableFile(tmp_path / name, Settings(library, DAY, book))
        return [admit(table, library) for table in file.tables()], file

    return go


def write_csv(path, text):
    path.write_text(text, encoding="utf-8")


def write_xlsx(path, rows, courses=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if courses:
        sheet = book.create_sheet("treatments")
        for row in courses:
            sheet.append(row)
    book.save(path)


def told(admission):
    """All that a cohort says, for comparing two ways in."""
    cohort = admission.cohort
    return {
        "ids": cohort.patient_ids.tolist(),
        "as_of": cohort.as_of.astype(str).tolist(),
        "ages": {fact: (age.lo.tolist(), age.hi.tolist()) for fact, age in cohort.ages.items()},
        "columns": {fact: _plain(column) for fact, column in cohort.columns.items()},
        "drugs": [cohort.courses.drugs[i] for i in cohort.courses.drug],
        "weeks": cohort.courses.weeks.lo.tolist(),
        "offsets": cohort.courses.offsets.tolist(),
        "faults": [admission.faults_of(row) for row in range(cohort.size)],
        "warnings": sorted(warning.code for warning in cohort.warnings),
    }


def _plain(column):
    if hasattr(column, "lo"):
        return column.lo.tolist(), column.hi.tolist()
    if hasattr(column, "codes"):
        return column.codes.tolist()
    return column.mask.tolist() if hasattr(column, "mask") else {k: t.codes.tolist() for k, t in column.truths.items()}


def test_five_ways_in_say_the_same(tmp_path, admitted):
    names = ["patient_id", "as_of", "age_years", "sex", "is_pregnant", "creatinine_umol_l", "creatinine_umol_l__unit"]
    names += ["creatinine_umol_l__on", "ln_class", "seizure_on"]
    rows = [
        ["A", "2022-05-01", 24, "female", True, 0.53, "mg/dL", "2022-04-20", "III|V", "never"],
        ["B", "2022-04-01", 41, "male", False, 80.0, "umol/L", "2022-03-20", None, "2020-02-29"],
    ]
    course = {"A": [{"drug": "rituximab", "weeks": 12.0}, {"drug": "belimumab", "weeks": None}], "B": []}
    cells = ["" if cell is None else {True: "yes", False: "no"}.get(cell, cell) for row in rows for cell in row]
    lines = [",".join(map(str, cells[i : i + len(names)])) for i in (0, len(names))]
    write_csv(tmp_path / "t.csv", "\n".join([",".join(names), *lines]))
    write_csv(tmp_path / "c.csv", "patient_id,drug,weeks\nA,rituximab,12\nA,belimumab,\n")
    write_xlsx(
        tmp_path / "t.xlsx",
        [names, *rows],
        [["patient_id", "drug", "weeks"], ["A", "rituximab", 12], ["A", "belimumab", None]],
    )
    table = pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})
    structs = pa.array([course[row[0]] for row in rows])
    parquet.write_table(table.append_column("treatments", structs), tmp_path / "t.parquet")
    flat = [{**dict(zip(names, row, strict=True)), "treatments": course[row[0]]} for row in rows]
    (tmp_path / "flat.ndjson").write_text("\n".join(map(json.dumps, flat)))
    records = [
        {
            "patient_id": row[0],
            "as_of": row[1],
            "facts": {
                "age_years": row[2],
                "sex": row[3],
                "is_pregnant": row[4],
                "creatinine_umol_l": {"value": row[5], "unit": row[6], "on": row[7]},
                "ln_class": row[8],
                "seizure_on": row[9],
            },
            "treatments": course[row[0]],
        }
        for row in rows
    ]
    (tmp_path / "records.ndjson").write_text("\n".join(map(json.dumps, records)))
    csv = told(admitted("t.csv", courses="c.csv")[0][0])
    assert csv["columns"]["creatinine_umol_l"][0] == [46.852, 80.0]
    assert csv["drugs"] == ["rituximab", "belimumab"] and csv["faults"] == [[], []]
    for name in ("t.xlsx", "t.parquet", "flat.ndjson", "records.ndjson"):
        assert told(admitted(name)[0][0]) == csv, name


def test_a_bad_row_is_at_fault_alone_and_says_why(tmp_path, admitted):
    write_csv(tmp_path / "t.csv", "patient_id,haemoglobin_g_l\nA,120\nB,9.4\n,130\nD,12O\nE,\n")
    ((admission,), _) = admitted("t.csv")
    assert admission.is_faulty.tolist() == [False, True, True, True, False]
    assert "outside the limits" in admission.faults_of(1)[0].what
    assert "no patient_id" in admission.faults_of(2)[0].what
    assert "beside the number" in admission.faults_of(3)[0].what
    assert admission.cohort.column("haemoglobin_g_l").lo.tolist() == [120.0, -np.inf, 130.0, -np.inf, -np.inf]


TRAPS = [
    ("ana_titre", "0.0694", "is a fraction where a titre's reciprocal belongs"),
    ("ana_titre", "01:40:00", "is a time of day"),
    ("platelets_10e9_l", "288*10^3", "is a calculation"),
    ("platelets_10e9_l", "288,000", "has a comma, space or apostrophe"),
    ("upcr_g_g", "0,5", "has a comma, space or apostrophe"),
    ("lvef_pct", "#N/A", "is an error of the spreadsheet"),
    ("seizure_on", "03/04/2021", "order of day and month is not sure"),
    ("seizure_on", "44287", "is a number where a date belongs"),
    ("hbv", "carrier", "is not one of the values of the list"),
    ("is_pregnant", "x", "is not yes, no or unknown"),
]


@pytest.mark.parametrize(("fact", "cell", "said"), TRAPS)
def test_a_trap_of_a_table_is_named_with_its_column_and_without_its_value(tmp_path, admitted, fact, cell, said):
    write_csv(tmp_path / "t.csv", f'patient_id,{fact}\nA,"{cell}"\nB,\n')
    ((admission,), _) = admitted("t.csv")
    (fault,) = admission.faults_of(0)
    assert fault.where == fact and said in fault.what and cell not in str(fault)
    assert admission.faults_of(1) == []


def test_data_not_available_is_named_and_is_unknown(tmp_path, admitted):
    write_csv(tmp_path / "t.csv", "patient_id,lvef_pct\nA,Data Not Available\nB,60\n")
    ((admission,), _) = admitted("t.csv")
    (warning,) = admission.cohort.warnings
    assert warning.code == "words_for_missing.lvef_pct" and warning.rows.tolist() == [True, False]
    assert admission.cohort.column("lvef_pct").is_unknown.tolist() == [True, False]


def test_a_bound_in_a_cell_is_an_interval(tmp_path, admitted):
    write_csv(tmp_path / "t.csv", "patient_id,upcr_g_g\nA,<0.5\nB,1.25\nC,0.5-1.0\n")
    ((admission,), _) = admitted("t.csv")
    column = admission.cohort.column("upcr_g_g")
    assert column.lo.tolist() == [-np.inf, 1.25, 0.5] and column.hi.tolist()[1:] == [1.25, 1.0]
    assert 0.4999 < column.hi[0] < 0.5


def test_a_titre_that_the_spreadsheet_made_a_time_is_named(tmp_path, admitted):
    write_xlsx(
        tmp_path / "t.xlsx", [["patient_id", "ana_titre"], ["A", datetime.time(1, 40)], ["B", 0.0694], ["C", "1:320"]]
    )
    ((admission,), _) = admitted("t.xlsx")
    assert [bool(admission.faults_of(row)) for row in range(3)] == [True, True, False]
    assert admission.cohort.column("ana_titre").lo.tolist()[2] == 320.0


def test_days_that_the_file_typed_as_days_are_read(tmp_path, admitted):
    write_xlsx(tmp_path / "t.xlsx", [["patient_id", "seizure_on"], ["A", datetime.datetime(2022, 4, 20)]])
    assert admitted("t.xlsx")[0][0].cohort.column("seizure_on").lo.tolist() == [11.0]
    days = pa.array([datetime.datetime(2022, 4, 20)], pa.timestamp("us"))
    parquet.write_table(pa.table({"patient_id": ["A"], "seizure_on": days}), tmp_path / "t.parquet")
    assert admitted("t.parquet")[0][0].cohort.column("seizure_on").lo.tolist() == [11.0]


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64(), pa.decimal128(5, 2), pa.string()])
def test_every_numeric_type_keeps_the_digits_that_were_written(tmp_path, admitted, kind):
    values = pa.array(["0.53", None] if kind == pa.string() else [Decimal("0.53"), None], None)
    values = values if kind == pa.string() else pa.array([Decimal("0.53"), None], pa.decimal128(5, 2)).cast(kind)
    units = pa.array(["mg/dL", "mg/dL"])
    table = {"patient_id": ["A", "B"], "creatinine_umol_l": values, "creatinine_umol_l__unit": units}
    parquet.write_table(pa.table(table), tmp_path / "t.parquet")
    column = admitted("t.parquet")[0][0].cohort.column("creatinine_umol_l")
    assert column.lo.tolist() == [46.852, -np.inf] and column.hi.tolist() == [46.852, np.inf]


def test_a_number_that_is_not_one_is_a_blank_in_parquet_and_infinity_is_refused(tmp_path, admitted):
    table = {"patient_id": ["A", "B", "C"], "lvef_pct": [float("nan"), float("inf"), 60.0]}
    parquet.write_table(pa.table(table), tmp_path / "t.parquet")
    admission = admitted("t.parquet")[0][0]
    assert admission.is_faulty.tolist() == [False, True, False]


def test_a_blank_day_is_an_unknown_age_and_current_is_current(tmp_path, admitted):
    write_csv(tmp_path / "t.csv", "patient_id,lvef_pct,lvef_pct__on\nA,60,2022-04-20\nB,60,\nC,60,current\n")
    ages = admitted("t.csv")[0][0].cohort.ages["lvef_pct"]
    assert ages.lo.tolist() == [11.0, -np.inf, 0.0] and ages.hi.tolist() == [11.0, np.inf, 0.0]


def test_a_blank_unit_in_a_column_of_units_is_refused_where_units_differ(tmp_path, admitted):
    write_csv(tmp_path / "t.csv", "patient_id,upcr_g_g,upcr_g_g__unit\nA,1500,mg/g\nB,1.5,\n")
    admission = admitted("t.csv")[0][0]
    assert admission.is_faulty.tolist() == [False, True]
    assert admission.cohort.column("upcr_g_g").lo.tolist() == [1.5, -np.inf]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_semicolons_and_tabs_separate_as_well(tmp_path, admitted, sign):
    text = "patient_id,age_years,sex\nA,24,female\n".replace(",", sign)
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    admission = admitted("t.csv")[0][0]
    assert admission.cohort.patient_ids.tolist() == ["A"] and admission.cohort.column("age_years").lo.tolist() == [24.0]


def test_lines_that_do_not_fit_the_header_refuse_the_file_so_that_nobody_is_lost(tmp_path, admitted):
    write_csv(tmp_path / "t.csv", "patient_id,age_years\nA,24\nB,25,too many\nC\nD,27\n")
    with pytest.raises(InputFault, match="2 lines of t.csv"):
        admitted("t.csv")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("patient_id,creatinine", "'creatinine' is not known; the nearest known name is 'creatinine_umol_l'"),
        ("age_years,sex", "no column 'patient_id'"),
        ("patient_id,sex,sex", "'sex' twice"),
        ("patient_id,lvef_pct__on", "stands without 'lvef_pct'"),
    ],
)
def test_a_header_that_is_not_ours_is_refused_before_any_row(tmp_path, admitted, header, said):
    write_csv(tmp_path / "t.csv", f"{header}\nA,1,1\n")
    with pytest.raises(InputFault) as caught:
        admitted("t.csv")
    assert said in caught.value.what


def test_a_table_without_a_header_does_not_have_its_values_repeated(tmp_path, admitted):
    write_csv(tmp_path / "t.csv", "SMITH-JOHN,1950-01-01\nDOE-JANE,1960-01-01\n")
    with pytest.raises(InputFault) as caught:
        admitted("t.csv")
    assert "SMITH" not in str(caught.value) and "no column 'patient_id'" in caught.value.what


BROKEN = {
    "utf16.csv": "patient_id,age_years\nA,3\n".encode("utf-16"),
    "latin.csv": "patient_id,ethnicity\nA,créole\n".encode("latin-1"),
    "quote.csv": b'patient_id,ethnicity\nA,"never closed\nB,x\n',
    "not.parquet": b"PAR1 nonsense",
    "not.xlsx": b"PK nonsense",
    "empty.csv": b"",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_is_refused_in_three_lines(tmp_path, admitted, name):
    (tmp_path / name).write_bytes(BROKEN[name])
    with pytest.raises(InputFault) as caught:
        admitted(name)
    assert len(str(caught.value).splitlines()) == 3


def test_a_line_of_ndjson_that_is_no_record_is_at_fault_alone(tmp_path, admitted):
    lines = [
        '{"patient_id": "A", "facts": {"age_years": 24}}',
        "not json",
        '{"patient_id": "C", "facts": {"age": 24}}',
        '{"patient_id": "D", "as_of": "1/5/22", "facts": {}}',
        '{"facts": {}}',
        "",
        '{"patient_id": "F", "facts": {"age_years": 30}}',
    ]
    (tmp_path / "t.ndjson").write_text("\n".join(lines))
    ((admission,), _) = admitted("t.ndjson")
    assert admission.is_faulty.tolist() == [False, True, True, True, True, False]
    assert admission.cohort.patient_ids.tolist() == ["A", "", "C", "D", "", "F"]
    assert "nearest known name is 'age_years'" in admission.faults_of(2)[0].what


def test_courses_that_are_no_list_are_at_fault_alone(tmp_path, admitted):
    write_csv(
        tmp_path / "t.csv",
        'patient_id,treatments\nA,"[{""drug"": ""rituximab""}]"\nB,rituximab\nC,\nD,"[{""drug"": ""ritux""}]"\n',
    )
    ((admission,), _) = admitted("t.csv")
    assert admission.is_faulty.tolist() == [False, True, False, True]
    assert admission.cohort.courses.offsets.tolist() == [0, 1, 1, 1, 2]


def test_each_visit_of_a_patient_has_the_courses_counted_from_its_own_day(tmp_path, admitted):
    write_csv(tmp_path / "t.csv", "patient_id,as_of\nA,2022-05-01\nB,2022-05-01\nA,2022-04-01\n")
    write_csv(tmp_path / "c.csv", "patient_id,drug,started_on\nA,rituximab,2022-01-01\nZ,rituximab,2022-01-01\n")
    (admission,), file = admitted("t.csv", courses="c.csv")
    courses = admission.cohort.courses
    assert courses.offsets.tolist() == [0, 1, 1, 2] and courses.started_days.lo.tolist() == [120.0, 90.0]
    assert file.settings.book.unmet == 1


def test_a_courses_file_with_a_misfit_line_or_an_unknown_column_is_refused(tmp_path, admitted):
    write_csv(tmp_path / "t.csv", "patient_id,age_years\nA,3\n")
    write_csv(tmp_path / "misfit.csv", "patient_id,drug\nA,rituximab,more\n")
    write_csv(tmp_path / "column.csv", "patient_id,drugs\nA,rituximab\n")
    for name, said in (("misfit.csv", "too many or too few cells"), ("column.csv", "'drug'")):
        with pytest.raises(InputFault) as caught:
            admitted("t.csv", courses=name)
        assert said in caught.value.what


def test_rows_that_name_no_day_are_read_as_of_the_day_given(tmp_path, admitted):
    write_csv(tmp_path / "t.csv", "patient_id,as_of,age_years\nA,2022-04-30,1\nB,,1\nC,30/04/22,1\n")
    admission = admitted("t.csv")[0][0]
    assert admission.cohort.as_of.astype(str).tolist() == ["2022-04-30", "2022-05-01", "2022-05-01"]
    assert admission.is_faulty.tolist() == [False, False, True]


def test_chunks_join_without_a_seam(tmp_path, admitted, monkeypatch):
    monkeypatch.setattr("eligibility.exchange.table_files.CHUNK_ROWS", 8)
    ids = [f"P{i}" for i in range(20)]
    courses = [[{"drug": "rituximab", "weeks": float(i)}] * (i % 3) for i in range(20)]
    table = pa.table({"patient_id": ids, "age_years": [float(i) for i in range(20)], "treatments": courses})
    parquet.write_table(table, tmp_path / "t.parquet")
    found = admitted("t.parquet")[0]
    assert [admission.cohort.size for admission in found] == [8, 8, 4]
    weeks = [week for admission in found for week in admission.cohort.courses.weeks.lo.tolist()]
    assert weeks == [float(i) for i in range(20) for _ in range(i % 3)]
    assert [i for a in found for i in a.cohort.patient_ids] == ids
