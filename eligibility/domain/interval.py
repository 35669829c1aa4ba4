"""A number as the bounds within which it must lie. Unknown is the whole line; a missing value is never zero."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from eligibility.domain.truth import Truth


class Interval:
    """A pair of float64 columns `lo <= hi`. Known: `lo == hi`. Unknown: minus to plus infinity."""

    __slots__ = ("lo", "hi")

    def __init__(self, lo: np.ndarray, hi: np.ndarray):
        self.lo = lo
        self.hi = hi

    @classmethod
    def known(cls, values: Sequence[float] | np.ndarray) -> Interval:
        """Exact values; NaN stands for unknown and becomes the whole line."""
        array = np.asarray(values, dtype=np.float64)
        missing = np.isnan(array)
        if not missing.any():
            return cls(array, array)
        return cls(np.where(missing, -np.inf, array), np.where(missing, np.inf, array))

    @classmethod
    def bounds(cls, lo: Sequence[float] | np.ndarray, hi: Sequence[float] | np.ndarray) -> Interval:
        """A lower and an upper bound a patient; NaN stands for an end that nobody knows."""
        lo, hi = np.asarray(lo, dtype=np.float64), np.asarray(hi, dtype=np.float64)
        if np.isnan(lo).any() or np.isnan(hi).any():
            lo, hi = np.where(np.isnan(lo), -np.inf, lo), np.where(np.isnan(hi), np.inf, hi)
        if (lo > hi).any():
            raise ValueError("An interval's lower bound lies above its upper bound")
        return cls(lo, hi)

    @classmethod
    @lru_cache(maxsize=512)
    def constant(cls, size: int, lo: float, hi: float | None = None) -> Interval:
        """The same bounds for every patient; zero-stride and read-only, so it is shared."""
        hi = lo if hi is None else hi
        return cls(np.broadcast_to(np.float64(lo), (size,)), np.broadcast_to(np.float64(hi), (size,)))

    @classmethod
    def unknown(cls, size: int) -> Interval:
        return cls.constant(size, -np.inf, np.inf)

    def __len__(self) -> int:
        return len(self.lo)

    def at_least(self, threshold: float) -> Truth:
        """x >= threshold."""
        return Truth.settled(self.lo >= threshold, self.hi < threshold)

    def above(self, threshold: float) -> Truth:
        """x > threshold."""
        return Truth.settled(self.lo > threshold, self.hi <= threshold)

    def at_most(self, threshold: float) -> Truth:
        """x <= threshold."""
        return Truth.settled(self.hi <= threshold, self.lo > threshold)

    def below(self, threshold: float) -> Truth:
        """x < threshold."""
        return Truth.settled(self.hi < threshold, self.lo >= threshold)

    def is_at_least(self, other: Interval) -> Truth:
        """x >= y where both are intervals and vary independently."""
        return Truth.settled(self.lo >= other.hi, self.hi < other.lo)

    def is_above(self, other: Interval) -> Truth:
        return Truth.settled(self.lo > other.hi, self.hi <= other.lo)

    def band(self, cuts: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest band still possible; band i holds `cuts[i-1] <= x < cuts[i]`."""
        cuts = np.asarray(cuts, dtype=np.float64)
        return np.searchsorted(cuts, self.lo, side="right"), np.searchsorted(cuts, self.hi, side="right")

    @property
    def is_known(self) -> np.ndarray:
        return self.lo == self.hi

    @property
    def is_unknown(self) -> np.ndarray:
        """Nothing at all is known (a one-sided bound such as "<0.5" is not unknown)."""
        return (self.lo == -np.inf) & (self.hi == np.inf)

    def __add__(self, other: Interval | float) -> Interval:
        if isinstance(other, Interval):
            return Interval(self.lo + other.lo, self.hi + other.hi)
        return Interval(self.lo + other, self.hi + other)

    def __neg__(self) -> Interval:
        return Interval(-self.hi, -self.lo)

    def __sub__(self, other: Interval | float) -> Interval:
        return self + (-other)

    def times(self, factor: float) -> Interval:
        """Scaled by a constant; nothing times an unknown is nothing."""
        if factor == 0:
            return Interval.constant(len(self), 0.0)
        if factor >= 0:
            return Interval(self.lo * factor, self.hi * factor)
        return Interval(self.hi * factor, self.lo * factor)

    def clip(self, low: float, high: float) -> Interval:
        return Interval(np.clip(self.lo, low, high), np.clip(self.hi, low, high))

    def within(self, low: float, high: float) -> Interval:
        """Narrowed to limits that hold by definition (a score's range), for an interval consistent with them."""
        return Interval(np.maximum(self.lo, low), np.minimum(self.hi, high))

    def hull(self, other: Interval) -> Interval:
        return Interval(np.minimum(self.lo, other.lo), np.maximum(self.hi, other.hi))

    def reconcile(self, other: Interval, tolerance: float | np.ndarray = 0.0) -> tuple[Interval, np.ndarray]:
        """Two sources of one number: their intersection, or, where they disagree beyond the tolerance, their hull.

        Returns the interval and the mask of contradictions. Within the tolerance of touching, the hull is kept
        without a contradiction, since neither source is the truer one.
        """
        lo, hi = np.maximum(self.lo, other.lo), np.minimum(self.hi, other.hi)
        apart = lo > hi
        contradiction = lo > hi + tolerance
        hull = self.hull(other)
        return Interval(np.where(apart, hull.lo, lo), np.where(apart, hull.hi, hi)), contradiction

    def where(self, mask: np.ndarray, other: Interval) -> Interval:
        """This interval, but `other` where the mask holds."""
        return Interval(np.where(mask, other.lo, self.lo), np.where(mask, other.hi, self.hi))

    def take(self, rows: np.ndarray) -> Interval:
        lo = self.lo[rows]
        return Interval(lo, lo if self.hi is self.lo else self.hi[rows])

    def __repr__(self) -> str:
        return f"Interval({list(zip(self.lo, self.hi, strict=True)) if len(self) <= 4 else len(self)})"


def total(parts: Sequence[Interval]) -> Interval:
    """The sum, added column by column in the order given, so one row and a million rows agree."""
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result


def points(truth: Truth, weight: float) -> Interval:
    """What an item adds to a score: its weight when yes, nothing when no, either when unknown."""
    return Interval(np.where(truth.is_yes, weight, 0.0), np.where(truth.is_no, 0.0, weight))


def maximum(parts: Sequence[Interval]) -> Interval:
    """The largest of several numbers, each known only within its bounds."""
    return Interval(np.maximum.reduce([p.lo for p in parts]), np.maximum.reduce([p.hi for p in parts]))


def minimum(parts: Sequence[Interval]) -> Interval:
    """The smallest of several numbers, each known only within its bounds."""
    return Interval(np.minimum.reduce([p.lo for p in parts]), np.minimum.reduce([p.hi for p in parts]))
