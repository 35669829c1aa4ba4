"""CAR-HEMATOTOX: baseline risk of long low counts after CAR-T, from five blood tests before lymphodepletion."""

from __future__ import annotations

from eligibility.domain.interval import points, total
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The score with what open tests can still add; each test moves it one way only, so the bounds are exact."""
    notes: Notes = {}
    parameter = knowledge.parameter
    platelets, neutrophils = limited(inputs, "platelets_10e9_l", notes), limited(inputs, "neutrophils_10e9_l", notes)
    haemoglobin, crp = limited(inputs, "haemoglobin_g_l", notes), limited(inputs, "crp_mg_l", notes)
    ferritin = limited(inputs, "ferritin_ug_l", notes)
    score = total(
        [
            points(platelets.at_most(parameter("platelets_one_up_to")), 1.0),
            points(platelets.below(parameter("platelets_two_below")), 1.0),
            points(neutrophils.below(parameter("neutrophils_below")), 1.0),
            points(haemoglobin.below(parameter("haemoglobin_below")), 1.0),
            points(crp.above(parameter("crp_above")), 1.0),
            points(ferritin.at_least(parameter("ferritin_one_from")), 1.0),
            points(ferritin.above(parameter("ferritin_two_above")), 1.0),
        ]
    )
    printed = (("neutrophils_below", neutrophils), ("haemoglobin_below", haemoglobin), ("crp_above", crp))
    for name, value in printed:
        on_limit = value.is_known & (value.lo == parameter(name))
        add_note(notes, "A value on a limit that the publication leaves open scores nothing.", on_limit)
    return Outcome({"score": score, "high": score.at_least(parameter("high_from"))}, notes)
