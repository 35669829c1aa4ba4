"""Merit, safety and readiness side by side. None of them is netted against another."""

from __future__ import annotations

from collections import Counter
from typing import Any

from eligibility.domain.assessment import LANE_TITLES, Assessment
from eligibility.domain.finding import Finding, GradedFinding
from eligibility.report import wording
from eligibility.report.references import References, caveat

Line = dict[str, Any]
SAFETY_ORDER = ("block", "defer", "caution", "unknown", "clear")


def lane(assessment: Assessment) -> dict[str, str]:
    """The lane in words, with its tier; an early tier always says that it lies beyond published eligibility."""
    title = assessment.lane_title or LANE_TITLES.get(assessment.lane, wording.titled(assessment.lane))
    until = wording.day(assessment.deferred_until)
    if until and until not in title:
        title = f"{title} until {until}"
    still = [LANE_TITLES.get(name, wording.titled(name)) for name in assessment.possible_lanes]
    return {
        "title": title,
        "tier": _tier(assessment.tier),
        "headline": "" if _same(assessment.headline, title) else assessment.headline,
        "reason": "" if _same(assessment.reason, assessment.headline) else assessment.reason,
        "possible": wording.joined([wording.inside(name) for name in still], "or") if len(still) > 1 else "",
    }


def _tier(tier: str) -> str:
    match tier:
        case "early":
            return "early tier: beyond published eligibility"
        case "established":
            return "established tier"
        case "none":
            return "no ground"
        case "" | "unknown" | "open":
            return "tier not settled"
    return wording.name(tier)


def _same(text: str, other: str) -> bool:
    return text.strip(" .").casefold() == other.strip(" .").casefold()


def merit(assessment: Assessment, references: References) -> dict[str, Any]:
    """Gates counted, those that are not a plain yes named, and each ground with its grade and reason."""
    met = [gate for gate in assessment.gates if gate.verdict in ("yes", "caution")]
    open_gates = [graded(gate, "gate", references) for gate in assessment.gates if gate.verdict != "yes"]
    order = [key for key in wording.GROUND_TITLES if key in assessment.grounds]
    order += [key for key in assessment.grounds if key not in order]
    grounds = [
        graded(assessment.grounds[key], "ground", references, wording.GROUND_TITLES.get(key, wording.titled(key)))
        for key in order
    ]
    return {
        "gates": f"{len(met)} of {len(assessment.gates)} gates met" if assessment.gates else "No gates in this assessment",
        "open_gates": open_gates,
        "grounds": grounds,
    }


def safety(assessment: Assessment) -> dict[str, Any]:
    """How many items stand at each grade, worst first, and the earliest day of collection."""
    counts = Counter(finding.verdict for finding in assessment.safety)
    lines = []
    for grade in SAFETY_ORDER:
        if counts[grade]:
            sign, word = wording.SCALES["safety"][grade]
            lines.append({"sign": sign, "text": f"{counts[grade]} {word.lower()}"})
    earliest = wording.day(assessment.planner.earliest_leukapheresis)
    if earliest and not assessment.planner.is_complete:
        earliest = f"{earliest}, not before; other times are not known yet"
    return {"lines": lines, "earliest": earliest or "not known yet"}


def readiness(assessment: Assessment, references: References) -> dict[str, Any]:
    """What is in place, and what is not, item by item."""
    in_place = [finding for finding in assessment.readiness if finding.verdict == "yes"]
    lines = [answered(finding, references) for finding in assessment.readiness if finding.verdict != "yes"]
    return {
        "summary": f"{len(in_place)} of {len(assessment.readiness)} in place"
        if assessment.readiness
        else "No readiness items in this assessment",
        "lines": lines,
        "in_place": "; ".join(_with_marks(finding, references) for finding in in_place),
    }


def urgent(assessment: Assessment, references: References) -> dict[str, Any]:
    """States that must be treated now, above every lane; and those that nobody has answered yet."""
    present = [answered(finding, references) for finding in assessment.urgent if finding.verdict == "yes"]
    asked = [finding.statement for finding in assessment.urgent if finding.verdict == "unknown"]
    return {"present": present, "unanswered": "; ".join(asked)}


def safety_rows(assessment: Assessment, references: References) -> list[Line]:
    """Every safety item that is not clear, worst first, with its reason, its date and what to do."""
    open_items = [finding for finding in assessment.safety if finding.verdict != "clear"]
    open_items.sort(key=lambda finding: SAFETY_ORDER.index(finding.verdict) if finding.verdict in SAFETY_ORDER else 0)
    return [
        {
            **graded(finding, "safety", references),
            "values": [wording.value_read(value) for value in finding.values],
            "until": wording.day(finding.until),
            "action": finding.action or "",
        }
        for finding in open_items
    ]


def clear_items(assessment: Assessment, references: References) -> str:
    return "; ".join(_with_marks(finding, references) for finding in assessment.safety if finding.verdict == "clear")


def planner_tasks(assessment: Assessment, references: References) -> list[Line]:
    """Wash-outs and other times before leukapheresis."""
    return [
        {
            "what": task.what,
            "why": task.why,
            "earliest": wording.day(task.earliest) or "not known yet",
            "marks": references.mark([*task.cites]),
            "caveat": caveat([*task.cites]),
        }
        for task in assessment.planner.tasks
    ]


def graded(finding: GradedFinding, scale: str, references: References, title: str | None = None) -> Line:
    """A verdict on an ordered scale: sign, word, the grades still open, reason and cautions."""
    sign, word = wording.grade(scale, finding.verdict)
    still = ""
    if finding.verdict == "unknown" and finding.possible:
        words = [wording.inside(wording.grade(scale, possible)[1]) for possible in finding.possible]
        still = f"Still possible: {wording.joined(words, 'or')}."
    return {
        "sign": sign,
        "word": word,
        "text": title or finding.statement,
        "notes": [note for note in (finding.because, *finding.cautions, still) if note],
        "missing": references.labels(finding.missing) if finding.verdict == "unknown" else "",
        "action": finding.action or "",
        "marks": references.mark([*finding.cites]),
        "caveat": caveat([*finding.cites]),
    }


def answered(finding: Finding, references: References) -> Line:
    """A yes, no or unknown with its sign, reason and sources."""
    sign, word = wording.truth(finding.verdict)
    return {
        "sign": sign,
        "word": word,
        "text": finding.statement,
        "notes": [finding.because] if finding.because else [],
        "marks": references.mark([*finding.cites]),
        "caveat": caveat([*finding.cites]),
    }


def _with_marks(finding: Finding, references: References) -> str:
    marks = references.mark([*finding.cites])
    return f"{finding.statement} {marks}" if marks else finding.statement
