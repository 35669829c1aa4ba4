"""Modified EASIX: EASIX with CRP in the place of creatinine, which nephritis inflates."""

from __future__ import annotations

from eligibility.instruments.easix import endothelial_index, logarithm
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, stated
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The index and its logarithm to base two; it rises with LDH and CRP and falls with platelets."""
    notes: Notes = {}
    crp_mg_dl = limited(inputs, "crp_mg_l", notes).times(1.0 / knowledge.parameter("mg_l_for_1_mg_dl"))
    index = endothelial_index(inputs, crp_mg_dl, notes)
    return Outcome({"m_easix": stated(index), "log2": logarithm(index)}, notes)
