"""The patient record as people write it, before any value has been read."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = 1

COURSE_FIELDS = (
    "drug",
    "dose",
    "unit",
    "frequency",
    "route",
    "doses_given",
    "indication",
    "started_on",
    "stopped_on",
    "weeks",
    "outcome",
    "stop_reason",
    "adherence",
)


class PatientRecord(BaseModel):
    """One patient as entered: facts by name, each bare or as `{value, unit, on, source}`, and treatment courses."""

    model_config = ConfigDict(extra="forbid")

    schema_version: int = Field(SCHEMA, alias="schema")
    patient_id: str
    as_of: date
    is_example: bool = False
    is_synthetic: bool = False
    sources: list[str] = []
    note: str | None = None
    facts: dict[str, Any] = {}
    treatments: list[dict[str, Any]] = []
