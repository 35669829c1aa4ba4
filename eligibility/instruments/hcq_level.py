"""Hydroxychloroquine level read against its matrix and the dose; nothing is interpolated between published doses."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.cells import of_choice, of_number, outcomes, settled
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, ratio, stated
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge

SERUM_DOSES = ("200", "400")


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The category of a level, and whether it proves severe non-adherence.

    A level that cannot be read (too early, no published cut-off for the dose, no drug prescribed) says nothing about
    adherence: `is_severe_nonadherence` is then unknown, never no.
    """
    notes: Notes = {}
    parameter = knowledge.parameter
    matrix, level = inputs.choice("matrix"), limited(inputs, "level_ng_ml", notes)
    dose, months = limited(inputs, "dose_mg_d", notes), limited(inputs, "months_on_drug", notes)
    serum_cuts = {float(dose_mg): parameter(f"serum_severe_at_{dose_mg}_mg") for dose_mg in SERUM_DOSES}

    def decide(matrix: str, months: float, dose: float, level: float) -> str:
        if months < parameter("months_on_stable_dose") or dose <= 0:
            return "not_interpretable"
        if matrix == "serum":
            if dose not in serum_cuts:
                return "not_interpretable"
            return "severe_nonadherence" if level < serum_cuts[dose] else "not_severe"
        if level < parameter("whole_blood_severe_below"):
            return "severe_nonadherence"
        if level < parameter("whole_blood_range_from"):
            return "subtherapeutic"
        return "in_range" if level <= parameter("whole_blood_range_to") else "above_range"

    blood_cuts = [parameter(f"whole_blood_{name}") for name in ("severe_below", "range_from", "range_to")]
    category = outcomes(
        knowledge.outputs["category"].values,
        inputs.size,
        [
            of_choice(matrix),
            of_number(months, [parameter("months_on_stable_dose")]),
            of_number(dose, [0.0, *serum_cuts]),
            of_number(level, [*serum_cuts.values(), *blood_cuts]),
        ],
        decide,
    )
    said: Notes = {}
    dose_per_kg = _per_kg(inputs, dose, knowledge, said)
    _explain(matrix.is_in(["serum"]), dose, months, serum_cuts, knowledge, said)
    has_level = ~inputs.number("level_ng_ml").is_unknown
    for sentence, mask in said.items():
        add_note(notes, sentence, mask & has_level)
    return Outcome(
        {
            "category": category,
            "is_severe_nonadherence": settled(category, ["severe_nonadherence"], ["not_interpretable"]),
            "is_above_nephritis_target": _above_target(matrix.is_in(["whole_blood"]), dose, months, level, knowledge),
            "dose_mg_per_kg": stated(dose_per_kg),
        },
        notes,
    )


def _above_target(
    is_blood: Truth, dose: Interval, months: Interval, level: Interval, knowledge: InstrumentKnowledge
) -> Truth:
    """Whether whole blood lies above the level aimed at in nephritis; unknown where the level cannot be read."""
    months_needed = knowledge.parameter("months_on_stable_dose")
    is_readable = (is_blood & dose.above(0) & months.at_least(months_needed)).is_yes
    above = level.above(knowledge.parameter("whole_blood_nephritis_target"))
    return Truth.unknown(len(above)).where(is_readable, above)


def _per_kg(inputs: Inputs, dose: Interval, knowledge: InstrumentKnowledge, notes: Notes) -> Interval:
    """The prescribed dose for each kilogram, which is looked at before a low level is blamed on adherence."""
    per_kg = ratio(dose, limited(inputs, "weight_kg", notes, is_positive=True))
    is_low = per_kg.below(knowledge.parameter("usual_dose_mg_per_kg")).is_yes & dose.above(0).is_yes
    add_note(notes, "The prescribed dose is low for the body weight: a low level may be a low dose.", is_low)
    return per_kg


def _explain(
    is_serum: Truth,
    dose: Interval,
    months: Interval,
    cuts: dict[float, float],
    knowledge: InstrumentKnowledge,
    notes: Notes,
) -> None:
    early = months.below(knowledge.parameter("months_on_stable_dose")).is_yes
    add_note(notes, "The level was taken before three months on a stable dose and cannot be read.", early)
    add_note(notes, "No hydroxychloroquine is prescribed, so the level says nothing about adherence.", dose.hi <= 0)
    other_dose = dose.is_known & (dose.lo > 0) & ~np.isin(dose.lo, list(cuts))
    unread = is_serum.is_yes & other_dose
    add_note(notes, "There is no published serum cut-off for this dose; none is inferred.", unread)
