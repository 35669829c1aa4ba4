"""The renal model six months into induction: the same findings, attenuated, beside the response so far."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from eligibility.knowledge.prognosis_files import OutcomeModel, PrognosisInput, PrognosisKnowledge, Term
from model.cohort_generator import Covariates, draw_covariates, term_contributions
from model.logistic_normal import failure_probability, log_odds_for

RESPONSE = "no_response_at_six_months"


def landmark_model(knowledge: PrognosisKnowledge) -> OutcomeModel:
    """The terms of the renal model with attenuated coefficients, and the response at six months last."""
    landmark, renal = knowledge.landmark, knowledge.models["renal"]
    terms = {key: _attenuated(term, landmark.attenuation.number) for key, term in renal.terms.items()}
    return OutcomeModel(
        id="landmark",
        title=landmark.title,
        target=landmark.target,
        definition=landmark.definition,
        citations=landmark.citations,
        terms=terms | {RESPONSE: landmark.response},
    )


def landmark_inputs(knowledge: PrognosisKnowledge) -> dict[str, PrognosisInput]:
    """The inputs of the renal model and the response."""
    return knowledge.inputs | {RESPONSE: knowledge.landmark.input}


def draw_landmark_covariates(knowledge: PrognosisKnowledge, setting: str, size: int, seed: int) -> Covariates:
    """Synthetic patients of a setting with their response at six months, drawn from the renal model's own effects."""
    level = knowledge.shared.settings[setting].renal
    drawn = draw_covariates(knowledge.distributions[level.reference], size, seed)
    added = np.zeros(size)
    for part in term_contributions(knowledge, knowledge.models["renal"], drawn).values():
        added = added + part
    spread = knowledge.shared.frailty_sd.number
    intercept = log_odds_for(knowledge.landmark.share_without_response.number, added, spread)
    chance = failure_probability(intercept + added, spread)
    stream = np.random.default_rng([seed, crc32(RESPONSE.encode())])
    return drawn | {RESPONSE: stream.random(size) < chance}


def _attenuated(term: Term, by: float) -> Term:
    weaker = {
        name: coefficient.model_copy(
            update={"value": coefficient.number * by, "low": coefficient.low * by, "high": coefficient.high * by}
        )
        for name, coefficient in term.coefficients.items()
    }
    return term.model_copy(update={"coefficients": weaker})
