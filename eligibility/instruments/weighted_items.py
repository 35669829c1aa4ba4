"""Weighted yes/no items, counted by weight: points that are certain, and points that are still possible.

Counting in small integers keeps a million patients within a few milliseconds; a column that says the same about
everybody costs one element.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.domain.truth import NO, YES, Truth

Bounds = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Tally:
    """For each whole-number weight, how many items there are, and how many are yes and how many open, a column each."""

    items: dict[int, int]
    yes: dict[int, np.ndarray]
    open: dict[int, np.ndarray]

    @classmethod
    def of(cls, items: Mapping[str, Truth], weights: Mapping[str, float], names: Iterable[str] | None = None) -> Tally:
        """The items named (all of them when no names are given) as the clinician and the record answer them."""
        by_weight: dict[int, list[np.ndarray]] = {}
        for name in weights if names is None else names:
            by_weight.setdefault(_whole(weights[name]), []).append(_compact(items[name].codes))
        yes, still_open = {}, {}
        for weight, columns in by_weight.items():
            doubled, odd = np.zeros(1, dtype=np.int8), np.zeros(1, dtype=np.int8)
            for codes in columns:
                doubled, odd = doubled + codes, odd + (codes & np.int8(1))
            yes[weight], still_open[weight] = (doubled - odd) >> 1, odd
        return cls({weight: len(columns) for weight, columns in by_weight.items()}, yes, still_open)

    @classmethod
    def together(cls, parts: Sequence[Tally]) -> Tally:
        """Several groups of items as one."""
        items: dict[int, int] = {}
        yes: dict[int, np.ndarray] = {}
        still_open: dict[int, np.ndarray] = {}
        for part in parts:
            for weight, count in part.items.items():
                known = weight in items
                items[weight] = items[weight] + count if known else count
                yes[weight] = yes[weight] + part.yes[weight] if known else part.yes[weight]
                still_open[weight] = still_open[weight] + part.open[weight] if known else part.open[weight]
        return cls(items, yes, still_open)

    def bounds(self) -> Bounds:
        """Points certain and points still possible, one element where everybody has the same."""
        low, room = np.zeros(1, dtype=np.int16), np.zeros(1, dtype=np.int16)
        for weight, count in self.yes.items():
            low = low + count * np.int16(weight)
            room = room + self.open[weight] * np.int16(weight)
        return low, low + room

    def interval(self, size: int) -> Interval:
        return as_interval(self.bounds(), size)

    @property
    def most(self) -> float:
        """The points of all its items together."""
        return float(sum(weight * count for weight, count in self.items.items()))


def sum_of(items: Mapping[str, Truth], weights: Mapping[str, float]) -> Interval:
    """Points of all items together: certain ones as the lower bound, certain and open ones as the upper."""
    return Tally.of(items, weights).interval(len(next(iter(items.values()))))


def heaviest_bounds(items: Mapping[str, Truth], weights: Mapping[str, float]) -> Bounds:
    """Points of the heaviest item alone, as in a domain of which only one item counts."""
    low, high = np.zeros(1, dtype=np.int8), np.zeros(1, dtype=np.int8)
    for name, weight in weights.items():
        codes, points = _compact(items[name].codes), np.int8(_whole(weight))
        low = np.maximum(low, (codes == YES) * points)
        high = np.maximum(high, (codes != NO) * points)
    return low, high


def added(parts: Sequence[Bounds]) -> Bounds:
    """Bounds of a sum from the bounds of its independent parts."""
    low, high = np.zeros(1, dtype=np.int16), np.zeros(1, dtype=np.int16)
    for part_low, part_high in parts:
        low, high = low + part_low, high + part_high
    return low, high


def as_interval(bounds: Bounds, size: int) -> Interval:
    low, high = (np.broadcast_to(bound.astype(np.float64), (size,)) for bound in bounds)
    return Interval(low, high)


def _whole(weight: float) -> int:
    if weight != int(weight):
        raise ValueError("Weights that are not whole numbers are added as intervals, not here")
    return int(weight)


def _compact(codes: np.ndarray) -> np.ndarray:
    return codes[:1] if codes.strides == (0,) and len(codes) else codes
