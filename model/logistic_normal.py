"""The probability that follows from log odds known only up to a normal spread: frailty and what is missing."""

from __future__ import annotations

import numpy as np

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(12)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def failure_probability(log_odds: np.ndarray, spread: np.ndarray | float) -> np.ndarray:
    """P(fail) averaged over a normal spread of the log odds, by Gauss-Hermite quadrature, nodes in a fixed order."""
    result = np.zeros(np.broadcast(log_odds, spread).shape)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        result += weight / (1.0 + np.exp(-(log_odds + node * spread)))
    return result


def log_odds_for(level: float, offsets: np.ndarray, spread: float) -> float:
    """The intercept at which a cohort with these linear predictors fails at the given level, by Newton's method."""
    intercept = np.log(level / (1.0 - level)) - float(np.mean(offsets))
    for _ in range(40):
        shares = failure_probability(intercept + offsets, spread)
        step = (float(np.mean(shares)) - level) / float(np.mean(shares * (1.0 - shares)))
        intercept -= step
        if abs(step) < 1e-10:
            break
    return float(intercept)
