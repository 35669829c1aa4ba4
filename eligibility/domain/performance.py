"""How well predictions agreed with outcomes, every figure with its limits."""

from __future__ import annotations

from eligibility.domain.cited import Frozen


class Limits(Frozen):
    """A figure with its lower and upper limit; the limits are None where they cannot be had."""

    value: float
    low: float | None = None
    high: float | None = None


class Performance(Frozen):
    """Predictions held against outcomes of the same patients.

    `calibration_intercept` is the log odds by which predictions are too low (0 is right) at a slope of 1;
    `calibration_slope` under 1 says that predictions are too extreme. None: it cannot be estimated.
    """

    patients: int
    failures: int
    log_loss: Limits
    brier: Limits
    calibration_intercept: Limits | None
    calibration_slope: Limits | None
    discrimination: Limits | None


class Shift(Frozen):
    """Before and after on the same patients: after less before, so that below zero is better."""

    log_loss: Limits
    brier: Limits
