"""Candidates on one axis in clinical words, with what is missing and where the range comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.domain.ranking import AxisReading
from eligibility.knowledge.ranking_files import Axis, Part
from eligibility.ranking.axes import AxisColumn, on_scale
from eligibility.ranking.candidates import Candidates

NOTHING_APPLIES = "Nothing of this axis applies"


@dataclass(frozen=True)
class _PartWords:
    """One measure of everybody as plain lists, since it is read row by row."""

    part: Part
    low: list[float]
    high: list[float]
    is_open: list[bool]
    is_silent: list[bool]
    is_in_doubt: list[bool]

    def said(self, row: int) -> str:
        if self.is_silent[row]:
            return ""
        tail = ", where it applies" if self.is_in_doubt[row] else ""
        return f"{self.part.label} {amount(self.low[row], self.high[row], self.part.unit)}{tail}"


class AxisWords:
    """What a screen shows of one axis for any candidate; the numbers place a mark and are never printed."""

    def __init__(self, axis: Axis, column: AxisColumn, candidates: Candidates):
        self.name, self.axis, self.need = column.name, axis, candidates.need
        self.low, self.middle, self.high = column.low.tolist(), column.middle.tolist(), column.high.tolist()
        self.parts = [_part_words(part, candidates, key) for key, part in axis.parts.items()]
        if axis.prognosis is not None:
            shares = (column.about, self.need.low, self.need.high)
            self.about, self.least, self.most = (np.rint(100 * share).astype(int).tolist() for share in shares)

    def reading(self, row: int) -> AxisReading:
        """One candidate on this axis."""
        if self.axis.prognosis is not None:
            words, missing = self._need_said(row), self.need.missing[row] if self.need.missing else ()
        else:
            words = "; ".join(said for part in self.parts if (said := part.said(row))) or NOTHING_APPLIES
            missing = tuple(fact for part in self.parts if part.is_open[row] for fact in part.part.ask)
        return AxisReading(
            axis=self.name,
            low=self.low[row],
            middle=self.middle[row],
            high=self.high[row],
            words=words,
            missing=missing,
        )

    def _need_said(self, row: int) -> str:
        least, most = self.least[row], self.most[row]
        tail = f" ({least} to {most} by what is missing)" if least < most else ""
        return f"About {self.about[row]} of 100 such patients not in response at 12 months{tail}"


def _part_words(part: Part, candidates: Candidates, name: str) -> _PartWords:
    value, count = candidates.parts[name], len(candidates)
    silent = doubtful = np.zeros(count, dtype=bool)
    if part.applies is not None:
        scope = candidates.scopes[part.applies]
        silent, doubtful = scope.is_no, scope.is_unknown
    is_open = (on_scale(part.scale, value.lo) != on_scale(part.scale, value.hi)) | doubtful
    columns = (value.lo, value.hi, is_open & ~silent, silent, doubtful)
    return _PartWords(part, *(column.tolist() for column in columns))


def amount(low: float, high: float, unit: str = "") -> str:
    """`12 mg/day`, `8 to 12`, `5 or less`, `not known`; points are not said."""
    said = "" if unit in ("", "point") else f" {unit}"
    if low == high:
        return f"{plain(low)}{said}"
    if high == np.inf and low <= 0:
        return "not known"
    if high == np.inf:
        return f"{plain(low)}{said} or more"
    if low == -np.inf:
        return f"{plain(high)}{said} or less"
    return f"{plain(low)} to {plain(high)}{said}"


def plain(number: float) -> str:
    """A measured value as a record would hold it."""
    return f"{round(number, 1):g}"
