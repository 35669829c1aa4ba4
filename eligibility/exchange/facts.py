"""Each fact of the raw table read by its kind, limits checked, into the columns of a cohort."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from eligibility.domain import cohort as cohorts
from eligibility.domain.choice import Choice, Members
from eligibility.domain.cited import FactDefinition
from eligibility.domain.cohort import RecordWarning
from eligibility.domain.interval import Interval
from eligibility.domain.truth import UNKNOWN, Truth
from eligibility.exchange.answers import Vocabulary, flag_code
from eligibility.exchange.dates import NEVER, date_span
from eligibility.exchange.numbers import NOTHING, ONE, convert_column, number_bounds
from eligibility.exchange.raw import CURRENT, Cells, Column, RawFact, RawTable, is_given
from eligibility.exchange.series import read_series
from eligibility.exchange.troubles import MISSING_IN_WORDS, trouble
from eligibility.exchange.units import factor_of
from eligibility.knowledge.library import Library

MAX_TEXT = 5000
Columns = dict[str, cohorts.Column]


class FactReader:
    """Reads the facts of one table. What is wrong goes to `table.troubles`; the value is then unknown."""

    def __init__(self, table: RawTable, library: Library):
        self.table, self.library, self.size = table, library, table.size
        self.columns: Columns = {}
        self.ages: dict[str, Interval] = {}
        self.origins: dict[str, np.ndarray] = {}
        self.texts: dict[str, np.ndarray] = {}
        self.series: dict[str, list[list[tuple[Interval, float]]]] = {}
        self.warnings: list[RecordWarning] = []

    def read(self) -> None:
        """Every fact that somebody recorded."""
        for fact, raw in self.table.facts.items():
            definition = self.library.facts[fact]
            given = is_given(raw.value)
            if not given.any():
                continue
            self._refuse_unit_of(definition, raw, given)
            match definition.kind:
                case "number":
                    self.columns[fact] = self.number(definition, raw, given)
                case "flag":
                    self.columns[fact] = self.flag(definition, raw.value)
                case "choice":
                    self.columns[fact] = self.choice(definition, _as_cells(raw.value))
                case "set":
                    self.columns[fact] = self.members(definition, _as_cells(raw.value))
                case "date":
                    self.columns[fact] = self.days_ago(_as_cells(raw.value), _place(definition), fact, definition)
                case "text":
                    self.texts[fact] = self.text(definition, _as_cells(raw.value))
                    continue
                case "series":
                    self.series[fact] = read_series(self, definition, _as_cells(raw.value))
                    continue
            if raw.on is not None and given[(~raw.on.rows_of(_says(raw.on, CURRENT)))].any():
                self.ages[fact] = self.days_ago(raw.on, f"{_place(definition)}: the day of observation", fact)
            if raw.source is not None and raw.source.is_given.any():
                said = [str(value).strip()[:200] for value in raw.source.distinct]
                self.origins[fact] = raw.source.spread(said, "entered", object)

    def flag(self, definition: FactDefinition, column: Column) -> Truth:
        if isinstance(column, np.ndarray):
            yes, no = column == 1.0, column == 0.0
            self._refuse("not_yes_or_no", definition, ~yes & ~no & ~np.isnan(column))
            return Truth.settled(yes, no)
        codes = self.read_distinct(column, flag_code, UNKNOWN, _place(definition), definition)
        return Truth(column.spread(codes, UNKNOWN, np.int8))

    def choice(self, definition: FactDefinition, cells: Cells) -> Choice:
        vocabulary = Vocabulary.of(definition)
        everything = vocabulary.everything
        masks = self.read_distinct(cells, vocabulary.choice_mask, everything, _place(definition), definition)
        return Choice(definition.values, cells.spread(masks, everything, np.uint32))

    def members(self, definition: FactDefinition, cells: Cells) -> Members:
        vocabulary = Vocabulary.of(definition)
        open_ = (UNKNOWN,) * len(definition.values)
        answers = self.read_distinct(cells, vocabulary.member_codes, open_, _place(definition), definition)
        return Members(
            {
                value: Truth(cells.spread([answer[i] for answer in answers], UNKNOWN, np.int8))
                for i, value in enumerate(definition.values)
            }
        )

    def text(self, definition: FactDefinition, cells: Cells) -> np.ndarray:
        def words(raw: Any) -> Any:
            if isinstance(raw, list | dict):
                return Wrong("not_text")
            return str(raw) if len(str(raw)) <= MAX_TEXT else Wrong("too_long")

        return cells.spread(self.read_distinct(cells, words, None, _place(definition), definition), None, object)

    def read_distinct(
        self,
        cells: Cells,
        read: Callable[[Any], Any],
        nothing: Any,
        place: str,
        definition: FactDefinition | None = None,
        where: str | None = None,
        refuse: Callable[[str, np.ndarray], None] | None = None,
    ) -> list[Any]:
        """What each distinct raw value means; `nothing` for one that cannot be read, whose rows are refused."""
        found: list[Any] = []
        wrong: dict[str, list[int]] = {}
        for code, raw in enumerate(cells.distinct):
            value = read(raw)
            kind = value.kind if isinstance(value, Wrong) else None
            if kind is None and isinstance(value, str) and not isinstance(nothing, str | None):
                kind = value
            if kind is not None:
                wrong.setdefault(kind, []).append(code)
                value = nothing
            found.append(value)
        fact = definition.id if definition else where or ""
        for kind, codes in wrong.items():
            rows = cells.rows_of(codes)
            if kind == "words_for_missing":
                self.warn(f"words_for_missing.{fact}", MISSING_IN_WORDS.format(place=place), fact, rows)
            elif refuse is not None:
                refuse(kind, rows)
            else:
                self.table.refuse(trouble(kind, place, fact, _accepted(definition)), rows)
        return found

    def warn(self, code: str, what: str, fact: str, rows: np.ndarray) -> None:
        if rows.any():
            self.warnings.append(RecordWarning(code, what, (fact,), rows))

    def _refuse(self, kind: str, definition: FactDefinition, rows: np.ndarray, accepted: str | None = None) -> None:
        if rows.any():
            reason = definition.hard.reason if definition.hard else ""
            words = _accepted(definition) if accepted is None else accepted
            self.table.refuse(trouble(kind, _place(definition), definition.id, words, reason), rows)

    def _refuse_unit_of(self, definition: FactDefinition, raw: RawFact, given: np.ndarray) -> None:
        if raw.unit is not None and definition.unit is None:
            self._refuse("unit_not_used", definition, raw.unit.is_given & given)

class Wrong:
    """Marks a reading that failed where a text would be a fair answer."""

    __slots__ = ("kind",)

    def __init__(self, kind: str):
        self.kind = kind


def _accepted(definition: FactDefinition | None) -> str:
    if definition is None:
        return ""
    return ", ".join(definition.values or definition.accepted_units or ((definition.unit,) if definition.unit else ()))


def _place(definition: FactDefinition) -> str:
    return f"{definition.label} ({definition.id})"


def _as_cells(column: Column) -> Cells:
    return column if isinstance(column, Cells) else Cells.of(column.tolist())


def _says(cells: Cells, word: str) -> list[int]:
    return [i for i, raw in enumerate(cells.distinct) if isinstance(raw, str) and raw.strip().lower() == word]


