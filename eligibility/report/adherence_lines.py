"""Adherence both ways: how well it was measured, what it explains, why doses are missed, capacity. Never netted."""

from __future__ import annotations

from typing import Any

from eligibility.domain.adherence import AdherenceSource, AdherenceView
from eligibility.domain.assessment import Assessment
from eligibility.report import values, wording
from eligibility.report.provenance import origin_words
from eligibility.report.references import References, caveat

SAYS = {"taken": ("meets", "Taken"), "missed": ("caution", "Missed"), "unclear": ("open", "Unclear")}
FIXABLE = {"yes": "can be changed", "partly": "can be changed in part", "not_known": "not known whether it can change"}


def adherence(assessment: Assessment, references: References) -> dict[str, Any] | None:
    """The four statements with their sources; None where the assessment does not look at adherence."""
    view = assessment.adherence
    if view is None:
        return None
    return {
        "measured": view.measured.summary,
        "sources": [_source(source, assessment, references) for source in view.measured.sources],
        "disagreements": view.measured.disagreements,
        "not_measured": ", ".join(view.measured.not_measured) if view.measured.sources else "",
        "explains": view.explains.summary,
        "tally": _tally(view),
        "put_back": _put_back(view),
        "explains_marks": references.mark([*view.explains.cites]),
        "reasons": [
            f"{reason.label}{'' if reason.is_recorded == 'yes' else ' (possible)'}: {FIXABLE[reason.is_fixable]}. "
            f"{reason.action} {references.mark([*reason.cites])}".strip()
            for reason in view.reasons
        ],
        "reasons_note": view.reasons_note,
        "capacity": _capacity(view, references),
        "equity": view.equity_note,
        "equity_marks": references.mark([*view.equity_cites]),
    }


def _source(source: AdherenceSource, assessment: Assessment, references: References) -> dict[str, Any]:
    sign, word = SAYS[source.says]
    on = "" if str(source.on) == assessment.as_of.isoformat() else values.day(source.on)
    notes = [
        on,
        origin_words(source.origin),
        "" if source.is_objective else "reported",
        "stale" if source.is_stale else "",
    ]
    return {
        "sign": sign,
        "word": f"{word}:",
        "text": f"{source.title} {source.value} ({', '.join(note for note in notes if note)}): {source.because}",
        "marks": references.mark([*source.cites]),
        "caveat": caveat([*source.cites]),
    }


def _tally(view: AdherenceView) -> str:
    failed, if_taken = view.explains.classes_failed, view.explains.classes_failed_if_taken
    if failed == if_taken:
        return f"Drug classes failed: {failed}, with or without these doubts."
    return f"Drug classes failed: {failed}; {if_taken} if these courses were known to be taken."


def _put_back(view: AdherenceView) -> str:
    """What would count the first doubtful course again; the others are in the attachment."""
    courses = view.explains.courses
    if not courses:
        return ""
    more = f" Likewise for {len(courses) - 1} more." if len(courses) > 1 else ""
    return f"To count {courses[0].drug} again: {courses[0].put_back}{more}"


def _capacity(view: AdherenceView, references: References) -> list[dict[str, str]]:
    lines = []
    for verdict in ("no", "unknown", "yes"):
        items = [item for item in view.capacity if item.verdict == verdict]
        if items:
            sign, word = wording.grade("readiness", verdict)
            named = [
                f"{item.label}{f' ({item.action})' if item.action.strip('.') not in ('', 'Ask') else ''} "
                f"{references.mark([*item.cites])}".strip()
                for item in items
            ]
            lines.append({"sign": sign, "word": word, "text": "; ".join(named)})
    return lines
