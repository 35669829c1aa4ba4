"""Measured numbers: value and unit together, brought to the fact's own unit and held against its hard limits."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from eligibility.domain.cited import FactDefinition
from eligibility.domain.interval import Interval
from eligibility.exchange.numbers import NOTHING, ONE, convert_column, number_bounds
from eligibility.exchange.raw import Cells, RawFact
from eligibility.exchange.reader import Reader, place_of
from eligibility.exchange.units import factor_of

TITRE_UNIT = "reciprocal"


def quantity(reader: Reader, definition: FactDefinition, raw: RawFact, given: np.ndarray) -> Interval:
    """A number as bounds in the fact's own unit; unknown where it, or its unit, could not be read."""
    factors, bad = _factors(reader, definition, raw, given)
    if isinstance(raw.value, np.ndarray):
        found = _floats(reader, definition, raw, factors)
    elif raw.unit is None or len(set(factors)) == 1:
        found = _bounds(reader, definition, raw.value, [factors[0]] * len(raw.value.distinct))
    else:
        cells, of_cells = _pairs(raw.value, raw.unit, factors)
        found = _bounds(reader, definition, cells, of_cells)
    if bad is not None:
        found = found.where(bad, Interval.unknown(reader.size))
    return _within_hard_limits(reader, definition, found)


def limits(low: float | None, high: float | None) -> str:
    """A pair of limits in words."""
    if low is None or high is None:
        return f"{high:g} or less" if low is None else f"{low:g} or more"
    return f"{low:g} to {high:g}"


def _factors(
    reader: Reader, definition: FactDefinition, raw: RawFact, given: np.ndarray
) -> tuple[list[Decimal], np.ndarray | None]:
    """A factor for each distinct unit (the last is for a blank), and the rows whose unit is not usable."""
    if raw.unit is None or definition.unit is None:
        return [ONE], None
    found = [factor_of(str(unit), definition.id, definition, reader.library) for unit in raw.unit.distinct]
    unknown = given & raw.unit.rows_of([code for code, factor in enumerate(found) if factor is None])
    missing = given & ~raw.unit.is_given & definition.unit_required
    units = ", ".join(definition.accepted_units)
    reader.refuse("unit_unknown", definition, unknown, units)
    reader.refuse("unit_missing", definition, missing, units)
    bad = unknown | missing
    return [*(factor or ONE for factor in found), ONE], bad if bad.any() else None


def _floats(reader: Reader, definition: FactDefinition, raw: RawFact, factors: list[Decimal]) -> Interval:
    values = raw.value
    assert isinstance(values, np.ndarray)
    bad = np.isinf(values)
    reader.refuse("not_finite", definition, bad)
    if definition.unit == TITRE_UNIT:
        fraction = (values > 0.0) & (values < 1.0)
        reader.refuse("titre_day_fraction", definition, fraction)
        bad = bad | fraction
    if bad.any():
        values = np.where(bad, np.nan, values)
    if raw.unit is not None and any(factor != ONE for factor in factors):
        values = values.copy()
        for code, factor in enumerate(factors[:-1]):
            rows = raw.unit.codes == code
            if factor != ONE and rows.any():
                values[rows] = convert_column(values[rows], factor)
    return Interval.known(values)


def _pairs(value: Cells, unit: Cells, factors: list[Decimal]) -> tuple[Cells, list[Decimal]]:
    """Each distinct pair of value and unit as one value with its factor."""
    width = len(factors)
    pairs = np.where(value.is_given, value.codes * width + unit.codes % width, -1)
    used, where = np.unique(pairs, return_inverse=True)
    blanks = int(used[0] == -1)
    return Cells([value.distinct[pair // width] for pair in used[blanks:]], where - blanks), [
        factors[pair % width] for pair in used[blanks:]
    ]


def _bounds(reader: Reader, definition: FactDefinition, cells: Cells, factors: list[Decimal]) -> Interval:
    factor = iter(factors)
    is_titre = definition.unit == TITRE_UNIT
    found = reader.read_distinct(
        cells, lambda raw: number_bounds(raw, next(factor), is_titre), NOTHING, place_of(definition), definition
    )
    lo = cells.spread([bounds[0] for bounds in found], -np.inf, np.float64)
    hi = cells.spread([bounds[1] for bounds in found], np.inf, np.float64)
    return Interval(lo, hi)


def _within_hard_limits(reader: Reader, definition: FactDefinition, found: Interval) -> Interval:
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
    reader.refuse("hard_limit", definition, outside, f"{limits(hard.min, hard.max)} {definition.unit or ''}".strip())
    return found.where(outside, Interval.unknown(reader.size))
