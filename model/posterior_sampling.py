"""From a prior and observed outcomes to draws of intercept and coefficients."""

from __future__ import annotations

from typing import Literal

import numpy as np

from model.logistic_normal import failure_probability, probability_and_slope
from model.prior import Prior
from model.slice_sampler import Guide, run_chains

Move = Literal["intercept", "slope", "all"]
MOVES: tuple[Move, ...] = ("intercept", "slope", "all")
# Chains, each run long enough for its share of the draws; where coefficients stay as drawn, each chain has its own.
CHAINS = {"intercept": 250, "slope": 250, "all": 100}
WARM_UP, THIN = 20, 2
NEWTON_STEPS = 25


def as_effects(points: np.ndarray, prior: Prior) -> np.ndarray:
    """Intercept and coefficients (slope applied) from draws of (intercept, log slope, coefficients before it)."""
    slope = np.exp(points[:, 1])[:, None]
    effects = points[:, 2:] * np.where(prior.shares_slope, slope, 1.0)
    return np.column_stack([points[:, 0], effects])


class LogPosterior:
    """The log density of (intercept, log slope, coefficients) given rows measured from the reference patient."""

    def __init__(self, prior: Prior, rows: np.ndarray, failed: np.ndarray):
        self.prior, self.rows = prior, rows
        self.side = np.where(failed, 1.0, -1.0)
        self.middle = np.concatenate([[prior.intercept, 0.0], prior.location])
        sd = np.concatenate([[prior.intercept_sd, prior.log_slope_sd], prior.sd])
        self.precision = 1.0 / np.where(sd > 0, sd, 1.0) ** 2
        self.sign = np.concatenate([[0, 0], prior.sign])

    def likelihood(self, log_odds: np.ndarray) -> np.ndarray:
        """Log likelihood of each line of log odds, one a draw."""
        agreed = failure_probability(self.side * log_odds, self.prior.frailty_sd)
        return np.log(agreed).sum(axis=1)

    def density(self, points: np.ndarray) -> np.ndarray:
        """Log posterior up to a constant; -inf where a coefficient has the sign that the evidence excludes."""
        result = np.full(len(points), -np.inf)
        allowed = ~(points * self.sign < 0).any(axis=1)
        inside = points[allowed]
        effects = as_effects(inside, self.prior)
        log_odds = effects[:, :1] + effects[:, 1:] @ self.rows.T
        prior = -0.5 * ((inside - self.middle) ** 2 * self.precision).sum(axis=1)
        result[allowed] = self.likelihood(log_odds) + prior
        return result

    def guide(self, free: np.ndarray) -> Guide:
        """A normal at the mode over the free coordinates, the rest at the middle of the prior (Fisher scoring)."""
        point, best = self.middle.copy(), -np.inf
        point = np.where(point * self.sign < 0, 0.0, point)
        candidate, information = point, np.diag(self.precision)
        for _ in range(NEWTON_STEPS):
            step_from, height = candidate, self._height(candidate)
            if height < best - 1e-9:
                candidate = (point + candidate) / 2
                continue
            gain, point, best = height - best, step_from, height
            gradient, information = self._curvature(point)
            if gain < 1e-4:
                break
            moved = np.zeros_like(point)
            moved[free] = np.linalg.solve(information[np.ix_(free, free)], gradient[free])
            candidate = point + moved
            candidate = np.where(candidate * self.sign < 0, 0.0, candidate)
        return Guide.of(point[free], information[np.ix_(free, free)])

    def _height(self, point: np.ndarray) -> float:
        return float(self.density(point[None, :])[0])

    def _curvature(self, point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        effects = as_effects(point[None, :], self.prior)[0]
        log_odds = effects[0] + self.rows @ effects[1:]
        slope = np.where(self.prior.shares_slope, np.exp(point[1]), 1.0)
        shared = self.rows @ np.where(self.prior.shares_slope, effects[1:], 0.0)
        tangent = np.column_stack([np.ones(len(self.rows)), shared, self.rows * slope])
        probability, rise = probability_and_slope(self.side * log_odds, self.prior.frailty_sd)
        score = self.side * rise / np.maximum(probability, 1e-12)
        weight = rise**2 / np.maximum(probability * (1.0 - probability), 1e-12)
        gradient = tangent.T @ score - (point - self.middle) * self.precision
        return gradient, (tangent * weight[:, None]).T @ tangent + np.diag(self.precision)


def sample_posterior(prior: Prior, X: np.ndarray, failed: np.ndarray, move: Move, size: int, seed: int) -> np.ndarray:
    """Draws of intercept and coefficients given the rows, shape (size, 1 + columns).

    `move` says what the rows may change: the intercept alone, the intercept and the common slope, or all. What they may
    not change keeps its prior spread.
    """
    stream = np.random.default_rng(seed)
    posterior = LogPosterior(prior, X - prior.centre, failed)
    free = np.zeros(2 + prior.width, dtype=bool)
    free[0] = True
    free[1] = prior.log_slope_sd > 0 and move != "intercept"
    free[2:] = move == "all"
    chains = min(CHAINS[move], size)
    kept = -(-size // chains)
    guide = posterior.guide(free)
    start = guide.middle + guide.draw(chains, stream)
    start = np.where(start * posterior.sign[free] < 0, -start, start)
    whole = prior.draw(chains, stream)
    if move == "all":

        def density(points: np.ndarray, which: np.ndarray) -> np.ndarray:
            filled = whole[which]
            filled[:, free] = points
            return posterior.density(filled)

    else:
        # The coefficients stay as drawn, so what they add to each row is summed once.
        shared = np.where(prior.shares_slope, 1.0, 0.0)
        with_slope = (whole[:, 2:] * shared) @ posterior.rows.T
        without = (whole[:, 2:] * (1.0 - shared)) @ posterior.rows.T
        middle, precision = posterior.middle[:2], posterior.precision[:2]

        def density(points: np.ndarray, which: np.ndarray) -> np.ndarray:
            head = whole[which, :2]
            head[:, free[:2]] = points
            log_odds = head[:, :1] + np.exp(head[:, 1:]) * with_slope[which] + without[which]
            return posterior.likelihood(log_odds) - 0.5 * ((head - middle) ** 2 * precision).sum(axis=1)

    points = run_chains(density, guide, start, WARM_UP, kept, THIN, stream)[:size]
    result = np.tile(whole, (kept, 1))[:size]
    result[:, free] = points
    return as_effects(result, prior)
