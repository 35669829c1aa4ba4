"""Each value beside the threshold it was held against, with the threshold's own source."""

from __future__ import annotations

from eligibility.domain.finding import Finding, Threshold
from eligibility.report import values
from eligibility.report.references import References, caveat

NOT_KNOWN = "is not known"
COUNTED = "Counted over the treatment courses"


def readings(finding: Finding, references: References) -> list[dict[str, str]]:
    """One line a fact that is known, its thresholds beside it; then facts without one, and counts over treatments."""
    lines, without = [], []
    for value in finding.values:
        if value.value is None:
            continue
        held = [threshold for threshold in finding.threshold if threshold.fact == value.fact]
        read = values.value_read(value, held, references.as_of)
        if held:
            lines.append({"value": read, "threshold": _held(held, references)})
        else:
            without.append(read)
    if without:
        lines.append({"value": "; ".join(without), "threshold": ""})
    alone = thresholds_alone(finding)
    if alone:
        beside = "; ".join(reasons_beside(finding))
        is_counted = any(threshold.operator == "count" for threshold in alone)
        lines.append(
            {
                "value": f"{beside or COUNTED} (derived)" if beside or is_counted else "not known",
                "threshold": _held(alone, references),
            }
        )
    return lines


def thresholds_alone(finding: Finding) -> list[Threshold]:
    """Thresholds held against no single fact (counts over treatment courses); a reason says what they were held to."""
    return [threshold for threshold in finding.threshold if threshold.fact not in {v.fact for v in finding.values}]


def notes(finding: Finding) -> str:
    """The reasons that stand neither as a value nor beside a threshold."""
    return "" if thresholds_alone(finding) else "; ".join(reasons_beside(finding))


def sources(finding: Finding, references: References) -> dict[str, str]:
    """The finding's own sources: those that no threshold of it already points to."""
    pointed = {references.place(threshold.cited) for threshold in finding.threshold if threshold.cited is not None}
    own = [cite for cite in finding.cites if references.place(cite) not in pointed]
    return {"marks": references.mark([*own]), "caveat": caveat([*own])}


def reasons(finding: Finding) -> list[str]:
    """The reasons one by one, without those that only say that something is not known: what is missing says that."""
    return [part for part in finding.because.split("; ") if part and not part.endswith(NOT_KNOWN)]


def reasons_beside(finding: Finding) -> list[str]:
    """The reasons that the values beside them do not already give."""
    labels = tuple(value.label for value in finding.values if value.value is not None)
    return [part for part in reasons(finding) if not (labels and part.startswith(labels))]


def _held(thresholds: list[Threshold], references: References) -> str:
    words = []
    for threshold in thresholds:
        cited = [] if threshold.cited is None else [threshold.cited]
        parts = (values.threshold_held(threshold), references.mark([*cited]), caveat([*cited]))
        words.append(" ".join(part for part in parts if part))
    return "; ".join(dict.fromkeys(words))
