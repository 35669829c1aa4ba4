"""A number as one of the named bands of a scale, or as every band that it may still fall into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval


def band_up_to(number: Interval, highest: Mapping[str, float]) -> Choice:
    """Bands given by the highest value each still holds (`low` up to 4, `moderate` up to 10); the last has no end."""
    return between_cuts(number, tuple(highest), list(highest.values())[:-1], closed="right")


def band_from(number: Interval, lowest: Mapping[str, float]) -> Choice:
    """Bands in rising order, given by the lowest value each holds; the first has no beginning."""
    return between_cuts(number, tuple(lowest), list(lowest.values())[1:], closed="left")


def between_cuts(
    number: Interval, names: Sequence[str], cuts: Sequence[float], closed: Literal["left", "right"]
) -> Choice:
    """Band i lies between cut i-1 and cut i; `closed` says which band a value exactly on a cut belongs to."""
    first, last = (_bands_below(bound, cuts, closed) for bound in (number.lo, number.hi))
    one = np.uint32(1)
    mask = ((one << (last + one)) - one) & ~((one << first) - one)
    return Choice(names, mask.astype(np.uint32))


def _bands_below(values: np.ndarray, cuts: Sequence[float], closed: Literal["left", "right"]) -> np.ndarray:
    """How many cuts each value has passed; comparisons one by one are faster than a search for so few."""
    passed = np.zeros(len(values), dtype=np.uint32)
    for cut in cuts:
        passed += values >= cut if closed == "left" else values > cut
    return passed
