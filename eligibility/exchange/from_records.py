"""Patient records, one or many, as the table of raw values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from eligibility.domain.cited import FactDefinition
from eligibility.domain.faults import InputFault
from eligibility.domain.record import COURSE_FIELDS, PatientRecord
from eligibility.exchange.raw import CURRENT, Cells, RawCourses, RawFact, RawTable
from eligibility.exchange.troubles import unknown_key
from eligibility.knowledge.library import Library

ENVELOPE = ("value", "unit", "on", "source")
BARE = object()  # a companion nobody wrote, as opposed to one written blank


def table_of(records: Sequence[PatientRecord], library: Library) -> RawTable:
    """One row a record. What is wrong with a record's keys is a fault of its row."""
    table = RawTable(
        size=len(records),
        patient_ids=np.array([record.patient_id for record in records], dtype=object),
        as_of=np.array([record.as_of for record in records], dtype="datetime64[D]"),
        is_example=np.array([record.is_example for record in records]),
        is_synthetic=np.array([record.is_synthetic for record in records]),
    )
    written: dict[str, dict[int, Any]] = {}
    for row, record in enumerate(records):
        for fact, value in record.facts.items():
            if fact in library.facts:
                written.setdefault(fact, {})[row] = value
            else:
                table.refuse(unknown_key(fact, list(library.facts), "The fact"), _only(row, table.size))
    for fact, values in written.items():
        table.facts[fact] = _fact(fact, values, library.facts[fact], table)
    table.courses = courses_from_lists([record.treatments for record in records], table)
    return table


def _fact(fact: str, written: Mapping[int, Any], definition: FactDefinition, table: RawTable) -> RawFact:
    columns: dict[str, list[Any]] = {name: [BARE] * table.size for name in ENVELOPE}
    for row, written_value in written.items():
        envelope = _opened(fact, written_value, definition.kind, row, table)
        for name, value in envelope.items():
            columns[name][row] = value
    value = Cells.of([None if cell is BARE else cell for cell in columns["value"]])
    return RawFact(
        value,
        unit=_companion(columns["unit"], value, definition.unit),
        on=_companion(columns["on"], value, CURRENT),
        source=_companion(columns["source"], value, None),
    )


def _opened(fact: str, written: Any, kind: str, row: int, table: RawTable) -> dict[str, Any]:
    """A bare value as `{value}`, and `{value, unit, on, source}` as it is."""
    if not isinstance(written, Mapping) or (kind == "set" and not set(written) & set(ENVELOPE)):
        return {"value": written}
    unknown = [key for key in written if key not in ENVELOPE]
    if unknown:
        where = _only(row, table.size)
        table.refuse(unknown_key(str(unknown[0]), list(ENVELOPE), f"{fact}: the key", fact), where)
        return {}
    if isinstance(written.get("value"), Mapping) and kind != "set":
        fault = InputFault(
            f"{fact}: the value is itself a block of keys.",
            "One fact has one value.",
            "Write `{value, unit, on, source}` with a plain value.",
            where=fact,
        )
        table.refuse(fault, _only(row, table.size))
        return {}
    # A block without a unit is a measurement whose unit nobody wrote, which a bare value is not.
    return {"unit": None, **written} if kind == "number" else dict(written)


def _companion(cells: list[Any], value: Cells, bare: str | None) -> Cells | None:
    """The companion column, or None where every value is bare; beside others, a bare value says what it means."""
    if all(cell is BARE for cell in cells):
        return None
    said = [bare if given else None for given in value.is_given]
    return Cells.of([word if cell is BARE else cell for cell, word in zip(cells, said, strict=True)])


def courses_from_lists(courses: Sequence[Sequence[Mapping[str, Any]]], table: RawTable) -> RawCourses | None:
    """Each row's list of courses as one long table; a key that no course has is a fault of its row."""
    rows: list[int] = []
    fields: dict[str, list[Any]] = {name: [] for name in COURSE_FIELDS}
    for row, listed in enumerate(courses):
        for number, course in enumerate(listed, start=1):
            unknown = [key for key in course if key not in COURSE_FIELDS]
            if unknown:
                fault = unknown_key(str(unknown[0]), list(COURSE_FIELDS), f"Treatment {number}: the key", "treatments")
                table.refuse(fault, _only(row, table.size))
            rows.append(row)
            for name in COURSE_FIELDS:
                fields[name].append(course.get(name))
    if not rows:
        return None
    columns = {name: Cells.of(values) for name, values in fields.items()}
    return RawCourses(np.array(rows, dtype=np.int64), {n: cells for n, cells in columns.items() if cells.distinct})


def _only(row: int, size: int) -> np.ndarray:
    mask = np.zeros(size, dtype=bool)
    mask[row] = True
    return mask
