"""The installation check: worked vectors run through the instruments, and what differs from the answers they state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eligibility.domain.cited import Frozen
from eligibility.domain.faults import Fault, InputFault
from eligibility.domain.rounding import rounded
from eligibility.exchange.table_files import text_of
from eligibility.instruments.vectors import ADAPTERS, UNCONFIRMED
from eligibility.instruments.vectors.adapter import Run
from eligibility.services.library import instruments
from eligibility.services.vector_answers import difference

REQUIRED = ("id", "instrument", "inputs", "expected")


class Difference(Frozen):
    """One vector whose answer is not the stated one."""

    id: str
    instrument: str
    expected: Any
    got: Any
    reason: str


class NotRun(Frozen):
    """One vector that is no acceptance test."""

    id: str
    instrument: str
    reason: str


class VerifyReport(Frozen):
    """How many vectors were run, how many agree, and each that differs."""

    total: int
    passed: int
    differing: tuple[Difference, ...] = ()
    not_run: tuple[NotRun, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return rounded(self.model_dump(mode="json"))

    def as_text(self) -> str:
        """The report for people: what differs first, then the count."""
        lines = []
        for one in self.differing:
            lines += [f"{one.id} ({one.instrument})", f"  {one.reason}"]
        lines += [f"{one.id} ({one.instrument}) was not run: {one.reason}" for one in self.not_run]
        differ = f"{len(self.differing)} differ" if self.differing else "nothing differs"
        lines.append(f"{self.passed} of {self.total} vectors agree; {differ}.")
        return "\n".join(lines)


def verify(path: str | Path) -> VerifyReport:
    """Runs every vector of the file. Raises InputFault where the file is not a file of vectors."""
    path = Path(path)
    run, differing, not_run, passed = Run(instruments()), [], [], 0
    vectors = _vectors(path)
    for vector in vectors:
        name = vector["instrument"]
        if name.endswith(UNCONFIRMED):
            reason = "Its definition is not confirmed by any source; nothing here computes it."
            not_run.append(NotRun(id=vector["id"], instrument=name, reason=reason))
            continue
        got, reason = _outcome(vector, run)
        if reason is None:
            passed += 1
            continue
        differing.append(
            Difference(id=vector["id"], instrument=name, expected=vector["expected"], got=got, reason=reason)
        )
    return VerifyReport(
        total=passed + len(differing), passed=passed, differing=tuple(differing), not_run=tuple(not_run)
    )


def _outcome(vector: Mapping[str, Any], run: Run) -> tuple[Any, str | None]:
    """What the instrument answers to one vector, and in what it differs from the stated answer (None: in nothing)."""
    adapter = ADAPTERS.get(vector["instrument"])
    if adapter is None:
        return None, f"There is no instrument called {vector['instrument']!r} among the vectors' names."
    try:
        results = adapter(vector["inputs"], run)
    except Fault as fault:
        results = {"error": fault.what}
    except (ArithmeticError, AttributeError, KeyError, IndexError, TypeError, ValueError):
        # An adapter reads inputs of whatever kind the file holds: one that cannot be read is a difference, not a stop.
        results = {"error": "The inputs are not of the kind that this instrument takes."}
    expected = vector["expected"]
    reason = difference(expected, results, vector.get("tolerance"))
    if reason is not None and results.get("error") and "error" not in expected:
        reason = f"The inputs were refused: {results['error']}"
    return {name: results.get(name) for name in expected} if "error" not in results else results, reason


def _vectors(path: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(text_of(path), parse_constant=_no_number)
    except (json.JSONDecodeError, RecursionError):
        raise _unreadable(path, "is not readable JSON") from None
    if not isinstance(data, dict) or not isinstance(data.get("vectors"), list):
        raise _unreadable(path, "has no list called `vectors`")
    if not data["vectors"]:
        raise _unreadable(path, "holds no vectors")
    for place, vector in enumerate(data["vectors"], start=1):
        _check_form(path, place, vector)
    return data["vectors"]


def _check_form(path: Path, place: int, vector: Any) -> None:
    if not isinstance(vector, dict):
        raise _unreadable(path, f"has something other than a block as vector {place}")
    if missing := [name for name in REQUIRED if name not in vector]:
        raise _unreadable(path, f"lacks {missing[0]!r} in vector {place}")
    for name in ("inputs", "expected"):
        if not isinstance(vector[name], dict):
            raise _unreadable(path, f"has something other than a block as {name!r} of vector {place}")
    if not vector["expected"]:
        raise _unreadable(path, f"expects nothing in vector {place}")
    for name in ("id", "instrument"):
        if not isinstance(vector[name], str):
            raise _unreadable(path, f"has something other than text as {name!r} of vector {place}")
    tolerance = vector.get("tolerance")
    is_number = isinstance(tolerance, int | float) and not isinstance(tolerance, bool) and tolerance >= 0
    if tolerance is not None and not is_number:
        raise _unreadable(path, f"has a tolerance in vector {place} that is not a number from 0")


def _no_number(name: str) -> float:
    raise InputFault(
        f"The file holds {name}, which is not a number.",
        "No answer could be held against it.",
        "Write null for what is not known.",
    )


def _unreadable(path: Path, how: str) -> InputFault:
    return InputFault(
        f"{path.name} {how}.",
        "The instruments cannot be checked with it.",
        'Write {"vectors": [{"id", "instrument", "inputs", "expected", "tolerance"}]}.',
    )
