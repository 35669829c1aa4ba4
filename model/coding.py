"""How an input becomes the number that a coefficient multiplies: monotone, clipped to the range it was built for."""

from __future__ import annotations

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.knowledge.prognosis_files import Coding, Term

FLAG_STATES = np.array([0b01, 0b11, 0b10], dtype=np.int64)
FLAG_SITUATIONS = ("absent", "present")


def coded(coding: Coding, raw: np.ndarray) -> np.ndarray:
    """Exact values of a numeric input as coded values; infinite ends stop at the range of the coding."""
    values = coding.values
    match coding.kind:
        case "log2":
            return np.log2(np.clip(raw, values["low"], values["high"]))
        case "deficit_below":
            return values["reference"] - np.clip(raw, values["low"], values["reference"])
        case "per_unit":
            top = values["cap"] if "cap" in values else values["high"]
            return (np.clip(raw, values["low"], top) - values["from"]) / values["per"]
    raise ValueError(f"{coding.kind} codes no number")


def coded_interval(coding: Coding, raw: Interval) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest coded value still possible; a deficit turns the ends round."""
    first = coded(coding, raw.lo)
    if raw.hi is raw.lo:
        return first, first
    second = coded(coding, raw.hi)
    return (second, first) if coding.kind == "deficit_below" else (first, second)


def coded_range(coding: Coding) -> tuple[float, float]:
    """Lowest and highest coded value that any patient can have."""
    ends = coded(coding, np.array([-np.inf, np.inf]))
    return float(ends.min()), float(ends.max())


def outside(coding: Coding, raw: Interval) -> np.ndarray:
    """Known values beyond the cohorts that the term was built on; a cap is no such limit."""
    low, high = coding.values.get("low", -np.inf), coding.values.get("high", np.inf)
    return (raw.hi < low) | (raw.lo > high)


def is_numeric(term: Term) -> bool:
    return term.coding.kind not in ("flag", "levels")


def situations(term: Term, of_input: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """The situations of a flag or an ordered term, in bit order, each with its coefficient (None: none)."""
    if term.coding.kind == "flag":
        return FLAG_SITUATIONS, (None, next(iter(term.coefficients)))
    return of_input, tuple(term.coding.levels[name] for name in of_input)


def states(column: Truth | Choice) -> np.ndarray:
    """The situations still possible as a bitmask, one a patient."""
    return FLAG_STATES[column.codes] if isinstance(column, Truth) else column.mask
