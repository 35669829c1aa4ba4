"""Safety with its dates: what stands against collection, what nobody knows yet, what is clear, and what to plan."""

from __future__ import annotations

from eligibility.domain.assessment import Assessment
from eligibility.domain.finding import GradedFinding
from eligibility.report import values, wording
from eligibility.report.references import References, caveat
from eligibility.report.verdict_lines import Line, held, with_marks

SAFETY_ORDER = ("block", "defer", "caution", "unknown", "clear")


def safety_rows(assessment: Assessment, references: References) -> list[Line]:
    """Every safety item that stands against collection, or is open with something known, worst first."""
    shown = [finding for finding in assessment.safety if finding.verdict != "clear" and not _is_blank(finding)]
    shown.sort(key=lambda finding: SAFETY_ORDER.index(finding.verdict) if finding.verdict in SAFETY_ORDER else 0)
    return [
        {
            **held(finding, "safety", references),
            "until": values.day(finding.until),
            "action": finding.action or "",
        }
        for finding in shown
    ]


def safety_lists(assessment: Assessment, references: References) -> list[Line]:
    """Items about which nothing is known, by the worst they can still be; then the items that are clear."""
    blank = [finding for finding in assessment.safety if _is_blank(finding)]
    lists = []
    for grade in SAFETY_ORDER:
        named = [with_marks(item, references) for item in blank if item.possible and item.possible[-1] == grade]
        if named:
            sign, word = wording.truth("unknown")
            worst = wording.grade("safety", grade)[1].lower()
            lists.append({"sign": sign, "word": f"{word} (at worst {worst})", "text": "; ".join(named)})
    clear = [with_marks(finding, references) for finding in assessment.safety if finding.verdict == "clear"]
    if clear:
        sign, word = wording.grade("safety", "clear")
        lists.append({"sign": sign, "word": word, "text": "; ".join(clear)})
    return lists


def _is_blank(finding: GradedFinding) -> bool:
    """Open, with no value known that would help to judge it."""
    is_known = any(value.value is not None for value in finding.values)
    return finding.verdict == "unknown" and bool(finding.possible) and not is_known


def planner_tasks(assessment: Assessment, references: References) -> list[Line]:
    """Wash-outs and other times before leukapheresis."""
    return [
        {
            "what": task.what,
            "why": task.why,
            "earliest": values.day(task.earliest) or "not known yet",
            "marks": references.mark([*task.cites]),
            "caveat": caveat([*task.cites]),
        }
        for task in assessment.planner.tasks
    ]
