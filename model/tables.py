"""What one term adds to the log odds, answer by answer, with its share of the uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.knowledge.prognosis_files import Term
from model.coding import coded, coded_range, situations
from model.posterior import Posterior


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
class Part:
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


def numeric_table(term: Term, part: Part, raw: np.ndarray) -> tuple[NumericTable, np.ndarray]:
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


def state_table(term: Term, part: Part, of_input: tuple[str, ...], raw: np.ndarray) -> tuple[StateTable, np.ndarray]:
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


def _point(part: Part, columns: np.ndarray) -> Point:
    return Point(columns @ part.mean, columns**2 @ part.own, columns**3 @ part.third, part.factors @ columns.T)


def _less(first: Point, second: Point) -> Point:
    return Point(
        first.log_odds - second.log_odds,
        first.own_variance - second.own_variance,
        first.own_third - second.own_third,
        first.factors - second.factors,
    )
