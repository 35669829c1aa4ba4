"""NDJSON in: one record a line, with its facts in a block or flat."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from eligibility.domain.faults import InputFault
from eligibility.domain.record import PatientRecord
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.from_records import table_of
from eligibility.exchange.raw import RawTable, is_blank
from eligibility.exchange.record_text import as_of_day, patient_id_of, read_json, record_from_data


def tables_of(path: Path, settings: Settings, rows: int) -> Iterator[RawTable]:
    """The lines in chunks. A line that is no record is at fault; the others go on."""
    with path.open("rb") as file:
        lines = (line for line in file if line.strip())
        while chunk := list(islice(lines, rows)):
            yield _table(chunk, settings)


def _table(lines: list[bytes], settings: Settings) -> RawTable:
    records, faults = [], []
    for line in lines:
        record, found = _record(line, settings)
        records.append(record)
        faults.append(found)
    table = table_of(records, settings.library)
    for row, found in enumerate(faults):
        for fault in found:
            table.refuse(fault, np.arange(len(records)) == row)
    if settings.book is not None:
        _refuse_second_history(records, table)
        table.courses = settings.book.courses_of(table.patient_ids)
    return table


def _refuse_second_history(records: list[PatientRecord], table: RawTable) -> None:
    """A line with courses, while there is a file of courses, is at fault: neither overrules the other."""
    fault = InputFault(
        "The record lists treatments, and there is a file of courses.",
        "One of the two would overrule the other in silence.",
        "Keep the courses in one place.",
        where="treatments",
    )
    table.refuse(fault, np.array([bool(record.treatments) for record in records]))


def _record(line: bytes, settings: Settings) -> tuple[PatientRecord, list[InputFault]]:
    """The record of one line; when it cannot be read, a blank one with its name and day as far as these can be."""
    try:
        data = read_json(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _unread("The line is not UTF-8.", "Letters would be misread.", "Save the file in UTF-8.", settings)
    except InputFault as fault:
        return _unread(fault.what, fault.why, fault.remedy, settings)
    if not isinstance(data, dict):
        return _unread(
            "The line is not a JSON object.", "A record is a block of keys.", "Write one record a line.", settings
        )
    try:
        return record_from_data(data, settings.library.facts, settings.as_of), []
    except InputFault as fault:
        found = {fault.where: fault}
        name = _read_or(found, patient_id_of, data.get("patient_id"), "")
        day = settings.as_of
        if not is_blank(data.get("as_of")):
            day = _read_or(found, as_of_day, data["as_of"], day)
        return PatientRecord(schema=1, patient_id=name, as_of=day), list(found.values())


def _read_or(found: dict[str | None, InputFault], read: Callable[[Any], Any], raw: Any, nothing: Any) -> Any:
    """The value, or `nothing` with its fault put beside those found already."""
    try:
        return read(raw)
    except InputFault as fault:
        found.setdefault(fault.where, fault)
        return nothing


def _unread(what: str, why: str, remedy: str, settings: Settings) -> tuple[PatientRecord, list[InputFault]]:
    blank = PatientRecord(schema=1, patient_id="", as_of=settings.as_of)
    return blank, [InputFault(what, why, remedy, where="line")]


def line_of(data: dict) -> bytes:
    """One object as one line; numbers are already rounded, and nothing that JSON cannot hold passes."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
