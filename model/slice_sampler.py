"""Draws from a posterior by elliptical slice sampling: exact at sign boundaries, nothing to tune, many chains at once.

The ellipses follow a normal close to the posterior; the slice corrects for whatever that normal gets wrong
(generalised elliptical slice sampling, Nishihara, Murray and Adams 2014).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# A bracket that has shrunk this often holds the present point alone.
MOST_TRIES = 60
# The guide is a little wider than the posterior it imitates, so that no tail is out of reach.
WIDENING = 1.2

LogDensity = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Guide:
    """A normal close to the posterior: its middle and a square root of its covariance."""

    middle: np.ndarray
    root: np.ndarray
    standardise: np.ndarray

    @classmethod
    def of(cls, middle: np.ndarray, precision: np.ndarray) -> Guide:
        """From the mode and the curvature there."""
        covariance = WIDENING * np.linalg.inv(precision)
        root = np.linalg.cholesky((covariance + covariance.T) / 2)
        return cls(middle, root, np.linalg.inv(root))

    def draw(self, size: int, stream: np.random.Generator) -> np.ndarray:
        return stream.standard_normal((size, len(self.middle))) @ self.root.T

    def log_density(self, points: np.ndarray) -> np.ndarray:
        standard = (points - self.middle) @ self.standardise.T
        return -0.5 * (standard**2).sum(axis=1)


def run_chains(
    density: LogDensity,
    guide: Guide,
    start: np.ndarray,
    warm_up: int,
    kept: int,
    thin: int,
    stream: np.random.Generator,
) -> np.ndarray:
    """Points of the posterior, shape (kept * chains, dimensions), after a warm-up from the given starting points.

    `density(points, chains)` is the log posterior up to a constant, -inf where a sign is broken.
    """

    def excess(points: np.ndarray, chains: np.ndarray) -> np.ndarray:
        return density(points, chains) - guide.log_density(points)

    points, saved = start.copy(), []
    everyone = np.arange(len(start))
    height = excess(points, everyone)
    for step in range(1, warm_up + kept * thin + 1):
        points, height = _move(excess, guide, points, height, stream)
        if step > warm_up and (step - warm_up) % thin == 0:
            saved.append(points.copy())
    return np.concatenate(saved)


def _move(
    excess: LogDensity, guide: Guide, points: np.ndarray, height: np.ndarray, stream: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    size = len(points)
    level = height + np.log(stream.random(size))
    away, across = points - guide.middle, guide.draw(size, stream)
    angle = stream.uniform(0, 2 * np.pi, size)
    low, high = angle - 2 * np.pi, angle.copy()
    after, reached = points.copy(), height.copy()
    open_chains = np.arange(size)
    for _ in range(MOST_TRIES):
        turn = angle[open_chains, None]
        tried = guide.middle + away[open_chains] * np.cos(turn) + across[open_chains] * np.sin(turn)
        found = excess(tried, open_chains)
        accepted = found > level[open_chains]
        after[open_chains[accepted]] = tried[accepted]
        reached[open_chains[accepted]] = found[accepted]
        open_chains = open_chains[~accepted]
        if not len(open_chains):
            break
        left = angle[open_chains] < 0
        low[open_chains[left]] = angle[open_chains[left]]
        high[open_chains[~left]] = angle[open_chains[~left]]
        angle[open_chains] = stream.uniform(low[open_chains], high[open_chains])
    return after, reached
