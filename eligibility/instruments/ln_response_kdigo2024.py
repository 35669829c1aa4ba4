"""Response of lupus nephritis by KDIGO 2024: complete, primary efficacy renal response (PERR), partial, or none."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.cells import Axis, of_masks, of_truth, outcomes
from eligibility.instruments.elapsed import has_reached
from eligibility.instruments.filtration import current_egfr
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import just_above, just_below, limited, narrowed, ratio, stated
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Each response by its own definition, and the best that is reached (complete, then PERR, then partial).

    The set of best responses still possible is exact: ratio and filtration rate vary independently of each other.
    """
    notes: Notes = {}
    parameter = knowledge.parameter
    now, start = limited(inputs, "upcr_g_g", notes), limited(inputs, "baseline_upcr_g_g", notes)
    egfr, before = current_egfr(inputs, notes), limited(inputs, "baseline_egfr", notes, is_positive=True)
    kept = ratio(egfr, before)
    is_stable = kept.at_least(parameter("egfr_stable"))
    is_kept_for_perr = kept.at_least(parameter("egfr_kept_for_perr")) | egfr.at_least(parameter("egfr_enough_for_perr"))
    has_halved = ratio(now, start).at_most(1.0 - parameter("fall_for_partial"))
    rescue = inputs.truth("rescue")
    is_due = has_reached(inputs, int(parameter("earliest_judgement_months")), notes)

    complete = now.below(parameter("upcr_complete")) & is_stable
    perr = now.at_most(parameter("upcr_perr")) & is_kept_for_perr & ~rescue
    partial = has_halved & now.below(parameter("upcr_partial")) & is_stable

    def decide(urine: tuple[str, bool], kidney: str, is_rescued: bool, due: bool) -> str:
        level, halved = urine
        if level == "complete" and kidney == "stable":
            return "CR"
        if level in ("complete", "perr") and kidney != "lost" and not is_rescued:
            return "PERR"
        if level != "high" and halved and kidney == "stable":
            return "PR"
        return "NR" if due else "not_due"

    best = outcomes(
        knowledge.outputs["best"].values,
        inputs.size,
        [_urine(now, start, knowledge), _kidney(egfr, before, knowledge), of_truth(rescue), of_truth(is_due)],
        decide,
    )
    tighter = kept.below(parameter("egfr_stable_strict")) & is_stable
    sentence = "The eGFR lies 10 to 15% below the start: stable by the wider reading of the definition only."
    add_note(notes, sentence, tighter.is_yes)
    return Outcome({"cr": complete, "perr": perr, "pr": partial, "best": best, "egfr_ratio": stated(kept)}, notes)


def _urine(now: Interval, start: Interval, knowledge: InstrumentKnowledge) -> Axis:
    """Level of proteinuria together with whether it has halved, since both turn on the same ratio."""
    complete, perr, partial = (knowledge.parameter(f"upcr_{name}") for name in ("complete", "perr", "partial"))
    limits = {
        "complete": (-np.inf, just_below(complete)),
        "perr": (complete, perr),
        "partial": (just_above(perr), just_below(partial)),
        "high": (partial, np.inf),
    }
    left = 1.0 - knowledge.parameter("fall_for_partial")
    masks = {}
    for level, (low, high) in limits.items():
        part, possible = narrowed(now, low, high)
        safe = part.where(~possible, Interval.constant(len(part), 0.0))
        remaining = ratio(safe, start)
        masks[level, True] = possible & (remaining.lo <= left)
        masks[level, False] = possible & (remaining.hi > left)
    return of_masks(masks)


def _kidney(egfr: Interval, before: Interval, knowledge: InstrumentKnowledge) -> Axis:
    """Filtration as stable, kept well enough for PERR alone, or lost; the absolute limit is tried apart."""
    stable, kept = knowledge.parameter("egfr_stable"), knowledge.parameter("egfr_kept_for_perr")
    enough = knowledge.parameter("egfr_enough_for_perr")
    size = len(egfr)
    masks = {name: np.zeros(size, dtype=bool) for name in ("stable", "kept", "lost")}
    for low, high, is_enough in ((-np.inf, just_below(enough), False), (enough, np.inf, True)):
        part, possible = narrowed(egfr, low, high)
        share = ratio(part.where(~possible, Interval.constant(size, 0.0)), before)
        masks["stable"] |= possible & (share.hi >= stable)
        masks["kept"] |= possible & (share.lo < stable) & (np.True_ if is_enough else share.hi >= kept)
        masks["lost"] |= possible & (share.lo < kept) & (not is_enough)
    return of_masks(masks)
