"""The three logarithmic terms of SLE-DAS and their guard: the amount, not a ticked box, decides what counts."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.instrument import Inputs
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge

MG_IN_G = 1000.0


def log_terms(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> tuple[list[Interval], np.ndarray]:
    """Proteinuria, platelets and white cells as points, and the mask of patients whose score is refused.

    The amount decides whether a term counts, whatever box is ticked: a ticked box scored with an amount of zero would
    look like remission. A box without an amount says only that the amount lies beyond the limit.
    """
    limit = knowledge.parameter
    proteinuria = _proteinuria(inputs, notes)
    platelets, no_platelets = _count(inputs, "platelets_10e9_l", notes)
    white_cells, no_white_cells = _count(inputs, "white_cells_10e9_l", notes)
    rows = (
        ("proteinuria", "is_proteinuria_counted", proteinuria, limit("proteinuria_above"), True),
        ("platelets", "is_thrombocytopenia_counted", platelets, limit("platelets_below"), False),
        ("white_cells", "is_leukopenia_counted", white_cells, limit("white_cells_below"), False),
    )
    terms = []
    for name, box, amount, threshold, is_above in rows:
        measured = amount.above(threshold) if is_above else amount.below(threshold)
        box_ticked = inputs.truth(box)
        counts = measured.where(measured.is_unknown, box_ticked)
        label = knowledge.inputs[box].label
        contradiction = (box_ticked.is_yes & measured.is_no) | (box_ticked.is_no & measured.is_yes)
        add_note(notes, f"{label}: the box and the amount contradict each other; the amount was used.", contradiction)
        term = _term(amount, counts, knowledge.table("coefficients"), name, rises=is_above, limit=threshold)
        is_missing = counts.is_yes & np.isposinf(term.hi)
        add_note(notes, f"{label}: the amount is required; without it the score has no upper bound.", is_missing)
        terms.append(term)
    return terms, no_platelets | no_white_cells


def _term(
    amount: Interval, counts: Truth, weights: dict[str, float], name: str, *, rises: bool, limit: float
) -> Interval:
    """Constant plus slope times the logarithm where the amount lies beyond its limit, else nothing."""

    def at(value: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore"):
            return weights[name] + weights[f"ln_{name}"] * np.log(value)

    least, most = (amount.lo, amount.hi) if rises else (amount.hi, amount.lo)
    nearest = np.maximum(least, limit) if rises else np.minimum(least, limit)
    low = np.where(counts.is_yes, at(np.maximum(nearest, 0.0)), 0.0)
    high = np.where(counts.is_no, 0.0, at(np.maximum(most, 0.0)))
    return Interval(low, np.maximum(low, high))


def _proteinuria(inputs: Inputs, notes: Notes) -> Interval:
    """Milligrams a day where collected, otherwise milligrams a gram of creatinine; both together give their range."""
    by_day = limited(inputs, "proteinuria_g_24h", notes).times(MG_IN_G)
    by_ratio = limited(inputs, "upcr_g_g", notes).times(MG_IN_G)
    return by_day.reconcile(by_ratio, np.inf)[0]


def _count(inputs: Inputs, name: str, notes: Notes) -> tuple[Interval, np.ndarray]:
    """A blood count; zero has no logarithm and is refused."""
    count = limited(inputs, name, notes)
    is_zero = count.hi <= 0
    add_note(notes, f"{inputs.knowledge.inputs[name].label} of zero: the score is not computed.", is_zero)
    return count, is_zero
