"""What is believed of each coefficient: a normal around the published value, cut off where evidence has a sign."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from zlib import crc32

import numpy as np

from eligibility.knowledge.prognosis_files import Coefficient, OutcomeModel, RangedCited

CENTRAL = 0.9
_Z = NormalDist().inv_cdf(0.5 + CENTRAL / 2)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a coefficient lies about its published value: shift of the mean, variance, third cumulant."""

    shift: float
    variance: float
    third: float


def scale(ranged: RangedCited) -> float:
    """Standard deviation of the normal whose central 90% is as wide as the published range."""
    return (ranged.high - ranged.low) / (2 * _Z)


def spread_of(coefficient: Coefficient) -> Spread:
    """Moments of the sign-truncated normal, by quadrature on a fixed grid."""
    sd = scale(coefficient)
    grid = coefficient.number + sd * np.linspace(-8.0, 8.0, 3201)
    weights = np.exp(-0.5 * ((grid - coefficient.number) / sd) ** 2) * _allowed(coefficient, grid)
    weights = weights / weights.sum()
    mean = float((weights * grid).sum())
    around = grid - mean
    return Spread(mean - coefficient.number, float((weights * around**2).sum()), float((weights * around**3).sum()))


def draw_coefficients(model: OutcomeModel, size: int, seed: int) -> dict[str, np.ndarray]:
    """Seeded draws of every coefficient, by `term.coefficient`; each keeps the sign that the evidence gives it."""
    drawn = {}
    for key, term in model.terms.items():
        for name, coefficient in term.coefficients.items():
            stream = np.random.default_rng([seed, crc32(f"{key}.{name}".encode())])
            values = np.empty(0)
            while len(values) < size:
                more = coefficient.number + scale(coefficient) * stream.standard_normal(2 * size)
                values = np.concatenate([values, more[_allowed(coefficient, more)]])
            drawn[f"{key}.{name}"] = values[:size]
    return drawn


def draw_intercepts(intercept: RangedCited, size: int, seed: int) -> np.ndarray:
    """Seeded draws of a setting's intercept."""
    stream = np.random.default_rng([seed, crc32(b"intercept")])
    return intercept.number + scale(intercept) * stream.standard_normal(size)


def _allowed(coefficient: Coefficient, values: np.ndarray) -> np.ndarray:
    match coefficient.sign:
        case "raises":
            return values >= 0
        case "lowers":
            return values <= 0
    return np.ones(len(values), dtype=bool)
