"""What is believed of each coefficient before any patient is seen: cited effects, cut off where evidence has a sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist

import numpy as np

from eligibility.knowledge.prognosis_files import Coefficient, RangedCited

CENTRAL = 0.9
_NORMAL = NormalDist()
_Z = _NORMAL.inv_cdf(0.5 + CENTRAL / 2)
SIGNS = {"raises": 1, "lowers": -1, "either": 0}


def scale(ranged: RangedCited) -> float:
    """Standard deviation of the normal whose central 90% is as wide as the published range."""
    return (ranged.high - ranged.low) / (2 * _Z)


def log_scale(ranged: RangedCited) -> float:
    """Standard deviation of the logarithm of a factor whose central 90% has these ends."""
    return float(np.log(ranged.high / ranged.low)) / (2 * _Z)


@dataclass(frozen=True)
class Prior:
    """Independent beliefs about an intercept, a common slope and coefficients, in the order of `names`.

    A coefficient is slope times a normal around its cited value (`location`), cut off at nought on the side that the
    evidence excludes. Columns are measured from `centre`, so that the intercept is that of the reference patient.
    `log_slope_sd` is the spread of the logarithm of the common slope, as likely above one as below; columns outside
    `shares_slope` do not take part in it. `frailty_sd` is what no record shows, integrated out.
    """

    names: tuple[str, ...]
    centre: np.ndarray
    location: np.ndarray
    sd: np.ndarray
    sign: np.ndarray
    shares_slope: np.ndarray
    intercept: float
    intercept_sd: float
    log_slope_sd: float = 0.0
    frailty_sd: float = 0.0

    @classmethod
    def weak(cls, X: np.ndarray) -> Prior:
        """Where no literature is named: normal with standard deviation 2.5 for each standard deviation of a column."""
        width = X.shape[1]
        spread = X.std(axis=0)
        return cls(
            names=tuple(f"x{index}" for index in range(width)),
            centre=X.mean(axis=0),
            location=np.zeros(width),
            sd=2.5 / np.where(spread > 0, spread, 1.0),
            sign=np.zeros(width, dtype=int),
            shares_slope=np.zeros(width, dtype=bool),
            intercept=0.0,
            intercept_sd=2.5,
        )

    @classmethod
    def cited(
        cls,
        names: Sequence[str],
        centre: np.ndarray,
        coefficients: Sequence[Coefficient],
        intercept: tuple[float, float],
        log_slope_sd: float,
        frailty_sd: float,
    ) -> Prior:
        """From cited coefficients; `intercept` is mean and standard deviation at the reference patient."""
        return cls(
            names=tuple(names),
            centre=centre,
            location=np.array([coefficient.number for coefficient in coefficients]),
            sd=np.array([scale(coefficient) for coefficient in coefficients]),
            sign=np.array([SIGNS[coefficient.sign] for coefficient in coefficients]),
            shares_slope=np.ones(len(names), dtype=bool),
            intercept=intercept[0],
            intercept_sd=intercept[1],
            log_slope_sd=log_slope_sd,
            frailty_sd=frailty_sd,
        )

    def with_intercept(self, intercept: float, intercept_sd: float) -> Prior:
        """The same beliefs about effects, another level."""
        return replace(self, intercept=intercept, intercept_sd=intercept_sd)

    @property
    def width(self) -> int:
        return len(self.names)

    @cached_property
    def mean(self) -> np.ndarray:
        """The expected coefficients: the cut and the spread of the slope leave them a little above the cited values."""
        return self._cut[0] * np.where(self.shares_slope, np.exp(self.log_slope_sd**2 / 2), 1.0)

    @cached_property
    def _cut(self) -> np.ndarray:
        """Means and variances of the normals after the cut, before the slope."""
        return np.array([_cut_moments(*each) for each in zip(self.location, self.sd, self.sign, strict=True)]).T

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and covariance of intercept and coefficients, exactly."""
        mean, variance = self._cut
        first, second = np.exp(self.log_slope_sd**2 / 2), np.exp(2 * self.log_slope_sd**2)
        shared = np.where(self.shares_slope, mean, 0.0)
        own = variance * np.where(self.shares_slope, second, 1.0)
        whole = np.zeros((self.width + 1, self.width + 1))
        whole[0, 0] = self.intercept_sd**2
        whole[1:, 1:] = (second - first**2) * np.outer(shared, shared) + np.diag(own)
        return np.concatenate([[self.intercept], self.mean]), whole

    def draw(self, size: int, stream: np.random.Generator) -> np.ndarray:
        """Draws of (intercept, log slope, coefficients before the slope), spread evenly over each margin."""
        margins = [_even_normals(size, 0.0, stream) for _ in range(2)]
        columns = [self.intercept + self.intercept_sd * margins[0]]
        columns.append(self.log_slope_sd * margins[1])
        for location, sd, sign in zip(self.location, self.sd, self.sign, strict=True):
            below = _NORMAL.cdf(-sign * location / sd) if sign else 0.0
            drawn = location + (sign or 1) * sd * _even_normals(size, below, stream)
            columns.append(np.maximum(sign * drawn, 0.0) * sign if sign else drawn)
        return np.column_stack(columns)


def _even_normals(size: int, below: float, stream: np.random.Generator) -> np.ndarray:
    """Standard normals above the quantile `below`, one in each of equally likely slices, in random order."""
    places = (stream.permutation(size) + stream.random(size)) / size
    return np.array([_NORMAL.inv_cdf(below + (1.0 - below) * min(max(u, 1e-12), 1 - 1e-12)) for u in places])


def _cut_moments(location: float, sd: float, sign: int) -> tuple[float, float]:
    """Mean and variance of a normal after what lies on the wrong side of nought has been cut off."""
    if sign == 0:
        return float(location), float(sd**2)
    standard = sign * location / sd
    ratio = _NORMAL.pdf(standard) / _NORMAL.cdf(standard)
    return float(location + sign * sd * ratio), float(sd**2 * (1.0 - ratio * (ratio + standard)))
