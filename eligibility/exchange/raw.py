"""The one table of raw values that every way in becomes, before any value has been read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np

from eligibility.domain.cohort import RecordWarning
from eligibility.domain.faults import InputFault

# What a mixed table writes where one row has a bare value and another a dated one.
CURRENT = "current"


def is_blank(value: Any) -> bool:
    """Nothing written: null, a blank cell, or the not-a-number that stands for a blank in tables."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value or value.isspace()
    return isinstance(value, float | np.floating) and bool(np.isnan(value))


@dataclass(frozen=True, slots=True)
class Cells:
    """One column as it came: its distinct raw values, and for each row which of them (-1 is blank)."""

    distinct: list[Any]
    codes: np.ndarray

    @classmethod
    def of(cls, values: Iterable[Any]) -> Cells:
        """Distinct values are told apart by type as well, so that 1, 1.0, true and "1" are each read as written."""
        seen: dict[Any, int] = {}
        distinct: list[Any] = []
        codes = []
        for value in values:
            if is_blank(value):
                codes.append(-1)
                continue
            key = (type(value), repr(value) if isinstance(value, list | dict | tuple | set) else value)
            code = seen.get(key)
            if code is None:
                code = seen[key] = len(distinct)
                distinct.append(value)
            codes.append(code)
        return cls(distinct, np.array(codes, dtype=np.int64))

    @classmethod
    def constant(cls, value: Any, size: int) -> Cells:
        return cls([value], np.zeros(size, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def is_given(self) -> np.ndarray:
        return self.codes >= 0

    def rows_of(self, codes: Iterable[int]) -> np.ndarray:
        """Mask of the rows that hold any of these distinct values."""
        wanted = np.zeros(len(self.distinct) + 1, dtype=bool)
        wanted[list(codes)] = True
        return wanted[self.codes]

    def spread(self, of_distinct: Iterable[Any], blank: Any, dtype: Any) -> np.ndarray:
        """What each distinct value became, laid out over the rows."""
        table = np.array([*of_distinct, blank], dtype=dtype)
        return table[self.codes]


# A column of plain float64 (NaN is blank) needs no parsing; everything else is read distinct value by distinct value.
Column = Cells | np.ndarray


def is_given(column: Column) -> np.ndarray:
    return column.is_given if isinstance(column, Cells) else ~np.isnan(column)


def as_cells(column: Column) -> Cells:
    """The column as cells, whatever it came as; whole numbers without a point, as people write codes and ids."""
    if isinstance(column, Cells):
        return column
    whole = np.isfinite(column) & (column == np.floor(column))
    return Cells.of([int(value) if is_whole else value for value, is_whole in zip(column.tolist(), whole, strict=True)])


@dataclass(slots=True)
class RawFact:
    """A fact's value and, where the table has them, its unit, day of observation and source.

    A companion column that is absent says: canonical unit, asserted current, entered. A blank cell in one that is
    present says: unit not given, day not known.
    """

    value: Column
    unit: Cells | None = None
    on: Cells | None = None
    source: Cells | None = None


@dataclass(slots=True)
class RawCourses:
    """Treatment courses as a long table: the patient's row of each course, and the fields as they came."""

    row: np.ndarray
    fields: dict[str, Column]

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault and the rows it is true of. One sentence covers every row, so it can hold nobody's value."""

    fault: InputFault
    rows: np.ndarray


# Where the fault of a row lies whose assessment day was not read: the day itself, or the line as a whole.
DAY_UNREAD = ("as_of", "line")


@dataclass(slots=True)
class RawTable:
    """Everything that came through the door about `size` patients, unread."""

    size: int
    patient_ids: np.ndarray
    as_of: np.ndarray
    facts: dict[str, RawFact] = field(default_factory=dict)
    courses: RawCourses | None = None
    is_example: np.ndarray | None = None
    is_synthetic: np.ndarray | None = None
    troubles: list[Trouble] = field(default_factory=list)
    warnings: list[RecordWarning] = field(default_factory=list)

    def refuse(self, fault: InputFault, rows: np.ndarray) -> None:
        """Remembers what is wrong with these rows; the others go on."""
        if rows.any():
            self.troubles.append(Trouble(fault, rows))

    @property
    def is_day_unread(self) -> np.ndarray:
        """The rows whose own assessment day could not be read: `as_of` holds no day of theirs."""
        masks = [trouble.rows for trouble in self.troubles if trouble.fault.where in DAY_UNREAD]
        return np.logical_or.reduce([np.zeros(self.size, dtype=bool), *masks])


def day_of(value: Any) -> date | None:
    """The calendar day of a date, date-time or NumPy day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[D]").item()
    return None
