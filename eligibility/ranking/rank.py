"""Puts candidates in order: lanes and tiers apart, bands by fixed cut-offs, places with how unsure they are."""

from __future__ import annotations

from datetime import date

import numpy as np

from eligibility.domain.finding import Cite
from eligibility.domain.ranking import Ranking, Weights, WeightShift
from eligibility.knowledge.ranking_files import RankingKnowledge
from eligibility.ranking.acceptability import scores
from eligibility.ranking.axes import axis_columns
from eligibility.ranking.candidates import Candidates
from eligibility.ranking.keyed import weight_draws
from eligibility.ranking.moves import band_moves
from eligibility.ranking.order import bands_of
from eligibility.ranking.pool import Drawn, PoolMaker
from eligibility.ranking.words import AxisWords

POOL = "|"


def draw(candidates: Candidates, weights: Weights, knowledge: RankingKnowledge, draws: int, seed: int) -> Drawn:
    """Weights around the agreed ones, missing facts from their reference; a newcomer changes nobody's draws."""
    agreed = np.array([weights.shares[name] for name in knowledge.axes])
    around = weight_draws(seed, agreed, knowledge.settings.concentration.number, draws)
    columns = axis_columns(candidates, knowledge, draws, seed)
    total = scores([column.draws for column in columns], around)
    middle = np.median(total, axis=1) if len(candidates) else np.empty(0)
    return Drawn(columns, around, agreed, total, bands_of(middle, knowledge.cuts), middle)


def rank_candidates(
    candidates: Candidates,
    weights: Weights,
    knowledge: RankingKnowledge,
    as_of: date,
    setting: str,
    draws: int | None = None,
    seed: int | None = None,
    cites: dict[str, list[Cite]] | None = None,
    with_shifts: bool | None = None,
) -> Ranking:
    """The whole list. Replays exactly from the same candidates, weights, number of draws and seed.

    What a moved weight does is worked out unless there are many; `with_shifts` says so either way.
    """
    settings = knowledge.settings
    is_many = len(candidates) > settings.many.number
    count = draws or int((settings.draws_when_many if is_many else settings.draws).number)
    start = int(settings.seed.number) if seed is None else seed
    drawn = draw(candidates, weights, knowledge, count, start)
    moves = None if is_many else band_moves(candidates, drawn.columns, drawn.weights, drawn.band, knowledge)
    words = [
        AxisWords(axis, column, candidates)
        for axis, column in zip(knowledge.axes.values(), drawn.columns, strict=True)
    ]
    pools, changes = [], {}
    for name in dict.fromkeys(candidates.pools):
        rows = np.flatnonzero(np.array(candidates.pools, dtype=object) == name)
        maker = PoolMaker(candidates, drawn, rows, knowledge, start, words, moves)
        pools.append(maker.pool(*name.split(POOL)))
        if (not is_many if with_shifts is None else with_shifts) and len(rows) > 1:
            for shift in maker.changes():
                changes.setdefault((shift.axis, shift.per_cent), []).extend(shift.changes)
    definitions = [
        definition.model_copy(update={"cites": (cites or {}).get(definition.id, [])})
        for definition in knowledge.definitions()
    ]
    labels = {definition.id: definition.label for definition in definitions}
    return Ranking(
        as_of=as_of,
        weights=weights,
        axes=definitions,
        draws=count,
        seed=start,
        setting=setting,
        told_apart_at=round(100 * settings.told_apart_at.number),
        pools=pools,
        shifts=[
            WeightShift(axis=axis, label=labels[axis], per_cent=per_cent, changes=found)
            for (axis, per_cent), found in changes.items()
        ],
        band_titles={band: cut.title for band, cut in settings.bands.items()},
        versions={"ranking": settings.version, "knowledge": knowledge.snapshot},
    )
