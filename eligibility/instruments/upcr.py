"""Urine protein-creatinine ratio: its thresholds by unit, and the daily amount it approximates."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.two_sources import Notes, add_note, has_any
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The ratio with the half-gram threshold as each unit prints it, and protein a day measured or approximated."""
    notes: Notes = {}
    ratio, mg_mmol = _in_both_units(inputs, knowledge, notes)
    is_below_exact = ratio.below(knowledge.parameter("half_gram_ratio"))
    is_below_printed = mg_mmol.below(knowledge.parameter("printed_mg_mmol"))
    is_borderline = is_below_exact & ~is_below_printed
    add_note(
        notes,
        "Below 0.5 g/g but not below the 50 mg/mmol that guidelines print; the laboratory's own unit decides.",
        is_borderline.is_yes,
    )
    return Outcome(
        {
            "g_g": ratio,
            "mg_mmol": mg_mmol,
            "is_below_0_5_g_g": is_below_exact,
            "is_below_50_mg_mmol": is_below_printed,
            "is_borderline": is_borderline,
            "g_24h_equivalent": _daily(ratio, inputs, knowledge, notes),
        },
        notes,
    )


def _in_both_units(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> tuple[Interval, Interval]:
    """The ratio in g/g and in mg/mmol, each as reported where it was reported in that unit.

    A record holds g/g alone, so the number goes back to mg/mmol by the factor it came with; rounding undoes what
    dividing adds, since 50 mg/mmol must come back as 50.
    """
    ratio, native = inputs.number("upcr_g_g"), inputs.number("upcr_mg_mmol")
    came_with = float(inputs.library.units["upcr_g_g|mg/mmol"].factor)
    converted = Interval(np.round(ratio.lo / came_with, 9), np.round(ratio.hi / came_with, 9))
    exact = native.times(1 / knowledge.parameter("mg_mmol_for_1_g_g"))
    differ = ~ratio.is_unknown & ~native.is_unknown & ((converted.hi < native.lo - 1) | (converted.lo > native.hi + 1))
    add_note(notes, "The ratio in g/g and the one in mg/mmol contradict each other; g/g was used.", differ)
    return exact.where(~ratio.is_unknown, ratio), native.where(differ | native.is_unknown, converted)


def _daily(ratio: Interval, inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Interval:
    if not has_any(inputs, ["proteinuria_g_24h"]):
        add_note(notes, "Protein a day is approximated by the ratio.", ~ratio.is_unknown)
        return ratio
    measured = inputs.number("proteinuria_g_24h")
    add_note(notes, "Protein a day is approximated by the ratio.", measured.is_unknown & ~ratio.is_unknown)
    larger = np.maximum(measured.lo, ratio.lo)
    tolerance = np.where(np.isfinite(larger), larger, 0.0) * knowledge.parameter("agreement_share")
    daily, contradiction = measured.reconcile(ratio, tolerance)
    add_note(notes, "The 24-hour amount and the ratio contradict each other; both are kept as bounds.", contradiction)
    return daily
