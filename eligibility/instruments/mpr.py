"""Medication possession ratio: days of supply dispensed over the days of the period."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, rounded, stated
from eligibility.instruments.refills import Supply
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The ratio as it is, which may exceed one, and capped at one for display."""
    notes: Notes = {}
    period, refills = limited(inputs, "period_days", notes, is_positive=True), inputs.rows("fills")
    low, high = np.zeros(inputs.size), np.full(inputs.size, np.inf)
    for row in np.flatnonzero(period.is_known):
        if refills[row] is not None:
            # The day of a refill does not matter here, so one without a day counts as well.
            supply = Supply.of(period.lo[row], [(0, given) for _, given in refills[row]], None)
            low[row] = supply.supplied(0.0) / period.lo[row]
            high[row] = supply.supplied(np.inf) / period.lo[row]
    ratio = rounded(Interval(low, high))
    return Outcome({"mpr_raw": stated(ratio), "mpr_capped": ratio.clip(0.0, 1.0)}, notes)
