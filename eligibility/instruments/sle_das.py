"""SLE-DAS: flags, swollen joints and three amounts that count only beyond a limit. Coefficients are provisional."""

from __future__ import annotations

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.cohort import Column
from eligibility.domain.interval import Interval, points, total
from eligibility.instruments.banding import band_up_to
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, rounded
from eligibility.instruments.sle_das_amounts import log_terms
from eligibility.instruments.two_sources import Notes, add_note, has_any, proves, settle
from eligibility.knowledge.instrument_files import InstrumentKnowledge

FLAGS = (
    "has_mucocutaneous_vasculitis",
    "has_alopecia",
    "has_mucosal_ulcers",
    "is_anti_dsdna_increased",
    "has_neuropsychiatric",
    "has_systemic_vasculitis",
    "has_cardiac_or_pulmonary",
    "has_myositis",
    "has_serositis",
    "has_haemolytic_anaemia",
)


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The score with its attainable interval, and its states; every term only rises, so the bounds are exact."""
    notes: Notes = {}
    weights = knowledge.table("coefficients")
    amounts, refused = log_terms(inputs, knowledge, notes)
    joints, joints_refused = _joints(inputs, knowledge, notes)
    complement = settle(
        inputs.truth("has_hypocomplementaemia"),
        proves(inputs, ["is_c3_low", "is_c4_low"]),
        knowledge.inputs["has_hypocomplementaemia"].label,
        notes,
    )
    computed = total(
        [
            Interval.constant(inputs.size, weights["intercept"]),
            joints,
            *(points(inputs.truth(name), weights[name]) for name in FLAGS),
            points(complement, weights["has_hypocomplementaemia"]),
            _rash(inputs.choice("rash"), weights),
            *amounts,
        ]
    )
    nothing_computed = Interval.constant(inputs.size, weights["intercept"], np.inf)
    computed = rounded(computed.where(refused | joints_refused, nothing_computed))
    score = _with_documented(computed, inputs, knowledge, notes)
    return Outcome(_states(score, limited(inputs, "prednisone_mg_day", notes), knowledge), notes)


def _states(score: Interval, prednisone: Interval, knowledge: InstrumentKnowledge) -> dict[str, Column]:
    limit = knowledge.parameter
    bands = {
        "remission": limit("remission_up_to"),
        "mild": limit("mild_up_to"),
        "moderate_severe": np.inf,
    }
    is_score_in_lda = score.at_most(limit("lda_up_to"))
    return {
        "score": score,
        "category": band_up_to(score, bands),
        "is_severe": score.above(limit("severe_above")),
        "is_score_in_lda": is_score_in_lda,
        "is_lda": is_score_in_lda & prednisone.at_most(limit("lda_prednisone")),
        "is_remission": score.at_most(limit("remission_up_to")) & prednisone.at_most(limit("remission_prednisone")),
    }


def _joints(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> tuple[Interval, np.ndarray]:
    """Arthritis and the swollen joints: arthritis is at least one swollen joint, so each bounds the other."""
    weights = knowledge.table("coefficients")
    joints, stated = limited(inputs, "swollen_joints_28", notes), inputs.truth("has_arthritis")
    refused = (stated.is_yes & (joints.hi < 1)) | (stated.is_no & (joints.lo > 0))
    add_note(notes, "Arthritis and the swollen joints contradict each other; the score is not computed.", refused)
    low = np.where(stated.is_yes & ~refused, np.maximum(joints.lo, 1.0), joints.lo)
    high = np.where(stated.is_no, 0.0, joints.hi)
    least, most = (
        np.where(count > 0, weights["has_arthritis"] + weights["swollen_joint"] * count, 0.0) for count in (low, high)
    )
    return Interval(least, np.maximum(least, most)), refused


def _rash(rash: Choice, weights: dict[str, float]) -> Interval:
    """No rash, one above the neck alone, or one below it: they exclude each other."""
    worth = {"none": 0.0, "localized": weights["localized_rash"], "generalized": weights["generalized_rash"]}
    low, high = np.full(len(rash), np.inf), np.full(len(rash), -np.inf)
    for value, weight in worth.items():
        is_possible = ~rash.is_in([value]).is_no
        low = np.where(is_possible, np.minimum(low, weight), low)
        high = np.where(is_possible, np.maximum(high, weight), high)
    return Interval(low, high)


def _with_documented(computed: Interval, inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Interval:
    if not has_any(inputs, ["documented_score"]):
        return computed
    documented = limited(inputs, "documented_score", notes)
    score, contradiction = computed.reconcile(documented, knowledge.parameter("rounding"))
    add_note(notes, "The documented score and the items contradict each other; both are kept as bounds.", contradiction)
    return score
