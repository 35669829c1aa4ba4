"""DORIS 2021 remission: no clinical activity, a low global assessment, little prednisolone, stable treatment."""

from __future__ import annotations

from eligibility.domain.truth import all_of
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Remission where every part holds; serology is not part of it."""
    notes: Notes = {}
    limit = knowledge.parameter
    parts = [
        limited(inputs, "clinical_sledai", notes).at_most(limit("clinical_sledai_up_to")),
        limited(inputs, "pga", notes).below(limit("pga_below")),
        limited(inputs, "prednisone_mg_day", notes).at_most(limit("prednisone_up_to")),
        inputs.truth("is_treatment_stable"),
    ]
    return Outcome({"is_remission": all_of(parts)}, notes)
