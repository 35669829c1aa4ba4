"""Columns of one patient as values that a person reads, with their unit, day and origin."""

from __future__ import annotations

from datetime import date

import numpy as np

from eligibility.criteria.words import Evaluator
from eligibility.domain.choice import Choice, Members
from eligibility.domain.cohort import Cohort, Column
from eligibility.domain.condition import Condition
from eligibility.domain.finding import Value
from eligibility.domain.interval import Interval
from eligibility.domain.truth import WORDS, Truth


def as_of(evaluator: Evaluator, row: int) -> date:
    return evaluator.reading.cohort.as_of[row].astype("datetime64[D]").astype(object)


def shown_number(value: Interval, row: int) -> str:
    """A number as it is known: exact, from a bound on, or between two."""
    lo, hi = float(value.lo[row]), float(value.hi[row])
    if lo == hi:
        return _digits(lo)
    if np.isneginf(lo) and np.isposinf(hi):
        return "not known"
    if np.isposinf(hi):
        return _bound(lo, "≥", ">")
    if np.isneginf(lo):
        return _bound(hi, "≤", "<")
    return f"{_digits(lo)} to {_digits(hi)}"


def value_of(evaluator: Evaluator, leaf: Condition, row: int) -> list[Value]:
    """What a leaf read: its fact (or instrument output), and the facts behind an output."""
    names = [leaf.arguments[key] for key in ("fact", "whole") if key in leaf.arguments]
    return [one_value(evaluator, name, row) for name in names]


def one_value(evaluator: Evaluator, name: str, row: int) -> Value:
    """One named column of one patient, with the day of the result and where it came from."""
    reading = evaluator.reading
    cohort = reading.cohort
    column = reading.column(name)
    if "." in name:
        instrument, _, output = name.partition(".")
        knowledge = reading.instruments[instrument].knowledge
        spec = knowledge.outputs[output]
        label = f"{knowledge.title}: {spec.label}"
        # The whole range of a score says nothing when nothing behind it is recorded.
        value = plain(column, row) if is_recorded(evaluator, name, row) else None
        return Value(fact=name, label=label, value=value, unit=spec.unit, origin="derived")
    definition = cohort.vocabulary[name]
    value = event_day(cohort, column, row) if definition.kind == "date" else plain(column, row)
    origin = cohort.origins.get(name)
    return Value(
        fact=name,
        label=definition.label,
        value=value,
        unit=definition.unit,
        on=observed_on(cohort, name, row),
        origin="entered" if origin is None or not origin[row] else str(origin[row]),
    )


def is_recorded(evaluator: Evaluator, name: str, row: int) -> bool:
    """Whether anything at all is known of the facts behind a name."""
    columns = evaluator.reading.cohort.columns
    return any(
        fact in columns and not columns[fact].is_unknown[row] for fact in evaluator.reading.facts_behind(name)
    )


def plain(column: Column, row: int) -> float | int | str | bool | list[str] | None:
    """A column's value in plain data; None when nothing is known, words when only bounds are."""
    if isinstance(column, Interval):
        lo, hi = float(column.lo[row]), float(column.hi[row])
        if lo == hi:
            return int(lo) if lo.is_integer() else lo
        return None if np.isneginf(lo) and np.isposinf(hi) else shown_number(column, row)
    if isinstance(column, Truth):
        return {"yes": True, "no": False}.get(WORDS[column.codes[row]])
    if isinstance(column, Choice):
        possible = column.possible(row)
        if len(possible) == len(column.values):
            return None
        return possible[0] if len(possible) == 1 else " or ".join(possible)
    if isinstance(column, Members):
        if column.is_unknown[row]:
            return None
        return [member for member, truth in column.truths.items() if truth.codes[row] == 2]
    raise TypeError(type(column).__name__)


def event_day(cohort: Cohort, column: Column, row: int) -> str | None:
    """A date fact as its day, `never`, or the span in which it lies."""
    assert isinstance(column, Interval)
    lo, hi = column.lo[row], column.hi[row]
    if np.isposinf(lo):
        return "never"
    if not np.isfinite(lo) and not np.isfinite(hi):
        return None
    days = [cohort.as_of[row] - np.timedelta64(int(d), "D") for d in (hi, lo) if np.isfinite(d)]
    return str(days[0]) if lo == hi else " to ".join(str(day) for day in days)


def observed_on(cohort: Cohort, fact: str, row: int) -> date | str | None:
    """The day of the result; `undated` when given without one; a bare value is asserted current on the day itself."""
    age = cohort.ages.get(fact)
    if cohort.column(fact).is_unknown[row]:
        return None
    if age is None or (age.lo[row] == 0 and age.hi[row] == 0):
        return cohort.as_of[row].astype("datetime64[D]").astype(object)
    if not np.isfinite(age.lo[row]) or not np.isfinite(age.hi[row]):
        return "undated"
    if age.lo[row] != age.hi[row]:
        return "day not fully known"
    return (cohort.as_of[row] - np.timedelta64(int(age.lo[row]), "D")).astype("datetime64[D]").astype(object)


def _bound(value: float, closed: str, strict: str) -> str:
    """An open end was written as the next number beyond the bound; it is shown as the bound itself."""
    text = _digits(value)
    return f"{closed} {text}" if float(text) == value else f"{strict} {text}"


def _digits(value: float) -> str:
    return format(value, ".10g")
