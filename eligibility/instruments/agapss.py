"""aGAPSS: thrombotic risk of antiphospholipid antibodies, lipids and blood pressure."""

from __future__ import annotations

from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.weighted_items import sum_of
from eligibility.knowledge.instrument_files import InstrumentKnowledge

ANTIBODIES = ("acl", "anti_b2gp1", "la")


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The score; antibodies count only where they persist, so persistence not known leaves their points open."""
    weights = knowledge.table("weights")
    persists = inputs.truth("is_persistent")
    items = {item: inputs.truth(item) & persists if item in ANTIBODIES else inputs.truth(item) for item in weights}
    return Outcome({"score": sum_of(items, weights)})
