"""What would move a candidate into another band: one answer, missing or changed, with everything else as it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from eligibility.domain.ranking import BANDS, BandMove
from eligibility.knowledge.ranking_files import Axis, Part, RankingKnowledge
from eligibility.ranking.acceptability import scores
from eligibility.ranking.axes import AxisColumn, on_scale
from eligibility.ranking.candidates import Candidates
from eligibility.ranking.order import bands_of
from eligibility.ranking.words import amount

# Enough draws to place a middle; the list itself uses all of them.
ENOUGH = 500


@dataclass(frozen=True)
class _Try:
    """One answer tried for everybody: the band that each candidate would then be in."""

    value: float
    band: np.ndarray


def band_moves(
    candidates: Candidates,
    columns: list[AxisColumn],
    weights: np.ndarray,
    band: np.ndarray,
    knowledge: RankingKnowledge,
) -> list[list[BandMove]]:
    """For every candidate the nearest answer to each measure that leads to another band."""
    weights = weights[:ENOUGH]
    drawn = [column.draws[:, :ENOUGH] for column in columns]
    total = scores(drawn, weights)
    found: list[list[BandMove]] = [[] for _ in candidates.keys]
    for position, column in enumerate(columns):
        axis = knowledge.axes[column.name]
        rest = total - drawn[position] * weights[:, position]
        for name, part in axis.parts.items():
            tried = _tried(axis, name, part, column, rest, weights[:, position], knowledge.cuts)
            for row in range(len(candidates)):
                found[row] += _moves_of(candidates, name, part, row, int(band[row]), tried)
    return found


def _tried(
    axis: Axis, name: str, part: Part, column: AxisColumn, rest: np.ndarray, weight: np.ndarray, cuts: tuple[float, ...]
) -> list[_Try]:
    others = [other.draws[:, :ENOUGH] for key, other in column.parts.items() if key != name]
    combine = np.minimum if axis.combine == "smallest" else np.maximum
    tried = []
    for value in _grid(part):
        placed = np.full_like(rest, np.float32(on_scale(part.scale, np.array(value))))
        for other in others:
            placed = combine(placed, other)
        tried.append(_Try(value, bands_of(np.median(rest + placed * weight, axis=1), cuts)))
    return tried


def _grid(part: Part) -> list[float]:
    """Answers in rising order: the ends of the scale and every whole number between."""
    low, high = sorted((part.scale.values["least"], part.scale.values["most"]))
    return sorted({low, high, *(float(value) for value in range(ceil(low), floor(high) + 1))})


def _moves_of(
    candidates: Candidates, name: str, part: Part, row: int, band: int, tried: list[_Try]
) -> list[BandMove]:
    value = candidates.parts[name]
    scope = None if part.applies is None else candidates.scopes[part.applies]
    if scope is not None and scope.is_no[row]:
        return []
    low, high = float(value.lo[row]), float(value.hi[row])
    is_known = low == high
    moves = []
    for target in sorted({int(one.band[row]) for one in tried} - {band}):
        leads = [one.value for one in tried if int(one.band[row]) == target]
        reached = [answer for answer in leads if is_known or low <= answer <= high]
        if not reached:
            continue
        grows = (part.scale.values["most"] > part.scale.values["least"]) == (target < band)
        nearest = min(reached) if grows else max(reached)
        moves.append(
            BandMove(
                name=name,
                label=part.label,
                answer=amount(nearest, np.inf, part.unit) if grows else amount(-np.inf, nearest, part.unit),
                band=BANDS[target],
                is_missing=not is_known,
            )
        )
    return moves
