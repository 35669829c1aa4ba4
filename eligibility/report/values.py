"""Dates, numbers, units, values and thresholds as clinicians read them. No locale, no clock."""

from __future__ import annotations

import re
from datetime import date

from eligibility.domain.finding import Threshold, Value
from eligibility.report.provenance import origin_words

_SCALE = re.compile(r"\d+-\d+")
_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
OPERATORS = {
    ">=": "≥",
    ">": ">",
    "<=": "≤",
    "<": "<",
    "is": "is",
    "in": "one of",
    "has_any": "any of",
    "within": "within",
    "longer_ago": "longer ago than",
    "known": "has to be known",
    "count": "at least",
}
UNIT_WORDS = {
    "point": "points",
    "year": "years",
    "month": "months",
    "week": "weeks",
    "day": "days",
    "visit": "visits",
    "regimen": "regimens",
    "class": "classes",
    "course": "courses",
}
PRINTED = (("10^9", "× 10⁹"), ("m2", "m²"), (" predicted", " of predicted"), ("x ULN", "× ULN"))


def day(value: date | str | None) -> str:
    """A date as people read it (`1 Jun 2026`); a partial date, or a word such as never, as it was written."""
    if value is None:
        return ""
    if isinstance(value, str):
        month = _MONTH.fullmatch(value)
        if month is not None:
            return f"{MONTHS[int(month[2]) - 1]} {month[1]}"
        if not _DAY.fullmatch(value):
            return value
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return value
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def number(value: float, digits: int = 6) -> str:
    """A number without noise: few significant digits, a true minus sign, no exponent for everyday sizes."""
    text = f"{value:.{digits}g}"
    if "e" in text and 1 <= abs(value) < 1e12:
        text = f"{value:.0f}"
    return text.replace("-", "−")


def unit(name: str | None, value: object = None) -> str:
    """A unit as printed: micro as µ, counted nouns in the plural."""
    if name is None or name == "" or name == "1":
        return ""
    if name in UNIT_WORDS:
        return name if value == 1 else UNIT_WORDS[name]
    parts = ["µ" + part[1:] if part in ("umol", "ug", "uL", "uM") else part for part in name.split("/")]
    printed = "/".join(parts)
    for written, shown in PRINTED:
        printed = printed.replace(written, shown)
    return printed


def plain(value: object, digits: int = 6) -> str:
    """Any value in words: yes / no, names without underscores, lists joined, nothing as not known."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value, digits)
    if isinstance(value, list | tuple):
        return ", ".join(plain(part) for part in value) if value else "none"
    return _ISO_DAY.sub(lambda found: day(found[0]), str(value)).replace("_", " ")


def with_unit(value: object, unit_name: str | None, digits: int = 6) -> str:
    """A value and its unit as one phrase; titres as 1:n, scales with their ends."""
    text = plain(value, digits)
    if unit_name is not None and _SCALE.fullmatch(unit_name):
        return f"{text} (scale {unit_name.replace('-', '–')})"
    if unit_name == "reciprocal" and value is not None:
        return f"1:{text}"
    printed = "" if value is None or isinstance(value, bool) else unit(unit_name, value)
    if not printed:
        return text
    return f"{text}{printed}" if printed.startswith("%") else f"{text} {printed}"


def value_read(value: Value, held: list[Threshold], as_of: date) -> str:
    """A fact as it was read: label, value with unit, day unless it is the assessment's, and its provenance.

    Four digits, unless rounding would put the value on a threshold that it does not touch.
    """
    read, digits = value.value, 4
    while isinstance(read, float) and digits < 10 and any(_looks_equal(read, each, digits) for each in held):
        digits += 2
    on = "" if str(value.on) == as_of.isoformat() else day(value.on)
    notes = [note for note in (on, origin_words(value.origin)) if note]
    return f"{value.label}: {with_unit(read, value.unit, digits)} ({', '.join(notes)})"


def _looks_equal(value: float, threshold: Threshold, digits: int) -> bool:
    return float(f"{value:.{digits}g}") == threshold.value != value


def threshold_held(threshold: Threshold) -> str:
    """What a fact was held against: operator, value, unit, and the range across published trials where there is one."""
    operator = OPERATORS[threshold.operator]
    if threshold.operator == "known":
        return operator
    scale = threshold.unit is not None and _SCALE.fullmatch(threshold.unit)
    text = f"{operator} {with_unit(threshold.value, None if scale else threshold.unit)}"
    cited = threshold.cited
    if cited is None or cited.strictest is None or cited.laxest is None:
        return text
    ends = [plain(cited.strictest.value), plain(cited.laxest.value)]
    return text if ends[0] == ends[1] else f"{text} (strictest {ends[0]}, laxest {ends[1]})"
