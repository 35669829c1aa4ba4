"""Reference distributions: what a missing value is drawn from, cut to what is still possible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from eligibility.knowledge.ranking_files import Part, ReferenceValues

STEPS = 512


@dataclass(frozen=True)
class Reference:
    """A distribution as its cumulative curve. `is_whole`: only the points of `values` can occur."""

    values: np.ndarray
    cumulative: np.ndarray
    is_whole: bool

    def between(self, uniform: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Draws of everybody (rows) within their own bounds; evenly between them where the reference has no weight."""
        first, last = self._below(low), self._up_to(high)
        chance = first[:, None] + uniform * (last - first)[:, None]
        if self.is_whole:
            index = np.searchsorted(self.cumulative, chance, side="left")
            drawn = self.values[np.minimum(index, len(self.values) - 1)]
        else:
            drawn = np.interp(chance, self.cumulative, self.values)
        inner_low = np.where(np.isfinite(low), low, np.minimum(self.values[0], high))
        inner_high = np.where(np.isfinite(high), high, np.maximum(self.values[-1], low))
        empty = last <= first
        if empty.any():
            drawn[empty] = inner_low[empty, None] + uniform[empty] * (inner_high - inner_low)[empty, None]
        return np.clip(drawn, inner_low[:, None], inner_high[:, None])

    def _below(self, low: np.ndarray) -> np.ndarray:
        if self.is_whole:
            index = np.searchsorted(self.values, low, side="left")
            return np.concatenate([[0.0], self.cumulative])[index]
        return np.interp(low, self.values, self.cumulative, left=0.0, right=1.0)

    def _up_to(self, high: np.ndarray) -> np.ndarray:
        if self.is_whole:
            index = np.searchsorted(self.values, high, side="right")
            return np.concatenate([[0.0], self.cumulative])[index]
        return np.interp(high, self.values, self.cumulative, left=0.0, right=1.0)


def reference_of(part: Part) -> Reference:
    """The distribution of a measured part, as its file gives it."""
    given = part.reference
    values, cumulative = _curve(given)
    if not part.is_whole:
        return Reference(values, cumulative, is_whole=False)
    whole = np.arange(np.ceil(values[0]), np.floor(values[-1]) + 1)
    if given.kind == "negative_binomial":
        return Reference(values, cumulative, is_whole=True)
    up_to = np.interp(whole + 0.5, values, cumulative, left=0.0, right=1.0)
    return Reference(whole, up_to / up_to[-1], is_whole=True)


def _curve(given: ReferenceValues) -> tuple[np.ndarray, np.ndarray]:
    v = given.values
    match given.kind:
        case "quartiles":
            ends = np.array([v["low"], v["lower"], v["median"], v["upper"], v["high"]])
            return ends, np.array([0.0, 0.25, 0.5, 0.75, 1.0])
        case "normal":
            values = np.linspace(v["low"], v["high"], STEPS + 1)
            curve = stats.norm.cdf(values, v["mean"], v["sd"])
            return values, (curve - curve[0]) / (curve[-1] - curve[0])
        case _:
            values = np.arange(0, v["high"] + 1)
            curve = stats.nbinom.cdf(values, v["size"], v["size"] / (v["size"] + v["mean"]))
            return values, curve / curve[-1]
