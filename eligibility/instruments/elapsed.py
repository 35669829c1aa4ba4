"""Time since treatment began, as whole months reached, from stated months or from days."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from eligibility.domain.truth import NO, Truth, reconcile
from eligibility.instruments.instrument import Inputs
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note

MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@lru_cache(maxsize=64)
def shortest_days(months: int) -> int:
    """The fewest days that so many calendar months can have; on every anniversary at least as many have passed."""
    lengths = MONTH_LENGTHS * (months // 12 + 2)
    return min(sum(lengths[start : start + months]) for start in range(12))


def has_reached(inputs: Inputs, months: int, notes: Notes) -> Truth:
    """Whether so many months have passed since the start, from `months` or from `days_since_start`.

    A treatment that never started (an infinite number of days) has reached nothing.
    """
    stated = limited(inputs, "months", notes).at_least(months)
    if inputs.columns.get("days_since_start") is None:
        return stated
    days = inputs.number("days_since_start")
    by_days = days.at_least(shortest_days(months)).where(np.isposinf(days.lo), Truth.constant(inputs.size, NO))
    answer, contradiction = reconcile(stated, by_days)
    add_note(notes, "The stated months and the start date contradict each other; the time is unknown.", contradiction)
    return answer
