"""The probability that follows from log odds known only up to a normal spread: frailty and what is missing."""

from __future__ import annotations

import numpy as np

# Equal steps (the trapezoid rule) converge geometrically; these keep the error below 0.0001 up to a spread of 1.8.
_STEP, _PAIRS = 0.9, 4
_WEIGHTS = np.exp(-0.5 * (_STEP * np.arange(_PAIRS + 1)) ** 2)
_WEIGHTS = _WEIGHTS / (_WEIGHTS[0] + 2 * _WEIGHTS[1:].sum())
# Beyond these log odds a probability cannot be told from 0 or 1, and squares of the odds would overflow.
_FURTHEST = 60.0


def failure_probability(log_odds: np.ndarray, spread: np.ndarray | float) -> np.ndarray:
    """P(fail) averaged over a normal spread of the log odds, by equal steps taken in pairs, in a fixed order.

    With odds against E and steps of k, a pair adds (2 + g) / (1 + E² + g), where g is twice E times the hyperbolic
    cosine of k steps and follows from the two before it.
    """
    against = np.exp(-np.minimum(np.maximum(log_odds, -_FURTHEST), _FURTHEST))
    result = 1.0 / (1.0 + against)
    if np.ndim(spread) == 0 and spread == 0:
        return result
    result *= _WEIGHTS[0]
    grown = np.exp(_STEP * np.asarray(spread))
    turn = grown + 1.0 / grown
    squared = against * against
    squared += 1.0
    before, now = 2.0 * against, against * turn
    above, below = np.empty_like(now), np.empty_like(now)
    for weight in _WEIGHTS[1:]:
        np.add(now, 2.0, out=above)
        np.add(now, squared, out=below)
        above /= below
        above *= weight
        result = result + above if result.shape != above.shape else np.add(result, above, out=result)
        np.multiply(turn, now, out=below)
        below -= before
        before, now, below = now, below, before
    return result


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
