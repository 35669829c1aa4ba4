"""Lupus low disease activity state: a low score without major organs, nothing new, treatment within its ceilings."""

from __future__ import annotations

from eligibility.domain.truth import all_of
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The state where every part holds; any point of a major organ rules it out, serology counts to the total alone."""
    notes: Notes = {}
    limit = knowledge.parameter
    parts = [
        limited(inputs, "sledai", notes).at_most(limit("sledai_up_to")),
        limited(inputs, "major_organ_points", notes).at_most(0),
        ~inputs.truth("has_haemolytic_anaemia"),
        ~inputs.truth("has_gastrointestinal_activity"),
        ~inputs.truth("has_new_activity"),
        limited(inputs, "pga", notes).at_most(limit("pga_up_to")),
        limited(inputs, "prednisone_mg_day", notes).at_most(limit("prednisone_up_to")),
        inputs.truth("is_on_standard_maintenance"),
    ]
    return Outcome({"is_lldas": all_of(parts)}, notes)
