"""What else may happen on conventional therapy: kidney failure, damage, and the estimate at six months, a line each."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Prognosis
from eligibility.domain.secondary import SecondaryOutput
from eligibility.report import values, wording
from eligibility.report.references import References, caveat


def secondary_lines(found: Prognosis, references: References) -> list[dict[str, Any]]:
    """Each in its own unit with its range; not known where no publication gives it for this patient's state."""
    lines = [_later(found, references)] if found.at_six_months is not None else []
    return lines + [_line(output, references) for output in found.secondary]


def _line(output: SecondaryOutput, references: References) -> dict[str, Any]:
    if output.value is not None:
        words = f"{values.number(output.value, 3)} {output.unit}{_range(output.low, output.high)}"
    elif output.span is not None:
        partly = ", as far as published" if output.span_is_partial else ""
        low, high = (values.number(end, 3) for end in output.span)
        words = f"{low} to {high} {output.unit}, by what is still open{partly}"
    else:
        words = "not known"
    state = f"{output.state}, " if output.state else ""
    kind = "an assumption made here" if output.status == "assumption" else "published"
    return {
        "title": output.title,
        "text": f"{words} ({state}{kind}).",
        "marks": references.mark([*output.cites]),
        "caveat": caveat([*output.cites]),
    }


def _later(found: Prognosis, references: References) -> dict[str, Any]:
    later = found.at_six_months
    assert later is not None
    low, high = (wording.of_hundred(end) for end in later.interval)
    return {
        "title": later.title,
        "text": f"about {wording.of_hundred(later.estimate)} of 100 ({low} to {high}) {later.target}.",
        "marks": references.mark([*later.cites]),
        "caveat": caveat([*later.cites]),
    }


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({values.number(low, 3)} to {values.number(high, 3)})"
