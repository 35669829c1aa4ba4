"""Values, dates and units as people read them; and text of a patient made harmless."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from eligibility.services.library import library

MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&@])")
PLURALS = {
    "year": "years",
    "month": "months",
    "week": "weeks",
    "day": "days",
    "class": "classes",
    "system": "systems",
    "dose": "doses",
}
# The fact's own label already says what is counted.
UNSAID = ("point", "reciprocal", "regimen", "visit", "1")
ANSWERS = {True: "yes", False: "no", "yes": "yes", "no": "no", "unknown": "not known", None: "not known"}


def inert(text: object) -> str:
    """Text that a person wrote, shown as it is: nothing in it becomes markup, a link or a formula."""
    return MARKUP.sub(r"\\\1", " ".join(str(text).split()))


def day(value: date | str | None) -> str:
    """A day as clinicians write it: 1 Jun 2026. Partial dates and words stay as they are."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return "no date" if value is None else str(value)


def number(value: float | int) -> str:
    """A number without needless digits; infinity has a word."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if value in (float("inf"), float("-inf")):
        return "unlimited"
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def value_of(value: Any, unit: str | None = None) -> str:
    """A fact's value in words, with its unit."""
    if value is None or isinstance(value, bool) or value == "unknown":
        return ANSWERS[value]
    if isinstance(value, list | tuple):
        return ", ".join(value_of(part) for part in value) or "none"
    text = number(value) if isinstance(value, int | float) else str(value).replace("_", " ")
    printed = "" if unit is None else unit_of(unit, value)
    return f"{text} {printed}" if printed else text


def unit_of(unit: str, value: object = None) -> str:
    """A unit as printed; counted nouns in the plural, and nothing where the label says what is counted."""
    if unit in UNSAID:
        return ""
    if unit in PLURALS:
        return unit if value == 1 else PLURALS[unit]
    return library().printed_units.get(unit, unit)


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 patient`, `3 patients`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def joined(parts: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def uncapitalised(text: str) -> str:
    """The first letter small, so that a title can stand inside a sentence; MDT stays MDT."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
