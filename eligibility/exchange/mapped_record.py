"""A foreign table of one row, through its column map, as the patient record that it amounts to."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np

from eligibility.domain.faults import InputFault
from eligibility.domain.record import PatientRecord
from eligibility.exchange.raw import Cells, Column, RawFact, RawTable
from eligibility.exchange.table_files import TableFile
from eligibility.knowledge.library import Library


def mapped_record(file: TableFile, library: Library) -> PatientRecord:
    """The one patient of the file; the notes of the map become the note of the record. Raises InputFault."""
    tables = list(islice(file.tables(), 2))
    if sum(table.size for table in tables) != 1:
        raise InputFault(
            f"{file.path.name} does not hold exactly one row that fits its header.",
            "A record is one patient.",
            "Use `score` for tables of many patients.",
        )
    (table,) = tables
    for trouble in table.troubles:
        raise trouble.fault
    return PatientRecord(
        schema=1,
        patient_id=str(table.patient_ids[0]),
        as_of=table.as_of[0].astype("datetime64[D]").item(),
        note=" ".join(warning.what for warning in table.warnings if warning.rows[0]) or None,
        facts={
            fact: _block(raw, library.facts[fact].unit)
            for fact, raw in table.facts.items()
            if _cell(raw.value) is not None
        },
        treatments=_courses(table),
    )


def _block(raw: RawFact, unit: str | None) -> dict[str, Any]:
    """As a record writes it: without a unit of its own the value is in the fact's; without a day it is current."""
    block = {"value": _cell(raw.value)}
    if unit is not None or raw.unit is not None:
        block["unit"] = unit if raw.unit is None else _cell(raw.unit)
    if raw.on is not None:
        block["on"] = _cell(raw.on)
    if raw.source is not None:
        block["source"] = _cell(raw.source)
    return block


def _courses(table: RawTable) -> list[dict[str, Any]]:
    if table.courses is None:
        return []
    drugs = table.courses.fields["drug"]
    assert isinstance(drugs, Cells)
    return [{"drug": drugs.distinct[code]} for code in drugs.codes]


def _cell(column: Column) -> Any:
    if isinstance(column, Cells):
        return column.distinct[column.codes[0]] if column.codes[0] >= 0 else None
    return None if np.isnan(column[0]) else float(column[0])
