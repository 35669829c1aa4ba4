"""A registry out: the records at index and what became of the patients, as the CSV that learning reads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.domain.outcome_12m import OutcomeCode
from eligibility.domain.record import PatientRecord
from eligibility.exchange.from_records import table_of
from eligibility.exchange.raw import Cells, as_cells
from eligibility.exchange.registry_file import OUTCOME, OUTCOME_ON
from eligibility.knowledge.library import Library

# Free text may hold a name, and no model reads it.
LEFT_OUT_KINDS = ("text",)


@dataclass(frozen=True)
class RegistryRow:
    """One patient's record on the index day, with the outcome that stands."""

    record: PatientRecord
    outcome: OutcomeCode
    happened_on: date | None


def registry_csv(rows: Sequence[RegistryRow], library: Library) -> str:
    """The rows as CSV. Free text and whatever identifies a person stay behind; the pseudonym goes."""
    records = [row.record for row in rows]
    columns: dict[str, list[str]] = {
        "patient_id": [record.patient_id for record in records],
        "as_of": [record.as_of.isoformat() for record in records],
        "is_synthetic": ["yes" if record.is_synthetic else "no" for record in records],
    }
    for fact, raw in sorted(table_of(records, library).facts.items()):
        definition = library.facts[fact]
        if definition.is_identifying or definition.kind in LEFT_OUT_KINDS:
            continue
        columns[fact] = _texts(as_cells(raw.value), definition.kind)
        for companion in ("unit", "on"):
            cells: Cells | None = getattr(raw, companion)
            if cells is not None:
                columns[f"{fact}__{companion}"] = _texts(cells, "date")
    if any(record.treatments for record in records):
        columns["treatments"] = [_json(record.treatments) if record.treatments else "" for record in records]
    columns[OUTCOME] = [row.outcome for row in rows]
    columns[OUTCOME_ON] = ["" if row.happened_on is None else row.happened_on.isoformat() for row in rows]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return out.getvalue()


def _texts(cells: Cells, kind: str) -> list[str]:
    return cells.spread([_text(value, kind) for value in cells.distinct], "", object).tolist()


def _text(value: Any, kind: str) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case list() if kind == "choice":
            return " or ".join(str(part) for part in value)
        case list() | dict():
            return _json(value)
    return str(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else float(value)
