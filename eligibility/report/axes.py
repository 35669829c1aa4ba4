"""Merit, safety and readiness side by side. None of them is netted against another."""

from __future__ import annotations

from collections import Counter
from typing import Any

from eligibility.domain.assessment import LANE_TITLES, Assessment
from eligibility.report import values, wording
from eligibility.report.references import References
from eligibility.report.safety_lines import SAFETY_ORDER
from eligibility.report.verdict_lines import answered, graded, with_marks
from eligibility.report.wording import in_order

TIERS = {
    "established": "established tier",
    "none": "no ground met",
    "": "tier not settled",
    "not settled": "tier not settled",
}


def lane(assessment: Assessment) -> dict[str, str]:
    """The lane in words, with its tier; an early tier always says that it lies beyond published eligibility."""
    title = assessment.lane_title or LANE_TITLES.get(assessment.lane, wording.titled(assessment.lane))
    until = values.day(assessment.deferred_until)
    if until and until not in title:
        title = f"{title} until {until}"
    tier = _tier(assessment.tier)
    said = (title, assessment.lane_title, f"{title} · {assessment.tier}")
    still = [LANE_TITLES.get(name, wording.titled(name)) for name in assessment.possible_lanes]
    return {
        "title": title,
        "tier": tier,
        "headline": wording.unless_said(assessment.headline, *said),
        "reason": wording.unless_said(assessment.reason, assessment.headline),
        "possible": wording.joined([wording.inside(name) for name in still], "or") if len(still) > 1 else "",
    }


def _tier(tier: str) -> str:
    if tier.startswith("early"):
        return "early tier, beyond published eligibility"
    return TIERS.get(tier, wording.name(tier))


def merit(assessment: Assessment, references: References) -> dict[str, Any]:
    """Gates counted, those that are not a plain yes named, and each ground with its grade and reason."""
    total = len(assessment.gates)
    met = [gate for gate in assessment.gates if gate.verdict in ("yes", "caution")]
    open_gates = [graded(gate, "gate", references) for gate in assessment.gates if gate.verdict != "yes"]
    grounds = [graded(ground, "ground", references, title) for title, ground in in_order(assessment.grounds)]
    return {
        "gates": f"{len(met)} of {total} gates met" if total else "No gates in this assessment",
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
    return {"lines": lines, "earliest": _earliest(assessment, counts)}


def _earliest(assessment: Assessment, counts: Counter[str]) -> str:
    """The planner's day, never without what it does not yet know."""
    if counts["block"]:
        return "none while an item blocks"
    day = values.day(assessment.planner.earliest_leukapheresis)
    if not day:
        return "not known yet"
    open_ends = [] if assessment.planner.is_complete else ["other times are not known yet"]
    if counts["unknown"]:
        open_ends.append("safety items are still open")
    return "; ".join([f"{day}, not before" if open_ends else day, *open_ends])


def readiness(assessment: Assessment, references: References) -> dict[str, Any]:
    """What is in place and what is not, by verdict; open items first."""
    in_place = [finding for finding in assessment.readiness if finding.verdict == "yes"]
    lines = []
    for verdict in ("no", "unknown", "yes"):
        named = [with_marks(finding, references) for finding in assessment.readiness if finding.verdict == verdict]
        if named:
            sign, word = wording.grade("readiness", verdict)
            lines.append({"sign": sign, "word": word, "text": "; ".join(named)})
    total = len(assessment.readiness)
    return {
        "summary": f"{len(in_place)} of {total} in place" if total else "No readiness items in this assessment",
        "lines": lines,
    }


def urgent(assessment: Assessment, references: References) -> dict[str, Any]:
    """States that must be treated now, above every lane; and those that nobody has answered yet."""
    present = [answered(finding, references) for finding in assessment.urgent if finding.verdict == "yes"]
    asked = [finding.statement for finding in assessment.urgent if finding.verdict == "unknown"]
    return {"present": present, "unanswered": "; ".join(asked)}
