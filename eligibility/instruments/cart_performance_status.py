"""Performance status against what EBMT asks for, and against the wider limit of several trials."""

from __future__ import annotations

from eligibility.domain.truth import reconcile
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Whether the status suffices, by ECOG or by Karnofsky where ECOG is not known."""
    notes: Notes = {}
    ecog, karnofsky = limited(inputs, "ecog", notes), limited(inputs, "karnofsky", notes)
    meets, contradiction = reconcile(
        ecog.below(knowledge.parameter("ecog_below")), karnofsky.above(knowledge.parameter("karnofsky_above"))
    )
    add_note(notes, "ECOG and Karnofsky contradict each other; the answer is unknown.", contradiction)
    return Outcome({"meets_ebmt": meets, "is_up_to_2": ecog.at_most(knowledge.parameter("trial_ecog_up_to"))}, notes)
