"""A registry in: the columns of any table of patients, and what became of each at 12 months. Faults name their line."""

from __future__ import annotations

import calendar
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import get_args

import numpy as np

from eligibility.domain.faults import InputFault
from eligibility.domain.outcome_12m import JUDGED_AT_VISIT, NOT_USABLE, OutcomeCode
from eligibility.exchange.csv_file import CsvFile
from eligibility.exchange.dates import date_span
from eligibility.exchange.from_columns import Settings, check_columns, table_from_columns
from eligibility.exchange.raw import Cells, RawTable, is_blank
from eligibility.exchange.table_files import text_of
from eligibility.knowledge.learning_file import OutcomeWindow
from eligibility.knowledge.yaml_file import nearest

OUTCOME, OUTCOME_ON = "outcome_12m", "outcome_12m_on"
CODES: tuple[OutcomeCode, ...] = get_args(OutcomeCode)


@dataclass(frozen=True)
class LineFault:
    """A fault and the line of the file that it is on."""

    line: int
    fault: InputFault


@dataclass
class Registry:
    """The rows as one unread table, with the outcome of each and the line that each stood on."""

    table: RawTable
    lines: np.ndarray
    outcomes: np.ndarray
    faults: list[LineFault] = field(default_factory=list)

    def all_faults(self) -> list[LineFault]:
        """What is wrong with the rows, by line; what is wrong with facts is known once the table has been admitted."""
        of_facts = [
            LineFault(int(self.lines[row]), trouble.fault)
            for trouble in self.table.troubles
            for row in np.flatnonzero(trouble.rows)
        ]
        return sorted([*self.faults, *of_facts], key=lambda found: (found.line, found.fault.where or ""))


def read_registry(path: Path, settings: Settings, window: OutcomeWindow) -> Registry:
    """Every row of a registry in CSV. What is wrong with a row is remembered with its line; the others go on."""
    text = text_of(path)
    header = CsvFile(path)
    _check_header(header.names, settings)
    rows, lines, faults = _rows(text, header)
    columns = {name: Cells.of([row[i] for row in rows]) for i, name in enumerate(header.names)}
    said, on = columns.pop(OUTCOME), columns.pop(OUTCOME_ON)
    table = table_from_columns(columns, len(rows), settings)
    registry = Registry(table, np.array(lines, dtype=np.int64), np.full(len(rows), "lost", dtype=object), faults)
    _refuse_blank_days(registry, columns["as_of"])
    _refuse_second_rows(registry)
    undated = np.zeros(len(rows), dtype=bool)
    for trouble in table.troubles:
        undated |= trouble.rows & (trouble.fault.where == "as_of")
    for row in range(len(rows)):
        _read_outcome(registry, row, said, on, None if undated[row] else window)
    return registry


def _check_header(names: list[str], settings: Settings) -> None:
    check_columns([name for name in names if name not in (OUTCOME, OUTCOME_ON)], settings.library)
    for needed, why in (
        ("as_of", "The 12 months are counted from the index day of each row."),
        (OUTCOME, "Without what became of the patients there is nothing to learn."),
        (OUTCOME_ON, "A response counts only if it was judged around 12 months."),
    ):
        if names.count(needed) != 1:
            raise InputFault(
                f"The registry has no single column {needed!r}.",
                why,
                "Add it once; docs/registry.md lists the columns.",
                where=needed,
            )


def _rows(text: str, header: CsvFile) -> tuple[list[list[str]], list[int], list[LineFault]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=header.delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    faults: list[LineFault] = []
    next(reader, None)
    for line, row in _numbered(reader):
        if not row or all(is_blank(cell) for cell in row):
            continue
        if len(row) != len(header.names):
            faults.append(LineFault(line, _misfit()))
            continue
        rows.append(row)
        lines.append(line)
    return rows, lines, faults


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins on; a cell may hold line breaks."""
    while True:
        start = reader.line_num + 1  # type: ignore[attr-defined]
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise InputFault(
                f"The registry cannot be read from line {start} on.",
                "A quote that is never closed hides where a row ends.",
                "Correct that line, and save the table as CSV in UTF-8.",
                where=f"line {start}",
            ) from None
        yield start, row


def _refuse_blank_days(registry: Registry, days: Cells) -> None:
    fault = InputFault(
        "The index day (as_of) is blank.",
        "The 12 months are counted from it; today is not put in its place.",
        "Write the day on which the facts held, for example 2024-05-01.",
        where="as_of",
    )
    registry.table.refuse(fault, ~days.is_given)


def _refuse_second_rows(registry: Registry) -> None:
    seen: dict[str, int] = {}
    for row, patient in enumerate(registry.table.patient_ids):
        first = seen.setdefault(str(patient), int(registry.lines[row]))
        if first != registry.lines[row] and patient:
            fault = InputFault(
                f"The patient of this row stands on line {first} already.",
                "Two rows of one patient are not two patients, and the figures would look surer than they are.",
                "Keep one index day for each patient.",
                where="patient_id",
            )
            registry.faults.append(LineFault(int(registry.lines[row]), fault))


def _read_outcome(registry: Registry, row: int, said: Cells, on: Cells, window: OutcomeWindow | None) -> None:
    def refuse(what: str, why: str, remedy: str, where: str) -> None:
        registry.faults.append(LineFault(int(registry.lines[row]), InputFault(what, why, remedy, where=where)))

    word = "lost" if said.codes[row] < 0 else str(said.distinct[said.codes[row]]).strip().lower()
    if word not in CODES:
        refuse(
            f"The outcome is not one of the list{nearest(word, CODES)}.",
            "What another register means by a word is not guessed.",
            f"Write one of: {', '.join(CODES)}; or leave it blank when it is not known.",
            OUTCOME,
        )
        return
    registry.outcomes[row] = word
    if word in NOT_USABLE:
        return
    span = None if on.codes[row] < 0 else date_span(on.distinct[on.codes[row]])
    if not isinstance(span, tuple) or span[0] != span[1]:
        refuse(
            "The day of the outcome is missing or is not a day of the calendar.",
            "A response counts only if it was judged around 12 months.",
            "Write it as year-month-day, for example 2025-05-03.",
            OUTCOME_ON,
        )
        return
    if window is None:
        # Without a readable index day the window cannot be held against it; that day is a fault of its own.
        return
    index = registry.table.as_of[row].astype("datetime64[D]").astype(object)
    fault = window_fault(word, index, span[0], window)
    if fault is not None:
        registry.faults.append(LineFault(int(registry.lines[row]), fault))


def window_fault(outcome: str, index: date, on: date, window: OutcomeWindow) -> InputFault | None:
    """What is wrong with the day of an outcome, if anything: a response is judged in the window, endings before it."""
    first, last = months_after(index, int(window.from_months.number)), months_after(
        index, int(window.until_months.number)
    )
    earliest = first if outcome in JUDGED_AT_VISIT else index
    if earliest <= on <= last:
        return None
    months = f"{window.from_months.value} to {window.until_months.value} months"
    when = f"{months} after the index day" if outcome in JUDGED_AT_VISIT else f"between the index day and {months} on"
    return InputFault(
        f"The day of this outcome does not lie {when}.",
        "An earlier or later judgement answers another question.",
        "Correct the day; or record the outcome as lost where nobody judged it in time.",
        where=OUTCOME_ON,
    )


def months_after(day: date, months: int) -> date:
    """The same day of the month so many calendar months on, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _misfit() -> InputFault:
    return InputFault(
        "The line has more or fewer cells than the header.",
        "A shifted cell would be read as another fact.",
        "Correct the line; a text with a comma stands in quotes.",
    )
