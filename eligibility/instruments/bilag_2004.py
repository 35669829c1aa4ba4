"""BILAG-2004 letters, entered by the clinician, as a number, as counts, and as the entry that most trials ask for."""

from __future__ import annotations

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval, points, total
from eligibility.domain.truth import any_of, at_least
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Number, counts and "one A or two B" over whatever letters are still possible for each system.

    A letter that is A or B counts towards two B, since the A alone would do: so the entry is exact.
    """
    letters = [inputs.choice(system) for system in knowledge.inputs]
    worth = knowledge.table("letters")
    return Outcome(
        {
            "numeric": total([_worth(letter, worth) for letter in letters]),
            "count_a": total([points(letter.is_in(["A"]), 1) for letter in letters]),
            "count_b": total([points(letter.is_in(["B"]), 1) for letter in letters]),
            "meets_1a_or_2b": any_of([letter.is_in(["A"]) for letter in letters])
            | at_least(2, [letter.is_in(["A", "B"]) for letter in letters]),
        }
    )


def _worth(letter: Choice, worth: dict[str, float]) -> Interval:
    """Points of the cheapest and of the dearest letter still possible."""
    low, high = np.full(len(letter), np.inf), np.full(len(letter), -np.inf)
    for bit, value in enumerate(letter.values):
        is_possible = (letter.mask >> np.uint32(bit) & np.uint32(1)).astype(bool)
        low = np.where(is_possible, np.minimum(low, worth[value]), low)
        high = np.where(is_possible, np.maximum(high, worth[value]), high)
    return Interval(low, high)
