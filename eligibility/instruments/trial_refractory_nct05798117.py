"""Refractory SLE as NCT05798117 asks for it, from counts of failed drugs."""

from __future__ import annotations

from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Whether activity, organ involvement and failed drugs reach what the registry text asks for."""
    notes: Notes = {}
    activity = limited(inputs, "sledai_2k", notes).at_least(knowledge.parameter("sledai_2k_from"))
    suppressants = limited(inputs, "failed_immunosuppressants", notes)
    biologics = limited(inputs, "failed_biologics", notes)
    passes = (
        activity
        & inputs.truth("organ_involvement")
        & suppressants.at_least(knowledge.parameter("immunosuppressants_from"))
        & inputs.truth("includes_mmf_or_cyc")
        & (biologics.at_least(knowledge.parameter("biologics_from")) | inputs.truth("is_biologic_waived"))
    )
    return Outcome({"passes": passes}, notes)
