"""One model in one setting made ready for columns: what each term adds, and what its reference cohort says of gaps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from eligibility.knowledge.prognosis_files import OutcomeModel, PrognosisInput, SettingLevel, Term
from model.coding import coded, coded_range, is_numeric, situations
from model.cohort_generator import Covariates
from model.posterior import Posterior
from model.state_groups import StateGroup, grouped

# Below this correlation two covariates are linked by the chance of the draw alone.
LEAST_CORRELATION = 0.03


@dataclass(frozen=True)
class NumericTable:
    """A numeric term: its coefficient and its share of the uncertainty, and the reference values in order."""

    beta: float
    centre: float
    own_variance: float
    own_third: float
    factors: np.ndarray
    second_moment: float
    low: float
    high: float
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
class Point:
    """Log odds, own variance, own lean and common factors (one a row), for every set of situations."""

    log_odds: np.ndarray
    own_variance: np.ndarray
    own_third: np.ndarray
    factors: np.ndarray


@dataclass(frozen=True)
class StateTable:
    """A flag or an ordered term: one entry for every set of situations still possible, indexed by its bitmask.

    `middle` is the average over what is open; `low` and `high` the situations that attain least and most, as steps from
    the middle. `is_known` where one situation, or equal ones, remain.
    """

    middle: Point
    low: Point
    high: Point
    open_variance: np.ndarray
    is_known: np.ndarray
    everything: int

    def lines(self) -> np.ndarray:
        """All of it side by side, one line for every set of situations, in the order that the groups name."""
        middle, low, high = self.middle, self.low, self.high
        head = (middle.log_odds, middle.own_variance, middle.own_third, self.open_variance)
        ends = (low.log_odds, low.own_variance, high.log_odds, high.own_variance)
        return np.column_stack([*head, *ends, *middle.factors, *low.factors, *high.factors])


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
        part = _Part(posterior, own, third, factors, np.arange(place, place + width))
        values = cohort[term.input]
        if is_numeric(term):
            tables[key], added[key] = _numeric(term, part, values)
        else:
            of_input = tuple(inputs[term.input].situations)
            tables[key], added[key] = _states(term, part, of_input, values.astype(np.int64))
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


@dataclass(frozen=True)
class _Part:
    """What the posterior says of the columns of one term."""

    posterior: Posterior
    all_own: np.ndarray
    all_third: np.ndarray
    all_factors: np.ndarray
    places: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        return self.posterior.mean[self.places]

    @property
    def centre(self) -> np.ndarray:
        return self.posterior.centre[self.places - 1]

    @property
    def own(self) -> np.ndarray:
        return self.all_own[self.places]

    @property
    def third(self) -> np.ndarray:
        return self.all_third[self.places]

    @property
    def factors(self) -> np.ndarray:
        return self.all_factors[:, self.places]

    @property
    def second_moments(self) -> np.ndarray:
        """Means of the products of the coefficients: what turns spread of a column into spread of log odds."""
        return np.outer(self.mean, self.mean) + self.posterior.covariance[np.ix_(self.places, self.places)]


def _numeric(term: Term, part: _Part, raw: np.ndarray) -> tuple[NumericTable, np.ndarray]:
    values = coded(term.coding, raw)
    low, high = coded_range(term.coding)
    ordered = np.sort(values)
    table = NumericTable(
        beta=float(part.mean[0]),
        centre=float(part.centre[0]),
        own_variance=float(part.own[0]),
        own_third=float(part.third[0]),
        factors=part.factors[:, 0],
        second_moment=float(part.second_moments[0, 0]),
        low=low,
        high=high,
        spread=float(np.var(values)),
        ordered=ordered,
        sums=np.concatenate([[0.0], np.cumsum(ordered)]),
        squares=np.concatenate([[0.0], np.cumsum(ordered**2)]),
    )
    return table, table.beta * values


def _states(term: Term, part: _Part, of_input: tuple[str, ...], raw: np.ndarray) -> tuple[StateTable, np.ndarray]:
    names, levels = situations(term, of_input)
    share = np.bincount(raw, minlength=len(names)) / len(raw)
    belongs = np.array([[level == name for name in term.coefficients] for level in levels], dtype=float)
    effects = belongs @ part.mean
    rows = {"middle": np.zeros((2 ** len(names), belongs.shape[1])), "low": None, "high": None}
    rows["low"], rows["high"] = rows["middle"].copy(), rows["middle"].copy()
    open_variance, is_known = np.zeros(2 ** len(names)), np.zeros(2 ** len(names), dtype=bool)
    for mask in range(1, 2 ** len(names)):
        open_to = np.array([bool(mask >> bit & 1) for bit in range(len(names))])
        weights = np.where(open_to, share, 0.0)
        weights = weights / weights.sum() if weights.sum() > 0 else open_to / open_to.sum()
        middle = weights @ belongs
        around = belongs - middle
        rows["middle"][mask] = middle - part.centre
        rows["low"][mask] = belongs[np.where(open_to, effects, np.inf).argmin()] - part.centre
        rows["high"][mask] = belongs[np.where(open_to, effects, -np.inf).argmax()] - part.centre
        open_variance[mask] = (part.second_moments * ((weights * around.T) @ around)).sum()
        is_known[mask] = np.ptp(effects[open_to]) == 0
    middle, low, high = (_point(part, rows[name]) for name in ("middle", "low", "high"))
    table = StateTable(
        middle=middle,
        low=_less(low, middle),
        high=_less(high, middle),
        open_variance=open_variance,
        is_known=is_known,
        everything=2 ** len(names) - 1,
    )
    return table, effects[raw]


def _point(part: _Part, columns: np.ndarray) -> Point:
    return Point(columns @ part.mean, columns**2 @ part.own, columns**3 @ part.third, part.factors @ columns.T)


def _less(first: Point, second: Point) -> Point:
    return Point(
        first.log_odds - second.log_odds,
        first.own_variance - second.own_variance,
        first.own_third - second.own_third,
        first.factors - second.factors,
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
