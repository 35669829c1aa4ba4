"""One model over columns: log odds, the average over what is missing, the interval, and the worst-case bounds.

Sums run term by term in the order of the model, so one row and a million rows agree.
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
from model.reference import NumericTable, Reference, StateTable


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


class _Sums:
    """Running sums over terms, each a column."""

    def __init__(self, reference: Reference, size: int):
        self.log_odds = np.full(size, reference.intercept)
        self.low = np.full(size, reference.intercept)
        self.high = np.full(size, reference.intercept)
        self.open_variance = np.zeros(size)
        self.shift = np.zeros(size)
        self.variance = np.full(size, reference.intercept_variance)
        self.third = np.zeros(size)


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
            added, known, missing[key] = _add_state(sums, table, states(column))
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
    departure = np.where(known, low - table.mean, 0.0)
    if not known.all():
        sums.open_variance += np.where(missing, table.beta**2 * table.spread, 0.0)
        partly = np.flatnonzero(~known & ~missing)
        if len(partly):
            mean, variance = table.truncated(low[partly], high[partly])
            departure[partly] = mean - table.mean
            sums.open_variance[partly] += table.beta**2 * variance
    added = table.beta * departure
    ends = (table.beta * (low - table.mean), table.beta * (high - table.mean))
    sums.log_odds += added
    sums.low += ends[0] if table.beta >= 0 else ends[1]
    sums.high += ends[1] if table.beta >= 0 else ends[0]
    sums.shift += table.shift * departure
    sums.variance += table.variance * departure**2
    sums.third += table.third * departure**3
    return added, known, missing


def _add_state(sums: _Sums, table: StateTable, state: np.ndarray) -> tuple[np.ndarray, ...]:
    added = table.contribution[state]
    sums.log_odds += added
    sums.low += table.low[state]
    sums.high += table.high[state]
    sums.open_variance += table.open_variance[state]
    sums.shift += table.shift[state]
    sums.variance += table.variance[state]
    sums.third += table.third[state]
    return added, (table.low == table.high)[state], state == table.everything


def _answer(
    reference: Reference,
    sums: _Sums,
    interval: float,
    contributions: dict[str, np.ndarray],
    is_known: dict[str, np.ndarray],
) -> Evaluation:
    spread = np.sqrt(reference.frailty_variance + np.maximum(sums.open_variance, 0.0))
    estimate = failure_probability(sums.log_odds, spread)
    frailty = reference.frailty_variance**0.5
    bound_low = failure_probability(sums.low, frailty)
    bound_high = failure_probability(sums.high, frailty)
    estimate = np.minimum(np.maximum(estimate, bound_low), bound_high)
    sd = np.sqrt(sums.variance)
    skew = sums.third / sd**3
    z = NormalDist().inv_cdf(0.5 + interval / 2)
    bend = (z * z - 1) / 6 * skew
    middle = sums.log_odds + sums.shift
    low = np.minimum(failure_probability(middle + sd * (bend - z), spread), estimate)
    high = np.maximum(failure_probability(middle + sd * (bend + z), spread), estimate)
    return Evaluation(sums.log_odds, estimate, low, high, bound_low, bound_high, contributions, is_known)
