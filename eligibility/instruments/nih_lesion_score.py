"""One lesion of a lupus nephritis biopsy as 0 to 3, from the share of glomeruli or of interstitium it affects."""

from __future__ import annotations

from eligibility.domain.interval import points, total
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """None, under a quarter, a quarter to a half, over a half; it rises with the share, so the bounds are exact."""
    notes: Notes = {}
    share = limited(inputs, "percent_glomeruli", notes)
    score = total(
        [
            points(share.above(0.0), 1.0),
            points(share.at_least(knowledge.parameter("two_from_pct")), 1.0),
            points(share.above(knowledge.parameter("three_above_pct")), 1.0),
        ]
    )
    return Outcome({"score": score}, notes)
