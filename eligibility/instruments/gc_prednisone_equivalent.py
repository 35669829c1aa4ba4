"""A systemic glucocorticoid dose as the prednisone dose of equal effect."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, rounded, stated
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The prednisone equivalent; where the drug is open, the range over the drugs still possible."""
    notes: Notes = {}
    dose, drug = limited(inputs, "dose_mg", notes), inputs.choice("drug")
    equal = {**knowledge.table("mg_equal_to_reference"), **knowledge.table("mg_equal_to_reference_unverified")}
    low, high = np.full(inputs.size, np.inf), np.full(inputs.size, -np.inf)
    for i, name in enumerate(drug.values):
        possible = (drug.mask >> np.uint32(i) & np.uint32(1)).astype(bool)
        this = rounded(dose.times(knowledge.parameter("reference_prednisone_mg") / equal[name]))
        low = np.where(possible, np.minimum(low, this.lo), low)
        high = np.where(possible, np.maximum(high, this.hi), high)
    for name in knowledge.table("mg_equal_to_reference_unverified"):
        add_note(notes, "The equivalence of this drug is not verified.", drug.is_in([name]).is_yes)
    return Outcome({"prednisone_mg": stated(Interval(low, high))}, notes)
