"""The prior that the cited knowledge gives for a model in a setting, and the columns that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from eligibility.knowledge.prognosis_files import Coefficient, OutcomeModel, PrognosisKnowledge, Term
from model.coding import coded, is_numeric, situations
from model.cohort_generator import draw_covariates
from model.prior import Prior, log_scale, scale


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
    columns: list[np.ndarray] = []
    for term in model.terms.values():
        columns += term_columns(term, tuple(knowledge.inputs[term.input].situations), covariates[term.input])
    return np.column_stack(columns)


def literature_prior(knowledge: PrognosisKnowledge, kind: str, setting: str | None) -> Prior:
    """Cited effects with their ranges, a common slope, and the level of the named setting at its reference patient."""
    name, chosen = knowledge.setting(setting)
    model = knowledge.models[kind]  # type: ignore[index]
    level = chosen.level(model.id)
    columns = columns_of(model)
    centre = _centre(knowledge, kind, name)
    beta = np.array([coefficient.number for coefficient in columns.values()])
    return Prior.cited(
        names=tuple(columns),
        centre=centre,
        coefficients=tuple(columns.values()),
        intercept=(level.intercept.number + float(beta @ centre), scale(level.intercept)),
        log_slope_sd=log_scale(knowledge.shared.common_slope),
        frailty_sd=knowledge.shared.frailty_sd.number,
    )


def _centre(knowledge: PrognosisKnowledge, kind: str, setting: str) -> np.ndarray:
    level = knowledge.shared.settings[setting].level(knowledge.models[kind].id)  # type: ignore[index]
    size, seed = int(knowledge.shared.reference_size.number), int(knowledge.shared.seed.number)
    drawn = draw_covariates(knowledge.distributions[level.reference], size, seed)
    return design(knowledge, knowledge.models[kind], drawn).mean(axis=0)  # type: ignore[index]
