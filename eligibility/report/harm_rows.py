"""Harms of CAR-T in the format of the estimate: so many of 100 people, with the range, or not known."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.domain.harms import Harm
from eligibility.report import wording
from eligibility.report.references import References, caveat

NOT_KNOWN = "not known"
GRAVEST = ("crs_severe", "icans_severe", "serious_infection", "death")


def harm_rows(assessment: Assessment, references: References) -> list[dict[str, Any]]:
    """One row a harm, in the order of the assessment."""
    return [_row(harm, references) for harm in assessment.harms]


def harms_brief(assessment: Assessment) -> str:
    """The gravest harms in one line, in the format of the estimate; how many more nobody has counted."""
    shown = [
        f"{wording.inside(harm.title)} {words}"
        for harm in assessment.harms
        if harm.id in GRAVEST and (words := _of_hundred(harm)) != NOT_KNOWN
    ]
    if not shown:
        return ""
    open_count = sum(_of_hundred(harm) == NOT_KNOWN for harm in assessment.harms)
    return f"{wording.titled('; '.join(shown))}. Not known for {open_count} more harms; all below."


def _of_hundred(harm: Harm) -> str:
    if harm.per_100 is None or harm.low is None or harm.high is None:
        return NOT_KNOWN
    return f"{round(harm.per_100)} of 100 ({round(harm.low)} to {round(harm.high)})"


def _row(harm: Harm, references: References) -> dict[str, Any]:
    cites = [*harm.cites, *(study.cite for study in harm.studies)]
    row = {"title": harm.title, "marks": references.mark([*cites]), "caveat": caveat([*cites]), "strip": None}
    if harm.per_100 is None or harm.low is None or harm.high is None:
        return {**row, "words": NOT_KNOWN, "counted": ""}
    middle, low, high = (round(number) for number in (harm.per_100, harm.low, harm.high))
    return {
        **row,
        "words": _of_hundred(harm),
        "counted": f"{harm.events} of {harm.of}",
        "strip": {"estimate": middle, "low": low, "high": high},
    }
