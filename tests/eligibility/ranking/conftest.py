"""Small lists of invented candidates, made from what a test says of each and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from eligibility.domain.interval import Interval
from eligibility.domain.ranking import Ranking, Weights
from eligibility.domain.truth import Truth
from eligibility.ranking.candidates import Candidates, NeedDraws
from eligibility.ranking.keyed import stream
from eligibility.ranking.rank import rank_candidates
from eligibility.services.weights import ranking_knowledge

UNKNOWN = (-np.inf, np.inf)
DAY = date(2026, 6, 1)
KNOWN = {"clinical_activity": 12, "biopsy_activity": 6, "damage": 1, "chronicity": 2, "glucocorticoid": 12.5}


class Ranker:
    """Ranks people given as `{"need": 0.7, "damage": 2, "chronicity": (0, 3), "waiting": 40}`; what is left out is
    middling and known. The estimate shares its spread between people, as a posterior does."""

    draws, seed = 400, 1

    def candidates(self, people: Mapping[str, Mapping[str, Any]], draws: int | None = None) -> Candidates:
        count, rows = draws or self.draws, list(people.values())
        together = stream(self.seed, "test estimate").standard_normal(count)
        needs = [_ends(one.get("need", 0.7)) for one in rows]
        drawn = [
            np.clip(low + (high - low) * stream(self.seed, "test", key).random(count) + 0.05 * together, 0.01, 0.99)
            for key, (low, high) in zip(people, needs, strict=True)
        ]
        lows, highs = np.array(needs).T
        return Candidates(
            keys=tuple(people),
            pools=tuple(one.get("pool", "ready|established") for one in rows),
            waiting=np.array([one.get("waiting", np.nan) for one in rows], dtype=float),
            need=NeedDraws(np.array(drawn, dtype=np.float32), lows, highs),
            parts={
                name: Interval(*np.array([_ends(one.get(name, usual)) for one in rows], dtype=float).T)
                for name, usual in KNOWN.items()
            },
            scopes={
                name: Truth.of([one.get(name, "yes") for one in rows])
                for name in ("active_nephritis", "nephritis_ever")
            },
        )

    def rank(
        self,
        people: Mapping[str, Mapping[str, Any]],
        points: Sequence[int] = (100, 80, 60, 40),
        draws: int | None = None,
        seed: int | None = None,
    ) -> Ranking:
        knowledge = ranking_knowledge()
        weights = Weights(
            id="1", points=dict(zip(knowledge.axes, points, strict=True)), set_by="a", set_at=None, reason="a test"
        )
        return rank_candidates(
            self.candidates(people, draws), weights, knowledge, DAY, "referral", draws or self.draws, seed or self.seed
        )


def _ends(given: Any) -> tuple[float, float]:
    return given if isinstance(given, tuple) else (given, given)


@pytest.fixture(scope="session")
def ranker() -> Ranker:
    return Ranker()
