"""The words, signs, dates and numbers of the page. No locale, no clock."""

from __future__ import annotations

import re
from datetime import date

from eligibility.domain.finding import Threshold, Value

_SCALE = re.compile(r"\d+-\d+")
_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# Grade to (sign, words). The sign names a drawing in templates/signs.typ; the words always stand beside it.
TRUTH_WORDS = {
    "yes": ("meets", "Meets"),
    "no": ("no", "Does not meet"),
    "unknown": ("open", "Cannot tell yet"),
}
READINESS_WORDS = {
    "yes": ("meets", "In place"),
    "no": ("no", "Not in place"),
    "unknown": ("open", "Cannot tell yet"),
}
SCALES = {
    "readiness": READINESS_WORDS,
    "gate": {**TRUTH_WORDS, "caution": ("caution", "Meets, with caution")},
    "ground": {
        "established": ("meets", "Established"),
        "early": ("early", "Early"),
        "none": ("no", "None"),
        "unknown": ("open", "Cannot tell yet"),
    },
    "safety": {
        "clear": ("meets", "Clear"),
        "caution": ("caution", "Caution"),
        "defer": ("defer", "Defer"),
        "block": ("block", "Blocks"),
        "unknown": ("open", "Cannot tell yet"),
    },
}
GROUND_TITLES = {
    "refractory": "Refractory disease",
    "renal": "Renal involvement",
    "compliance": "Compliance problems",
}
EVIDENCE_WORDS = {
    "guideline": "guideline",
    "trial_criterion": "trial criterion",
    "consensus": "consensus",
    "cohort": "cohort study",
    "local": "local opinion",
}
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


def truth(verdict: str) -> tuple[str, str]:
    """Sign and words of a yes, no or unknown."""
    return TRUTH_WORDS.get(verdict, ("open", titled(verdict)))


def grade(scale: str, verdict: str) -> tuple[str, str]:
    """Sign and words of a grade on its scale."""
    return SCALES[scale].get(verdict, ("open", titled(verdict)))


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
    parts = name.split("/")
    parts = ["µ" + part[1:] if part in ("umol", "ug", "uL", "uM") else part for part in parts]
    return "/".join(parts).replace("10^9", "× 10⁹").replace("m2", "m²").replace(" predicted", " of predicted").replace("x ULN", "× ULN")


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


def name(identifier: str) -> str:
    """An identifier as words; text with spaces is left alone."""
    return identifier if " " in identifier else identifier.replace("_", " ")


def titled(identifier: str) -> str:
    words = name(identifier)
    return words[:1].upper() + words[1:]


def with_unit(value: object, unit_name: str | None, digits: int = 6) -> str:
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
    """A fact as it was read: label, value with unit, day unless it is the assessment's, origin unless entered.

    Four digits, unless rounding would put the value on a threshold that it does not touch.
    """
    digits, read = 4, value.value
    if isinstance(read, float) and any(float(f"{read:.4g}") == threshold.value != read for threshold in held):
        digits = 6
    on = "" if str(value.on) == as_of.isoformat() else day(value.on)
    notes = [note for note in (on, "" if value.origin == "entered" else name(value.origin)) if note]
    text = f"{value.label}: {with_unit(read, value.unit, digits)}"
    return f"{text} ({', '.join(notes)})" if notes else text


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


def of_hundred(probability: float) -> int:
    return round(100 * probability)


def short(text: str) -> str:
    """A long digest shortened to the twelve characters that are quoted; anything else as it is."""
    is_digest = len(text) >= 24 and all(char in "0123456789abcdef" for char in text)
    return text[:12] if is_digest else text


def inside(sentence: str) -> str:
    """A title within a sentence: its first letter small, its abbreviations kept, no comma to confuse a list."""
    return (sentence[:1].lower() + sentence[1:]).replace(",", "")


def joined(parts: list[str], last: str = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""
