"""What each published standard says about the response of nephritis, above all where they contradict each other."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.domain.finding import Threshold
from eligibility.report import values, wording
from eligibility.report.references import References, caveat

ON_TARGET = {
    "yes": ("meets", "On target"),
    "no": ("no", "Not on target"),
    "unknown": ("open", "Cannot tell yet"),
    "not_due": ("open", "Not due yet"),
}


def renal_rows(assessment: Assessment, references: References) -> dict[str, Any] | None:
    """The standards side by side; None for a patient without nephritis under treatment."""
    found = assessment.renal_standards
    if found is None:
        return None
    rows = []
    for standard in found.standards:
        sign, word = ON_TARGET[standard.is_on_target]
        held = [threshold.cited for threshold in standard.thresholds if threshold.cited is not None]
        cites = [*standard.cites, *held]
        rows.append(
            {
                "sign": sign,
                "word": word,
                "title": standard.title,
                "says": standard.says,
                "due": standard.due,
                "asks": "; ".join(dict.fromkeys(_asked(each, references) for each in standard.thresholds)),
                "missing": references.labels(standard.missing, 3),
                "marks": references.mark([*standard.cites]),
                "caveat": caveat([*cites]),
            }
        )
    return {
        "rows": rows,
        "values": "; ".join(f"{label}: {value}" for label, value in found.values.items()),
        "differ": found.differ,
        "notes": found.notes,
    }


def _asked(threshold: Threshold, references: References) -> str:
    """What the standard asks of which measure; a fraction needs no unit."""
    measure = references.fact_labels.get(threshold.fact, wording.name(threshold.fact.rpartition(".")[2]))
    if threshold.unit == "fraction":
        threshold = threshold.model_copy(update={"unit": None})
    return f"{measure} {values.threshold_held(threshold)}"
