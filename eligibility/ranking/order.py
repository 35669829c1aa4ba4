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
    furthest: int | None = None,
) -> Listed:
    """Each candidate in turn moves up, one neighbour at a time, within the band and as long as there is a reason.

    The reasons: the draws say that this one precedes, or the two cannot be told apart, the neighbour is not better on
    every axis, and this one has waited longer. So a pair stands against the expected order only by such a reason.
    """
    result: list[int] = []
    raised = np.zeros(len(expected), dtype=bool)
    for one in expected:
        at, steps = len(result), 0
        while at and (furthest is None or steps < furthest):
            other = result[at - 1]
            if band[other] != band[one]:
                break
            above = chance(other, one)
            if above <= 1 - told_apart:
                at, steps = at - 1, steps + 1
                continue
            has_waited = waiting[one] > waiting[other]  # False where either is not known
            if above >= told_apart or not has_waited or dominates(other, one):
                break
            raised[one] = True
            at, steps = at - 1, steps + 1
        result.insert(at, int(one))
    return Listed(np.array(result, dtype=np.int64), raised)


def is_dominant(axes: list[np.ndarray], first: int, second: int) -> bool:
    """Whether one is at least as high as the other on every axis in every draw, and higher somewhere."""
    is_higher = False
    for drawn in axes:
        if np.any(drawn[first] < drawn[second]):
            return False
        is_higher = is_higher or bool(np.any(drawn[first] > drawn[second]))
    return is_higher
