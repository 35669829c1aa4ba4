"""One model in one setting made ready for columns: what each term adds, and what its reference cohort says of gaps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from eligibility.knowledge.prognosis_files import OutcomeModel, PrognosisInput, SettingLevel
from model.coding import is_numeric
from model.cohort_generator import Covariates
from model.posterior import Posterior
from model.state_groups import StateGroup, grouped
from model.tables import NumericTable, Part, StateTable, numeric_table, state_table

# Below this correlation two covariates are linked by the chance of the draw alone.
LEAST_CORRELATION = 0.03


@dataclass(frozen=True)
class Reference:
    """One model in one setting: the log odds of the reference patient, and a table for every term."""

    model: OutcomeModel
    level: SettingLevel
    posterior: Posterior
    intercept: float
    intercept_variance: float
    intercept_third: float
    intercept_factors: np.ndarray
    factor_third: float
    frailty_variance: float
    tables: dict[str, NumericTable | StateTable]
    covariances: tuple[tuple[str, str, float], ...]

    @cached_property
    def groups(self) -> tuple[StateGroup, ...]:
        """The flags and ordered terms of the model, several to a table."""
        parts = {}
        for key, term in self.model.terms.items():
            table = self.tables[key]
            if isinstance(table, StateTable):
                parts[key] = (term.input, term.coding.kind == "flag", table.lines())
        return tuple(grouped(parts))

    @cached_property
    def linked(self) -> frozenset[str]:
        """The terms whose gaps go together with those of another."""
        return frozenset(name for first, second, _ in self.covariances for name in (first, second))


def build_reference(
    inputs: dict[str, PrognosisInput],
    model: OutcomeModel,
    level: SettingLevel,
    posterior: Posterior,
    cohort: Covariates,
) -> Reference:
    """The posterior of a model beside the covariates of its reference cohort, condensed to what columns need."""
    own, factors = posterior.variance_parts()
    third, factor_third = posterior.third_parts()
    tables: dict[str, NumericTable | StateTable] = {}
    added: dict[str, np.ndarray] = {}
    place = 1
    for key, term in model.terms.items():
        width = len(term.coefficients)
        part = Part(posterior, own, third, factors, np.arange(place, place + width))
        values = cohort[term.input]
        if is_numeric(term):
            tables[key], added[key] = numeric_table(term, part, values)
        else:
            of_input = tuple(inputs[term.input].situations)
            tables[key], added[key] = state_table(term, part, of_input, values.astype(np.int64))
        place += width
    return Reference(
        model=model,
        level=level,
        posterior=posterior,
        intercept=posterior.intercept,
        intercept_variance=float(own[0]),
        intercept_third=float(third[0]),
        intercept_factors=factors[:, 0],
        factor_third=factor_third,
        frailty_variance=posterior.frailty_sd**2,
        tables=tables,
        covariances=_linked(added),
    )


def _linked(added: dict[str, np.ndarray]) -> tuple[tuple[str, str, float], ...]:
    """Twice the covariance of every two terms that the reference cohort links, for averages over several missing."""
    names = list(added)
    matrix = np.cov(np.array([added[name] for name in names]))
    spread = np.sqrt(np.diag(matrix))
    return tuple(
        (names[i], names[j], 2 * float(matrix[i, j]))
        for i in range(len(names))
        for j in range(i + 1, len(names))
        if abs(matrix[i, j]) > LEAST_CORRELATION * spread[i] * spread[j]
    )
