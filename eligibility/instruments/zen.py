"""The remission states of Zen 2015, for one visit."""

from __future__ import annotations

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Every state that is still possible; the states exclude one another."""
    notes: Notes = {}
    prednisone = limited(inputs, "prednisone_mg_day", notes)
    is_quiescent = limited(inputs, "clinical_sledai", notes).at_most(0)
    has_no_activity = limited(inputs, "sledai", notes).at_most(0)
    is_off_glucocorticoid = prednisone.at_most(0)
    is_low_dose = prednisone.at_most(knowledge.parameter("prednisone_up_to"))
    is_untreated = has_no_activity & is_off_glucocorticoid & ~inputs.truth("is_on_immunosuppressant")
    states = {
        "complete_remission": is_quiescent & is_untreated,
        "clinical_remission_off_gc": is_quiescent & is_off_glucocorticoid & ~is_untreated,
        "clinical_remission_on_gc": is_quiescent & ~is_off_glucocorticoid & is_low_dose,
        "none": ~is_quiescent | ~is_low_dose,
    }
    values = knowledge.outputs["state"].values
    mask = sum((~states[value].is_no).astype(np.uint32) << np.uint32(i) for i, value in enumerate(values))
    return Outcome({"state": Choice(values, np.asarray(mask, dtype=np.uint32))}, notes)
