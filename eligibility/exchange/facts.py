"""Each fact of the raw table read by its kind into the columns of a cohort."""

from __future__ import annotations

from typing import Any

import numpy as np

from eligibility.domain import cohort as cohorts
from eligibility.domain.choice import Choice, Members
from eligibility.domain.cited import FactDefinition
from eligibility.domain.interval import Interval
from eligibility.domain.truth import UNKNOWN, Truth
from eligibility.exchange.answers import Vocabulary, flag_code
from eligibility.exchange.days import event_days, observation_days, says
from eligibility.exchange.quantities import quantity
from eligibility.exchange.raw import CURRENT, Cells, Column, RawFact, RawTable, is_given
from eligibility.exchange.reader import Reader, Wrong, place_of
from eligibility.exchange.series import read_series
from eligibility.knowledge.library import Library

MAX_TEXT = 5000
MAX_SOURCE = 200


class FactReader(Reader):
    """Reads the facts of one table."""

    def __init__(self, table: RawTable, library: Library):
        super().__init__(table, library)
        self.columns: dict[str, cohorts.Column] = {}
        self.ages: dict[str, Interval] = {}
        self.origins: dict[str, np.ndarray] = {}
        self.texts: dict[str, np.ndarray] = {}
        self.series: dict[str, list[list[tuple[Interval, float]]]] = {}

    def read(self) -> None:
        """Every fact that somebody recorded; a column in which everybody is blank is left out."""
        for fact, raw in self.table.facts.items():
            given = is_given(raw.value)
            if given.any():
                self._read(self.library.facts[fact], raw, given)

    def _read(self, definition: FactDefinition, raw: RawFact, given: np.ndarray) -> None:
        fact = definition.id
        if raw.unit is not None and definition.unit is None:
            self.refuse("unit_not_used", definition, raw.unit.is_given & given)
        match definition.kind:
            case "number":
                self.columns[fact] = quantity(self, definition, raw, given)
            case "flag":
                self.columns[fact] = self._flag(definition, raw.value)
            case "choice":
                self.columns[fact] = self._choice(definition, _as_cells(raw.value))
            case "set":
                self.columns[fact] = self._members(definition, _as_cells(raw.value))
            case "date":
                self.columns[fact] = event_days(self, definition, _as_cells(raw.value))
            case "text":
                self.texts[fact] = self._text(definition, _as_cells(raw.value))
            case "series":
                self.series[fact] = read_series(self, definition, _as_cells(raw.value))
        if fact in self.columns and raw.on is not None and not _all_current(raw.on, given):
            self.ages[fact] = observation_days(self, definition, raw.on)
        if raw.source is not None and raw.source.is_given.any():
            said = [str(value).strip()[:MAX_SOURCE] for value in raw.source.distinct]
            self.origins[fact] = raw.source.spread(said, "entered", object)

    def _flag(self, definition: FactDefinition, column: Column) -> Truth:
        if isinstance(column, np.ndarray):
            yes, no = column == 1.0, column == 0.0
            self.refuse("not_yes_or_no", definition, ~yes & ~no & ~np.isnan(column))
            return Truth.settled(yes, no)
        codes = self.read_distinct(column, flag_code, UNKNOWN, place_of(definition), definition)
        return Truth(column.spread(codes, UNKNOWN, np.int8))

    def _choice(self, definition: FactDefinition, cells: Cells) -> Choice:
        vocabulary = Vocabulary.of(definition)
        everything = vocabulary.everything
        masks = self.read_distinct(cells, vocabulary.choice_mask, everything, place_of(definition), definition)
        return Choice(definition.values, cells.spread(masks, everything, np.uint32))

    def _members(self, definition: FactDefinition, cells: Cells) -> Members:
        vocabulary = Vocabulary.of(definition)
        open_ = (UNKNOWN,) * len(definition.values)
        answers = self.read_distinct(cells, vocabulary.member_codes, open_, place_of(definition), definition)
        return Members(
            {
                value: Truth(cells.spread([answer[i] for answer in answers], UNKNOWN, np.int8))
                for i, value in enumerate(definition.values)
            }
        )

    def _text(self, definition: FactDefinition, cells: Cells) -> np.ndarray:
        def words(raw: Any) -> Any:
            if isinstance(raw, list | dict):
                return Wrong("not_text")
            return str(raw) if len(str(raw)) <= MAX_TEXT else Wrong("too_long")

        return cells.spread(self.read_distinct(cells, words, None, place_of(definition), definition), None, object)


def _all_current(on: Cells, given: np.ndarray) -> bool:
    current = on.rows_of([code for code, raw in enumerate(on.distinct) if says(raw, CURRENT)])
    return not (given & ~current).any()


def _as_cells(column: Column) -> Cells:
    return column if isinstance(column, Cells) else Cells.of(column.tolist())
