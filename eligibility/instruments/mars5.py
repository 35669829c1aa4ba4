"""MARS-5 total of five answers, and the three cut-offs that are in print."""

from __future__ import annotations

from eligibility.domain.interval import total
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge

ITEMS = tuple(f"item_{number}" for number in range(1, 6))
CUT_OFFS = ("23", "24", "25")


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The total with what open answers can still add, brought together with a documented total."""
    notes: Notes = {}
    summed = total([limited(inputs, item, notes) for item in ITEMS])
    score, contradiction = summed.reconcile(limited(inputs, "documented_total", notes))
    add_note(
        notes, "The documented total and the answers contradict each other; both are kept as bounds.", contradiction
    )
    low = {f"is_below_{cut}": score.below(knowledge.parameter(f"cut_off_{cut}")) for cut in CUT_OFFS}
    return Outcome({"total": score, **low}, notes)
