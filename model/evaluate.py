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
from model.reference import Reference
from model.state_groups import (
    FACTORS,
    HIGH_LOG_ODDS,
    HIGH_OWN,
    LOG_ODDS,
    LOW_LOG_ODDS,
    LOW_OWN,
    OPEN,
    OWN,
    THIRD,
)
from model.tables import NumericTable


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

    def add(self, table: NumericTable, step: np.ndarray, squares: np.ndarray) -> None:
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

    def __init__(self, reference: Reference, columns: Mapping[str, Input], size: int):
        wide = len(reference.intercept_factors)
        lines = np.zeros((size, FACTORS + 3 * wide))
        for group in reference.groups:
            lines += group.look_up(columns)
        middle, low, high = (
            [lines[:, FACTORS + which * wide + factor] for factor in range(wide)] for which in range(3)
        )
        self.middle = _Sum(
            reference.intercept + lines[:, LOG_ODDS],
            reference.intercept_variance + lines[:, OWN],
            [start + factor for start, factor in zip(reference.intercept_factors, middle, strict=True)],
        )
        self.low = _Sum(
            self.middle.log_odds + lines[:, LOW_LOG_ODDS],
            self.middle.own_variance + lines[:, LOW_OWN],
            [here + step for here, step in zip(self.middle.factors, low, strict=True)],
        )
        self.high = _Sum(
            self.middle.log_odds + lines[:, HIGH_LOG_ODDS],
            self.middle.own_variance + lines[:, HIGH_OWN],
            [here + step for here, step in zip(self.middle.factors, high, strict=True)],
        )
        self.third = reference.intercept_third + lines[:, THIRD]
        self.open_variance = lines[:, OPEN].copy()


def evaluate(
    reference: Reference, columns: Mapping[str, Input], size: int, interval: float, with_terms: bool = False
) -> Evaluation:
    """The model of this reference over the inputs of `size` patients."""
    sums = _Sums(reference, columns, size)
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
            if key in reference.linked:
                missing[key] = column.codes == 1 if isinstance(column, Truth) else column.mask == table.everything
            if with_terms:
                state = states(column)
                added, known = table.middle.log_odds[state], table.is_known[state]
        if with_terms:
            contributions[key], is_known[key] = added, known
    for first, second, twice in reference.covariances:
        sums.open_variance += twice * (missing[first] & missing[second])
    return _answer(reference, sums, interval, contributions, is_known)


def _add_number(sums: _Sums, table: NumericTable, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, ...]:
    known = low == high
    missing = (low <= table.low) & (high >= table.high)
    step = np.where(known, low - table.centre, 0.0)
    is_all_known = bool(known.all())
    if not is_all_known:
        sums.open_variance += (table.second_moment * table.spread) * missing
        partly = np.flatnonzero(~(known | missing))
        if len(partly):
            mean, variance = table.truncated(low[partly], high[partly])
            step[partly] = mean - table.centre
            sums.open_variance[partly] += table.second_moment * variance
    squares = step * step
    sums.middle.add(table, step, squares)
    sums.third += table.own_third * (squares * step)
    ends = (step, step) if is_all_known else (low - table.centre, high - table.centre)
    for side, end in zip((sums.low, sums.high), ends if table.beta >= 0 else ends[::-1], strict=True):
        side.add(table, end, squares if is_all_known else end * end)
    return table.beta * step, known, missing


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
    bound_low = failure_probability(sums.low.log_odds, np.sqrt(frailty + sums.low.variance()))
    bound_high = failure_probability(sums.high.log_odds, np.sqrt(frailty + sums.high.variance()))
    estimate = failure_probability(log_odds, np.sqrt(unseen + variance))
    estimate = np.minimum(np.maximum(estimate, bound_low), bound_high)
    spread, sd = np.sqrt(unseen), np.sqrt(variance)
    z = NormalDist().inv_cdf(0.5 + interval / 2)
    third = sums.third
    for factor in sums.middle.factors:
        third = third + reference.factor_third * (factor * factor * factor)
    # Cornish and Fisher's first correction: draws cut off at nought and a common slope lean to one side.
    bend = ((z * z - 1.0) / 6.0) * third / variance
    middle = log_odds + bend
    low = np.minimum(failure_probability(middle - z * sd, spread), estimate)
    high = np.maximum(failure_probability(middle + z * sd, spread), estimate)
    return Evaluation(log_odds, estimate, low, high, bound_low, bound_high, contributions, is_known)
