"""Which missing input, once known, would bring the worst-case bounds together most."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.secondary import MissingMove
from eligibility.domain.truth import Truth
from eligibility.knowledge.prognosis_files import Coding, OutcomeModel
from model.coding import states
from model.inputs import Input

Bounds = Callable[[dict[str, Input], int], tuple[np.ndarray, np.ndarray]]


def moves_most(
    model: OutcomeModel, columns: Mapping[str, Input], asked: Mapping[str, list[str]], bounds: Bounds
) -> list[MissingMove]:
    """Each missing input with the mean narrowing of the bounds over the values it may turn out to have, most first.

    `columns` are one patient's inputs, `asked` the facts to ask for by predictor, and `bounds` gives the worst-case
    bounds of any number of rows. Of a number the two ends that are still possible are tried, of a situation each one.
    """
    tried = {key: _settled(term.coding, columns[term.input]) for key, term in model.terms.items() if key in asked}
    tried = {key: values for key, values in tried.items() if len(values)}
    if not tried:
        return []
    counts = {key: len(values) for key, values in tried.items()}
    size = 1 + sum(counts.values())
    wanted = {term.input for term in model.terms.values()}
    rows = {name: columns[name].take(np.zeros(size, dtype=np.int64)) for name in wanted}
    start = 1
    for key, values in tried.items():
        name = model.terms[key].input
        rows[name] = _put(rows[name], start, values)
        start += counts[key]
    low, high = bounds(rows, size)
    width = high - low
    found, start = [], 1
    for key, count in counts.items():
        without = float(np.mean(width[start : start + count]))
        start += count
        found.append(
            MissingMove(
                predictor=key,
                label=model.terms[key].label,
                facts=asked[key],
                narrows_by=max(0.0, float(width[0]) - without),
                width_without=without,
            )
        )
    return sorted(found, key=lambda move: (-move.narrows_by, move.predictor))


def _settled(coding: Coding, column: Input) -> np.ndarray:
    """The values to try: the ends still possible within the range of the coding, or each situation as its own mask."""
    if isinstance(column, Interval):
        values = coding.values
        low = values.get("low", -np.inf)
        high = values.get("cap", values.get("high", values.get("reference", np.inf)))
        ends = np.clip(np.array([column.lo[0], column.hi[0]]), low, high)
        return ends[np.isfinite(ends)] if ends[0] != ends[1] else np.empty(0)
    mask = int(states(column)[0])
    singles = [1 << bit for bit in range(mask.bit_length()) if mask >> bit & 1]
    return np.array(singles if len(singles) > 1 else [], dtype=np.int64)


def _put(column: Input, start: int, values: np.ndarray) -> Input:
    """The column with these values from `start` on."""
    stop = start + len(values)
    if isinstance(column, Interval):
        lo, hi = column.lo.copy(), column.hi.copy()
        lo[start:stop] = hi[start:stop] = values
        return Interval(lo, hi)
    if isinstance(column, Truth):
        codes = column.codes.copy()
        codes[start:stop] = np.where(values == 1, 0, 2)
        return Truth(codes)
    mask = column.mask.copy()
    mask[start:stop] = values
    return Choice(column.values, mask)
