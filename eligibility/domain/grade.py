"""A verdict on an ordered scale, as the lowest and the highest grade still possible."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eligibility.domain.truth import Truth

GATE = ("no", "caution", "yes")
GROUND = ("none", "early", "established")
SAFETY = ("clear", "caution", "defer", "block")


class Graded:
    """Bounds on a scale, so that "at least early" is an answer before the grade itself is settled."""

    __slots__ = ("scale", "lo", "hi")

    def __init__(self, scale: Sequence[str], lo: np.ndarray, hi: np.ndarray):
        self.scale = tuple(scale)
        self.lo = lo
        self.hi = hi

    @classmethod
    def from_rungs(cls, scale: Sequence[str], rungs: Sequence[tuple[str, Truth]]) -> Graded:
        """The highest grade whose condition is yes, up to the highest whose condition is not no.

        A grade without a condition cannot be reached; the lowest grade needs none.
        """
        size = len(rungs[0][1])
        lo, hi = np.zeros(size, dtype=np.int8), np.zeros(size, dtype=np.int8)
        for grade, truth in rungs:
            rank = np.int8(scale.index(grade))
            lo = np.where(truth.is_yes, np.maximum(lo, rank), lo)
            hi = np.where(truth.is_no, hi, np.maximum(hi, rank))
        return cls(scale, lo, hi)

    def __len__(self) -> int:
        return len(self.lo)

    def at_least(self, grade: str) -> Truth:
        rank = self.scale.index(grade)
        return Truth.settled(self.lo >= rank, self.hi < rank)

    def exactly(self, grade: str) -> Truth:
        rank = self.scale.index(grade)
        return Truth.settled((self.lo == rank) & (self.hi == rank), (self.lo > rank) | (self.hi < rank))

    def verdict(self, row: int) -> str:
        """The grade when it is settled, else `unknown`."""
        return self.scale[self.lo[row]] if self.lo[row] == self.hi[row] else "unknown"

    def possible(self, row: int) -> list[str]:
        return list(self.scale[self.lo[row] : self.hi[row] + 1])

    @property
    def is_settled(self) -> np.ndarray:
        return self.lo == self.hi


def worst(parts: Sequence[Graded]) -> Graded:
    """The highest grade that any part reaches (safety: the worst; grounds: the strongest)."""
    return Graded(
        parts[0].scale,
        np.maximum.reduce([part.lo for part in parts]),
        np.maximum.reduce([part.hi for part in parts]),
    )


strongest = worst


def weakest(parts: Sequence[Graded]) -> Graded:
    """The lowest grade among parts that must all hold (gates)."""
    return Graded(
        parts[0].scale,
        np.minimum.reduce([part.lo for part in parts]),
        np.minimum.reduce([part.hi for part in parts]),
    )
