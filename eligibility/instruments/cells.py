"""The exact set of answers still possible, found by trying one representative of every cell between thresholds.

A definition is written once, as a plain function of known values (`decide`). Where an input is open, every cell that
it may still lie in is tried; the answers that come out are those still possible, no more and no fewer, as long as the
inputs vary independently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import NO, YES, Truth

Axis = Sequence[tuple[Any, np.ndarray]]


def of_number(value: Interval, thresholds: Iterable[float]) -> Axis:
    """Every threshold and every gap between thresholds that the number may lie on or in, by one value of each."""
    cuts = sorted(set(thresholds))
    low, high = _compact(value.lo), _compact(value.hi)
    axis = [(cuts[0] - 1, low < cuts[0])]
    for i, cut in enumerate(cuts):
        axis.append((cut, (low <= cut) & (high >= cut)))
        if i + 1 < len(cuts):
            axis.append(((cut + cuts[i + 1]) / 2, (high > cut) & (low < cuts[i + 1])))
    return [*axis, (cuts[-1] + 1, high > cuts[-1])]


def of_truth(truth: Truth) -> Axis:
    """Yes and no, where each is still possible."""
    codes = _compact(truth.codes)
    return [(True, codes != NO), (False, codes != YES)]


def of_choice(choice: Choice) -> Axis:
    """The named values still possible."""
    mask = _compact(choice.mask)
    return [(value, (mask >> np.uint32(i) & np.uint32(1)).astype(bool)) for i, value in enumerate(choice.values)]


def of_masks(masks: Mapping[Any, np.ndarray]) -> Axis:
    """Cases worked out elsewhere, each with the patients for whom it is possible."""
    return list(masks.items())


def outcomes(
    values: Sequence[str], size: int, axes: Sequence[Axis], decide: Callable[..., str | tuple[str, ...]]
) -> Choice:
    """The answers of `decide` over every combination of cells still possible, as what is possible for each patient.

    `decide` may give several values where the published definition itself leaves the case open.
    """
    found: dict[str, np.ndarray] = {}

    def walk(position: int, labels: tuple[Any, ...], possible: np.ndarray) -> None:
        if position == len(axes):
            answer = decide(*labels)
            for value in (answer,) if isinstance(answer, str) else answer:
                found[value] = found[value] | possible if value in found else possible
            return
        for label, mask in axes[position]:
            both = possible & mask
            if both.any():
                walk(position + 1, (*labels, label), both)

    walk(0, (), np.ones(1, dtype=bool))
    bits = np.zeros(1, dtype=np.uint32)
    for value, mask in found.items():
        bits = bits | np.where(mask, np.uint32(1 << tuple(values).index(value)), np.uint32(0))
    return Choice(values, np.broadcast_to(bits, (size,)))


def settled(choice: Choice, yes: Iterable[str], open_values: Iterable[str] = ()) -> Truth:
    """Yes where only the `yes` values are possible, no where neither they nor the `open_values` are, else unknown.

    `open_values` are answers that say nothing either way, such as "not interpretable".
    """
    wanted, undecided = _bits(choice, yes), _bits(choice, open_values)
    return Truth.settled((choice.mask & ~wanted) == 0, (choice.mask & (wanted | undecided)) == 0)


def _bits(choice: Choice, values: Iterable[str]) -> np.uint32:
    return np.uint32(sum(1 << choice.values.index(value) for value in values))


def _compact(column: np.ndarray) -> np.ndarray:
    """One element where the column says the same about everybody, so an absent input costs nothing."""
    return column[:1] if column.strides == (0,) and len(column) else column
