"""Renal relapse of lupus nephritis as none, mild, moderate or severe (KDIGO 2012, table of relapse)."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.cells import of_masks, of_truth, outcomes, settled
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import difference, just_above, just_below, limited, narrowed, rounded
from eligibility.instruments.two_sources import Notes, add_note, has_any, settle
from eligibility.knowledge.instrument_files import InstrumentKnowledge

BETWEEN = "moderate_or_severe"
Masks = dict[str, np.ndarray]


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The severity of a relapse as the worst of creatinine, proteinuria and sediment.

    The values still possible are exact; creatinine, proteinuria and sediment vary independently. Where the published
    table leaves a rise of proteinuria between its moderate and severe rows, both stay possible and a note says so.
    """
    notes: Notes = {}
    creatinine = _creatinine(inputs, knowledge, notes)
    urine = _proteinuria(inputs, knowledge, notes)
    sediment = _sediment(inputs, knowledge, notes)

    def decide(by_creatinine: str, by_urine: str, has_sediment: bool) -> str | tuple[str, ...]:
        found = {by_creatinine, by_urine}
        if "severe" in found:
            return "severe"
        if BETWEEN in found:
            return ("moderate", "severe")
        if "moderate" in found:
            return "moderate"
        return "mild" if has_sediment else "none"

    severity = outcomes(
        knowledge.outputs["severity"].values,
        inputs.size,
        [of_masks(creatinine), of_masks(urine), of_truth(sediment)],
        decide,
    )
    return Outcome({"severity": severity, "is_relapse": settled(severity, ["mild", "moderate", "severe"])}, notes)


def _creatinine(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Masks:
    """Severity still possible by the rise of creatinine, for which the limits depend on where it began."""
    factor = knowledge.parameter("creatinine_umol_l_per_mg_dl")
    start, now = (
        rounded(limited(inputs, name, notes).times(1.0 / factor)) for name in ("baseline_scr_umol_l", "scr_umol_l")
    )
    high_start = knowledge.parameter("high_baseline_mg_dl")
    found = _none_yet(inputs.size)
    for low, high, band in ((-np.inf, just_below(high_start), "normal"), (high_start, np.inf, "high")):
        moderate, severe = (
            knowledge.parameter(f"{grade}_rise_mg_dl_{band}_baseline") for grade in ("moderate", "severe")
        )
        part, possible = narrowed(start, low, high)
        rise = difference(now, _or_zero(part, possible))
        found["none"] |= possible & (rise.lo < moderate)
        found["moderate"] |= possible & (rise.hi >= moderate) & (rise.lo <= severe)
        found["severe"] |= possible & (rise.hi > severe)
    return found


def _proteinuria(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Masks:
    """Severity still possible by the rise of the urine ratio, by where it began (low, middle, high)."""
    parameter = knowledge.parameter
    start, now = limited(inputs, "baseline_upcr_g_g", notes), limited(inputs, "upcr_g_g", notes)
    low_start, high_start = parameter("low_start_g_g"), parameter("high_start_g_g")
    severe = parameter("severe_rise_g_g")
    found = _none_yet(inputs.size)
    for low, high, reaches in (
        (-np.inf, just_below(low_start), parameter("moderate_from_low_g_g")),
        (low_start, high_start, parameter("moderate_from_middle_g_g")),
    ):
        part, possible = narrowed(start, low, high)
        start_part = _or_zero(part, possible)
        rise = difference(now, start_part)
        reached = difference(Interval(np.maximum(now.lo, reaches), np.maximum(now.hi, reaches)), start_part)
        can_reach = possible & (now.hi >= reaches)
        found["none"] |= possible & (now.lo < reaches)
        found["severe"] |= possible & (rise.hi > severe)
        if low == -np.inf:
            found["moderate"] |= can_reach & (reached.lo <= severe)
        else:
            found["moderate"] |= can_reach & (reached.lo < severe)
            found[BETWEEN] |= can_reach & (rise.lo <= severe) & (rise.hi >= severe)
    _from_high(now, start, just_above(high_start), knowledge, found)
    exact = found[BETWEEN] & ~found["moderate"] & ~found["none"] & ~found["severe"]
    add_note(notes, "The published table leaves this rise of proteinuria between moderate and severe.", exact)
    return found


def _from_high(now: Interval, start: Interval, above: float, knowledge: InstrumentKnowledge, found: Masks) -> None:
    """Proteinuria that began high: doubling below the ceiling is moderate, a rise beyond the limit is severe."""
    fold, ceiling = knowledge.parameter("moderate_fold"), knowledge.parameter("moderate_below_g_g")
    severe = knowledge.parameter("severe_rise_g_g")
    part, possible = narrowed(start, above, np.inf)
    first = _or_zero(part, possible)
    lowest_double = first.lo * fold
    found["none"] |= possible & (now.lo < first.hi * fold) & (difference(now, first).lo <= severe)
    found["severe"] |= possible & (difference(now, first).hi > severe)
    found["moderate"] |= possible & (np.maximum(now.lo, lowest_double) < ceiling) & (now.hi >= lowest_double)
    # The gap: doubled, at or over the ceiling, and risen by no more than the severe limit.
    earliest = np.maximum(first.lo, difference(now, Interval.constant(len(now), severe)).lo)
    latest = np.minimum(np.minimum(first.hi, severe / (fold - 1.0)), now.hi / fold)
    found[BETWEEN] |= possible & (now.hi >= ceiling) & (earliest <= latest)


def _sediment(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Truth:
    """Whether the sediment has turned active: as stated, or from red cells, acanthocytes and casts."""
    stated = inputs.truth("sediment_change")
    counted = ("baseline_rbc_per_hpf", "rbc_per_hpf", "acanthocytes_per_hpf", "has_new_cast")
    if not has_any(inputs, counted):
        return stated
    before, now, acanthocytes = (limited(inputs, name, notes) for name in counted[:3])
    red_cells = (
        before.below(knowledge.parameter("baseline_rbc_below_per_hpf"))
        & now.above(knowledge.parameter("rbc_above_per_hpf"))
        & acanthocytes.at_least(knowledge.parameter("acanthocytes_per_hpf"))
    )
    return settle(stated, red_cells | inputs.truth("has_new_cast"), "Urine sediment", notes)


def _none_yet(size: int) -> Masks:
    return {name: np.zeros(size, dtype=bool) for name in ("none", "moderate", "severe", BETWEEN)}


def _or_zero(part: Interval, possible: np.ndarray) -> Interval:
    """The part where there is one; rows without it are masked by the caller and only need some number."""
    return part.where(~possible, Interval.constant(len(part), 0.0))
