"""Numbers as laboratories write them: plain, `<0.5`, `0.5-1.0`, `1:320`; converted as decimals, then float64."""

from __future__ import annotations

import math
import re
from datetime import date, time, timedelta
from decimal import Context, Decimal
from numbers import Integral, Real
from typing import Any

import numpy as np

EXACT = Context(prec=60)
ONE = Decimal(1)
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_PLAIN = re.compile(_NUMBER)
_COMPARED = re.compile(rf"(<=|>=|<|>)\s*({_NUMBER})")
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|\bto\b)\s*({_NUMBER})")
_TITRE = re.compile(r"(<=|>=|<|>)?\s*1\s*:\s*([0-9]+(?:\.[0-9]+)?)")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}")
_ARITHMETIC = re.compile(rf"{_NUMBER}\s*[*x×]\s*10\s*(?:\^|\*\*)?\s*[0-9+-]+", re.IGNORECASE)
_SEPARATED = re.compile(r"[+-]?[0-9]+(?:[,'’\s][0-9]+)+(?:\.[0-9]+)?")
_ERROR_CELL = re.compile(r"#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!).*")
_DRESSED = re.compile(rf"(?:[<>]=?|~|ca\.?|about)?\s*{_NUMBER}\s*\S.*")
_SAME = str.maketrans({"≤": "<=", "≥": ">=", "−": "-", "–": "-", "—": "-", "＜": "<", "＞": ">", "\u00a0": " "})
MAX_CHARACTERS = 60

# Said in words, a missing value is still only missing; it is named so that nobody wonders where it went.
MISSING_WORDS = {
    "data not available", "not available", "not applicable", "not done", "not tested", "not measured", "not reported",
    "na", "n/a", "n.a.", "nan", "nd", "n.d.", "none", "missing", "pending", "-", "--", ".", "?",
}  # fmt: skip
UNKNOWN_WORDS = {"unknown", "not known", "not_known", "not asked", "null"}

Bounds = tuple[float, float]
NOTHING: Bounds = (-math.inf, math.inf)


def number_bounds(raw: Any, factor: Decimal = ONE, is_titre: bool = False) -> Bounds | str:
    """The bounds within which the number lies, in the canonical unit; or the name of what is wrong with it."""
    if isinstance(raw, str):
        return _from_text(" ".join(raw.translate(_SAME).split()), factor, is_titre)
    if isinstance(raw, time | timedelta):
        return "time_of_day"
    if isinstance(raw, date):
        return "date_for_number"
    if isinstance(raw, bool | np.bool_) or not isinstance(raw, Decimal | Integral | Real):
        return "not_a_number"
    return _point(str(raw) if isinstance(raw, Decimal | Integral) else repr(float(raw)), factor, is_titre)


def _from_text(text: str, factor: Decimal, is_titre: bool) -> Bounds | str:
    if text.lower() in UNKNOWN_WORDS:
        return NOTHING
    if len(text) > MAX_CHARACTERS:
        return "not_a_number"
    if _PLAIN.fullmatch(text):
        return _point(text, factor, is_titre)
    if is_titre and (titre := _TITRE.fullmatch(text)):
        return _compared(titre[1], titre[2], factor)
    if compared := _COMPARED.fullmatch(text):
        return _compared(compared[1], compared[2], factor)
    if between := _RANGE.fullmatch(text):
        lo, hi = converted(between[1], factor), converted(between[2], factor)
        if not (math.isfinite(lo) and math.isfinite(hi)):
            return "not_finite"
        return (lo, hi) if lo <= hi else "reversed_range"
    return _what_is_wrong(text)


def _what_is_wrong(text: str) -> str:
    if text.lower() in MISSING_WORDS:
        return "words_for_missing"
    if _CLOCK.fullmatch(text) or _TITRE.fullmatch(text):
        return "time_of_day"
    if _ERROR_CELL.fullmatch(text):
        return "spreadsheet_error"
    if _ARITHMETIC.fullmatch(text):
        return "arithmetic"
    if _SEPARATED.fullmatch(text):
        return "separator"
    if text.lower() in ("inf", "+inf", "-inf", "infinity", "-infinity"):
        return "not_finite"
    return "dressed_number" if _DRESSED.fullmatch(text) else "not_a_number"


def _point(text: str, factor: Decimal, is_titre: bool) -> Bounds | str:
    value = converted(text, factor)
    if not math.isfinite(value):
        return "not_finite"
    if is_titre and 0.0 < value < 1.0:
        return "titre_day_fraction"
    return value, value


def _compared(sign: str | None, text: str, factor: Decimal) -> Bounds | str:
    value = converted(text, factor)
    if not math.isfinite(value):
        return "not_finite"
    # Open ends move by the smallest step after the conversion, never before it.
    match sign:
        case "<":
            return -math.inf, math.nextafter(value, -math.inf)
        case "<=":
            return -math.inf, value
        case ">":
            return math.nextafter(value, math.inf), math.inf
        case ">=":
            return value, math.inf
    return value, value


def converted(text: str, factor: Decimal = ONE) -> float:
    """The decimal as written, times the factor, to the nearest float64; infinity where it does not fit."""
    value = float(text)
    if factor == ONE or not math.isfinite(value):
        return value
    return float(EXACT.multiply(Decimal(text), factor))


def convert_column(values: np.ndarray, factor: Decimal) -> np.ndarray:
    """A float64 column as the decimals it was written from, times the factor: the same answer as value by value.

    A value of few decimals is an integer over a power of ten; when integer and power are exact in float64, one
    division rounds as the decimal arithmetic would. What is left over goes value by value.
    """
    if factor == ONE:
        return values
    _, digits, exponent = factor.normalize().as_tuple()
    whole = int("".join(map(str, digits)))
    result = np.full(len(values), np.nan)
    left = np.isfinite(values)
    for places in range(7):
        if not left.any():
            break
        scaled = np.rint(values * 10.0**places)
        shift = int(exponent) - places
        # A factor of many digits gets no short cut: it may not be exact itself.
        product = scaled * float(whole)
        exact = left & (scaled / 10.0**places == values) & (np.abs(product) < 2.0**53) & (whole < 2**53)
        if -22 <= shift <= 0:
            result[exact] = product[exact] / 10.0**-shift
        elif 0 < shift <= 22:
            exact &= np.abs(product * 10.0**shift) < 2.0**53
            result[exact] = product[exact] * 10.0**shift
        else:
            continue
        left &= ~exact
    if left.any():
        distinct, where = np.unique(values[left], return_inverse=True)
        result[left] = np.array([converted(repr(float(value)), factor) for value in distinct])[where]
    return result
