"""EASIX, an index of endothelial activation from LDH, creatinine and platelets."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, product, ratio, stated
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The index and its logarithm to base two; it rises with LDH and creatinine and falls with platelets."""
    notes: Notes = {}
    mg_dl = limited(inputs, "creatinine_umol_l", notes).times(1.0 / knowledge.parameter("umol_l_for_1_mg_dl"))
    index = endothelial_index(inputs, mg_dl, notes)
    return Outcome({"easix": stated(index), "log2": logarithm(index)}, notes)


def endothelial_index(inputs: Inputs, factor: Interval, notes: Notes) -> Interval:
    """LDH times the factor over platelets: the form that EASIX and its modification share."""
    above = product(limited(inputs, "ldh_u_l", notes), factor)
    return ratio(above, limited(inputs, "platelets_10e9_l", notes, is_positive=True))


def logarithm(index: Interval) -> Interval:
    """To base two; an index of zero has none."""
    with np.errstate(divide="ignore"):
        return Interval(np.log2(index.lo), np.log2(index.hi))
