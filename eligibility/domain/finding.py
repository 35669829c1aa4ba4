"""What a criterion says about one patient, and why."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from eligibility.domain.cited import Cited, Frozen
from eligibility.domain.waiver import Waived


class Value(Frozen):
    """A fact as it was read: the value in its canonical unit, the day it was observed, and where it came from."""

    fact: str
    label: str
    value: float | int | str | bool | list[str] | None
    unit: str | None = None
    # A day first: read back from JSON, a day is a day again and not its text.
    on: date | str | None = Field(default=None, union_mode="left_to_right")
    origin: str = "entered"


class Threshold(Frozen):
    """The published (or local) value that a fact was held against."""

    fact: str
    operator: Literal[">=", ">", "<=", "<", "is", "in", "has_any", "within", "longer_ago", "known", "count"]
    value: float | int | str | bool | list[str] | None
    unit: str | None = None
    cited: Cited | None = None


class Cite(Frozen):
    """A pointer into the sources: key, locator, evidence kind, and when it was last checked."""

    source: str
    title: str
    locator: str
    evidence: str
    checked_on: date
    status: str
    link: str | None = None


class Finding(Frozen):
    """A criterion's verdict with the values it read and the thresholds it held them against."""

    id: str
    statement: str
    verdict: str
    values: list[Value] = []
    threshold: list[Threshold] = []
    because: str = ""
    missing: list[str] = []
    cites: list[Cite] = []
    parts: list[Finding] = []


class GradedFinding(Finding):
    """A finding on an ordered scale: `verdict` is the grade or `unknown`; `possible` lists the grades still open.

    A waived gate reads as a caution; `waived` holds who, why, and what the gate says by itself.
    """

    grade_of: str = ""
    possible: list[str] = []
    cautions: list[str] = []
    action: str | None = None
    until: date | None = None
    waived: Waived | None = None
