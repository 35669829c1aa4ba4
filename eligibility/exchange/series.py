"""Dated values of one fact over time: each a day and a number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from eligibility.domain.cited import FactDefinition
from eligibility.domain.interval import Interval
from eligibility.exchange.dates import date_span
from eligibility.exchange.numbers import ONE, number_bounds
from eligibility.exchange.quantities import limits
from eligibility.exchange.raw import Cells, is_blank
from eligibility.exchange.reader import Reader, place_of
from eligibility.exchange.troubles import trouble, unknown_key
from eligibility.exchange.units import factor_of

KEYS = ("on", "value", "unit")


def read_series(reader: Reader, definition: FactDefinition, cells: Cells) -> list[list[tuple[Interval, float]]]:
    """For each patient the (days ago, value) pairs, the oldest first."""
    rows: list[list[tuple[Interval, float]]] = [[] for _ in range(reader.size)]
    place = place_of(definition)
    for row in np.flatnonzero(cells.is_given):
        mask = np.zeros(reader.size, dtype=bool)
        mask[row] = True
        entries = _entries(cells.distinct[cells.codes[row]])
        if entries is None:
            reader.table.refuse(trouble("not_a_series", place, definition.id), mask)
            continue
        for number, entry in enumerate(entries, start=1):
            found = _entry(reader, definition, entry, reader.table.as_of[row])
            if isinstance(found, tuple):
                rows[row].append(found)
            elif found == "unknown_key":
                name = next(str(key) for key in entry if key not in KEYS)
                reader.table.refuse(unknown_key(name, list(KEYS), f"{place}: the key", definition.id), mask)
            elif found is not None:
                accepted, hard = ", ".join(definition.accepted_units), definition.hard
                if found == "hard_limit" and hard is not None:
                    accepted = f"{limits(hard.min, hard.max)} {definition.unit}"
                reason = hard.reason if hard else ""
                fault = trouble(found, f"{place}, value {number}", definition.id, accepted, reason)
                reader.table.refuse(fault, mask)
        rows[row].sort(key=lambda pair: (-pair[0].hi[0], -pair[0].lo[0]))
    return rows


def _entries(raw: Any) -> list[Mapping[str, Any]] | None:
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError:
            return None
    if isinstance(raw, np.ndarray):
        raw = raw.tolist()
    if not isinstance(raw, list | tuple) or not all(isinstance(entry, Mapping) for entry in raw):
        return None
    return list(raw)


def _entry(
    reader: Reader, definition: FactDefinition, entry: Mapping[str, Any], as_of: np.datetime64
) -> tuple[Interval, float] | str | None:
    """The pair, None for a blank value, or what is wrong."""
    if set(entry) - set(KEYS):
        return "unknown_key"
    if is_blank(entry.get("value")):
        return None
    factor = ONE
    if is_blank(entry.get("unit")):
        if definition.unit_required:
            return "unit_missing"
    elif (known := factor_of(str(entry["unit"]), definition.id, definition, reader.library)) is None:
        return "unit_unknown"
    else:
        factor = known
    bounds = number_bounds(entry["value"], factor)
    if isinstance(bounds, str):
        return bounds
    # A bound has no place on a line through time: a number is asked for instead.
    if bounds[0] != bounds[1]:
        return "not_a_number"
    hard = definition.hard
    if hard is not None and not (hard.min or -np.inf) <= bounds[0] <= (np.inf if hard.max is None else hard.max):
        return "hard_limit"
    span = None if is_blank(entry.get("on")) else date_span(entry["on"])
    if span is None:
        return Interval.unknown(1), bounds[0]
    if isinstance(span, str):
        return span if span != "never" else "never_not_allowed"
    today = as_of.astype("datetime64[D]").item()
    oldest, newest = (today - span[0]).days, max((today - span[1]).days, 0)
    if oldest < 0:
        return "future"
    return Interval(np.array([float(newest)]), np.array([float(oldest)])), bounds[0]
