"""Proportion of days covered by dispensed drug."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, rounded
from eligibility.instruments.refills import Supply
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The proportion from refills, brought together with one that is documented, and whether it reaches the cut-off."""
    notes: Notes = {}
    counted = _counted(inputs, notes)
    documented = limited(inputs, "documented_pct", notes).times(0.01)
    share, contradiction = rounded(counted).reconcile(rounded(documented), knowledge.parameter("agreement"))
    add_note(
        notes,
        "The documented proportion and the refills contradict each other; both are kept as bounds.",
        contradiction,
    )
    return Outcome({"pdc": share, "is_adherent": share.at_least(knowledge.parameter("adherent_from"))}, notes)


def _counted(inputs: Inputs, notes: Notes) -> Interval:
    period = limited(inputs, "period_days", notes, is_positive=True)
    refills, stays = inputs.rows("fills"), inputs.rows("hospital_stays")
    low, high = np.zeros(inputs.size), np.ones(inputs.size)
    no_day_left = np.zeros(inputs.size, dtype=bool)
    for row in np.flatnonzero(period.is_known):
        if refills[row] is None or not Supply.can_be_placed(refills[row], stays[row]):
            continue
        supply = Supply.of(period.lo[row], refills[row], stays[row])
        if supply.days_at_home <= 0:
            no_day_left[row] = True
            continue
        low[row] = supply.covered(0) / supply.days_at_home
        high[row] = supply.covered(supply.period_days) / supply.days_at_home
    add_note(notes, "The whole period was spent in hospital; no proportion can be given.", no_day_left)
    return Interval(low, high)
