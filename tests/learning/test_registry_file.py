"""A registry is read through the same door as records; what is wrong is named by its line, without anybody's value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from eligibility.domain.choice import Choice
from eligibility.domain.faults import InputFault
from eligibility.domain.interval import Interval
from eligibility.domain.record import PatientRecord
from eligibility.domain.truth import Truth
from eligibility.exchange.door import admit
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.from_records import table_of
from eligibility.exchange.registry_file import months_after, read_registry
from eligibility.exchange.registry_out import RegistryRow, registry_csv
from eligibility.services.learning import update, update_in_words

HEAD = "patient_id,as_of,is_nephritis_active,upcr_g_g,outcome_12m,outcome_12m_on\n"
GOOD = "A,2024-05-01,yes,3.1,response,2025-05-03\n"


@pytest.fixture
def file(tmp_path):
    def written(text: str) -> Path:
        path = tmp_path / "registry.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def read(file, library, learning):
    def reading(text: str):
        found = read_registry(file(text), Settings(library, date(2026, 11, 22)), learning.window)
        admit(found.table, library)
        return found

    return reading


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("patient_id,as_of,upcr_g_g\nA,2024-05-01,1\n", "outcome_12m"),
        ("patient_id,outcome_12m,outcome_12m_on\nA,response,2025-05-03\n", "as_of"),
        ("patient_id,as_of,outcome_12m\nA,2024-05-01,response\n", "outcome_12m_on"),
        ("as_of,outcome_12m,outcome_12m_on\n2024-05-01,response,2025-05-03\n", "patient_id"),
        ("patient_id,as_of,upcr,outcome_12m,outcome_12m_on\n", "'upcr'"),
    ],
)
def test_a_registry_without_its_columns_or_with_unknown_ones_is_refused_before_any_row(read, text, where):
    with pytest.raises(InputFault) as refused:
        read(text)
    assert refused.value.where == where and len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("B,,yes,3.1,response,2025-05-03", "as_of"),
        ("B,2024-05-01,yes,3.1,respnse,2025-05-03", "outcome_12m"),
        ("B,2024-05-01,yes,3.1,response,", "outcome_12m_on"),
        ("B,2024-05-01,yes,3.1,response,2025-01-03", "outcome_12m_on"),
        ("B,2024-05-01,yes,3.1,no_response,2025-08-03", "outcome_12m_on"),
        ("B,2024-05-01,yes,3.1,death,2024-04-30", "outcome_12m_on"),
        ("B,2024-05-01,yes,3.1,death,2025-07-02", "outcome_12m_on"),
        ("B,2024-05-01,maybe,3.1,response,2025-05-03", "is_nephritis_active"),
        ('B,2024-05-01,yes,"3,1",response,2025-05-03', "upcr_g_g"),
        ("A,2024-06-01,yes,3.1,response,2025-06-03", "patient_id"),
        (",2024-05-01,yes,3.1,response,2025-05-03", "patient_id"),
        ("B,2024-05-01,yes,3.1,response", None),
    ],
)
def test_a_fault_is_named_by_its_line_and_never_with_the_value(read, row, where):
    found = read(HEAD + GOOD + "\n" + row + "\n").all_faults()
    assert [(fault.line, fault.fault.where) for fault in found] == [(4, where)]
    said = str(found[0].fault)
    assert len(said.splitlines()) == 3
    assert "maybe" not in said and "3,1" not in said and "respnse" not in said


@pytest.mark.parametrize("on", ["2025-04-01", "2025-05-03", "2025-07-01"])
def test_a_response_counts_on_every_day_of_its_window(read, on):
    assert read(f"{HEAD}A,2024-05-01,yes,3.1,response,{on}\n").all_faults() == []


@pytest.mark.parametrize("on", ["2024-05-01", "2024-09-01", "2025-07-01"])
def test_a_death_counts_from_the_index_day_on(read, on):
    assert read(f"{HEAD}A,2024-05-01,yes,3.1,death,{on}\n").all_faults() == []


def test_a_blank_outcome_is_lost_and_needs_no_day(read):
    found = read(HEAD + "A,2024-05-01,yes,3.1,,\nB,2024-05-01,yes,,cellular_therapy,\n")
    assert found.outcomes.tolist() == ["lost", "cellular_therapy"] and found.all_faults() == []


def test_months_are_calendar_months():
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_after(date(2023, 12, 31), 14) == date(2025, 2, 28)
    assert months_after(date(2024, 5, 1), 11) == date(2025, 4, 1)


def test_with_any_fault_nothing_is_learnt_and_nothing_written(file, tmp_path):
    report = update(file(HEAD + GOOD + "B,2024-05-01,yes,x,response,2025-05-03\n"), tmp_path / "out")
    assert report.learnt == () and report.written is None and not (tmp_path / "out").exists()
    assert [fault.line for fault in report.faults] == [3]
    assert "line 3" in update_in_words(report)


@pytest.mark.parametrize(
    "rows", ["", "A,2024-05-01,yes,3.1,lost,\n", "A,2024-05-01,,,response,2025-05-03\n"], ids="none lost open".split()
)
def test_a_registry_that_teaches_nothing_is_refused_in_three_lines(file, tmp_path, rows):
    with pytest.raises(InputFault) as refused:
        update(file(HEAD + rows), tmp_path)
    assert len(str(refused.value).splitlines()) == 3


def test_synthetic_rows_never_mix_with_others(file, tmp_path):
    text = HEAD.replace("as_of", "as_of,is_synthetic") + "A,2024-05-01,yes,yes,3,response,2025-05-03\n"
    with pytest.raises(InputFault, match="mixes synthetic rows"):
        update(file(text + "B,2024-05-01,no,yes,3,response,2025-05-03\n"), tmp_path)


def plain(column) -> object:
    """A column as plain lists, to compare two."""
    match column:
        case Interval():
            return column.lo.tolist(), column.hi.tolist()
        case Truth():
            return column.codes.tolist()
        case Choice():
            return column.mask.tolist()
    return {name: truth.codes.tolist() for name, truth in column.truths.items()}


def test_what_is_exported_is_read_back_to_the_same_columns(library, read):
    record = PatientRecord(
        schema=1,
        patient_id="A",
        as_of=date(2024, 5, 1),
        facts={
            "is_nephritis_active": True,
            "upcr_g_g": ">1.0",
            "creatinine_umol_l": {"value": "0.9", "unit": "mg/dL", "on": "2024-04"},
            "ln_class": ["III or IV"],
            "sex": "female",
            "hbv": ["negative", "past"],
            "seizure_on": "never",
        },
        treatments=[{"drug": "mycophenolate_mofetil", "dose": 2, "unit": "g/day", "outcome": "no_response"}],
    )
    other = PatientRecord(schema=1, patient_id="B", as_of=date(2024, 6, 1), facts={"age_years": 31})
    text = registry_csv([RegistryRow(record, "death", date(2024, 9, 1)), RegistryRow(other, "lost", None)], library)
    found = read(text)
    assert found.all_faults() == [] and found.outcomes.tolist() == ["death", "lost"]
    ours, theirs = admit(table_of([record, other], library), library).cohort, admit(found.table, library).cohort
    assert set(ours.columns) == set(theirs.columns)
    for name, column in ours.columns.items():
        assert plain(column) == plain(theirs.columns[name]), name
        assert plain(ours.age_days(name)) == plain(theirs.age_days(name)), name
    assert len(ours.courses) == len(theirs.courses) == 1


def test_free_text_and_what_identifies_never_leave_with_a_registry(library):
    facts = {name: "Jane Doe" for name, fact in library.facts.items() if fact.kind == "text" or fact.is_identifying}
    record = PatientRecord(schema=1, patient_id="A", as_of=date(2024, 5, 1), facts=facts, note="Jane Doe")
    assert "Jane" not in registry_csv([RegistryRow(record, "lost", None)], library)


def test_courses_come_from_a_file_of_their_own_as_for_any_table(file, tmp_path, quick):
    courses = tmp_path / "courses.csv"
    courses.write_text("patient_id,drug,dose,unit,weeks,outcome,adherence\nA,rituximab,1,g/infusion,24,no_response,\n")
    head = HEAD.replace("upcr_g_g", "upcr_g_g,is_treatment_history_complete")
    pairs = (("A", "response"), ("B", "no_response"))
    rows = "".join(f"{name},2024-05-01,yes,3.1,yes,{outcome},2025-05-03\n" for name, outcome in pairs)
    without = update(file(head + rows), tmp_path / "a")
    assert {gap.predictor: gap.open for gap in without.learnt[0].missing}["failed_classes"] == 0
    with_courses = update(file(head + rows), tmp_path / "b", courses=courses)
    assert with_courses.written.sha256 != without.written.sha256
