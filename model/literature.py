"""The prior that the cited knowledge gives for a model in a setting, and the columns that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from eligibility.knowledge.prognosis_files import (
    MODELS,
    Coefficient,
    ModelName,
    OutcomeModel,
    PrognosisInput,
    PrognosisKnowledge,
    SettingLevel,
    Term,
)
from model.coding import coded, is_numeric, situations
from model.cohort_generator import Covariates, draw_covariates
from model.landmark import RESPONSE, draw_landmark_covariates, landmark_inputs, landmark_model
from model.prior import Prior, log_scale, scale

# Every model there is a prior for: those of the index day, and the one at six months.
KINDS: tuple[ModelName, ...] = (*MODELS, "landmark")


def model_of(knowledge: PrognosisKnowledge, kind: str) -> OutcomeModel:
    """The outcome model of a kind: renal, extrarenal or landmark."""
    if kind == "landmark":
        return landmark_model(knowledge)
    return knowledge.models[kind]  # type: ignore[index]


def inputs_of(knowledge: PrognosisKnowledge, kind: str) -> dict[str, PrognosisInput]:
    """What the model of a kind reads."""
    return landmark_inputs(knowledge) if kind == "landmark" else knowledge.inputs


def level_of(knowledge: PrognosisKnowledge, kind: str, setting: str) -> SettingLevel:
    """The share that fails in a setting and the intercept that reproduces it."""
    if kind == "landmark":
        level = knowledge.shared.settings[setting].renal
        return level.model_copy(update={"intercept": knowledge.landmark.intercepts[setting]})
    return knowledge.shared.settings[setting].level(kind)  # type: ignore[arg-type]


def reference_cohort(knowledge: PrognosisKnowledge, kind: str, setting: str) -> Covariates:
    """The synthetic cohort that a model in a setting is centred on and averages over, from its seed."""
    size, seed = int(knowledge.shared.reference_size.number), int(knowledge.shared.seed.number)
    if kind == "landmark":
        return draw_landmark_covariates(knowledge, setting, size, seed)
    return draw_covariates(knowledge.distributions[level_of(knowledge, kind, setting).reference], size, seed)


def columns_of(model: OutcomeModel) -> dict[str, Coefficient]:
    """Every column of the model by name (`term.coefficient`), in the order in which contributions are added."""
    return {
        f"{key}.{name}": coefficient
        for key, term in model.terms.items()
        for name, coefficient in term.coefficients.items()
    }


def term_columns(term: Term, of_input: tuple[str, ...], values: np.ndarray) -> list[np.ndarray]:
    """The columns of one term from exact values of its input (numbers, flags, or positions among the situations)."""
    if is_numeric(term):
        return [coded(term.coding, values)]
    _, levels = situations(term, of_input)
    positions = values.astype(np.int64)
    return [np.array([level == name for level in levels], dtype=float)[positions] for name in term.coefficients]


def design(knowledge: PrognosisKnowledge, model: OutcomeModel, covariates: Mapping[str, np.ndarray]) -> np.ndarray:
    """The matrix that the classifier reads, from exact covariates by input name."""
    inputs = inputs_of(knowledge, model.id)
    columns: list[np.ndarray] = []
    for term in model.terms.values():
        columns += term_columns(term, tuple(inputs[term.input].situations), covariates[term.input])
    return np.column_stack(columns)


def literature_prior(knowledge: PrognosisKnowledge, kind: str, setting: str | None) -> Prior:
    """Cited effects with their ranges, a common slope, and the level of the named setting at its reference patient."""
    name, _ = knowledge.setting(setting)
    model, level = model_of(knowledge, kind), level_of(knowledge, kind, name)
    columns = columns_of(model)
    centre = design(knowledge, model, reference_cohort(knowledge, kind, name)).mean(axis=0)
    beta = np.array([coefficient.number for coefficient in columns.values()])
    prior = Prior.cited(
        names=tuple(columns),
        centre=centre,
        coefficients=tuple(columns.values()),
        intercept=(level.intercept.number + float((beta * centre).sum()), scale(level.intercept)),
        log_slope_sd=log_scale(knowledge.shared.common_slope),
        frailty_sd=knowledge.shared.frailty_sd.number,
    )
    if kind != "landmark":
        return prior
    # How much the findings of the first day fade is as uncertain as their overlap; the response has its own range.
    fading = float(np.hypot(prior.log_slope_sd, log_scale(knowledge.landmark.attenuation)))
    shares = np.array([not column.startswith(f"{RESPONSE}.") for column in columns])
    return replace(prior, log_slope_sd=fading, shares_slope=shares)
