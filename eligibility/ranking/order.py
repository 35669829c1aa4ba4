"""From draws to a list: bands that never move, the order within them, and waiting time between those who tie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Listed:
    """Candidates (rows of the pool) in the order of the list, and who stands higher by having waited longer."""

    order: np.ndarray
    raised: np.ndarray


def bands_of(middle: np.ndarray, cuts: tuple[float, ...]) -> np.ndarray:
    """0 for the first band, by the fixed beginnings of the bands, the highest first."""
    return np.sum([middle < cut for cut in cuts], axis=0)


def expected_order(band: np.ndarray, total: np.ndarray, middle: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Band first, then the middle of the draws, then their mean; equals by key, which says nothing about anybody."""
    return np.lexsort((keys, -total.mean(axis=1, dtype=np.float64), -middle, band))


def listed(
    expected: np.ndarray,
    band: np.ndarray,
    waiting: np.ndarray,
    chance: Callable[[int, int], float],
    dominates: Callable[[int, int], bool],
    told_apart: float,
    only_neighbours: bool = False,
) -> Listed:
    """Each candidate in turn moves up, one neighbour at a time, within the band and as long as there is a reason.

    The reasons: the draws say that this one precedes, or the two cannot be told apart, the neighbour is not better on
    every axis, and this one has waited longer. So a pair stands against the expected order only by such a reason.
    With `only_neighbours` a candidate passes, or is passed by, the next one of the expected order and no other.
    """
    result: list[int] = []
    raised, passed = np.zeros(len(expected), dtype=bool), np.zeros(len(expected), dtype=bool)
    for one in expected:
        at, end = len(result), len(result)
        while at and not (only_neighbours and (at < end or passed[result[at - 1]])):
            other = result[at - 1]
            if band[other] != band[one]:
                break
            above = chance(other, one)
            if above > 1 - told_apart:
                has_waited = waiting[one] > waiting[other]  # False where either is not known
                if above >= told_apart or not has_waited or dominates(other, one):
                    break
                raised[one] = True
            passed[other] = True
            at -= 1
        result.insert(at, int(one))
    return Listed(np.array(result, dtype=np.int64), raised)


class Dominance:
    """Whether one is at least as high as another on every axis in every draw, and higher somewhere.

    `axes` are the draws of each axis, `middles` their medians: who is lower in the middle is not asked any further.
    `rows` are the candidates' rows in the columns.
    """

    def __init__(self, axes: list[np.ndarray], middles: list[np.ndarray], rows: np.ndarray | None = None):
        self.axes, self.rows = axes, rows
        self.middles = list(zip(*(middle.tolist() for middle in middles), strict=True))

    def __call__(self, first: int, second: int) -> bool:
        ends = zip(self.middles[first], self.middles[second], strict=True)
        if any(one < other for one, other in ends):
            return False
        one, other = (first, second) if self.rows is None else (self.rows[first], self.rows[second])
        if any(np.any(drawn[one] < drawn[other]) for drawn in self.axes):
            return False
        return any(np.any(drawn[one] > drawn[other]) for drawn in self.axes)
