"""Whether an instrument's answers agree with those that a vector states."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

UNSETTLED = (None, "unknown", "cannot assess")
LOWER, UPPER = ("_lo", "_low", "_min", "_lower"), ("_hi", "_high", "_max", "_upper")
NEARLY = 1e-6


def difference(expected: Mapping[str, Any], got: Mapping[str, Any], tolerance: float | None) -> str | None:
    """The first result that differs, in words; None when every stated result agrees.

    A refusal agrees with any stated error: the wording of an error is not part of a definition.
    """
    for name, wanted in expected.items():
        if name == "error":
            if bool(wanted) != bool(got.get("error")):
                return "It was not refused." if wanted else "It was refused."
            continue
        found, is_there = _result(name, got)
        if not is_there:
            return f"{name}: the instrument has no such result (it has {', '.join(sorted(got))})."
        if not agrees(wanted, found, tolerance):
            return f"{name}: {_shown(found)}, stated {_shown(wanted)}{_within(wanted, tolerance)}."
    return None


def agrees(wanted: Any, found: Any, tolerance: float | None) -> bool:
    """Whether one answer is the stated one; an unsettled answer may stand as its attainable interval."""
    if wanted is None or wanted in UNSETTLED:
        return found in UNSETTLED if not isinstance(found, list | dict) else _is_open(found)
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    if isinstance(wanted, int | float):
        return isinstance(found, int | float) and _is_near(float(wanted), float(found), tolerance)
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(wanted) == len(found)
            and all(_agrees_bound(one, other, tolerance) for one, other in zip(wanted, found, strict=True))
        )
    if isinstance(wanted, dict):
        return isinstance(found, dict) and difference(wanted, found, tolerance) is None
    return wanted == found


def _result(name: str, got: Mapping[str, Any]) -> tuple[Any, bool]:
    """A result by its name, or one bound of it where the name ends so."""
    if name in got:
        return got[name], True
    for endings, end in ((LOWER, 0), (UPPER, 1)):
        for ending in endings:
            whole = name.removesuffix(ending)
            if whole != name and whole in got:
                return (got[whole][end] if isinstance(got[whole], list) else got[whole]), True
    return None, False


def _agrees_bound(wanted: Any, found: Any, tolerance: float | None) -> bool:
    """An open end of an interval may be written as null."""
    if wanted is None and isinstance(found, float):
        return math.isinf(found)
    return agrees(wanted, found, tolerance)


def _is_near(wanted: float, found: float, tolerance: float | None) -> bool:
    if wanted == found:
        return True
    allowed = NEARLY * max(1.0, abs(wanted)) if tolerance is None else tolerance
    # The tolerance itself is a decimal: 0.01 apart counts as within 0.01.
    return abs(wanted - found) <= allowed * (1 + 1e-9)


def _is_open(found: Any) -> bool:
    return isinstance(found, list)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "not settled"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _within(wanted: Any, tolerance: float | None) -> str:
    is_number = isinstance(wanted, int | float) and not isinstance(wanted, bool)
    return f" within {tolerance:g}" if is_number and tolerance is not None else ""
