"""Numbers as an instrument may use them: inside the limits they can have, and compared after rounding.

Derived numbers (a rise, a ratio) are rounded to ten significant digits before they meet a threshold, so that a rise
from 1.0 to 1.2 is 0.2 and not 0.19999999999999996. What the record states is never rounded.
"""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.domain.rounding import rounded_column
from eligibility.instruments.instrument import Inputs
from eligibility.instruments.two_sources import Notes, add_note


def limited(inputs: Inputs, name: str, notes: Notes, *, is_positive: bool = False) -> Interval:
    """An input within the limits its definition gives; a value outside them is refused, said so, and counts as unknown.

    With `is_positive` zero is refused as well: the number is divided by.
    """
    knowledge = inputs.knowledge.inputs[name]
    low = -np.inf if knowledge.minimum is None else knowledge.minimum
    high = np.inf if knowledge.maximum is None else knowledge.maximum
    if inputs.columns.get(name) is None:
        return Interval.constant(inputs.size, low, high)
    value = inputs.number(name)
    refused = (value.lo > high) | (value.hi < low)
    if is_positive:
        refused = refused | (value.hi <= 0)
    add_note(notes, f"{knowledge.label}: the value cannot be; counted as unknown.", refused)
    return value.where(refused, Interval.constant(inputs.size, low, high)).within(low, high)


def rounded(value: Interval) -> Interval:
    """Bounds at ten significant digits."""
    return Interval(rounded_column(value.lo), rounded_column(value.hi))


def ratio(above: Interval, below: Interval) -> Interval:
    """The quotient of two numbers that cannot be negative and vary independently."""
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = above.lo / below.hi, above.hi / below.lo
    return rounded(Interval(np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), np.inf, high)))


def difference(later: Interval, earlier: Interval) -> Interval:
    """The rise from the earlier number to the later one, where they vary independently."""
    with np.errstate(invalid="ignore"):
        low, high = later.lo - earlier.hi, later.hi - earlier.lo
    return rounded(Interval(np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)))


def narrowed(value: Interval, low: float, high: float) -> tuple[Interval, np.ndarray]:
    """The part of an interval between two limits, and the mask of patients for whom there is such a part."""
    part = Interval(np.maximum(value.lo, low), np.minimum(value.hi, high))
    return part, part.lo <= part.hi


def just_below(limit: float) -> float:
    """The largest number under the limit: the closed end of an interval that leaves the limit out."""
    return float(np.nextafter(limit, -np.inf))


def just_above(limit: float) -> float:
    """The smallest number over the limit."""
    return float(np.nextafter(limit, np.inf))


def stated(value: Interval, low: float = 0.0) -> Interval:
    """A derived number without bounds that say nothing: what reaches from its natural limit to infinity is unknown."""
    says_nothing = (value.lo <= low) & np.isposinf(value.hi)
    return value.where(says_nothing, Interval.unknown(len(value)))


def product(one: Interval, other: Interval) -> Interval:
    """The product of two numbers that cannot be negative and vary independently."""
    with np.errstate(invalid="ignore"):
        low, high = one.lo * other.lo, one.hi * other.hi
    return Interval(np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), np.inf, high))
