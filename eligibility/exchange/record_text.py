"""A record as text (YAML or JSON) or as one flat row becomes a patient record; older schemas are upgraded."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from eligibility.domain.cited import FactDefinition
from eligibility.domain.faults import InputFault
from eligibility.domain.record import SCHEMA, PatientRecord
from eligibility.exchange.dates import date_span
from eligibility.exchange.raw import is_blank
from eligibility.exchange.troubles import shown, unknown_key
from eligibility.knowledge.record_yaml import MAX_CHARACTERS, exact_float, read_record_yaml, write_record_yaml
from eligibility.knowledge.yaml_file import nearest

RECORD_KEYS = (
    "schema", "patient_id", "as_of", "is_example", "is_synthetic", "sources", "note", "facts", "treatments",
)  # fmt: skip
COMPANIONS = ("unit", "on", "source")
MAX_ID = 128
Facts = Mapping[str, FactDefinition]

# What brings a record of schema n to schema n + 1. Schema 1 is the first.
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def record_from_text(text: str, name: str, facts: Facts, as_of: date | None = None) -> PatientRecord:
    """The patient record in a YAML or JSON text; `name` tells the two apart. Raises InputFault, never with a value.

    `as_of` is the assessment day of a record that names none.
    """
    data = read_json(text) if name.lower().endswith(".json") else read_record_yaml(text)
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise InputFault(
            "The record is not a block of keys.",
            "A patient record has a patient_id, an as_of and facts.",
            "Write it as in docs/record.md; many patients belong in a table for `score`.",
        )
    return record_from_data(data, facts, as_of)


def record_from_data(data: Mapping[str, Any], facts: Facts, as_of: date | None = None) -> PatientRecord:
    """The patient record in plain data: with its `facts` in a block, or flat as one row of a table."""
    record = _upgraded({str(key): value for key, value in data.items()})
    if "facts" not in record and any(split_column(key)[0] in facts for key in record):
        record = _from_flat(record, facts)
    for key in record:
        if key not in RECORD_KEYS:
            if split_column(key)[0] in facts:
                raise InputFault(
                    f"The fact {shown(key)} stands outside the block `facts`.",
                    "It would be read by nobody.",
                    "Move it under `facts:`.",
                    where=key,
                )
            raise unknown_key(key, [*RECORD_KEYS, *facts], "The key")
    return PatientRecord.model_validate(
        {
            "schema": SCHEMA,
            "patient_id": patient_id_of(record.get("patient_id")),
            "as_of": _as_of(record.get("as_of"), as_of),
            "is_example": _mark(record, "is_example"),
            "is_synthetic": _mark(record, "is_synthetic"),
            "sources": _sources(record.get("sources")),
            "note": None if is_blank(record.get("note")) else str(record["note"]),
            "facts": _block(record.get("facts"), dict, "facts"),
            "treatments": _treatments(record.get("treatments")),
        }
    )


def record_to_yaml(record: PatientRecord) -> str:
    """The record as YAML; what it leaves out it does not know."""
    data = record.model_dump(mode="python", by_alias=True)
    always = ("schema", "patient_id", "as_of", "facts")
    return write_record_yaml({key: value for key, value in data.items() if key in always or value})


def read_json(text: str) -> Any:
    """Plain data from JSON, refusing a key that stands twice; numbers keep their digits."""
    if len(text) > MAX_CHARACTERS:
        raise InputFault(
            "The record is far larger than a patient record can be.",
            "It is probably another file.",
            "Check that the right file was chosen.",
        )
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_float=exact_float, parse_constant=str)
    except json.JSONDecodeError as error:
        raise InputFault(
            f"The record is not readable JSON (line {error.lineno}).",
            "Nothing in it can be used until it is.",
            "Check the quotes, commas and brackets near that line.",
        ) from None
    except (RecursionError, ValueError):
        raise InputFault(
            "The record is nested deeper, or holds longer numbers, than any patient record.",
            "It cannot be read safely.",
            "Write each fact once, as `name: value` or `name: {value, unit, on, source}`.",
        ) from None


def patient_id_of(raw: Any) -> str:
    """The pseudonym, or an InputFault: nothing about a patient can be said without one."""
    text = "" if is_blank(raw) else str(raw).strip()
    if not text or isinstance(raw, bool | dict | list):
        raise InputFault(
            "The record has no patient_id.",
            "Two patients without one would be taken for each other.",
            "Give a pseudonym that holds no name and no date of birth.",
            where="patient_id",
        )
    if len(text) > MAX_ID or not text.isprintable():
        raise InputFault(
            f"The patient_id is longer than {MAX_ID} characters or holds line breaks.",
            "It is probably another text.",
            "Give a short pseudonym.",
            where="patient_id",
        )
    return text


def as_of_day(raw: Any) -> date:
    """The assessment day: one whole calendar day, or an InputFault."""
    span = None if isinstance(raw, bool) else date_span(raw)
    if isinstance(span, tuple) and span[0] == span[1]:
        return span[0]
    raise InputFault(
        "The assessment day (as_of) is not a day of the calendar.",
        "Every age and every staleness limit is counted from it.",
        "Write it as year-month-day, for example 2022-05-01.",
        where="as_of",
    )


def _as_of(raw: Any, fallback: date | None) -> date:
    if not is_blank(raw):
        return as_of_day(raw)
    if fallback is None:
        raise InputFault(
            "The record has no assessment day (as_of).",
            "Every age and every staleness limit is counted from it.",
            "Add `as_of: 2022-05-01`, or give the day on the command line.",
            where="as_of",
        )
    return fallback


def _upgraded(data: dict[str, Any]) -> dict[str, Any]:
    schema = data.get("schema", SCHEMA)
    if isinstance(schema, float) and schema.is_integer() or isinstance(schema, str) and schema.strip().isdecimal():
        schema = int(schema)
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        raise InputFault(
            "The record's schema is not a number of a schema.",
            "How the record is to be read is not known.",
            f"Write `schema: {SCHEMA}`.",
            where="schema",
        )
    if schema > SCHEMA:
        raise InputFault(
            f"The record is of schema {schema}; this version reads up to {SCHEMA}.",
            "A newer record may say things that would be misread here.",
            "Update the product, or write the record in the older schema.",
            where="schema",
        )
    for step in range(schema, SCHEMA):
        data = UPGRADES[step](data)
    return {**data, "schema": SCHEMA}


def split_column(name: str) -> tuple[str, str | None]:
    """A column's fact, and which companion of it the column is (unit, on, source), or None for the value."""
    fact, mark, companion = name.rpartition("__")
    return (fact, companion) if mark and companion in COMPANIONS else (name, None)


def _from_flat(row: dict[str, Any], known: Facts) -> dict[str, Any]:
    """One flat row: companions belong to the value beside them; without a column of units the unit is the fact's."""
    record = {key: value for key, value in row.items() if key in RECORD_KEYS}
    facts: dict[str, Any] = {}
    for key, value in row.items():
        fact, companion = split_column(key)
        if key in RECORD_KEYS:
            continue
        if fact not in known:
            raise unknown_key(key, [*RECORD_KEYS, *known], "The column")
        if companion is None and not is_blank(value):
            given = {name: row[f"{fact}__{name}"] for name in COMPANIONS if f"{fact}__{name}" in row}
            if given and known[fact].unit is not None:
                given = {"unit": known[fact].unit, **given}
            facts[fact] = {"value": value, **given} if given else value
    return {**record, "facts": facts}


def _treatments(raw: Any) -> list[dict[str, Any]]:
    if isinstance(raw, str) and not is_blank(raw):
        raw = read_json(raw)
    courses = _block(raw, list, "treatments")
    for number, course in enumerate(courses, start=1):
        if not isinstance(course, dict):
            raise InputFault(
                f"Treatment {number} is not a block of keys.",
                "A course needs at least its drug.",
                "Write it as `{drug: …, dose: …, unit: …, weeks: …, outcome: …}`.",
                where="treatments",
            )
    return [{str(key): value for key, value in course.items()} for course in courses]


def _block(raw: Any, kind: type, name: str) -> Any:
    if is_blank(raw):
        return kind()
    if not isinstance(raw, kind):
        shape = "a block of `name: value` lines" if kind is dict else "a list"
        raise InputFault(
            f"The record's `{name}` is not {shape}.",
            "It cannot be read otherwise.",
            f"Write it as {shape}.",
            where=name,
        )
    return raw


def _sources(raw: Any) -> list[str]:
    if isinstance(raw, str) and raw.strip():
        raw = [raw]
    return [str(source) for source in _block(raw, list, "sources")]


def _mark(record: Mapping[str, Any], name: str) -> bool:
    raw = record.get(name)
    if is_blank(raw):
        return False
    word = str(raw).strip().lower()
    if word in ("true", "yes", "1"):
        return True
    if word in ("false", "no", "0"):
        return False
    raise InputFault(
        f"`{name}` is neither true nor false{nearest(word, ('true', 'false')) if len(word) < 6 else ''}.",
        "It decides whether the record is shown as a real patient.",
        "Write true or false.",
        where=name,
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InputFault(
                "A key stands twice in one block of the JSON.",
                "The second would silently overrule the first.",
                "Keep one of the two.",
            )
        found[key] = value
    return found
