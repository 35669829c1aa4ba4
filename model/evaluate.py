"""One model over columns: log odds, the average over draws and gaps, the interval, and the worst-case bounds.

Sums run term by term in the order of the model, so one row and a million rows agree. What the draws say is carried by
their mean and covariance; tests hold the result against the draws themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from model.coding import coded_interval, states
from model.inputs import Input
from model.logistic_normal import failure_probability
from model.reference import NumericTable, Point, Reference, StateTable


@dataclass
class Evaluation:
    """What one model says of each row. `log_odds` is the reference patient's plus every contribution, in order."""

    log_odds: np.ndarray
    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    bound_low: np.ndarray
    bound_high: np.ndarray
    contributions: dict[str, np.ndarray] = field(default_factory=dict)
    is_known: dict[str, np.ndarray] = field(default_factory=dict)


class _Sum:
    """Log odds and what their uncertainty is made of, each a running sum over terms."""

    def __init__(self, log_odds: np.ndarray, own_variance: np.ndarray, factors: list[np.ndarray]):
        self.log_odds, self.own_variance, self.factors = log_odds, own_variance, factors

    def __add__(self, step: _Sum) -> _Sum:
        return _Sum(
            self.log_odds + step.log_odds,
            self.own_variance + step.own_variance,
            [a + b for a, b in zip(self.factors, step.factors, strict=True)],
        )

    def add_states(self, point: Point, state: np.ndarray) -> None:
        self.log_odds += point.log_odds[state]
        self.own_variance += point.own_variance[state]
        for total, factor in zip(self.factors, point.factors, strict=True):
            total += factor[state]

    def add_number(self, table: NumericTable, step: np.ndarray, squares: np.ndarray) -> None:
        self.log_odds += table.beta * step
        self.own_variance += table.own_variance * squares
        for total, factor in zip(self.factors, table.factors, strict=True):
            total += factor * step

    def variance(self) -> np.ndarray:
        total = self.own_variance.copy()
        for factor in self.factors:
            total += factor * factor
        return np.maximum(total, 0.0)


class _Sums:
    """The patient as known, with gaps averaged; the steps from there to the best and to the worst; spread of gaps."""

    def __init__(self, reference: Reference, size: int):
        wide = len(reference.intercept_factors)
        self.middle = _Sum(
            np.full(size, reference.intercept),
            np.full(size, reference.intercept_variance),
            [np.full(size, factor) for factor in reference.intercept_factors],
        )
        self.low, self.high = (
            _Sum(np.zeros(size), np.zeros(size), [np.zeros(size) for _ in range(wide)]) for _ in range(2)
        )
        self.third = np.full(size, reference.intercept_third)
        self.open_variance = np.zeros(size)


def evaluate(
    reference: Reference, columns: Mapping[str, Input], size: int, interval: float, with_terms: bool = False
) -> Evaluation:
    """The model of this reference over the inputs of `size` patients."""
    sums = _Sums(reference, size)
    missing: dict[str, np.ndarray] = {}
    contributions: dict[str, np.ndarray] = {}
    is_known: dict[str, np.ndarray] = {}
    for key, term in reference.model.terms.items():
        table, column = reference.tables[key], columns[term.input]
        if isinstance(table, NumericTable):
            assert isinstance(column, Interval)
            added, known, missing[key] = _add_number(sums, table, *coded_interval(term.coding, column))
        else:
            assert isinstance(column, Truth | Choice)
            state = states(column)
            missing[key] = state == table.everything
            _add_state(sums, table, state)
            added, known = (table.middle.log_odds[state], table.is_known[state]) if with_terms else (state, state)
        if with_terms:
            contributions[key], is_known[key] = added, known
    for first, second, twice in reference.covariances:
        both = missing[first] & missing[second]
        if both.any():
            sums.open_variance += twice * both
    return _answer(reference, sums, interval, contributions, is_known)


def _add_number(sums: _Sums, table: NumericTable, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, ...]:
    known = low == high
    missing = (low <= table.low) & (high >= table.high)
    step = np.where(known, low - table.centre, 0.0)
    is_all_known = bool(known.all())
    if not is_all_known:
        sums.open_variance += np.where(missing, table.second_moment * table.spread, 0.0)
        partly = np.flatnonzero(~known & ~missing)
        if len(partly):
            mean, variance = table.truncated(low[partly], high[partly])
            step[partly] = mean - table.centre
            sums.open_variance[partly] += table.second_moment * variance
    squares = step * step
    sums.middle.add_number(table, step, squares)
    sums.third += table.own_third * (squares * step)
    if not is_all_known:
        ends = (low - table.centre, high - table.centre)
        least, most = ends if table.beta >= 0 else ends[::-1]
        sums.low.add_number(table, least - step, least * least - squares)
        sums.high.add_number(table, most - step, most * most - squares)
    return table.beta * step, known, missing


def _add_state(sums: _Sums, table: StateTable, state: np.ndarray) -> None:
    sums.middle.add_states(table.middle, state)
    sums.third += table.middle.own_third[state]
    if not table.is_known[state].all():
        sums.open_variance += table.open_variance[state]
        sums.low.add_states(table.low, state)
        sums.high.add_states(table.high, state)


def _answer(
    reference: Reference,
    sums: _Sums,
    interval: float,
    contributions: dict[str, np.ndarray],
    is_known: dict[str, np.ndarray],
) -> Evaluation:
    frailty, log_odds = reference.frailty_variance, sums.middle.log_odds
    variance = sums.middle.variance()
    unseen = frailty + np.maximum(sums.open_variance, 0.0)
    least, most = sums.middle + sums.low, sums.middle + sums.high
    bound_low = failure_probability(least.log_odds, np.sqrt(frailty + least.variance()))
    bound_high = failure_probability(most.log_odds, np.sqrt(frailty + most.variance()))
    estimate = failure_probability(log_odds, np.sqrt(unseen + variance))
    estimate = np.minimum(np.maximum(estimate, bound_low), bound_high)
    spread, sd = np.sqrt(unseen), np.sqrt(variance)
    z = NormalDist().inv_cdf(0.5 + interval / 2)
    third = sums.third
    for factor in sums.middle.factors:
        third = third + reference.factor_third * factor**3
    # Cornish and Fisher's first correction: draws cut off at nought and a common slope lean to one side.
    bend = (z * z - 1.0) / 6.0 * third / variance
    low = np.minimum(failure_probability(log_odds + bend - z * sd, spread), estimate)
    high = np.maximum(failure_probability(log_odds + bend + z * sd, spread), estimate)
    return Evaluation(log_odds, estimate, low, high, bound_low, bound_high, contributions, is_known)
