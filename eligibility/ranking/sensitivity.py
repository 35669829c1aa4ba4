"""What a quarter more or less weight on one axis does to the list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.ranking.acceptability import precedences, scores
from eligibility.ranking.axes import AxisColumn
from eligibility.ranking.order import Dominance, bands_of, expected_order, listed

# Beyond so many candidates a shift is judged on fewer draws, and beyond `many` without comparing pairs.
FEW, ENOUGH, MANY_ENOUGH = 60, 1000, 250


@dataclass(frozen=True)
class Shifted:
    """Band and place of every candidate of a pool (rows) once one weight has moved."""

    axis: int
    factor: float
    band: np.ndarray
    place: np.ndarray


def shifted(
    columns: list[AxisColumn],
    rows: np.ndarray,
    weights: np.ndarray,
    waiting: np.ndarray,
    ids: np.ndarray,
    cuts: tuple[float, ...],
    told_apart: float,
    share: float,
    many: int,
) -> tuple[Shifted, list[Shifted]]:
    """The list as it is and after each shift, all judged on the same draws."""
    draws = len(weights) if len(rows) <= FEW else ENOUGH if len(rows) <= many else MANY_ENOUGH
    drawn = [np.ascontiguousarray(column.draws[rows][:, :draws]) for column in columns]
    weights = weights[:draws]
    dominates = Dominance(drawn, [np.median(one, axis=1) for one in drawn])

    def place_all(axis: int, factor: float) -> Shifted:
        moved = weights.copy()
        moved[:, axis] *= np.float32(factor)
        moved /= moved.sum(axis=1, keepdims=True)
        total = scores(drawn, moved)
        middle = np.median(total, axis=1)
        band = bands_of(middle, cuts)
        order = expected_order(band, total, middle, ids)
        if len(rows) <= many:
            chances = precedences(total)
            order = listed(
                order,
                band,
                waiting,
                lambda first, second: float(chances[first, second]),
                dominates,
                told_apart,
            ).order
        place = np.empty(len(rows), dtype=np.int64)
        place[order] = np.arange(1, len(rows) + 1)
        return Shifted(axis, factor, band, place)

    changes = [
        place_all(axis, factor) for axis in range(len(columns)) for factor in (1 + share, 1 - share)
        if np.any(weights[:, axis] > 0)
    ]
    return place_all(0, 1.0), changes
