"""Instrument results: outputs in words, with the version and status that produced them."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.report import values, wording
from eligibility.report.references import References, facts_read

OUTPUTS_SHOWN = 3


def instrument_rows(assessment: Assessment, references: References) -> dict[str, Any]:
    """The instruments that some finding has read, with their results; the others by name only."""
    read = {fact.partition(".")[0] for fact in facts_read(assessment) if "." in fact}
    rows, unread, silent = [], [], []
    for result in assessment.instruments.values():
        known = {key: value for key, value in result.outputs.items() if value not in (None, [], {})}
        if not known:
            silent.append(result.title)
            continue
        if result.id not in read:
            unread.append(result.title)
            continue
        ordered = sorted(known, key=lambda output: (output != "total", output))[:OUTPUTS_SHOWN]
        shown = [f"{wording.name(output.removeprefix('is_'))}: {_output(known[output])}" for output in ordered]
        rows.append(
            {
                "title": result.title,
                "outputs": "; ".join(shown),
                "version": result.version + ("" if result.status == "checked" else f", {wording.name(result.status)}"),
                "missing": f"{len(result.missing)} items not known." if result.missing else "",
                "notes": result.notes,
                "marks": references.mark([*result.cites]),
            }
        )
    return {"rows": rows, "unread": len(unread), "silent": len(silent)}


def _output(value: Any) -> str:
    """An output in words; numbers to four digits, since the attachment holds the rest."""
    if isinstance(value, float):
        return values.number(float(f"{value:.4g}"))
    if isinstance(value, list) and len(value) == 2 and not any(isinstance(end, str | bool) for end in value):
        low, high = value
        if low is None:
            return "not known" if high is None else f"at most {_output(high)}"
        return f"at least {_output(low)}" if high is None else f"{_output(low)} to {_output(high)}"
    if isinstance(value, dict):
        return ", ".join(wording.name(key) for key, held in value.items() if held is True) or "none known"
    return values.plain(value)
