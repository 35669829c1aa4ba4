"""The columns of a table file, whatever file it was, as the table of raw values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from eligibility.domain.faults import InputFault
from eligibility.domain.record import COURSE_FIELDS
from eligibility.exchange.answers import flag_code
from eligibility.exchange.course_book import CourseBook
from eligibility.exchange.from_records import courses_from_lists
from eligibility.exchange.raw import Cells, Column, RawCourses, RawFact, RawTable, as_cells
from eligibility.exchange.record_text import RECORD_KEYS, as_of_day, patient_id_of, read_json, split_column
from eligibility.exchange.troubles import check_not_twice, shown, unknown_key
from eligibility.knowledge.column_map import ColumnMap
from eligibility.knowledge.library import Library

TABLE_KEYS = tuple(key for key in RECORD_KEYS if key != "facts")
COURSE_COLUMNS = ("patient_id", *COURSE_FIELDS)


@dataclass(frozen=True)
class Settings:
    """What a table is read with: the knowledge, the day for rows that name none, and whatever came beside the table.

    `book` holds courses of a file of their own, `columns` says what the columns of a foreign table are.
    """

    library: Library
    as_of: date
    book: CourseBook | None = None
    columns: ColumnMap | None = None


def check_columns(names: Sequence[str], library: Library) -> None:
    """Refuses a table whose columns cannot be told apart or are not known, before any row is read."""
    _check_names(names, "patient_id", "table")
    for name in names:
        fact, companion = split_column(name)
        if name in TABLE_KEYS:
            continue
        if fact not in library.facts:
            raise unknown_key(name, [*TABLE_KEYS, *library.facts], "The column")
        if companion is not None and fact not in names:
            raise InputFault(
                f"The column {shown(name)} stands without {shown(fact)}.",
                "A unit or a day of nothing would be read by nobody.",
                "Add the column of the value, or take this one out.",
                where=name,
            )


def check_course_columns(names: Sequence[str]) -> None:
    """Refuses a file of courses whose columns are not those of a course."""
    _check_names(names, "patient_id", "file of courses")
    for name in names:
        if name not in COURSE_COLUMNS:
            raise unknown_key(name, list(COURSE_COLUMNS), "The column of courses")


def check_one_history(settings: Settings, elsewhere: str) -> None:
    """Refuses courses of a file of their own beside others: the one would overrule the other in silence."""
    if settings.book is not None:
        raise InputFault(
            f"Treatment courses come twice: {elsewhere}, and there is a file of courses.",
            "One of the two would overrule the other in silence.",
            "Keep the courses in one place.",
            where="treatments",
        )


def table_from_columns(
    columns: Mapping[str, Column],
    size: int,
    settings: Settings,
    courses: RawCourses | None = None,
    patient_ids: np.ndarray | None = None,
) -> RawTable:
    """One chunk of a table. `courses` are those that came as a list of structs, `patient_ids` those found fit."""
    day = np.datetime64(settings.as_of, "D")
    table = RawTable(size, np.empty(0, dtype=object), np.empty(0, dtype="datetime64[D]"))
    if patient_ids is None:
        patient_ids = _refuse_and_read(table, _cells(columns["patient_id"]), patient_id_of, "", True, object)
    table.patient_ids = patient_ids
    table.as_of = _refuse_and_read(table, _cells(columns.get("as_of")), as_of_day, day, False, "datetime64[D]")
    table.is_example, table.is_synthetic = (_marks(columns.get(name), size) for name in ("is_example", "is_synthetic"))
    for name, column in columns.items():
        if name in TABLE_KEYS:
            continue
        fact, companion = split_column(name)
        if companion is None:
            beside = {c: _cells(columns.get(f"{fact}__{c}")) for c in ("unit", "on", "source")}
            table.facts[fact] = RawFact(column, **beside)
    table.courses = courses
    if isinstance(cells := columns.get("treatments"), Cells):
        table.courses = _courses_in_cells(cells, table)
    if settings.book is not None:
        table.courses = settings.book.courses_of(table.patient_ids)
    return table


def _refuse_and_read(
    table: RawTable, cells: Cells | None, read: Callable[[Any], Any], nothing: Any, is_needed: bool, dtype: Any
) -> np.ndarray:
    """A key column read value by value; rows whose key cannot be read are refused and hold `nothing`."""
    if cells is None:
        return np.full(table.size, nothing, dtype=dtype)
    found: list[Any] = []
    for code, raw in [*enumerate(cells.distinct), *([(-1, None)] if is_needed else [])]:
        try:
            found.append(read(raw))
        except InputFault as fault:
            table.refuse(fault, cells.codes == code)
            found.append(nothing)
    return cells.spread(found[: len(cells.distinct)], nothing, dtype)


def _courses_in_cells(cells: Cells, table: RawTable) -> RawCourses | None:
    lists: list[Any] = []
    for code, raw in enumerate(cells.distinct):
        try:
            listed = read_json(raw) if isinstance(raw, str) else raw
            if not isinstance(listed, list) or not all(isinstance(course, Mapping) for course in listed):
                raise InputFault(
                    "The column treatments does not hold a list of courses.",
                    "It cannot be read otherwise.",
                    'Write it as JSON: [{"drug": …, "weeks": …, "outcome": …}], or give the courses as a file.',
                    where="treatments",
                )
            lists.append(listed)
        except InputFault as fault:
            where = InputFault(fault.what, fault.why, fault.remedy, where="treatments")
            table.refuse(where, cells.rows_of([code]))
            lists.append([])
    return courses_from_lists([[] if code < 0 else lists[code] for code in cells.codes], table)


def _marks(column: Column | None, size: int) -> np.ndarray:
    if column is None:
        return np.zeros(size, dtype=bool)
    if isinstance(column, np.ndarray):
        return column == 1.0
    return column.spread([flag_code(raw) == 2 for raw in column.distinct], False, bool)


def _cells(column: Column | None) -> Cells | None:
    return None if column is None else as_cells(column)


def _check_names(names: Sequence[str], needed: str, what: str) -> None:
    if needed not in names:
        raise InputFault(
            f"The {what} has no column {needed!r}.",
            "Without it nobody knows whose row is whose; perhaps the first line is not the names of the columns.",
            f"Add the column {needed!r}; docs/record.md lists the others.",
            where=needed,
        )
    check_not_twice(names, what)
