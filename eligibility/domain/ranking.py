"""The order in which candidates might be discussed, with how unsure that order is. Never a score, never a decision.

Chances are whole numbers of a hundred draws; nothing here is a decimal that a screen could print.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from eligibility.domain.cited import Frozen
from eligibility.domain.finding import Cite

Band = Literal["A", "B", "C"]
BANDS: tuple[Band, ...] = ("A", "B", "C")
# A hundredth of a range is nothing that a clinician would call a difference.
LEVEL = 0.01
# Only these lanes are ranked; within them established grounds come before early ones.
RANKED_LANES = ("ready", "work_up")
TIERS = ("established", "not_settled", "early")
TIER_TITLES = {
    "established": "Established tier",
    "not_settled": "Established or early: not settled",
    "early": "Early tier, beyond published eligibility",
}


class Weights(Frozen):
    """What the team agreed that each axis counts, as swing points: the most important swing has 100.

    `set_by`, `set_at` and `reason` say who, when and why; the weights that ship with the product are local opinion.
    """

    id: str
    points: dict[str, int]
    set_by: str
    set_at: datetime | None
    reason: str
    is_shipped: bool = False
    meeting: str = ""

    @property
    def shares(self) -> dict[str, float]:
        """Each axis' part of the whole; together they are one."""
        total = sum(self.points.values())
        return {axis: points / total for axis, points in self.points.items()}

    @property
    def of_100(self) -> dict[str, int]:
        """The shares as whole numbers of a hundred, as screens print them."""
        return {axis: round(100 * share) for axis, share in self.shares.items()}


class AxisDefinition(Frozen):
    """One axis: what it asks, and the ends of its fixed range: what speaks least and most for discussing early.

    `cites` are where the range, and what stands in for a missing value, come from.
    """

    id: str
    label: str
    question: str
    least: str
    most: str
    note: str = ""
    cites: list[Cite] = []


class AxisReading(Frozen):
    """One patient on one axis: between which ends of the fixed range (0 to 1), and why.

    `low` and `high` hold every answer that is still possible; `middle` is where half the draws lie above. They place a
    mark on a picture and are never printed; `words` say it.
    """

    axis: str
    low: float
    middle: float
    high: float
    words: str
    missing: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing missing could move it."""
        return not self.missing


class AxisDifference(Frozen):
    """How one patient stands to another on one axis.

    `counts` is what the axis adds or takes at the agreed weights, of a hundred parts of all that separates the two.
    """

    axis: str
    label: str
    direction: Literal["higher", "level", "lower"]
    counts: int


class BandMove(Frozen):
    """What would move a patient into another band: one answer, missing or changed, all else as it is."""

    name: str
    label: str
    answer: str
    band: Band
    is_missing: bool


class RankedPatient(Frozen):
    """One candidate in the order of its pool (lane and tier).

    `place` is where the list shows the patient; the rank lies between `rank_low` and `rank_high` in 90 of 100 draws,
    and between `rank_best` and `rank_worst` whatever the missing answers are. `precedes_next` of 100 draws put the
    patient above the next one. `tied_with` are those who cannot be told apart from this patient.
    """

    key: str
    lane: str
    tier: str
    place: int
    of: int
    band: Band
    band_chances: dict[Band, int]
    rank_low: int
    rank_high: int
    rank_best: int
    rank_worst: int
    bands_possible: list[Band]
    next_key: str | None = None
    precedes_next: int | None = None
    is_tied_with_next: bool = False
    is_raised_by_waiting: bool = False
    tied_with: list[str] = []
    waiting_days: int | None = None
    axes: list[AxisReading] = []
    moves: list[BandMove] = []

    @property
    def missing(self) -> list[str]:
        """The facts that no axis could read."""
        return list(dict.fromkeys(fact for axis in self.axes for fact in axis.missing))


class RankAcceptability(Frozen):
    """How often each patient takes each place: `of_100[i][j]` draws of a hundred put `keys[i]` in place j + 1."""

    keys: list[str]
    of_100: list[list[int]]


class Pool(Frozen):
    """Candidates ranked against each other: one lane, one tier. `only_neighbours`: too many to compare every pair."""

    lane: str
    tier: str
    patients: list[RankedPatient]
    acceptability: RankAcceptability | None = None
    only_neighbours: bool = False

    @property
    def title(self) -> str:
        return TIER_TITLES[self.tier]


class BandChange(Frozen):
    """One patient who changes band, or place, when a weight moves."""

    key: str
    band_from: Band
    band_to: Band
    place_from: int
    place_to: int


class WeightShift(Frozen):
    """What a quarter more or less weight on one axis does to the list."""

    axis: str
    label: str
    per_cent: int
    changes: list[BandChange]


class Ranking(Frozen):
    """The candidates of one day in order, with the weights, seed and number of draws that replay to the same order."""

    as_of: date
    weights: Weights
    axes: list[AxisDefinition]
    draws: int
    seed: int
    setting: str
    told_apart_at: int
    pools: list[Pool]
    shifts: list[WeightShift] = []
    band_titles: dict[Band, str] = Field(default_factory=dict)
    labels: dict[str, str] = Field(default_factory=dict)
    not_ranked: list[str] = []
    versions: dict[str, str] = Field(default_factory=dict)
    note: str = ""

    def differences(self, first: RankedPatient, second: RankedPatient) -> list[AxisDifference]:
        """Why one stands above (or below) another, axis by axis: each at the middle of its draws, at these weights."""
        shares, labels = self.weights.shares, {axis.id: axis.label for axis in self.axes}
        apart = {a.axis: a.middle - b.middle for a, b in zip(first.axes, second.axes, strict=True)}
        counted = {axis: 0.0 if abs(gap) < LEVEL else shares[axis] * gap for axis, gap in apart.items()}
        whole = sum(abs(part) for part in counted.values())
        return [
            AxisDifference(
                axis=axis,
                label=labels[axis],
                direction="level" if abs(apart[axis]) < LEVEL else "higher" if apart[axis] > 0 else "lower",
                counts=round(100 * abs(part) / whole) if whole else 0,
            )
            for axis, part in counted.items()
        ]

    @property
    def patients(self) -> list[RankedPatient]:
        """Everybody ranked, in the order of the list."""
        return [patient for pool in self.pools for patient in pool.patients]

    def of(self, key: str) -> RankedPatient | None:
        """One patient's place, or None for somebody whose lane is not ranked."""
        return next((patient for patient in self.patients if patient.key == key), None)
