"""What is believed of one model in one setting: mean, covariance and draws of intercept and coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# A covariance that one common factor reproduces to this correlation is kept as that factor and a rest of its own.
_CLOSE = 1e-4
_ROUNDS = 400


@dataclass(frozen=True)
class Posterior:
    """Intercept of the reference patient first, then a coefficient for each of `names`, measured from `centre`.

    `draws` are thinned: rankings use them one by one. Estimates use `mean` and `covariance`, which rest on all draws,
    or are exact where there is nothing but the prior.
    """

    names: tuple[str, ...]
    centre: np.ndarray
    mean: np.ndarray
    covariance: np.ndarray
    draws: np.ndarray
    frailty_sd: float

    @property
    def intercept(self) -> float:
        return float(self.mean[0])

    def variance_parts(self) -> tuple[np.ndarray, np.ndarray]:
        """The covariance as one variance for each place and common factors (one a row): cheap sums over columns."""
        return variance_parts(self.covariance)

    def third_parts(self) -> tuple[np.ndarray, float]:
        """The lean of the draws in the same parts: a third moment for each place, and one for the common factor.

        Beside several factors none is given: what rows have moved so far is close to normal.
        """
        _, factors = self.variance_parts()
        if len(factors) != 1:
            return np.zeros(len(self.mean)), 0.0
        factor = factors[0]
        around = self.draws - self.draws.mean(axis=0)
        along = np.linalg.solve(self.covariance, factor)
        each = (around**3).mean(axis=0)
        whole = float(((around @ along) ** 3).mean())
        rest = float((factor @ along) ** 3 - (factor**3 * along**3).sum())
        common = (whole - float((each * along**3).sum())) / rest if abs(rest) > 1e-12 else 0.0
        return each - common * factor**3, common


def variance_parts(covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`diag(first) + second.T @ second`: a single factor where that is close, else all of them."""
    scale = np.sqrt(np.maximum(np.diag(covariance), 1e-300))
    correlation = covariance / np.outer(scale, scale)
    own = np.full(len(scale), 0.5)
    for _ in range(_ROUNDS):
        values, vectors = np.linalg.eigh(correlation - np.diag(own))
        factor = vectors[:, -1] * np.sqrt(max(float(values[-1]), 0.0))
        before, own = own, 1.0 - np.minimum(factor**2, 1.0)
        if np.abs(own - before).max() < 1e-12:
            break
    if np.abs(np.diag(own) + np.outer(factor, factor) - correlation).max() < _CLOSE:
        factor = factor if factor.sum() >= 0 else -factor
        return own * scale**2, (factor * scale)[None, :]
    values, vectors = np.linalg.eigh(covariance)
    kept = values > values[-1] * 1e-12
    return np.zeros(len(scale)), (vectors[:, kept] * np.sqrt(values[kept])).T
