"""Predictions held against outcomes: log loss, Brier score, calibration and discrimination, each with its limits."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from eligibility.domain.performance import Limits, Performance

# A probability of exactly nought or one would make one surprise infinitely costly.
_FLOOR = 1e-12
_STEPS = 60


def log_losses(failed: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """What each prediction cost by the logarithmic score."""
    safe = np.clip(predicted, _FLOOR, 1 - _FLOOR)
    return -np.where(failed, np.log(safe), np.log1p(-safe))


def brier_scores(failed: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """The squared distance of each prediction from what happened."""
    return (predicted - failed) ** 2


def performance(failed: np.ndarray, predicted: np.ndarray, interval: float) -> Performance:
    """How predictions agreed with outcomes; calibration and discrimination only where both outcomes occurred."""
    failed = np.asarray(failed, dtype=bool)
    has_both = 0 < failed.sum() < len(failed)
    intercept = recalibrated(failed, predicted, interval, with_slope=False) if has_both else None
    slope = recalibrated(failed, predicted, interval, with_slope=True) if has_both else None
    return Performance(
        patients=len(failed),
        failures=int(failed.sum()),
        log_loss=mean_with_limits(log_losses(failed, predicted), interval),
        brier=mean_with_limits(brier_scores(failed, predicted), interval),
        calibration_intercept=intercept,
        calibration_slope=slope,
        discrimination=area_under_curve(failed, predicted, interval) if has_both else None,
    )


def mean_with_limits(values: np.ndarray, interval: float) -> Limits:
    """A mean over patients with normal limits."""
    mean = float(np.mean(values))
    if len(values) < 2:
        return Limits(value=mean)
    half = _z(interval) * float(np.std(values, ddof=1)) / len(values) ** 0.5
    return Limits(value=mean, low=mean - half, high=mean + half)


def recalibrated(failed: np.ndarray, predicted: np.ndarray, interval: float, with_slope: bool) -> Limits | None:
    """The calibration slope; or, at a slope of one, the calibration intercept. None where the outcomes separate."""
    safe = np.clip(predicted, _FLOOR, 1 - _FLOOR)
    log_odds = np.log(safe) - np.log1p(-safe)
    if with_slope and np.ptp(log_odds) < 1e-9:
        return None
    design = np.column_stack([np.ones(len(log_odds)), log_odds]) if with_slope else np.ones((len(log_odds), 1))
    offset = np.zeros(len(log_odds)) if with_slope else log_odds
    found = logistic_fit(design, failed, offset)
    if found is None:
        return None
    estimate, covariance = found
    value, half = float(estimate[-1]), _z(interval) * float(covariance[-1, -1]) ** 0.5
    return Limits(value=value, low=value - half, high=value + half)


def logistic_fit(
    design: np.ndarray, failed: np.ndarray, offset: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Maximum likelihood by Newton's method with its covariance; None where it runs away to infinity."""
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(offset + design @ weights, -40, 40)))
        information = design.T @ (design * (chance * (1 - chance))[:, None])
        if np.linalg.cond(information) > 1e12:
            return None
        step = np.linalg.solve(information, design.T @ (failed - chance))
        weights = weights + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            return weights, np.linalg.inv(information)
    return None


def area_under_curve(failed: np.ndarray, predicted: np.ndarray, interval: float) -> Limits:
    """The chance that one who failed was given the higher figure, with DeLong's limits."""
    above, below = np.asarray(predicted)[failed], np.asarray(predicted)[~failed]
    order_below, order_above = np.sort(below), np.sort(above)
    lower = np.searchsorted(order_below, above, side="left")
    upper = np.searchsorted(order_below, above, side="right")
    of_failed = (lower + upper) / 2 / len(below)
    lower = np.searchsorted(order_above, below, side="left")
    upper = np.searchsorted(order_above, below, side="right")
    of_others = 1 - (lower + upper) / 2 / len(above)
    area = float(of_failed.mean())
    if len(above) < 2 or len(below) < 2:
        return Limits(value=area)
    variance = of_failed.var(ddof=1) / len(above) + of_others.var(ddof=1) / len(below)
    half = _z(interval) * float(variance) ** 0.5
    return Limits(value=area, low=max(0.0, area - half), high=min(1.0, area + half))


def share_with_limits(count: int, size: int, interval: float) -> Limits:
    """A share with Wilson's limits, which stay honest for few patients."""
    z, share = _z(interval), count / size
    middle = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * (share * (1 - share) / size + z**2 / (4 * size**2)) ** 0.5
    # At nought or all the limit is the share itself, and rounding must not put it on the other side.
    return Limits(value=share, low=min(share, max(0.0, middle - half)), high=max(share, min(1.0, middle + half)))


def _z(interval: float) -> float:
    return NormalDist().inv_cdf(0.5 + interval / 2)
