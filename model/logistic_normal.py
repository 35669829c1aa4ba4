"""The probability that follows from log odds known only up to a normal spread: frailty and what is missing."""

from __future__ import annotations

import numpy as np

# Equal steps (the trapezoid rule) converge geometrically here, and need two exponentials whatever their number.
_STEP, _PAIRS = 0.8, 6
_WEIGHTS = np.exp(-0.5 * (_STEP * np.arange(_PAIRS + 1)) ** 2)
_WEIGHTS = _WEIGHTS / (_WEIGHTS[0] + 2 * _WEIGHTS[1:].sum())
# Beyond these log odds a probability cannot be told from 0 or 1, and squares of the odds would overflow.
_FURTHEST = 60.0


def failure_probability(log_odds: np.ndarray, spread: np.ndarray | float) -> np.ndarray:
    """P(fail) averaged over a normal spread of the log odds, by equal steps taken in pairs, in a fixed order."""
    against = np.exp(-np.clip(log_odds, -_FURTHEST, _FURTHEST))
    result = _WEIGHTS[0] / (1.0 + against)
    if np.ndim(spread) == 0 and spread == 0:
        return 1.0 / (1.0 + against)
    squared = 1.0 + against * against
    step = np.exp(_STEP * np.asarray(spread))
    forth, back = step, 1.0 / step
    up, down = forth, back
    for pair in range(1, _PAIRS + 1):
        both = against * (up + down)
        result = result + _WEIGHTS[pair] * (2.0 + both) / (squared + both)
        if pair < _PAIRS:
            up, down = up * forth, down * back
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
