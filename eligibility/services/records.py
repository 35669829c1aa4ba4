"""Patient records in and out: read, checked, read back to the person who wrote them, and turned into a cohort."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from eligibility.domain.cohort import Cohort, RecordWarning
from eligibility.domain.faults import InputFault
from eligibility.domain.record import PatientRecord
from eligibility.exchange import record_text
from eligibility.exchange.column_maps import read_column_map
from eligibility.exchange.csv_file import CsvFile
from eligibility.exchange.door import Admission, admit
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.from_records import table_of
from eligibility.exchange.mapped_record import mapped_record
from eligibility.exchange.table_files import TableFile, kind_of, text_of
from eligibility.exchange.troubles import check_not_twice
from eligibility.services.clock import today
from eligibility.services.dose_slips import with_dose_slips
from eligibility.services.library import library
from eligibility.services.read_back import Entry, entries_of


@dataclass(frozen=True)
class RecordCheck:
    """Everything wrong with a record, what a person should confirm, and every entered value as it was read."""

    faults: list[InputFault]
    warnings: list[RecordWarning]
    read_back: list[Entry]


def read_record(path: str | Path, as_of: date | None = None, columns: str | Path | None = None) -> PatientRecord:
    """The patient record in a YAML or JSON file, or in a CSV of one row. Raises InputFault.

    A record that names no assessment day is read as of `as_of`, or of today. `columns` is the column map of a table
    whose columns are not named as ours.
    """
    path = Path(path)
    if columns is not None:
        settings = Settings(library(), as_of or today(), columns=read_column_map(Path(columns), library()))
        return mapped_record(TableFile(path, settings), library())
    kind = kind_of(path)
    if kind == "csv":
        return record_text.record_from_data(_single_row(path), library().facts, as_of or today())
    if kind != "record":
        raise InputFault(
            f"{path.name} is a table, not one record.",
            "A table can hold many patients.",
            "Use `score` for tables; a single record is YAML, JSON or a CSV of one row.",
        )
    return record_from_text(text_of(path), path.name, as_of)


def record_from_text(text: str, name: str, as_of: date | None = None) -> PatientRecord:
    """The patient record in a text; `name` ends in .json for JSON and is YAML otherwise. Raises InputFault."""
    return record_text.record_from_text(text, name, library().facts, as_of or today())


def check(record: PatientRecord, as_of: date | None = None) -> RecordCheck:
    """Every fault and every warning of a record, and every entered value as it was read."""
    admission = _admitted(record, as_of)
    return RecordCheck(
        faults=admission.faults_of(0),
        warnings=admission.cohort.warnings_of(0),
        read_back=entries_of(record, admission.cohort, library()),
    )


def to_cohort(record: PatientRecord, as_of: date | None = None) -> Cohort:
    """The record as a cohort of one. Raises InputFault with the first fault, saying how many there are."""
    admission = _admitted(record, as_of)
    faults = admission.faults_of(0)
    if faults:
        first, others = faults[0], len(faults) - 1
        more = f" ({others} more {'fault' if others == 1 else 'faults'} in this record)" if others else ""
        raise InputFault(first.what + more, first.why, first.remedy, where=first.where)
    return admission.cohort


def record_to_yaml(record: PatientRecord) -> str:
    """The record as a YAML file that reads back to the same record."""
    return record_text.record_to_yaml(record)


def _admitted(record: PatientRecord, as_of: date | None) -> Admission:
    if as_of is not None:
        record = record.model_copy(update={"as_of": as_of})
    admission = with_dose_slips(admit(table_of([record], library()), library()))
    return _with_day_to_come(admission) if record.as_of > today() else admission


def _with_day_to_come(admission: Admission) -> Admission:
    what = "The assessment day lies in the future. Every age and every staleness limit is counted from it."
    warning = RecordWarning("plausible.as_of", what, ("as_of",), np.ones(admission.cohort.size, dtype=bool))
    cohort = replace(admission.cohort, warnings=(*admission.cohort.warnings, warning))
    return replace(admission, cohort=cohort)


def _single_row(path: Path) -> dict[str, str | None]:
    file = CsvFile(path)
    check_not_twice(file.names, "table")
    rows = [row for batch in file.batches() for row in batch.slice(0, 2).to_pylist()]
    if len(rows) != 1 or file.misfits:
        raise InputFault(
            f"{path.name} does not hold exactly one row that fits its header.",
            "A record is one patient.",
            "Use `score` for tables of many patients.",
        )
    return rows[0]
