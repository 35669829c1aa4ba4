"""SELENA-SLEDAI flare index: any one feature makes a flare, and the worst feature wins."""

from __future__ import annotations

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.truth import any_of
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import difference, limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge

SEVERE = ("has_severe_feature", "is_prednisone_above_half_mg_kg", "is_immunosuppressant_new", "is_hospitalised")
MILD = ("has_mild_feature", "is_prednisone_raised", "is_nsaid_or_antimalarial_new")


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """No flare only when every feature is known to be absent; each grade that is still possible is kept."""
    notes: Notes = {}
    score, before = limited(inputs, "sledai", notes), limited(inputs, "sledai_previous", notes)
    pga, pga_before = limited(inputs, "pga", notes), limited(inputs, "pga_previous", notes)
    severe = any_of(
        [
            score.above(knowledge.parameter("severe_above")),
            pga.above(knowledge.parameter("pga_severe_above")),
            *(inputs.truth(name) for name in SEVERE),
        ]
    )
    mild = any_of(
        [
            difference(score, before).at_least(knowledge.parameter("rise")),
            difference(pga, pga_before).at_least(knowledge.parameter("pga_rise")),
            *(inputs.truth(name) for name in MILD),
        ]
    )
    possible = {
        "none": ~(severe.is_yes | mild.is_yes),
        "mild_moderate": ~severe.is_yes & ~mild.is_no,
        "severe": ~severe.is_no,
    }
    values = knowledge.outputs["flare"].values
    mask = sum(possible[value].astype(np.uint32) << np.uint32(i) for i, value in enumerate(values))
    return Outcome({"flare": Choice(values, np.asarray(mask, dtype=np.uint32))}, notes)
