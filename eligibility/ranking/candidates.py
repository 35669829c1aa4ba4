"""What the order is made from: columns of the candidates, and nothing that says who they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth


@dataclass(frozen=True)
class NeedDraws:
    """The estimate of every candidate: a row of posterior draws each, its bounds by what is missing, and the facts."""

    draws: np.ndarray
    low: np.ndarray
    high: np.ndarray
    missing: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Candidates:
    """Those to be put in order. `pools` says who is compared with whom; `waiting` is days, NaN where nobody knows.

    `parts` holds the measures by the names of axes.yaml, `scopes` whether a measure that depends on one applies.
    """

    keys: tuple[str, ...]
    pools: tuple[str, ...]
    waiting: np.ndarray
    need: NeedDraws
    parts: dict[str, Interval]
    scopes: dict[str, Truth]

    def __len__(self) -> int:
        return len(self.keys)
