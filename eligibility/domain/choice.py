"""One of a few named values, or a set of them, as what is still possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from eligibility.domain.truth import Truth


class Choice:
    """A bitmask of the values still possible: bit i stands for `values[i]`. Unknown: every bit set."""

    __slots__ = ("values", "mask")

    def __init__(self, values: Sequence[str], mask: np.ndarray):
        self.values = tuple(values)
        self.mask = mask

    @classmethod
    def of(cls, values: Sequence[str], chosen: Iterable[str | Sequence[str] | None]) -> Choice:
        """From a value, several possible values, or None (unknown) a patient."""
        index = {value: 1 << i for i, value in enumerate(values)}
        everything = (1 << len(values)) - 1

        def bits(answer: str | Sequence[str] | None) -> int:
            if answer is None:
                return everything
            return sum(index[a] for a in ([answer] if isinstance(answer, str) else answer))

        return cls(values, np.array([bits(answer) for answer in chosen], dtype=np.uint32))

    @classmethod
    @lru_cache(maxsize=512)
    def unknown(cls, values: tuple[str, ...], size: int) -> Choice:
        return cls(values, np.broadcast_to(np.uint32((1 << len(values)) - 1), (size,)))

    def __len__(self) -> int:
        return len(self.mask)

    def is_in(self, chosen: Iterable[str]) -> Truth:
        """Yes when every value still possible is among those named; no when none is."""
        wanted = np.uint32(sum(1 << self.values.index(value) for value in chosen))
        return Truth.settled((self.mask & ~wanted) == 0, (self.mask & wanted) == 0)

    def possible(self, row: int) -> list[str]:
        return [value for i, value in enumerate(self.values) if int(self.mask[row]) >> i & 1]

    @property
    def is_known(self) -> np.ndarray:
        return (self.mask & (self.mask - np.uint32(1))) == 0

    @property
    def is_unknown(self) -> np.ndarray:
        return self.mask == np.uint32((1 << len(self.values)) - 1)

    def where(self, rows: np.ndarray, other: Choice) -> Choice:
        return Choice(self.values, np.where(rows, other.mask, self.mask))

    def take(self, rows: np.ndarray) -> Choice:
        return Choice(self.values, self.mask[rows])


class Members:
    """A set as one truth a member, so that "III or IV" is a fair answer."""

    __slots__ = ("truths",)

    def __init__(self, truths: dict[str, Truth]):
        self.truths = truths

    @classmethod
    @lru_cache(maxsize=512)
    def unknown(cls, values: tuple[str, ...], size: int) -> Members:
        return cls({value: Truth.unknown(size) for value in values})

    def __len__(self) -> int:
        return len(next(iter(self.truths.values())))

    def has(self, value: str) -> Truth:
        return self.truths[value]

    @property
    def is_unknown(self) -> np.ndarray:
        return np.logical_and.reduce([truth.is_unknown for truth in self.truths.values()])

    @property
    def is_known(self) -> np.ndarray:
        return ~np.logical_or.reduce([truth.is_unknown for truth in self.truths.values()])

    def where(self, rows: np.ndarray, other: Members) -> Members:
        return Members({value: truth.where(rows, other.truths[value]) for value, truth in self.truths.items()})

    def take(self, rows: np.ndarray) -> Members:
        return Members({value: truth.take(rows) for value, truth in self.truths.items()})
