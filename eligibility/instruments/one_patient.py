"""One patient's entries as an instrument's columns, and the answers back as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cohort import Column
from eligibility.domain.faults import InputFault
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.instrument import Instrument, Outcome
from eligibility.knowledge.instrument_files import InputKnowledge, InstrumentKnowledge

Plain = float | str | bool | None | list[Any] | dict[str, Any]


def ask(instrument: Instrument, entries: Mapping[str, Any]) -> Outcome:
    """The instrument's outcome for one patient; an entry that is missing or None is unknown."""
    return instrument.over(1, columns_of(instrument.knowledge, entries))


def columns_of(knowledge: InstrumentKnowledge, entries: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of length one from plain entries by the instrument's own input names.

    A number may be `[low, high]` with None for an open end; a choice a list of what is possible; a set a list (which
    is then complete) or a mapping of member to answer.
    """
    columns = {}
    for name, value in entries.items():
        if name not in knowledge.inputs:
            raise InputFault(
                f"{knowledge.title} has no input {name!r}.",
                "It would be left out without a word.",
                f"Use one of: {', '.join(sorted(knowledge.inputs))}.",
                where=name,
            )
        if value is not None:
            columns[name] = _column(knowledge.inputs[name], name, value)
    return columns


def answers(outcome: Outcome, row: int = 0) -> dict[str, Plain]:
    """Every output of one patient as a plain value: a number or [low, high], a word, or None where nothing is known."""
    return {name: plain(column, row) for name, column in outcome.outputs.items()}


def plain(column: Column, row: int = 0) -> Plain:
    """One patient's value of one column."""
    match column:
        case Interval():
            low, high = float(column.lo[row]), float(column.hi[row])
            if low == high:
                return low
            return None if np.isneginf(low) and np.isposinf(high) else [low, high]
        case Truth():
            return {"yes": True, "no": False, "unknown": None}[column.word(row)]
        case Choice():
            possible = column.possible(row)
            return possible[0] if len(possible) == 1 else None if len(possible) == len(column.values) else possible
        case Members():
            return {value: plain(truth, row) for value, truth in column.truths.items()}
    raise TypeError(f"{type(column).__name__} is not a column")


def notes_of(outcome: Outcome, row: int = 0) -> list[str]:
    """What the instrument has to say about this patient."""
    return [sentence for sentence, mask in outcome.notes.items() if mask[row]]


def _column(spec: InputKnowledge, name: str, value: Any) -> Any:
    try:
        match spec.kind:
            case "number":
                return _number(value)
            case "flag":
                return Truth.of([value])
            case "choice":
                return Choice.of(spec.values, [value])
            case "set":
                return _members(spec.values, value)
            case _:
                return [value]
    except (KeyError, TypeError, ValueError):
        raise InputFault(
            f"The entry for {name!r} is not a {spec.kind}.",
            "The instrument cannot be computed from it.",
            f"Enter {_expected(spec)}.",
            where=name,
        ) from None


def _number(value: Any) -> Interval:
    if isinstance(value, bool):
        raise TypeError("a yes or no is not a number")
    if isinstance(value, list | tuple):
        low, high = value
        return Interval.bounds([-np.inf if low is None else float(low)], [np.inf if high is None else float(high)])
    return Interval.known([float(value)])


def _members(values: tuple[str, ...], value: Any) -> Members:
    if isinstance(value, Mapping):
        if not set(value) <= set(values):
            raise KeyError(value)
        return Members({member: Truth.of([value.get(member)]) for member in values})
    if not set(value) <= set(values):
        raise KeyError(value)
    return Members({member: Truth.of([member in value]) for member in values})


def _expected(spec: InputKnowledge) -> str:
    match spec.kind:
        case "number":
            return f"a number{f' in {spec.unit}' if spec.unit else ''}, or a lowest and a highest value"
        case "flag":
            return "yes, no or unknown"
        case "choice" | "set":
            return f"one of {', '.join(spec.values)}" if spec.kind == "choice" else f"some of {', '.join(spec.values)}"
    return "a list"
