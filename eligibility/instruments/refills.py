"""Days of supply from dispensed refills: early refills carried forward, hospital days left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Refill = Sequence[float | None]


@dataclass(frozen=True)
class Supply:
    """Refills over a period: `(day, days of supply)`, the first day of the period being day 0."""

    period_days: int
    refills: tuple[tuple[int, int | None], ...]
    hospital_days: frozenset[int]

    @classmethod
    def of(cls, period_days: float, refills: Sequence[Refill], stays: Sequence[Refill] | None) -> Supply:
        """From plain lists; stays are `(first day, number of days)`. A refill without a number of days is open."""
        days: set[int] = set()
        for first, length in stays or ():
            days |= set(range(max(int(first), 0), min(int(first) + int(length), int(period_days))))
        placed = [(int(day), None if supply is None else int(supply)) for day, supply in refills]
        listed = sorted(placed, key=lambda refill: refill[0])
        return cls(int(period_days), tuple(listed), frozenset(days))

    @staticmethod
    def can_be_placed(refills: Sequence[Refill], stays: Sequence[Refill] | None) -> bool:
        """Whether every refill has its day and every stay its days; without them nothing can be laid on a calendar."""
        return all(day is not None for day, _ in refills) and all(None not in stay for stay in stays or ())

    @property
    def days_at_home(self) -> int:
        return self.period_days - len(self.hospital_days)

    def covered(self, open_supply: int) -> int:
        """Days at home on which a dose was in hand, with every open refill taken to last `open_supply` days."""
        covered, day = 0, min((filled for filled, _ in self.refills), default=0)
        for filled, supply in self.refills:
            day = max(day, filled)
            left = open_supply if supply is None else supply
            while left > 0 and day < self.period_days:
                if day not in self.hospital_days:
                    left -= 1
                    covered += day >= 0
                day += 1
        return covered

    def supplied(self, open_supply: float) -> float:
        """Days of supply dispensed, used or not."""
        return sum(open_supply if supply is None else supply for _, supply in self.refills)
