"""What a person types for one fact, as the record writes it; and a fact of a record, as the form shows it.

The form and a record file are two ways into the same record: what is entered here is what the file would say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.domain.cited import FactDefinition

WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,9})\.[0-9]{1,10}")
YES, NO, NOT_KNOWN = "Yes", "No", "Not known"
NO_DATE_KNOWN = "not known"
NOT_ASKED: Any = object()


@dataclass(frozen=True)
class Answer:
    """One fact on the form. `on` is text as typed: empty says current, `not known` says of unknown age.

    `value` is text for numbers, dates and text; a word for flags; one of the values for a choice; for a set the answer
    of each member. `kept` is a value that a file gave in a form the fields cannot show; it stays until it is replaced.
    """

    value: Any = None
    unit: str | None = None
    on: str = ""
    source: str | None = None
    kept: Any = NOT_ASKED

    @property
    def is_blank(self) -> bool:
        return self.kept is NOT_ASKED and self.value in (None, "", {}, NOT_KNOWN)


def answer_of(definition: FactDefinition, raw: Any) -> Answer:
    """A fact of the record as the form shows it."""
    # A bare figure is in the unit that the fact's own name carries.
    unit = definition.unit if definition.unit_required and definition.kind == "number" else None
    value, on, source = raw, "", None
    if isinstance(raw, dict) and "value" in raw:
        value, unit, source = raw["value"], raw.get("unit"), raw.get("source")
        if "on" in raw:
            on = NO_DATE_KNOWN if raw["on"] is None else _text(raw["on"])
    if value is None:
        return Answer()
    shown = _shown(definition, value)
    if shown is NOT_ASKED:
        return Answer(unit=unit, on=on, source=source, kept=value)
    return Answer(shown, unit, on, source)


def written(definition: FactDefinition, answer: Answer) -> Any:
    """The fact as the record writes it: bare where nothing stands beside it; None when it is not known."""
    if answer.is_blank:
        return None
    value = answer.kept if answer.kept is not NOT_ASKED else _value(definition, answer.value)
    if value is None:
        return None
    beside: dict[str, Any] = {}
    if answer.unit is not None or (definition.kind == "number" and definition.unit_required):
        beside["unit"] = answer.unit
    if answer.on.strip():
        beside["on"] = None if answer.on.strip().lower() == NO_DATE_KNOWN else answer.on.strip()
    if answer.source is not None:
        beside["source"] = answer.source
    return {"value": value, **beside} if beside else value


def plain_number(text: str) -> int | float | str:
    """A number as a record file reads it; anything with a sign, range or doubt stays the text it is."""
    text = text.strip()
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


def is_recorded(raw: Any) -> bool:
    """Whether the record says anything about a fact."""
    value = raw.get("value") if isinstance(raw, dict) and "value" in raw else raw
    return value is not None and value not in ("", [], {})


def _shown(definition: FactDefinition, value: Any) -> Any:
    match definition.kind:
        case "flag":
            word = {True: YES, False: NO, "yes": YES, "no": NO, "unknown": NOT_KNOWN}
            return word.get(value, NOT_ASKED) if isinstance(value, bool | str) else NOT_ASKED
        case "choice":
            return value if value in definition.values else NOT_ASKED
        case "set":
            return _members(definition, value)
        case "series":
            return _lines(value)
        case _:
            return _text(value) if isinstance(value, str | int | float | date) else NOT_ASKED


def _members(definition: FactDefinition, value: Any) -> Any:
    """The answer of each member: a list is complete, so the others are no; a mapping leaves the others open."""
    if isinstance(value, list) and all(member in definition.values for member in value):
        return {member: YES if member in value else NO for member in definition.values} if value else {}
    if isinstance(value, dict) and all(member in definition.values for member in value):
        words = {True: YES, False: NO, "yes": YES, "no": NO, None: NOT_KNOWN, "unknown": NOT_KNOWN}
        if all(answer in words for answer in value.values()):
            return {member: words[value.get(member)] for member in definition.values}
    if value == "none":
        return dict.fromkeys(definition.values, NO)
    return NOT_ASKED


def _lines(value: Any) -> Any:
    """A dated series, one result a line: day, value, unit."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return NOT_ASKED
    if any(set(entry) - {"on", "value", "unit"} for entry in value):
        return NOT_ASKED
    parts = [(entry.get("on"), entry.get("value"), entry.get("unit")) for entry in value]
    return "\n".join(" ".join(_text(part) for part in line if part is not None) for line in parts)


def _value(definition: FactDefinition, value: Any) -> Any:
    match definition.kind:
        case "number":
            return plain_number(value)
        case "flag":
            return {YES: True, NO: False}.get(value)
        case "set":
            return _set(value)
        case "series":
            return [_dated(line) for line in value.splitlines() if line.strip()] or None
        case "date" | "text":
            return value.strip() or None
        case _:
            return value


def _set(answers: dict[str, str]) -> Any:
    """A complete set as a list; one with a member not known as a mapping of what is known."""
    if all(answer == NOT_KNOWN for answer in answers.values()):
        return None
    if NOT_KNOWN in answers.values():
        return {member: answer == YES for member, answer in answers.items() if answer != NOT_KNOWN}
    return [member for member, answer in answers.items() if answer == YES] or "none"


def _dated(line: str) -> dict[str, Any]:
    """`2026-03-01 1.2 g/g`; what does not fit is kept as it is, for the record check to name."""
    on, _, rest = line.strip().partition(" ")
    value, _, unit = rest.strip().partition(" ")
    entry: dict[str, Any] = {"on": on, "value": plain_number(value) if value else None}
    return entry | ({"unit": unit.strip()} if unit.strip() else {})


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
