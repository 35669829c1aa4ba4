"""What a documented total says about a part of a score while some of its items are open.

A SLEDAI-2K of 8 and nothing else leaves 4 to 8 clinical points. Items come in a few weights, so not every number
between the bounds can be reached; the part is therefore found by enumeration of the sums that open items can make.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.weighted_items import Tally

Counts = tuple[tuple[int, int], ...]


def part_of_total(part: Tally, rest: Tally, documented: Interval) -> tuple[Interval, np.ndarray]:
    """The points of one part of a score, and the mask of patients whose total and items cannot both be right.

    Exact where the documented total is one number; for a documented range the bounds are conservative. In a
    contradiction the part is the hull of what the items say and of what the total alone says.
    """
    size = len(documented)
    inside, outside = part.interval(size), rest.interval(size)
    low = np.maximum(inside.lo, documented.lo - outside.hi)
    high = np.minimum(inside.hi, documented.hi - outside.lo)
    has_open_items = (inside.lo < inside.hi) | (outside.lo < outside.hi)
    rows = np.flatnonzero(documented.is_known & has_open_items)
    if len(rows):
        left = documented.lo[rows] - inside.lo[rows] - outside.lo[rows]
        fewest, most = _added_points(part, rest, left, rows)
        low[rows], high[rows] = inside.lo[rows] + fewest, inside.lo[rows] + most
    contradiction = low > high
    if contradiction.any():
        alone_low = np.clip(documented.lo - rest.most, 0.0, part.most)
        alone_high = np.clip(documented.hi, 0.0, part.most)
        low = np.where(contradiction, np.minimum(inside.lo, alone_low), low)
        high = np.where(contradiction, np.maximum(inside.hi, alone_high), high)
    return Interval(low, high), contradiction


def _added_points(part: Tally, rest: Tally, left: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fewest and most points that the part's open items add, solved once for each distinct situation.

    An impossible situation gives plus and minus infinity.
    """
    whole = left == np.floor(left)
    columns = [np.where(whole, left, -1.0).astype(np.int32)]
    columns += [_at(counts, rows) for tally in (part, rest) for counts in tally.open.values()]
    examples, which = _situations(columns)
    found = np.empty((len(examples), 2))
    for i, row in enumerate(examples):
        points, *open_counts = (int(column[row]) if len(column) > 1 else int(column[0]) for column in columns)
        split = len(part.open)
        found[i] = _extremes(
            tuple(zip(part.open, open_counts[:split], strict=True)),
            tuple(zip(rest.open, open_counts[split:], strict=True)),
            points,
        )
    return found[which, 0], found[which, 1]


def _at(counts: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return counts if len(counts) == 1 else counts[rows]


def _situations(columns: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """One row of each distinct situation, and for every row which of them it is.

    The columns are small integers, so one packed number indexes a table; only a table too large is sorted instead.
    """
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        least = int(column.min())
        key = key * (int(column.max()) - least + 1) + (column - least)
    span = int(key.max()) + 1
    if span > 1 << 22:
        _, examples, which = np.unique(key, return_index=True, return_inverse=True)
        return examples, which
    last_row = np.full(span, -1, dtype=np.int64)
    last_row[key] = np.arange(len(key))
    present = np.flatnonzero(last_row >= 0)
    number = np.empty(span, dtype=np.int64)
    number[present] = np.arange(len(present))
    return last_row[present], number[key]


@lru_cache(maxsize=65536)
def _extremes(part: Counts, rest: Counts, left: int) -> tuple[float, float]:
    """Fewest and most points from open items of the part such that open items of the rest make up what is left."""
    if left < 0:
        return np.inf, -np.inf
    in_part, in_rest = _reachable(part), _reachable(rest)
    added = [points for points in range(left + 1) if in_part >> points & 1 and in_rest >> (left - points) & 1]
    return (float(added[0]), float(added[-1])) if added else (np.inf, -np.inf)


@lru_cache(maxsize=4096)
def _reachable(counts: Counts) -> int:
    """Every sum that so many open items of each weight can make, as the bits of one integer."""
    sums = 1
    for weight, count in counts:
        for _ in range(count):
            sums |= sums << weight
    return sums
