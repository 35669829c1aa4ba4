"""What was entered, as it was read: shown to the person who wrote it before anything is concluded from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cited import FactDefinition
from eligibility.domain.cohort import Cohort
from eligibility.domain.interval import Interval
from eligibility.domain.record import PatientRecord
from eligibility.domain.rounding import rounded_number
from eligibility.domain.truth import Truth
from eligibility.knowledge.library import Library

UNREADABLE = "could not be read"
NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Entry:
    """One entered value as it was read. `on` is None for a value asserted current."""

    fact: str
    label: str
    section: str
    value: str
    unit: str | None = None
    on: str | None = None
    source: str | None = None


def entries_of(record: PatientRecord, cohort: Cohort, library: Library) -> list[Entry]:
    """Every value of the record in the order of the vocabulary, then the treatments."""
    entries = [_entry(fact, record, cohort, library) for fact in library.facts if _is_given(record.facts.get(fact))]
    names = {drug.id: drug.label for drug in library.drugs.values()}
    entries += [
        Entry("treatments", f"Treatment {i + 1}", "therapy", _course(cohort, i, names))
        for i in range(len(cohort.courses))
    ]
    return entries


def _entry(fact: str, record: PatientRecord, cohort: Cohort, library: Library) -> Entry:
    definition = library.facts[fact]
    raw = record.facts[fact]
    is_block = isinstance(raw, dict) and "value" in raw
    unit = None if definition.unit is None else library.printed_units.get(definition.unit, definition.unit)
    source = cohort.origins.get(fact)
    return Entry(
        fact=fact,
        label=definition.label,
        section=definition.section,
        value=_words(fact, definition, cohort),
        unit=unit,
        on=_age(cohort, fact, raw) if is_block else None,
        source=None if source is None or raw is None else str(source[0]),
    )


def _is_given(raw: Any) -> bool:
    if isinstance(raw, dict) and "value" in raw:
        raw = raw["value"]
    return raw is not None and raw != "" and raw != []


def _words(fact: str, definition: FactDefinition, cohort: Cohort) -> str:
    if fact in cohort.texts:
        return str(cohort.texts[fact][0] or UNREADABLE)
    if fact in cohort.series:
        return _series(cohort, fact)
    column = cohort.columns.get(fact)
    labels = definition.value_labels
    match column:
        case None:
            return UNREADABLE
        case Truth():
            return {"unknown": NOT_KNOWN}.get(column.word(0), column.word(0))
        case Choice():
            possible = column.possible(0)
            return NOT_KNOWN if len(possible) == len(column.values) else " or ".join(labels.get(v, v) for v in possible)
        case Members():
            return _members(column)
        case Interval() if definition.kind == "date":
            return _day(column, cohort)
        case Interval():
            return interval_in_words(column)
    return UNREADABLE


def interval_in_words(interval: Interval, row: int = 0) -> str:
    """A number as read: `8`, `below 0.5`, `0.5 to 1`."""
    lo, hi = float(interval.lo[row]), float(interval.hi[row])
    if lo == hi:
        return _number(lo)
    if np.isinf(lo) and np.isinf(hi):
        return NOT_KNOWN
    if np.isinf(lo):
        return f"{_is_open(hi, up=True)} {_number(_edge(hi, up=True))}"
    if np.isinf(hi):
        return f"{_is_open(lo, up=False)} {_number(_edge(lo, up=False))}"
    return f"{_number(lo)} to {_number(hi)}"


def _edge(bound: float, up: bool) -> float:
    """The number as written: an open end lies the smallest step beside it."""
    beside = float(np.nextafter(bound, np.inf if up else -np.inf))
    return beside if len(repr(beside)) < len(repr(bound)) else bound


def _is_open(bound: float, up: bool) -> str:
    if _edge(bound, up) != bound:
        return "below" if up else "above"
    return "at most" if up else "at least"


def _number(value: float) -> str:
    shown = rounded_number(value)
    return NOT_KNOWN if shown is None else f"{shown:.10g}"


def _members(members: Members) -> str:
    yes = [value for value, truth in members.truths.items() if truth.word(0) == "yes"]
    maybe = [value for value, truth in members.truths.items() if truth.word(0) == "unknown"]
    if len(maybe) == len(members.truths):
        return NOT_KNOWN
    said = " and ".join(yes) if yes else ("none" if not maybe else "")
    return "; ".join(part for part in (said, f"perhaps {' or '.join(maybe)}" if maybe else "") if part)


def _day(column: Interval, cohort: Cohort) -> str:
    newest, oldest = float(column.lo[0]), float(column.hi[0])
    if np.isposinf(newest):
        return "never"
    if np.isinf(newest) or np.isinf(oldest):
        return NOT_KNOWN
    first, last = _before(cohort, oldest), _before(cohort, newest)
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"


def _age(cohort: Cohort, fact: str, raw: dict[str, Any]) -> str | None:
    if "on" not in raw:
        return None
    said = _day(cohort.age_days(fact), cohort)
    return "day not known" if said == NOT_KNOWN else said


def _before(cohort: Cohort, days: float) -> date:
    return cohort.as_of[0].astype("datetime64[D]").item() - timedelta(days=int(days))


def _series(cohort: Cohort, fact: str) -> str:
    return "; ".join(f"{_number(value)} ({_day(age, cohort)})" for age, value in cohort.series[fact][0]) or UNREADABLE


def _course(cohort: Cohort, course: int, names: dict[str, str]) -> str:
    courses = cohort.courses
    drug = int(courses.drug[course])
    unit = int(courses.dose_unit[course])
    said = {
        "dose": interval_in_words(courses.dose, course),
        "length": interval_in_words(courses.weeks, course),
        "doses given": interval_in_words(courses.doses_given, course),
        "indication": _open_or(courses.indication, course),
        "outcome": _open_or(courses.outcome, course),
        "adherence": _open_or(courses.adherence, course),
    }
    if said["dose"] != NOT_KNOWN:
        said["dose"] += f" {courses.dose_units[unit]}" if unit >= 0 else f" (unit {NOT_KNOWN})"
    if said["length"] != NOT_KNOWN:
        said["length"] += " weeks"
    if said["doses given"] == NOT_KNOWN:
        del said["doses given"]
    if courses.is_current.word(course) == "yes":
        said["now"] = "still taken"
    name = UNREADABLE if drug < 0 else names[courses.drugs[drug]]
    known = [f"{label} {value}" for label, value in said.items() if value != NOT_KNOWN]
    open_ = [label for label, value in said.items() if value == NOT_KNOWN]
    return "; ".join([name, *known, *([f"{NOT_KNOWN}: {', '.join(open_)}"] if open_ else [])])


def _open_or(choice: Choice, row: int) -> str:
    possible = choice.possible(row)
    return NOT_KNOWN if len(possible) == len(choice.values) else " or ".join(possible).replace("_", " ")
