"""The probability that follows from log odds known only up to a normal spread: frailty and what is missing."""

from __future__ import annotations

import numpy as np

# Equal steps (the trapezoid rule) converge geometrically; these keep the error below 0.0001 up to a spread of 1.8.
_STEP, _PAIRS = 0.9, 4
_WEIGHTS = np.exp(-0.5 * (_STEP * np.arange(_PAIRS + 1)) ** 2)
_WEIGHTS = _WEIGHTS / (_WEIGHTS[0] + 2 * _WEIGHTS[1:].sum())
# Beyond these log odds a probability cannot be told from 0 or 1, and squares of the odds would overflow.
_FURTHEST = 60.0
_LEAST = 1e-15


def failure_probability(log_odds: np.ndarray, spread: np.ndarray | float) -> np.ndarray:
    """P(fail) averaged over a normal spread of the log odds, by equal steps taken in pairs, in a fixed order.

    With odds against E, the nodes k steps to either side give together 1 + (1 - E²) / (1 + E² + g), where g is twice E
    times the hyperbolic cosine of k steps and follows from the two before it. Right to 1e-15, not to more figures of
    a probability close to nought.
    """
    against = np.exp(-np.minimum(np.maximum(log_odds, -_FURTHEST), _FURTHEST))
    if np.ndim(spread) == 0 and spread == 0:
        return 1.0 / (1.0 + against)
    grown = np.exp(_STEP * np.asarray(spread))
    turn = grown + 1.0 / grown
    squared = against * against
    apart = 1.0 - squared
    squared += 1.0
    before, now = against + against, against * turn
    below = before + squared
    total = (0.5 * _WEIGHTS[0]) / below
    if total.shape != now.shape:
        total, before = (np.broadcast_to(each, now.shape).copy() for each in (total, before))
        below = np.empty_like(now)
    for weight in _WEIGHTS[1:-1]:
        np.add(now, squared, out=below)
        np.divide(weight, below, out=below)
        total += below
        # The one before last is not needed again: its place takes the next.
        np.multiply(turn, now, out=below)
        np.subtract(below, before, out=before)
        before, now = now, before
    now += squared
    np.divide(_WEIGHTS[-1], now, out=now)
    total += now
    total *= apart
    total += 0.5
    return np.maximum(total, _LEAST, out=total)


def probability_and_slope(log_odds: np.ndarray, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """P(fail) averaged over a fixed spread, and how steeply it rises with the log odds."""
    probability, slope = np.zeros_like(log_odds), np.zeros_like(log_odds)
    for index in range(-_PAIRS, _PAIRS + 1):
        one = 1.0 / (1.0 + np.exp(-np.clip(log_odds + index * _STEP * spread, -_FURTHEST, _FURTHEST)))
        probability += _WEIGHTS[abs(index)] * one
        slope += _WEIGHTS[abs(index)] * one * (1.0 - one)
    return probability, slope


def log_odds_for(level: float, offsets: np.ndarray, spread: float) -> float:
    """The intercept at which a cohort with these linear predictors fails at the given level, by Newton's method."""
    intercept = np.log(level / (1.0 - level)) - float(np.mean(offsets))
    for _ in range(40):
        shares, slopes = probability_and_slope(intercept + offsets, spread)
        step = (float(np.mean(shares)) - level) / float(np.mean(slopes))
        intercept -= step
        if abs(step) < 1e-10:
            break
    return float(intercept)
