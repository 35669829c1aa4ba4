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
from eligibility.knowledge.prognosis_files import Coding
from model.coding import coded, coded_interval, states
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

    def add_at(self, rows: np.ndarray, table: NumericTable, step: np.ndarray, squares: np.ndarray) -> None:
        self.log_odds[rows] += table.beta * step
        self.own_variance[rows] += table.own_variance * squares
        for total, factor in zip(self.factors, table.factors, strict=True):
            total[rows] += factor * step

    def beside(self, other: _Sum) -> _Sum:
        """Both together."""
        factors = [mine + its for mine, its in zip(self.factors, other.factors, strict=True)]
        return _Sum(self.log_odds + other.log_odds, self.own_variance + other.own_variance, factors)

    def variance(self) -> np.ndarray:
        total = self.own_variance.copy()
        for factor in self.factors:
            total += factor * factor
        return np.maximum(total, 0.0)


class _Sums:
    """The patient as known, with gaps averaged; the steps from there to the best and to the worst; spread of gaps."""

    def __init__(self, reference: Reference, columns: Mapping[str, Input], size: int):
        wide = len(reference.intercept_factors)
        groups = reference.groups
        lines = groups[0].look_up(columns) if groups else np.zeros((size, FACTORS + 3 * wide))
        for group in groups[1:]:
            lines += group.look_up(columns)
        column = np.ascontiguousarray(lines.T)
        middle, low, high = ([column[FACTORS + which * wide + factor] for factor in range(wide)] for which in range(3))
        self.middle = _Sum(column[LOG_ODDS], column[OWN], middle)
        self.middle.log_odds += reference.intercept
        self.middle.own_variance += reference.intercept_variance
        for total, start in zip(middle, reference.intercept_factors, strict=True):
            total += start
        self.low = _Sum(column[LOW_LOG_ODDS], column[LOW_OWN], low)
        self.high = _Sum(column[HIGH_LOG_ODDS], column[HIGH_OWN], high)
        self.third = column[THIRD]
        self.third += reference.intercept_third
        self.open_variance = column[OPEN]


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
            added, known, missing[key] = _add_number(sums, table, term.coding, column)
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


def _add_number(
    sums: _Sums, table: NumericTable, coding: Coding, column: Interval
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    known = column.lo == column.hi
    step, missing = coded(coding, column.lo) - table.centre, ~known
    rows = np.flatnonzero(missing)
    if len(rows):
        low, high = coded_interval(coding, column.take(rows))
        is_one, is_any = low == high, (low <= table.low) & (high >= table.high)
        known[rows], missing[rows] = is_one, is_any
        here, spread = np.where(is_one, low - table.centre, 0.0), table.spread * is_any
        partly = np.flatnonzero(~(is_one | is_any))
        if len(partly):
            mean, spread[partly] = table.truncated(low[partly], high[partly])
            here[partly] = mean - table.centre
        step[rows] = here
        sums.open_variance[rows] += table.second_moment * spread
        ends = (low - table.centre, high - table.centre)
        for side, end in zip((sums.low, sums.high), ends if table.beta >= 0 else ends[::-1], strict=True):
            side.add_at(rows, table, end - here, end * end - here * here)
    squares = step * step
    sums.middle.add(table, step, squares)
    sums.third += table.own_third * (squares * step)
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
    least, most = sums.middle.beside(sums.low), sums.middle.beside(sums.high)
    bound_low = failure_probability(least.log_odds, np.sqrt(frailty + least.variance()))
    bound_high = failure_probability(most.log_odds, np.sqrt(frailty + most.variance()))
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
