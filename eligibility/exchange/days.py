"""Calendar days as days before each row's assessment day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from eligibility.domain.cited import FactDefinition
from eligibility.domain.interval import Interval
from eligibility.exchange.dates import NEVER, date_span
from eligibility.exchange.raw import CURRENT, Cells
from eligibility.exchange.reader import Reader, Wrong, place_of
from eligibility.exchange.troubles import trouble


def event_days(reader: Reader, definition: FactDefinition, cells: Cells) -> Interval:
    """How long ago an event was; plus infinity for `never` where that is an answer."""

    def span(raw: Any) -> Any:
        found = date_span(raw)
        if found == NEVER:
            return NEVER if definition.allows_never else Wrong("never_not_allowed")
        return Wrong(found) if isinstance(found, str) else found

    return _days(reader, cells, span, place_of(definition), definition.id)


def observation_days(reader: Reader, definition: FactDefinition, cells: Cells) -> Interval:
    """How long ago a value was observed; `current` is the assessment day itself, a blank is not known."""

    def span(raw: Any) -> Any:
        if says(raw, CURRENT):
            return CURRENT
        found = date_span(raw)
        return Wrong("never_not_allowed" if found == NEVER else found) if isinstance(found, str) else found

    return _days(reader, cells, span, f"{place_of(definition)}: the day of observation", definition.id)


def _days(reader: Reader, cells: Cells, span: Callable[[Any], Any], place: str, fact: str) -> Interval:
    spans = reader.read_distinct(cells, span, None, place, where=fact)
    days, future = days_before(cells, spans, reader.table.as_of)
    reader.table.refuse(trouble("future", place, fact), future)
    return days


def days_before(cells: Cells, spans: list[Any], as_of: np.ndarray) -> tuple[Interval, np.ndarray]:
    """Spans of calendar days as days ago, and the mask of those that lie wholly after the assessment day.

    A month or a year alone is an interval; the part of it that is still to come cannot be meant.
    """
    not_a_day = np.datetime64("NaT", "D")
    first = cells.spread([_end(span, 0) for span in spans], not_a_day, "datetime64[D]")
    last = cells.spread([_end(span, 1) for span in spans], not_a_day, "datetime64[D]")
    unknown = np.isnat(first)
    oldest = np.where(unknown, np.inf, (as_of - first).astype(float))
    newest = np.where(unknown, -np.inf, np.maximum((as_of - last).astype(float), 0.0))
    future = oldest < 0
    oldest, newest = np.where(future, np.inf, oldest), np.where(future, -np.inf, newest)
    for word, days in ((NEVER, np.inf), (CURRENT, 0.0)):
        said = [code for code, span in enumerate(spans) if says(span, word)]
        if said:
            rows = cells.rows_of(said)
            oldest, newest = np.where(rows, days, oldest), np.where(rows, days, newest)
    return Interval(newest, oldest), future


def says(raw: Any, word: str) -> bool:
    """Whether a cell holds just this word."""
    return isinstance(raw, str) and raw.strip().lower() == word


def _end(span: Any, end: int) -> Any:
    return span[end] if isinstance(span, tuple) else np.datetime64("NaT", "D")
