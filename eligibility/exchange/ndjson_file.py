"""NDJSON in: one record a line, with its facts in a block or flat."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np

from eligibility.domain.faults import InputFault
from eligibility.domain.record import PatientRecord
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.from_records import table_of
from eligibility.exchange.raw import RawTable, Trouble
from eligibility.exchange.record_text import patient_id_of, read_json, record_from_data


def tables_of(path: Path, settings: Settings, rows: int) -> Iterator[RawTable]:
    """The lines in chunks. A line that is no record is at fault; the others go on."""
    with path.open("rb") as file:
        lines = (line for line in file if line.strip())
        while chunk := list(islice(lines, rows)):
            yield _table(chunk, settings)


def _table(lines: list[bytes], settings: Settings) -> RawTable:
    records, faults = [], []
    for line in lines:
        record, fault = _record(line, settings)
        records.append(record)
        faults.append(fault)
    table = table_of(records, settings.library)
    for row, fault in enumerate(faults):
        if fault is not None:
            rows = np.zeros(len(records), dtype=bool)
            rows[row] = True
            table.troubles.append(Trouble(fault, rows))
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


def _record(line: bytes, settings: Settings) -> tuple[PatientRecord, InputFault | None]:
    try:
        data = read_json(line.decode("utf-8-sig"))
        if not isinstance(data, dict):
            raise InputFault(
                "The line is not a JSON object.",
                "A record is a block of keys.",
                "Write one record a line.",
                where="line",
            )
    except UnicodeDecodeError:
        fault = InputFault("The line is not text in UTF-8.", "Letters would be misread.", "Save the file in UTF-8.")
        return _nobody("", settings.as_of), fault
    except InputFault as fault:
        return _nobody("", settings.as_of), fault
    try:
        return record_from_data(data, settings.library.facts, settings.as_of), None
    except InputFault as fault:
        try:
            name = patient_id_of(data.get("patient_id"))
        except InputFault:
            name = ""
        return _nobody(name, settings.as_of), fault


def _nobody(name: str, as_of: date) -> PatientRecord:
    return PatientRecord(schema=1, patient_id=name, as_of=as_of)


def line_of(data: dict) -> bytes:
    """One object as one line; numbers are already rounded, and nothing that JSON cannot hold passes."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
