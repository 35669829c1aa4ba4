"""One instrument for one patient, from entries as people type them; and those entries as facts of a record."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cohort import Column
from eligibility.domain.faults import InputFault
from eligibility.domain.finding import Cite
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.exchange.numbers import ONE, number_bounds
from eligibility.exchange.troubles import trouble
from eligibility.exchange.units import factor_of
from eligibility.instruments.one_patient import ask, notes_of
from eligibility.knowledge.instrument_files import InputKnowledge, InstrumentKnowledge, OutputKnowledge
from eligibility.services import library as knowledge
from eligibility.services.read_back import interval_in_words

NOT_KNOWN = "not known"
FROM_THE_RECORD = ("courses",)
COUNTED = ("point", "year", "month", "week", "day", "system", "dose")
WORDS = ("drug", "unit", "frequency", "from", "to")


@dataclass(frozen=True)
class Entry:
    """What was entered for one input: text for a number, a word or a yes or no; and the unit chosen beside it."""

    value: Any
    unit: str | None = None


@dataclass(frozen=True)
class Line:
    """One output in words. `is_settled` is False while more than one answer is still possible."""

    name: str
    label: str
    value: str
    is_settled: bool


@dataclass(frozen=True)
class Calculation:
    """What an instrument says: its outputs, what it has to say beside them, what is open and what cannot be read."""

    lines: list[Line]
    notes: list[str]
    open_inputs: list[str]
    faults: list[InputFault]


def calculate(instrument: str, entries: Mapping[str, Entry]) -> Calculation:
    """The outputs from what was entered; an input left out is not known, and the output is the range still possible."""
    found = knowledge.instruments()[instrument]
    known, faults = _read(found.knowledge, entries)
    outcome = ask(found, known)
    lines = [_line(name, spec, outcome.outputs[name]) for name, spec in found.knowledge.outputs.items()]
    still_open = [spec.label for name, spec in found.knowledge.inputs.items() if known.get(name) is None]
    return Calculation(lines, notes_of(outcome), still_open, faults)


def as_facts(instrument: str, entries: Mapping[str, Entry]) -> dict[str, Any]:
    """The entries as facts of a patient's record, in the record's own words; inputs without a fact stay behind."""
    found = knowledge.instruments()[instrument].knowledge
    readable, _ = _read(found, entries)
    facts: dict[str, Any] = {}
    for name, entry in entries.items():
        spec = found.inputs[name]
        if spec.fact is None or readable.get(name) is None:
            continue
        facts[spec.fact] = entry.value if entry.unit is None else {"value": entry.value, "unit": entry.unit}
    return facts


def cites_of(instrument: str) -> list[Cite]:
    """Where an instrument is defined."""
    library = knowledge.library()
    return [library.cite(citation) for citation in library.instruments[instrument].citations]


def output_labels(instrument: str) -> dict[str, str]:
    """An instrument's outputs as people call them; none for an instrument that is no longer there."""
    found = knowledge.library().instruments.get(instrument)
    return {} if found is None else {name: spec.label for name, spec in found.outputs.items()}


def units_of(spec: InputKnowledge) -> tuple[str, ...]:
    """The units an input may be entered in: those of its fact, else its own."""
    if spec.fact is not None:
        return knowledge.library().facts[spec.fact].accepted_units
    return (spec.unit,) if spec.unit else ()


def is_entered_here(name: str, spec: InputKnowledge) -> bool:
    """Whether the input can be typed; the treatment courses come from a record alone."""
    return spec.kind != "list" or name not in FROM_THE_RECORD


def _read(found: InstrumentKnowledge, entries: Mapping[str, Entry]) -> tuple[dict[str, Any], list[InputFault]]:
    known: dict[str, Any] = {}
    faults: list[InputFault] = []
    for name, entry in entries.items():
        if entry.value is None or entry.value == "":
            continue
        try:
            known[name] = _plain(name, found.inputs[name], entry)
        except InputFault as fault:
            faults.append(fault)
    return known, faults


def _plain(name: str, spec: InputKnowledge, entry: Entry) -> Any:
    """The entry as the instrument takes it: a number as its bounds in the input's own unit."""
    if spec.kind == "number":
        return _bounds(name, spec, entry)
    if spec.kind == "list":
        return str(entry.value).strip() if name in WORDS else _pairs(spec, str(entry.value))
    return entry.value


def _bounds(name: str, spec: InputKnowledge, entry: Entry) -> list[float | None]:
    factor = ONE
    if spec.fact is not None:
        definition = knowledge.library().facts[spec.fact]
        if entry.unit is None and definition.unit_required:
            raise trouble("unit_missing", spec.label, name, ", ".join(definition.accepted_units))
        if entry.unit is not None:
            found = factor_of(entry.unit, spec.fact, definition, knowledge.library())
            if found is None:
                raise trouble("unit_unknown", spec.label, name, ", ".join(definition.accepted_units))
            factor = found
    bounds = number_bounds(entry.value, factor, is_titre=spec.unit == "reciprocal")
    if isinstance(bounds, str):
        if bounds == "words_for_missing":
            return [None, None]
        raise trouble(bounds, spec.label, name, ", ".join(units_of(spec)))
    return [None if math.isinf(bound) else bound for bound in bounds]


def _pairs(spec: InputKnowledge, text: str) -> list[list[float | None]]:
    """One pair of numbers a line; a missing second number is open."""
    pairs: list[list[float | None]] = []
    for line in text.splitlines():
        words = line.replace(",", " ").split()
        if not words:
            continue
        try:
            first, second = (float(words[0]), float(words[1]) if len(words) > 1 else None)
        except ValueError:
            raise _not_pairs(spec) from None
        if len(words) > 2 or not math.isfinite(first) or (second is not None and not math.isfinite(second)):
            raise _not_pairs(spec)
        pairs.append([first, second])
    return pairs


def _not_pairs(spec: InputKnowledge) -> InputFault:
    return InputFault(
        f"{spec.label}: a line is not a pair of numbers.",
        "A line that cannot be read would count for nothing.",
        "Write one pair a line, for example: 0 30.",
    )


def _line(name: str, spec: OutputKnowledge, column: Column) -> Line:
    match column:
        case Interval():
            rounded = column if spec.decimals is None else _rounded(column, spec.decimals)
            words = interval_in_words(rounded)
            value = words if words == NOT_KNOWN else f"{words} {_unit(spec.unit, words)}".strip()
            return Line(name, spec.label, value, bool(column.is_known[0]))
        case Truth():
            word = column.word(0)
            return Line(name, spec.label, {"unknown": "cannot tell yet"}.get(word, word), word != "unknown")
        case Choice():
            possible = column.possible(0)
            is_open = len(possible) == len(column.values)
            words = NOT_KNOWN if is_open else " or ".join(value.replace("_", " ") for value in possible)
            return Line(name, spec.label, words, len(possible) == 1)
        case Members():
            return _members(name, spec, column)
    raise TypeError(f"{type(column).__name__} is not a column")


def _unit(unit: str | None, words: str) -> str:
    """A unit as printed; what is counted in the plural."""
    if unit in COUNTED:
        return unit if words == "1" else f"{unit}s"
    return knowledge.library().printed_units.get(unit or "", unit or "")


def _members(name: str, spec: OutputKnowledge, column: Members) -> Line:
    yes = [value.replace("_", " ") for value, truth in column.truths.items() if truth.word(0) == "yes"]
    maybe = [value.replace("_", " ") for value, truth in column.truths.items() if truth.word(0) == "unknown"]
    said = [", ".join(yes)] if yes else []
    said += [f"perhaps {', '.join(maybe)}"] if maybe else []
    return Line(name, spec.label, "; ".join(said) or "none", not maybe)


def _rounded(column: Interval, decimals: int) -> Interval:
    """Rounded as the instrument is reported, outwards where it is a range, so that nothing possible is left out."""
    low, high = float(column.lo[0]), float(column.hi[0])
    if low == high:
        return Interval.known([round(low, decimals)])
    step = 10.0**decimals
    down = math.floor(low * step) / step if math.isfinite(low) else low
    up = math.ceil(high * step) / step if math.isfinite(high) else high
    return Interval.bounds([down], [up])
