"""Days as people write them: ISO dates, a month or a year alone, `never`; never guessed from 03/04/2022."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from numbers import Real
from typing import Any

import numpy as np

from eligibility.exchange.numbers import MISSING_WORDS, UNKNOWN_WORDS
from eligibility.exchange.raw import day_of

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEAR = re.compile(r"[0-9]{4}")
_OTHER_ORDER = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}")
EARLIEST_YEAR = 1900

Span = tuple[date, date]
NEVER = "never"


def date_span(raw: Any) -> Span | str | None:
    """First and last day that the date may be, `never`, None when not known, or the name of what is wrong."""
    if (day := day_of(raw)) is not None:
        return (day, day) if day.year >= EARLIEST_YEAR else "date_too_early"
    if isinstance(raw, Real) and not isinstance(raw, bool) and float(raw) == int(raw):
        raw = str(int(raw))
        if not _YEAR.fullmatch(raw):
            return "date_as_number"
    if not isinstance(raw, str):
        return "not_a_date"
    text = raw.strip()
    if text.lower() == NEVER:
        return NEVER
    if text.lower() in UNKNOWN_WORDS:
        return None
    span = _from_text(text)
    if isinstance(span, tuple) and span[0].year < EARLIEST_YEAR:
        return "date_too_early"
    return span


def _from_text(text: str) -> Span | str:
    try:
        if found := _DAY.fullmatch(text):
            day = date(int(found[1]), int(found[2]), int(found[3]))
            return day, day
        if found := _MONTH.fullmatch(text):
            year, month = int(found[1]), int(found[2])
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        if _YEAR.fullmatch(text):
            return date(int(text), 1, 1), date(int(text), 12, 31)
    except (ValueError, calendar.IllegalMonthError):
        return "no_such_day"
    if text.lower() in MISSING_WORDS:
        return "words_for_missing"
    if text.isdecimal():
        return "date_as_number"
    return "date_order" if _OTHER_ORDER.fullmatch(text) else "not_a_date"


def completed_years(born: np.ndarray, as_of: np.ndarray) -> np.ndarray:
    """Age in completed calendar years on `as_of` (someone born on 29 February has a birthday on 1 March)."""
    born, as_of = born.astype("datetime64[D]"), as_of.astype("datetime64[D]")
    years = as_of.astype("datetime64[Y]").astype(int) - born.astype("datetime64[Y]").astype(int)
    return years - (_month_and_day(as_of) < _month_and_day(born))


def _month_and_day(days: np.ndarray) -> np.ndarray:
    months = days.astype("datetime64[M]")
    return (months.astype(int) % 12) * 100 + (days - months.astype("datetime64[D]")).astype(int)


def days_between(earlier: date, later: date) -> int:
    return (later - earlier) // timedelta(days=1)
