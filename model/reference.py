"""The reference cohort of a model in a setting, condensed to what the averages need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.knowledge.prognosis_files import ModelName, OutcomeModel, PrognosisKnowledge, SettingLevel, Term
from model.coding import coded, coded_range, is_numeric, situations
from model.cohort_generator import draw_covariates, term_contributions
from model.prior import scale, spread_of

# Below this correlation two covariates are linked by the chance of the draw alone.
LEAST_CORRELATION = 0.03


@dataclass(frozen=True)
class NumericTable:
    """A numeric term: its coefficient, and the reference values sorted, with running sums for truncated averages."""

    beta: float
    shift: float
    variance: float
    third: float
    low: float
    high: float
    mean: float
    spread: float
    ordered: np.ndarray
    sums: np.ndarray
    squares: np.ndarray

    def truncated(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and variance of the reference values within bounds; the middle where the reference has none there."""
        first = np.searchsorted(self.ordered, low, side="left")
        last = np.searchsorted(self.ordered, high, side="right")
        count = np.maximum(last - first, 1)
        mean = np.where(last > first, (self.sums[last] - self.sums[first]) / count, (low + high) / 2)
        mean = np.clip(mean, low, high)
        variance = (self.squares[last] - self.squares[first]) / count - mean**2
        return mean, np.where(last > first, np.maximum(variance, 0.0), (high - low) ** 2 / 12)


@dataclass(frozen=True)
class StateTable:
    """A flag or an ordered term: one entry for every set of situations still possible, indexed by its bitmask.

    All columns are measured from the reference mean: the average contribution, its variance over what is open, the
    lowest and highest attainable, and the moments of the coefficients' own uncertainty.
    """

    contribution: np.ndarray
    open_variance: np.ndarray
    low: np.ndarray
    high: np.ndarray
    shift: np.ndarray
    variance: np.ndarray
    third: np.ndarray
    everything: int


@dataclass(frozen=True)
class Reference:
    """One model in one setting: the log odds of the reference patient, and a table for every term."""

    model: OutcomeModel
    level: SettingLevel
    intercept: float
    intercept_variance: float
    frailty_variance: float
    tables: dict[str, NumericTable | StateTable]
    covariances: tuple[tuple[str, str, float], ...]


def build_reference(knowledge: PrognosisKnowledge, name: ModelName, setting: str) -> Reference:
    """Draws the reference cohort from its seed and condenses it."""
    model, shared = knowledge.models[name], knowledge.shared
    level = shared.settings[setting].level(name)
    size, seed = int(shared.reference_size.number), int(shared.seed.number)
    drawn = draw_covariates(knowledge.distributions[level.reference], size, seed)
    added = term_contributions(knowledge, model, drawn)
    tables: dict[str, NumericTable | StateTable] = {}
    intercept = level.intercept.number
    for key, term in model.terms.items():
        values = drawn[term.input]
        if is_numeric(term):
            tables[key] = _numeric(term, coded(term.coding, values))
        else:
            tables[key] = _states(term, tuple(knowledge.inputs[term.input].situations), values.astype(np.int64))
        intercept += float(np.mean(added[key]))
    return Reference(
        model=model,
        level=level,
        intercept=intercept,
        intercept_variance=scale(level.intercept) ** 2,
        frailty_variance=shared.frailty_sd.number**2,
        tables=tables,
        covariances=_linked(added),
    )


def _numeric(term: Term, values: np.ndarray) -> NumericTable:
    (coefficient,) = term.coefficients.values()
    prior = spread_of(coefficient)
    low, high = coded_range(term.coding)
    ordered = np.sort(values)
    return NumericTable(
        beta=coefficient.number,
        shift=prior.shift,
        variance=prior.variance,
        third=prior.third,
        low=low,
        high=high,
        mean=float(np.mean(values)),
        spread=float(np.var(values)),
        ordered=ordered,
        sums=np.concatenate([[0.0], np.cumsum(ordered)]),
        squares=np.concatenate([[0.0], np.cumsum(ordered**2)]),
    )


def _states(term: Term, of_input: tuple[str, ...], values: np.ndarray) -> StateTable:
    names, levels = situations(term, of_input)
    share = np.bincount(values, minlength=len(names)) / len(values)
    effects = np.array([0.0 if level is None else term.coefficients[level].number for level in levels])
    coefficients = list(term.coefficients)
    priors = [spread_of(term.coefficients[name]) for name in coefficients]
    belongs = np.array([[level == name for name in coefficients] for level in levels], dtype=float)
    everywhere = share @ belongs
    rows = np.zeros((2 ** len(names), 7))
    for mask in range(1, 2 ** len(names)):
        open_to = np.array([bool(mask >> bit & 1) for bit in range(len(names))])
        weights = np.where(open_to, share, 0.0)
        weights = weights / weights.sum() if weights.sum() > 0 else open_to / open_to.sum()
        mean = weights @ effects
        departure = weights @ belongs - everywhere
        rows[mask] = [
            mean,
            weights @ (effects - mean) ** 2,
            effects[open_to].min(),
            effects[open_to].max(),
            sum(d * prior.shift for d, prior in zip(departure, priors, strict=True)),
            sum(d**2 * prior.variance for d, prior in zip(departure, priors, strict=True)),
            sum(d**3 * prior.third for d, prior in zip(departure, priors, strict=True)),
        ]
    rows[:, [0, 2, 3]] -= share @ effects
    return StateTable(*(np.ascontiguousarray(column) for column in rows.T), everything=2 ** len(names) - 1)


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
