"""Every candidate on every axis: between which ends of the fixed range, and where each draw puts them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.knowledge.ranking_files import Axis, Part, RankingKnowledge, Scale
from eligibility.ranking.candidates import Candidates
from eligibility.ranking.keyed import uniforms
from eligibility.ranking.references import reference_of

NEUTRAL = {"greatest": 0.0, "smallest": 1.0, "single": 0.0}


@dataclass(frozen=True)
class PartColumn:
    """One measure on its scale: `low` and `high` a candidate, and `draws` (a row a candidate)."""

    low: np.ndarray
    high: np.ndarray
    draws: np.ndarray


@dataclass(frozen=True)
class AxisColumn:
    """One axis: `low` to `high` is what missing answers leave possible, `middle` the median of the draws.

    `about` is the middle of the estimate itself, where the axis is made from one.
    """

    name: str
    low: np.ndarray
    middle: np.ndarray
    high: np.ndarray
    draws: np.ndarray
    parts: dict[str, PartColumn]
    about: np.ndarray | None = None


def on_scale(scale: Scale, values: np.ndarray) -> np.ndarray:
    """0 at `least` and before it, 1 at `most` and beyond it, straight between."""
    least, most = scale.values["least"], scale.values["most"]
    # One precision everywhere: an end and a draw of the same value must compare as equal.
    return np.clip((values - least) / (most - least), 0.0, 1.0).astype(np.float32)


def axis_columns(candidates: Candidates, knowledge: RankingKnowledge, draws: int, seed: int) -> list[AxisColumn]:
    """The axes in the order of their file. What is known does not vary between draws."""
    order = {name: row for row, name in enumerate(knowledge.parts)}
    scoped = [name for name, part in knowledge.parts.items() if part.applies is not None]
    scope_row = {name: len(order) + row for row, name in enumerate(scoped)}
    open_to = [_is_open(candidates, name, part) for name, part in knowledge.parts.items()]
    anybody = np.flatnonzero(np.logical_or.reduce(open_to))
    keyed = uniforms(seed, [candidates.keys[row] for row in anybody], len(order) + len(scoped), draws)
    row_of = {int(row): i for i, row in enumerate(anybody)}
    columns = []
    for name, axis in knowledge.axes.items():
        if axis.prognosis is not None:
            columns.append(_need(name, axis.prognosis.scale, candidates, draws))
            continue
        parts = {}
        for key, part in axis.parts.items():
            rows = np.flatnonzero(open_to[order[key]])
            mine = [row_of[int(row)] for row in rows]
            chances = keyed[order[key]][mine], keyed[scope_row.get(key, order[key])][mine]
            parts[key] = _part(candidates, key, part, rows, chances, NEUTRAL[axis.combine], knowledge, draws)
        columns.append(_combined(name, axis, parts))
    return columns


def _need(name: str, scale: Scale, candidates: Candidates, draws: int) -> AxisColumn:
    need = candidates.need
    about = np.median(need.draws, axis=1) if len(candidates) else np.empty(0)
    low, middle, high = on_scale(scale, need.low), on_scale(scale, about), on_scale(scale, need.high)
    drawn = on_scale(scale, need.draws[:, :draws])
    return AxisColumn(name, np.minimum(low, middle), middle, np.maximum(high, middle), drawn, {}, about)


def _is_open(candidates: Candidates, name: str, part: Part) -> np.ndarray:
    """Where a draw is needed: the value is not known and may matter, or it is not settled whether it applies."""
    value = candidates.parts[name]
    ends = on_scale(part.scale, value.lo), on_scale(part.scale, value.hi)
    is_open = ends[0] != ends[1]
    if part.applies is None:
        return is_open
    scope = candidates.scopes[part.applies]
    return (is_open & ~scope.is_no) | scope.is_unknown


def _part(
    candidates: Candidates,
    name: str,
    part: Part,
    rows: np.ndarray,
    chances: tuple[np.ndarray, np.ndarray],
    neutral: float,
    knowledge: RankingKnowledge,
    draws: int,
) -> PartColumn:
    value: Interval = candidates.parts[name]
    silent = np.float32(neutral)
    ends = on_scale(part.scale, value.lo), on_scale(part.scale, value.hi)
    low, high = np.minimum(*ends), np.maximum(*ends)
    scope = None if part.applies is None else candidates.scopes[part.applies]
    if scope is not None:
        low = np.where(scope.is_no, silent, np.where(scope.is_unknown, np.minimum(low, silent), low))
        high = np.where(scope.is_no, silent, np.where(scope.is_unknown, np.maximum(high, silent), high))
    if not len(rows):
        return PartColumn(low, high, np.broadcast_to(low[:, None], (len(low), draws)))
    drawn = np.repeat(low[:, None], draws, axis=1)
    values = reference_of(part).between(chances[0], value.lo[rows], value.hi[rows])
    placed = on_scale(part.scale, values)
    if scope is not None:
        placed = _where_it_applies(placed, scope.take(rows), chances[1], neutral, knowledge)
    drawn[rows] = placed
    return PartColumn(low, high, drawn)


def _where_it_applies(
    placed: np.ndarray, scope: Truth, chance: np.ndarray, neutral: float, knowledge: RankingKnowledge
) -> np.ndarray:
    """Where it is not settled whether the measure applies, it speaks in the named share of the draws."""
    share = knowledge.settings.applies_when_not_known.number
    silent = scope.is_unknown[:, None] & (chance >= share)
    return np.where(silent, np.float32(neutral), placed)


def _combined(name: str, axis: Axis, parts: dict[str, PartColumn]) -> AxisColumn:
    columns = list(parts.values())
    combine = np.minimum if axis.combine == "smallest" else np.maximum
    low, high, drawn = columns[0].low, columns[0].high, columns[0].draws
    for column in columns[1:]:
        low, high = combine(low, column.low), combine(high, column.high)
        drawn = combine(drawn, column.draws)
    middle, is_open = low.copy(), np.flatnonzero(low != high)
    if len(is_open):
        middle[is_open] = np.median(drawn[is_open], axis=1)
    return AxisColumn(name, low, middle, high, drawn, parts)
