"""Values, dates and units as people read them; and text of a patient made harmless."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from eligibility.services.library import library

MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&@])")
ISO_DAY = re.compile(r"(?<![\w-])(\d{4})-(\d{2})(?:-(\d{2}))?(?![\w-])")
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
    """A day as clinicians write it: 1 Jun 2026, or Jun 2026 where the day is not known. Words stay as they are."""
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return "no date" if value is None else days_in(str(value))


def days_in(text: str) -> str:
    """A text with every day in it written as clinicians write it."""
    return ISO_DAY.sub(_one_day, text)


def _one_day(found: re.Match[str]) -> str:
    year, month, of_month = found.groups()
    try:
        first = date(int(year), int(month), int(of_month or 1))
    except ValueError:
        return found.group()
    return f"{first:%b %Y}" if of_month is None else f"{first.day} {first:%b %Y}"


def told(text: object) -> str:
    """A sentence of ours that may carry a person's words: harmless, with its days as clinicians write them."""
    return inert(days_in(str(text)))


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
    text = number(value) if isinstance(value, int | float) else days_in(str(value).replace("_", " "))
    printed = "" if unit is None else unit_of(unit, value)
    return f"{text} {printed}" if printed else text


def fact_value(fact: str, value: Any, unit: str | None = None) -> str:
    """A fact's value by the names that people call its answers, where it has such names."""
    known = library().facts.get(fact)
    if known is None or not known.value_labels or value in (None, "unknown"):
        return value_of(value, unit)
    if isinstance(value, list | tuple):
        return ", ".join(fact_value(fact, part) for part in value) or "none"
    labels = known.value_labels
    return " or ".join(labels.get(part, part.replace("_", " ")) for part in str(value).split(" or "))


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
