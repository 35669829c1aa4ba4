"""Albumin-creatinine ratio estimated from the protein-creatinine ratio; hidden during active nephritis."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval, points, total
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, rounded
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge

MG_IN_G = 1000.0


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The estimate, which rises with protein; unknown sex, diabetes or hypertension give its range."""
    notes: Notes = {}
    weights = knowledge.table("coefficients")
    protein = limited(inputs, "upcr_g_g", notes, is_positive=True).times(MG_IN_G)
    female = inputs.choice("sex").is_in(["female"])
    exponent = total(
        [
            Interval(*(_of_protein(bound, weights) for bound in (protein.lo, protein.hi))),
            points(~female, -weights["female"]) + weights["female"],
            points(inputs.truth("has_diabetes"), weights["diabetes"]),
            points(inputs.truth("has_hypertension"), weights["hypertension"]),
        ]
    )
    is_active = inputs.truth("is_nephritis_active")
    has_value = np.isfinite(protein.hi) | (protein.lo > 0)
    add_note(notes, "Hidden while nephritis is active.", has_value & is_active.is_yes)
    add_note(notes, "Hidden until active nephritis is ruled out.", has_value & is_active.is_unknown)
    add_note(notes, "Estimated from protein, not measured.", has_value & is_active.is_no)
    estimate = rounded(Interval(np.exp(exponent.lo), np.exp(exponent.hi)))
    return Outcome({"acr_mg_g": Interval.unknown(inputs.size).where(has_value & is_active.is_no, estimate)}, notes)


def _of_protein(protein: np.ndarray, weights: dict[str, float]) -> np.ndarray:
    """The part of the exponent that protein makes: three slopes of its logarithm, joined at two knots."""
    with np.errstate(divide="ignore"):
        low = np.log(np.minimum(protein / weights["first_knot"], 1.0))
        middle = np.log(np.maximum(np.minimum(protein / weights["second_knot"], 1.0), weights["least_share"]))
        high = np.log(np.maximum(protein / weights["second_knot"], 1.0))
    return (
        weights["constant"]
        + weights["ln_up_to_50"] * low
        + weights["ln_50_to_500"] * middle
        + weights["ln_above_500"] * high
    )
