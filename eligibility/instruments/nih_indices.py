"""NIH activity and chronicity indices of lupus nephritis as modified in 2018, from lesion scores or as documented."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from eligibility.domain.interval import Interval, total
from eligibility.domain.truth import Truth, any_of
from eligibility.instruments.banding import between_cuts
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge

DAYS_OF_A_YEAR = 366
CRESCENTS_AND_NECROSIS = ("cellular_fibrocellular_crescents", "fibrous_crescents", "fibrinoid_necrosis")


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Both indices with what open lesions can still add, and whether the histology carries an adverse marker."""
    notes: Notes = {}
    activity = _index("activity", inputs, knowledge, notes)
    chronicity = _index("chronicity", inputs, knowledge, notes)
    age = inputs.number("days_since_biopsy")
    add_note(notes, "The biopsy is more than a year old: the indices may no longer hold.",
             (age.lo > DAYS_OF_A_YEAR) & np.isfinite(age.lo))  # fmt: skip
    warning = between_cuts(
        chronicity,
        knowledge.outputs["chronicity_warning"].values,
        [knowledge.parameter("chronicity_warning_from"), knowledge.parameter("chronicity_strong_warning_from")],
        closed="left",
    )
    return Outcome(
        {
            "ai": activity,
            "ci": chronicity,
            "chronicity_warning": warning,
            "has_adverse_histology": _adverse(activity, chronicity, inputs, knowledge),
        },
        notes,
    )


def _index(name: str, inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Interval:
    """The weighted sum of the lesions, brought together with the index that the report states."""
    weights: Mapping[str, float] = knowledge.table(f"{name}_weights")
    summed = total([limited(inputs, lesion, notes).times(weight) for lesion, weight in weights.items()])
    stated = limited(inputs, f"documented_{name}_index", notes)
    index, contradiction = summed.reconcile(stated)
    add_note(
        notes,
        f"The documented {name} index and the lesions contradict each other; both are kept as bounds.",
        contradiction,
    )
    return index


def _adverse(activity: Interval, chronicity: Interval, inputs: Inputs, knowledge: InstrumentKnowledge) -> Truth:
    """Any marker of adverse histology; lesion scores are bands of shares, so on crescents it is conservative."""
    parameter = knowledge.parameter
    shares = [_share(limited(inputs, lesion, {}), knowledge) for lesion in CRESCENTS_AND_NECROSIS]
    largest = np.maximum.reduce([share.lo for share in shares])
    together = np.minimum(sum(share.hi for share in shares), 100.0)
    return any_of(
        [
            Interval(largest, together).above(parameter("adverse_crescents_or_necrosis_above_pct")),
            chronicity.above(parameter("adverse_chronicity_above")),
            chronicity.above(parameter("adverse_chronicity_with_activity_above"))
            & activity.above(parameter("adverse_activity_above")),
        ]
    )


def _share(score: Interval, knowledge: InstrumentKnowledge) -> Interval:
    """The share of glomeruli that a lesion score stands for, at its widest."""
    lowest, highest = knowledge.table("lowest_share_pct"), knowledge.table("highest_share_pct")
    low, high = np.zeros(len(score)), np.zeros(len(score))
    for grade in ("1", "2", "3"):
        low = np.where(score.lo >= float(grade), lowest[grade], low)
        high = np.where(score.hi >= float(grade), highest[grade], high)
    return Interval(low, high)
