"""Severe refractory SLE as the APLC pilot defined it: high activity at two visits under full treatment."""

from __future__ import annotations

from eligibility.domain.truth import all_of, reconcile
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Activity at the limit, glucocorticoid and immunosuppressant, each at this visit and at the one before."""
    notes: Notes = {}
    threshold = knowledge.parameter("sledai_from")
    by_dose = limited(inputs, "prednisone_mg_day", notes).above(0)
    glucocorticoid, contradiction = reconcile(inputs.truth("is_on_glucocorticoid_index"), by_dose)
    add_note(notes, "Glucocorticoid at this visit: the answer and the dose contradict each other.", contradiction)
    return Outcome(
        {
            "is_severe_refractory": all_of(
                [
                    limited(inputs, "sledai_index", notes).at_least(threshold),
                    limited(inputs, "sledai_preceding", notes).at_least(threshold),
                    glucocorticoid,
                    inputs.truth("is_on_glucocorticoid_preceding"),
                    inputs.truth("is_on_immunosuppressant_index"),
                    inputs.truth("is_on_immunosuppressant_preceding"),
                ]
            )
        },
        notes,
    )
