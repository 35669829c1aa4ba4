"""Glucocorticoid dose against the targets of guidelines and of low disease activity, and dependence on it."""

from __future__ import annotations

from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Whether today's dose meets each target, and whether the dose cannot be left behind, strictly and leniently."""
    notes: Notes = {}
    dose, mean = limited(inputs, "prednisone_mg_d", notes), limited(inputs, "mean_6m_mg_d", notes)
    flares = limited(inputs, "flares_on_taper", notes).at_least(knowledge.parameter("flares_on_taper"))
    return Outcome(
        {
            "le5_target_met": dose.at_most(knowledge.parameter("maintenance_target")),
            "lldas_gc": dose.at_most(knowledge.parameter("lldas_limit")),
            "is_dependent_strict": mean.above(knowledge.parameter("dependence_strict_above")) | flares,
            "is_dependent_lenient": mean.above(knowledge.parameter("dependence_lenient_above")) | flares,
        },
        notes,
    )
