"""Stochastic multicriteria acceptability: who comes before whom, and in which place, over all draws."""

from __future__ import annotations

import numpy as np

# Exactly equal candidates are listed in other orders from block to block, so that neither gains by it.
BLOCKS = 16


def scores(draws: list[np.ndarray], weights: np.ndarray) -> np.ndarray:
    """The weighted sum of every candidate in every draw, added axis by axis: one row a candidate."""
    total = draws[0] * weights[:, 0]
    for axis in range(1, len(draws)):
        total += draws[axis] * weights[:, axis]
    return total


def places(total: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The place (0 is first) of every candidate in every draw: one row a candidate; equals take turns."""
    count, draws = total.shape
    by_draw = np.ascontiguousarray(total.T)
    placed = np.empty((draws, count), dtype=np.int32)
    for block in range(BLOCKS):
        turn = rng.permutation(count)
        part = by_draw[block::BLOCKS][:, turn]
        order = turn[np.argsort(-part, axis=1, kind="stable")]
        ranks = np.empty_like(order, dtype=np.int32)
        np.put_along_axis(ranks, order, np.broadcast_to(np.arange(count, dtype=np.int32), order.shape), axis=1)
        placed[block::BLOCKS] = ranks
    return np.ascontiguousarray(placed.T)


def acceptability(placed: np.ndarray) -> np.ndarray:
    """In how many draws each candidate (row) takes each place (column)."""
    count, draws = placed.shape
    flat = (placed + count * np.arange(count, dtype=np.int32)[:, None]).ravel()
    return np.bincount(flat, minlength=count * count).reshape(count, count)


def middle_places(placed: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """First and last place of the middle share of the draws, both inclusive."""
    draws = placed.shape[1]
    outside = int(np.floor(draws * (1 - share) / 2 + 1e-9))
    ordered = np.partition(placed, (outside, draws - 1 - outside), axis=1)
    return ordered[:, outside], ordered[:, draws - 1 - outside]


def precedences(total: np.ndarray) -> np.ndarray:
    """How often each candidate (row) stands above each other (column); a tie within a draw counts half to each."""
    count, draws = total.shape
    above = np.empty((count, count), dtype=np.int64)
    for row in range(count):
        above[row] = _counted(total[row] > total)
    tied = draws - above - above.T
    return (above + tied / 2) / draws


def precedence(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The same for pairs given row by row."""
    draws = first.shape[1]
    return (_counted(first > second) + _counted(first == second) / 2) / draws


def _counted(marks: np.ndarray) -> np.ndarray:
    """True marks of each row, counted eight at a time."""
    return np.bitwise_count(np.packbits(marks, axis=1)).sum(axis=1, dtype=np.int64)
