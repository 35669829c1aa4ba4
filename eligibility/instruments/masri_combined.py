"""MASRI of the patient together with the physician's own estimate of doses taken."""

from __future__ import annotations

from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Positive for non-adherence when both scales lie under their cut-offs; the other cut-off in print stands apart."""
    notes: Notes = {}
    patient, physician = limited(inputs, "masri_pct", notes), limited(inputs, "physician_vas_pct", notes)
    positive = patient.below(knowledge.parameter("masri_below")) & physician.below(
        knowledge.parameter("physician_below")
    )
    is_below_other = patient.below(knowledge.parameter("other_masri_below"))
    return Outcome({"positive": positive, "is_below_other_cut_off": is_below_other}, notes)
