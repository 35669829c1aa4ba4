"""A foreign table through its column map: the columns of the patient record, recoded as the map says and no further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from eligibility.domain.cohort import RecordWarning
from eligibility.domain.faults import InputFault
from eligibility.domain.truth import YES
from eligibility.exchange.answers import flag_code
from eligibility.exchange.numbers import MISSING_WORDS, UNKNOWN_WORDS
from eligibility.exchange.raw import Cells, Column, RawCourses, RawTable, Trouble, as_cells, is_given
from eligibility.exchange.reader import place_of
from eligibility.exchange.record_text import as_of_day
from eligibility.exchange.troubles import MISSING_IN_WORDS, check_not_twice, shown, trouble
from eligibility.knowledge.column_map import ColumnMap, ColumnRule
from eligibility.knowledge.library import Library
from eligibility.knowledge.yaml_file import nearest

MOST_NAMED = 5


def check_mapped_columns(names: Sequence[str], column_map: ColumnMap, library: Library) -> None:
    """Refuses a table that lacks a mapped column, or has one that is neither mapped nor ignored."""
    if column_map.patient_id not in names:
        raise InputFault(
            f"The table has no column {shown(column_map.patient_id)}, which the column map reads as patient_id.",
            "Without it nobody knows whose row is whose; perhaps the first line is not the names of the columns.",
            "Correct the map, or give the table that it was written for.",
            where=column_map.patient_id,
        )
    check_not_twice(names, "table")
    fixed_day(column_map, names)
    for column in column_map.read:
        if column not in names:
            raise InputFault(
                f"The table has no column {shown(column)}, which the column map reads{nearest(column, names)}.",
                "Its fact would be unknown for everybody without a word.",
                "Correct the name in the map, or take it out.",
                where=column,
            )
    named = {*column_map.read, *column_map.ignore, *([column_map.as_of] if column_map.as_of else [])}
    strange = [name for name in names if name not in named]
    if strange:
        more = f" and {len(strange) - MOST_NAMED} more" if len(strange) > MOST_NAMED else ""
        listed = ", ".join(map(shown, strange[:MOST_NAMED])) + more
        known = [*(name for name in column_map.ignore if name not in names), *library.facts]
        raise InputFault(
            f"The column map neither maps nor ignores {listed}{nearest(strange[0], known)}.",
            "What it does not speak of would be lost without a word.",
            "Map each of them under `columns`, or name it under `ignore`.",
            where=strange[0],
        )


def fixed_day(column_map: ColumnMap, names: Sequence[str]) -> date | None:
    """The one assessment day that the map gives every row; None where it names a column, or nothing."""
    if column_map.as_of is None or column_map.as_of in names:
        return None
    try:
        return as_of_day(column_map.as_of)
    except InputFault:
        raise InputFault(
            f"The column map's as_of is neither a column of the table{nearest(column_map.as_of, names)}, nor a day.",
            "Every age and every staleness limit is counted from it.",
            "Name the column, or write the day as 2022-05-01, or null where neither is there.",
            where="as_of",
        ) from None


@dataclass
class Mapped:
    """One chunk in the columns of the record, with what the mapping itself has to say about its rows."""

    columns: dict[str, Column] = field(default_factory=dict)
    courses: RawCourses | None = None
    troubles: list[Trouble] = field(default_factory=list)
    warnings: list[RecordWarning] = field(default_factory=list)

    def told(self, table: RawTable) -> RawTable:
        """The table with these troubles and warnings beside its own."""
        table.troubles += self.troubles
        table.warnings += self.warnings
        return table


def mapped(columns: Mapping[str, Column], size: int, column_map: ColumnMap, library: Library) -> Mapped:
    """Every mapped column under its fact's name, with its unit, day and origin; courses from the columns of drugs."""
    chunk = Mapped({"patient_id": columns[column_map.patient_id]})
    if column_map.as_of in columns:
        chunk.columns["as_of"] = columns[column_map.as_of]
    elif (day := fixed_day(column_map, list(columns))) is not None:
        chunk.columns["as_of"] = Cells.constant(day, size)
    given: list[tuple[str, np.ndarray]] = []
    for name, rule in column_map.columns.items():
        if rule.fact is None:
            given.append((rule.course or "", _drug_rows(chunk, name, rule, columns[name])))
            continue
        fact, definition = rule.fact, library.facts[rule.fact]
        place = f"{place_of(definition)}, column {shown(name)}"
        column = _recoded(chunk, columns[name], rule, fact, place)
        chunk.columns[fact] = column
        if rule.unit is not None:
            chunk.columns[f"{fact}__unit"] = Cells.constant(rule.unit, size)
        if rule.on is not None:
            chunk.columns[f"{fact}__on"] = columns[rule.on]
        elif rule.has_unknown_day:
            chunk.columns[f"{fact}__on"] = Cells([], np.full(size, -1, dtype=np.int64))
        chunk.columns[f"{fact}__source"] = Cells.constant(f"column {name}", size)
        _note(chunk, rule, fact, place_of(definition), is_given(column))
    chunk.courses = _courses(given)
    return chunk


def _recoded(chunk: Mapped, column: Column, rule: ColumnRule, fact: str, place: str) -> Column:
    """The column with its words as the map means them; a word that the map does not list is refused for its rows."""
    if rule.values is None and not rule.not_known:
        return column
    cells = as_cells(column)
    found: list[Any] = []
    unlisted: list[int] = []
    lookup = np.full(len(cells.distinct) + 1, -1, dtype=np.int64)
    for code, raw in enumerate(cells.distinct):
        word, meant = _written(raw), raw
        if word in rule.not_known:
            meant = None
        elif rule.values is not None and word in rule.values:
            meant = rule.values[word]
        # What says in words that there is no value is named by the door as everywhere.
        elif rule.values is not None and word.lower() not in MISSING_WORDS | UNKNOWN_WORDS:
            meant = None
            unlisted.append(code)
        if meant is not None:
            lookup[code] = len(found)
            found.append(meant)
    if unlisted:
        fault = trouble("not_in_the_map", place, fact, ", ".join(rule.values or ()))
        chunk.troubles.append(Trouble(fault, cells.rows_of(unlisted)))
    return Cells(found, lookup[cells.codes])


def _drug_rows(chunk: Mapped, name: str, rule: ColumnRule, column: Column) -> np.ndarray:
    """The rows in which the column surely says that the drug was given. A no says nothing about another day."""
    place = f"Treatments, column {shown(name)}"
    cells = as_cells(_recoded(chunk, column, rule, "treatments", place))
    read = {code: flag_code(raw) for code, raw in enumerate(cells.distinct)}
    for wrong in {answer for answer in read.values() if isinstance(answer, str)}:
        rows = cells.rows_of([code for code, answer in read.items() if answer == wrong])
        if wrong == "words_for_missing":
            said = MISSING_IN_WORDS.format(place=place)
            chunk.warnings.append(RecordWarning("words_for_missing.treatments", said, ("treatments",), rows))
        else:
            chunk.troubles.append(Trouble(trouble(wrong, place, "treatments", "yes, no"), rows))
    given = cells.rows_of([code for code, answer in read.items() if answer == YES])
    _note(chunk, rule, rule.course or "", f"Treatments, {rule.course}", given)
    return np.flatnonzero(given)


def _courses(given: Sequence[tuple[str, np.ndarray]]) -> RawCourses | None:
    """One course of the drug and nothing more: neither dose, nor time, nor outcome is said."""
    if not any(len(rows) for _, rows in given):
        return None
    drugs = Cells([drug for drug, _ in given], np.repeat(np.arange(len(given)), [len(rows) for _, rows in given]))
    return RawCourses(np.concatenate([rows for _, rows in given]), {"drug": drugs})


def _note(chunk: Mapped, rule: ColumnRule, name: str, place: str, rows: np.ndarray) -> None:
    if rule.note is not None and rows.any():
        what = f"{place}: {rule.note.rstrip('.')}."
        chunk.warnings.append(RecordWarning(f"column_map.{name}", what, (rule.fact or "treatments",), rows))


def _written(raw: Any) -> str:
    """A cell as somebody would write it in the map."""
    if isinstance(raw, bool | np.bool_):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip()
