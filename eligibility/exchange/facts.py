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

    def number(self, definition: FactDefinition, raw: RawFact, given: np.ndarray) -> Interval:
        """A number as bounds in the canonical unit."""
        factors, bad = self._factors(definition, raw, given)
        is_titre = definition.unit == "reciprocal"
        if isinstance(raw.value, np.ndarray):
            found = self._floats(definition, raw, factors, is_titre)
        elif len(set(factors)) == 1:
            found = self._bounds(definition, raw.value, [factors[0]] * len(raw.value.distinct), is_titre)
        else:
            assert raw.unit is not None
            width = len(factors)
            pairs = np.where(raw.value.is_given, raw.value.codes * width + raw.unit.codes % width, -1)
            used, where = np.unique(pairs, return_inverse=True)
            shift = int(used[0] == -1)
            cells = Cells([raw.value.distinct[pair // width] for pair in used[shift:]], where - shift)
            found = self._bounds(definition, cells, [factors[pair % width] for pair in used[shift:]], is_titre)
        if bad is not None:
            found = found.where(bad, Interval.unknown(self.size))
        return self._within_hard_limits(definition, found)

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

    def days_ago(self, cells: Cells, place: str, fact: str, definition: FactDefinition | None = None) -> Interval:
        """Days before the assessment day: an interval for a month or a year alone, plus infinity for `never`.

        Without a definition this is a day of observation, which may be `current` and cannot be `never`.
        """

        def span(raw: Any) -> Any:
            if definition is None and isinstance(raw, str) and raw.strip().lower() == CURRENT:
                return CURRENT
            found = date_span(raw)
            if found == NEVER:
                return NEVER if definition is not None and definition.allows_never else Wrong("never_not_allowed")
            return Wrong(found) if isinstance(found, str) else found

        spans = self.read_distinct(cells, span, None, place, definition, where=fact)
        return self.spans_to_days(cells, spans, self.table.as_of, lambda rows: self._future(rows, place, fact))

    def spans_to_days(
        self, cells: Cells, spans: list[Any], as_of: np.ndarray, refuse_future: Callable[[np.ndarray], None]
    ) -> Interval:
        """Spans of calendar days as days before each row's assessment day."""
        not_a_time = np.datetime64("NaT", "D")
        first = cells.spread([_end(span, 0) for span in spans], not_a_time, "datetime64[D]")
        last = cells.spread([_end(span, 1) for span in spans], not_a_time, "datetime64[D]")
        unknown = np.isnat(first)
        oldest = np.where(unknown, np.inf, (as_of - first).astype(float))
        newest = np.where(unknown, -np.inf, np.maximum((as_of - last).astype(float), 0.0))
        future = ~unknown & (oldest < 0)
        refuse_future(future)
        oldest, newest = np.where(future, np.inf, oldest), np.where(future, -np.inf, newest)
        for word, days in ((NEVER, np.inf), (CURRENT, 0.0)):
            said = [code for code, span in enumerate(spans) if isinstance(span, str) and span == word]
            if said:
                rows = cells.rows_of(said)
                oldest, newest = np.where(rows, days, oldest), np.where(rows, days, newest)
        return Interval(newest, oldest)

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

    def _future(self, rows: np.ndarray, place: str, fact: str) -> None:
        if rows.any():
            self.table.refuse(trouble("future", place, fact), rows)

    def _refuse_unit_of(self, definition: FactDefinition, raw: RawFact, given: np.ndarray) -> None:
        if raw.unit is not None and definition.unit is None:
            self._refuse("unit_not_used", definition, raw.unit.is_given & given)

    def _factors(
        self, definition: FactDefinition, raw: RawFact, given: np.ndarray
    ) -> tuple[list[Decimal], np.ndarray | None]:
        """A factor for each distinct unit (the last is for a blank), and the rows whose unit is not usable."""
        if raw.unit is None or definition.unit is None:
            return [ONE], None
        found = [factor_of(str(unit), definition.id, definition, self.library) for unit in raw.unit.distinct]
        unknown = given & raw.unit.rows_of([code for code, factor in enumerate(found) if factor is None])
        missing = given & ~raw.unit.is_given & definition.unit_required
        units = ", ".join(definition.accepted_units)
        self._refuse("unit_unknown", definition, unknown, units)
        self._refuse("unit_missing", definition, missing, units)
        bad = unknown | missing
        return [*(factor or ONE for factor in found), ONE], bad if bad.any() else None

    def _floats(self, definition: FactDefinition, raw: RawFact, factors: list[Decimal], is_titre: bool) -> Interval:
        values = raw.value
        assert isinstance(values, np.ndarray)
        infinite = np.isinf(values)
        self._refuse("not_finite", definition, infinite)
        if is_titre:
            fraction = (values > 0.0) & (values < 1.0)
            self._refuse("titre_day_fraction", definition, fraction)
            infinite = infinite | fraction
        if infinite.any():
            values = np.where(infinite, np.nan, values)
        if raw.unit is not None and len(set(factors)) > 1 or factors[0] != ONE:
            assert raw.unit is not None
            values = values.copy()
            for code, factor in enumerate(factors):
                rows = raw.unit.codes == (code if code < len(factors) - 1 else -1)
                if factor != ONE and rows.any():
                    values[rows] = convert_column(values[rows], factor)
        return Interval.known(values)

    def _bounds(self, definition: FactDefinition, cells: Cells, factors: list[Decimal], is_titre: bool) -> Interval:
        factor = iter(factors)
        found = self.read_distinct(
            cells, lambda raw: number_bounds(raw, next(factor), is_titre), NOTHING, _place(definition), definition
        )
        lo = cells.spread([bounds[0] for bounds in found], -np.inf, np.float64)
        hi = cells.spread([bounds[1] for bounds in found], np.inf, np.float64)
        return Interval(lo, hi)

    def _within_hard_limits(self, definition: FactDefinition, found: Interval) -> Interval:
        """Refuses what surely lies outside; a bound that only reaches outside is kept as it is."""
        hard = definition.hard
        if hard is None:
            return found
        outside = np.zeros(len(found), dtype=bool)
        if hard.min is not None:
            outside |= found.hi < hard.min
        if hard.max is not None:
            outside |= found.lo > hard.max
        if not outside.any():
            return found
        self._refuse("hard_limit", definition, outside, f"{limits(hard.min, hard.max)} {definition.unit or ''}".strip())
        return found.where(outside, Interval.unknown(self.size))


class Wrong:
    """Marks a reading that failed where a text would be a fair answer."""

    __slots__ = ("kind",)

    def __init__(self, kind: str):
        self.kind = kind


def limits(low: float | None, high: float | None) -> str:
    """A pair of limits in words."""
    if low is None or high is None:
        return f"{high:g} or less" if low is None else f"{low:g} or more"
    return f"{low:g} to {high:g}"


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


def _end(span: Any, end: int) -> Any:
    return span[end] if isinstance(span, tuple) else np.datetime64("NaT", "D")
