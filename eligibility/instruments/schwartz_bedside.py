"""Bedside Schwartz eGFR of a child."""

from __future__ import annotations

from eligibility.instruments.height_based_egfr import height_over_creatinine, where_it_holds
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The estimate from 1 to 17 years."""
    notes: Notes = {}
    age = limited(inputs, "age_years", notes)
    holds = age.at_least(knowledge.parameter("least_age")) & age.below(knowledge.parameter("age_below"))
    quotient = height_over_creatinine(inputs, knowledge.parameter("umol_l_for_1_mg_dl"), notes)
    egfr = quotient.times(knowledge.parameter("k"))
    sentence = "The bedside Schwartz equation holds from 1 to 17 years; the age is another or not known."
    return Outcome({"egfr": where_it_holds(egfr, holds, sentence, notes)}, notes)
