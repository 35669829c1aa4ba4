"""One pool of candidates: its list, its ties and rank ranges, and what missing answers and moved weights could do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.domain.ranking import BANDS, BandChange, BandMove, Pool, RankAcceptability, RankedPatient, WeightShift
from eligibility.knowledge.ranking_files import RankingKnowledge
from eligibility.ranking.acceptability import (
    acceptability,
    middle_places,
    places,
    precedence,
    precedences,
    scores,
)
from eligibility.ranking.axes import AxisColumn
from eligibility.ranking.candidates import Candidates
from eligibility.ranking.keyed import number, stream
from eligibility.ranking.order import Dominance, Listed, bands_of, expected_order, listed
from eligibility.ranking.sensitivity import Shifted, shifted
from eligibility.ranking.words import AxisWords

# Enough draws for what the missing answers could do; the list itself uses all of them.
ENOUGH_FOR_ENDS, ENOUGH = 2000, 250
NEXT_FEW = 3


@dataclass(frozen=True)
class Drawn:
    """Everything drawn for a list: the axes, the weights, and the score of every candidate in every draw."""

    columns: list[AxisColumn]
    weights: np.ndarray
    agreed: np.ndarray
    total: np.ndarray
    band: np.ndarray
    middle: np.ndarray


class PoolMaker:
    """One pool: rows of the candidates that are compared with each other."""

    def __init__(
        self,
        candidates: Candidates,
        drawn: Drawn,
        rows: np.ndarray,
        knowledge: RankingKnowledge,
        seed: int,
        words: list[AxisWords],
        moves: list[list[BandMove]] | None,
    ):
        self.candidates, self.drawn, self.rows, self.knowledge = candidates, drawn, rows, knowledge
        self.words, self.moves, self.settings = words, moves, knowledge.settings
        self.told_apart = self.settings.told_apart_at.number
        self.keys = [candidates.keys[row] for row in rows]
        # In an order that says nothing about anybody, so that equals are listed the same on every machine.
        self.ids = np.array([number(seed, key) for key in self.keys], dtype=np.int64)
        self.total, self.band, self.waiting = drawn.total[rows], drawn.band[rows], candidates.waiting[rows]
        self.is_many = len(rows) > self.settings.many.number
        self.placed = places(self.total, stream(seed, "places"))
        self.chances = None if self.is_many else precedences(self.total)
        self.known: dict[tuple[int, int], float] = {}
        self.list = self._listed()

    def pool(self, lane: str, tier: str) -> Pool:
        low, high = middle_places(self.placed, self.settings.rank_interval.number)
        best, worst = self._places_by_what_is_missing(low, high)
        self.range = list(zip(low.tolist(), high.tolist(), strict=True))
        self.ends = list(zip(best.tolist(), worst.tolist(), strict=True))
        self.band_chances = self._band_chances()
        patients = [self._patient(lane, tier, place) for place in range(1, len(self.rows) + 1)]
        found = None
        if not self.is_many:
            counts = acceptability(self.placed)[self.list.order]
            of_100 = np.rint(100 * counts / self.placed.shape[1]).astype(int)
            found = RankAcceptability(keys=[self.keys[row] for row in self.list.order], of_100=of_100.tolist())
        return Pool(lane=lane, tier=tier, patients=patients, acceptability=found, only_neighbours=self.is_many)

    def changes(self) -> list[WeightShift]:
        """Who changes band or place when one weight moves, the list and the shift judged on the same draws."""
        share, labels = self.settings.weight_shift.number, self.knowledge.axes
        base, shifts = shifted(
            self.drawn.columns, self.rows, self.drawn.weights, self.waiting, self.ids, self.knowledge.cuts,
            self.settings.told_apart_at.number, share, int(self.settings.many.number),
        )  # fmt: skip
        names = list(labels)
        return [
            WeightShift(
                axis=names[shift.axis],
                label=labels[names[shift.axis]].label,
                per_cent=round(100 * (shift.factor - 1)),
                changes=self._changes_of(base, shift),
            )
            for shift in shifts
        ]

    def _changes_of(self, base: Shifted, shift: Shifted) -> list[BandChange]:
        moved = np.flatnonzero((base.band != shift.band) | (base.place != shift.place))
        return [
            BandChange(
                key=self.keys[row],
                band_from=BANDS[base.band[row]],
                band_to=BANDS[shift.band[row]],
                place_from=int(base.place[row]),
                place_to=int(shift.place[row]),
            )
            for row in sorted(moved, key=lambda row: base.place[row])
        ]

    def _listed(self) -> Listed:
        order = expected_order(self.band, self.total, self.drawn.middle[self.rows], self.ids)
        axes = [(column.draws, column.middle[self.rows]) for column in self.drawn.columns]
        if self.is_many:
            self._compare_neighbours(order)
        return listed(
            order,
            self.band,
            self.waiting,
            self._chance,
            Dominance(*zip(*axes, strict=True), self.rows),
            self.told_apart,
            only_neighbours=self.is_many,
        )

    def _chance(self, first: int, second: int) -> float:
        """How often one precedes the other; beyond `many` only pairs that come up are compared, each once."""
        if self.chances is not None:
            return float(self.chances[first, second])
        if (first, second) not in self.known:
            found = float(precedence(self.total[[first]], self.total[[second]])[0])
            self.known |= {(first, second): found, (second, first): 1 - found}
        return self.known[first, second]

    def _compare_neighbours(self, order: np.ndarray) -> None:
        """Everybody with the next few: moving up one place brings nobody further together."""
        for step in range(1, NEXT_FEW + 1):
            first, second = order[:-step], order[step:]
            found = precedence(self.total[first], self.total[second]).tolist()
            for one, other, chance in zip(first.tolist(), second.tolist(), found, strict=True):
                self.known[one, other], self.known[other, one] = chance, 1 - chance

    def _places_by_what_is_missing(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The ends of the rank range if everything missing turned out for, or against, each candidate alone.

        Draw by draw, with everybody else as drawn: so whatever the answers are, the range they give lies within.
        """
        for_them, against = self._ends()
        bands = [bands_of(np.median(end, axis=1), self.knowledge.cuts).tolist() for end in (for_them, against)]
        self.bands_possible = list(zip(*bands, strict=True))
        best, worst = low.copy(), high.copy()
        if self.is_many:
            return best, worst
        share, some = self.settings.rank_interval.number, self.total[:, :ENOUGH_FOR_ENDS]
        for row in np.flatnonzero(self._is_open()):
            first = np.sum(some > for_them[row], axis=0, dtype=np.uint8)
            last = np.sum(some >= against[row], axis=0, dtype=np.uint8) - (some[row] >= against[row])
            best[row] = min(best[row], middle_places(first[None, :], share)[0][0])
            worst[row] = max(worst[row], middle_places(last[None, :], share)[1][0])
        return best, worst

    def _is_open(self) -> np.ndarray:
        """Who has anything missing that could move an axis."""
        columns = self.drawn.columns
        return np.any([column.low[self.rows] < column.high[self.rows] for column in columns], axis=0)

    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Every candidate's score with what is missing for them, and against them, in the first draws."""
        some = ENOUGH_FOR_ENDS if not self.is_many else ENOUGH
        weights, ends = self.drawn.weights[:some], []
        for end in ("high", "low"):
            placed = []
            for column in self.drawn.columns:
                drawn, at = column.draws[self.rows, :some], getattr(column, end)[self.rows].astype(np.float32)[:, None]
                if not column.parts:
                    shift = at - column.middle[self.rows].astype(np.float32)[:, None]
                    placed.append(np.clip(drawn + shift, 0.0, 1.0))
                else:
                    placed.append(np.broadcast_to(at, drawn.shape))
            ends.append(scores(placed, weights))
        return ends[0], ends[1]

    def _patient(self, lane: str, tier: str, place: int) -> RankedPatient:
        row = int(self.list.order[place - 1])
        is_last = place == len(self.list.order)
        following = None if is_last else int(self.list.order[place])
        with_next = None if following is None else self._chance(row, following)
        best, worst = self.bands_possible[row]
        whole = int(self.rows[row])
        return RankedPatient(
            key=self.keys[row],
            lane=lane,
            tier=tier,
            place=place,
            of=len(self.rows),
            band=BANDS[self.band[row]],
            band_chances=self.band_chances[row],
            rank_low=self.range[row][0] + 1,
            rank_high=self.range[row][1] + 1,
            rank_best=self.ends[row][0] + 1,
            rank_worst=self.ends[row][1] + 1,
            bands_possible=list(BANDS[min(best, worst) : max(best, worst) + 1]),
            next_key=None if following is None else self.keys[following],
            precedes_next=None if with_next is None else round(100 * with_next),
            is_tied_with_next=with_next is not None and self._is_tied(with_next),
            is_raised_by_waiting=bool(self.list.raised[row]),
            tied_with=self._tied_with(row, place),
            waiting_days=None if np.isnan(self.waiting[row]) else int(self.waiting[row]),
            axes=[words.reading(whole) for words in self.words],
            moves=[] if self.moves is None else self.moves[whole],
        )

    def _is_tied(self, chance: float) -> bool:
        return 1 - self.told_apart < chance < self.told_apart

    def _tied_with(self, row: int, place: int) -> list[str]:
        order = self.list.order
        if self.chances is None:
            others = [int(other) for other in order[max(0, place - 2) : place + 1] if other != row]
            return [self.keys[other] for other in others if self._is_tied(self._chance(row, other))]
        chance = self.chances[row, order]
        tied = order[(chance > 1 - self.told_apart) & (chance < self.told_apart)]
        return [self.keys[other] for other in tied.tolist() if other != row]

    def _band_chances(self) -> list[dict[str, int]]:
        """For everybody, in how many of a hundred draws each band."""
        count, draws = self.total.shape
        at = bands_of(self.total, self.knowledge.cuts) + len(BANDS) * np.arange(count)[:, None]
        shares = np.bincount(at.ravel(), minlength=len(BANDS) * count).reshape(count, len(BANDS))
        whole = np.rint(100 * shares / draws).astype(int)
        whole[np.arange(count), np.argmax(whole, axis=1)] += 100 - whole.sum(axis=1)
        return [dict(zip(BANDS, row, strict=True)) for row in whole.tolist()]
