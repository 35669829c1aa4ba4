"""Kidney failure risk equation, four variables, by both published calibrations; hidden during active nephritis."""

from __future__ import annotations

import numpy as np

from eligibility.domain.cohort import Column
from eligibility.domain.interval import Interval, points, total
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, rounded
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Risk in percent; each variable moves it in one direction alone, so the bounds are exact."""
    notes: Notes = {}
    age, egfr = limited(inputs, "age_years", notes), limited(inputs, "egfr", notes)
    acr = limited(inputs, "uacr_mg_g", notes, is_positive=True)
    is_shown = _is_shown(age, egfr, acr, inputs, knowledge, notes)
    with np.errstate(divide="ignore"):
        ln_acr = Interval(np.log(acr.lo), np.log(acr.hi))
    weights = knowledge.table("coefficients")
    male = points(inputs.choice("sex").is_in(["male"]), 1.0)
    score = total(
        [
            (age.times(0.1) - weights["age_10_mean"]).times(weights["age_10"]),
            (male - weights["male_mean"]).times(weights["male"]),
            (egfr.times(0.2) - weights["egfr_5_mean"]).times(weights["egfr_5"]),
            (ln_acr - weights["ln_acr_mean"]).times(weights["ln_acr"]),
        ]
    )
    outputs: dict[str, Column] = {}
    for name, survival in knowledge.table("baseline_survival").items():
        risk = rounded(Interval(*(100.0 * (1.0 - survival ** np.exp(bound)) for bound in (score.lo, score.hi))))
        outputs[f"risk_{name}"] = Interval.unknown(inputs.size).where(is_shown, risk)
    return Outcome(outputs, notes)


def _is_shown(
    age: Interval, egfr: Interval, acr: Interval, inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes
) -> np.ndarray:
    """Whether the equation may be read at all: an adult, an eGFR below its limit, and no active nephritis."""
    is_active = inputs.truth("is_nephritis_active")
    has_values = np.isfinite(egfr.hi) & (np.isfinite(acr.hi) | (acr.lo > 0))
    is_low = egfr.below(knowledge.parameter("egfr_below"))
    is_adult = age.at_least(knowledge.parameter("least_age"))
    is_inflated = has_values & is_active.is_yes
    add_note(notes, "Hidden while nephritis is active: reversible proteinuria inflates the risk.", is_inflated)
    add_note(notes, "Hidden until active nephritis is ruled out.", has_values & is_active.is_unknown)
    add_note(notes, "The equation holds for an eGFR below 60 alone.", has_values & ~is_low.is_yes)
    add_note(notes, "The equation holds for adults alone.", has_values & ~is_adult.is_yes)
    return has_values & is_active.is_no & is_low.is_yes & is_adult.is_yes
