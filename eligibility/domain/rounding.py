"""Ten significant digits: how every number is written out and compared, so one row and a million rows agree."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

DIGITS = 10
# Below so many values the loop is quicker than the columns' own set-up.
FEW = 4
# Powers of ten that float64 holds exactly: dividing an integer by one of them is correctly rounded.
_EXACT_POWERS = tuple(10.0**k for k in range(23))
_AS_THEY_ARE = frozenset((str, int, bool, type(None)))


def rounded_number(value: float) -> float | None:
    """The number as it is written out; None for what JSON cannot hold (an open bound)."""
    if not math.isfinite(value):
        return None
    if value == 0.0:
        return 0.0
    places = DIGITS - 1 - math.floor(math.log10(abs(value)))
    if 0 <= places < len(_EXACT_POWERS):
        return round(value * _EXACT_POWERS[places]) / _EXACT_POWERS[places]
    return float(f"{value:.{DIGITS - 1}e}")


def rounded(data: Any) -> Any:
    """The same data with every float in it as it is written out (JSON-like: mappings, lists, scalars)."""
    if isinstance(data, dict):
        return {key: value if type(value) in _AS_THEY_ARE else rounded(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [value if type(value) in _AS_THEY_ARE else rounded(value) for value in data]
    if isinstance(data, float):
        return rounded_number(float(data))
    return data


def rounded_column(values: np.ndarray) -> np.ndarray:
    """A column of numbers as it is written out. The arithmetic is that of `rounded_number`, value by value.

    Open bounds and missing values stay as they are: a table can hold them.
    """
    values = np.asarray(values, dtype=np.float64) + 0.0  # a negative zero is written as zero
    if len(values) <= FEW:
        return np.array([rounded_number(v) if math.isfinite(v) else v for v in values.tolist()], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        magnitude = np.floor(np.log10(np.abs(values)))
    places = DIGITS - 1 - magnitude
    ordinary = np.isfinite(places) & (places >= 0) & (places < len(_EXACT_POWERS))
    power = np.array(_EXACT_POWERS)[np.where(ordinary, places, 0).astype(np.int64)]
    with np.errstate(over="ignore", invalid="ignore"):
        result = np.where(ordinary, np.rint(values * power) / power, values)
    extreme = np.flatnonzero(np.isfinite(values) & ~ordinary & (values != 0.0))
    for index in extreme:
        result[index] = rounded_number(float(values[index]))
    return result
