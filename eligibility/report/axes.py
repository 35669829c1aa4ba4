"""Merit, safety and readiness side by side. None of them is netted against another."""

from __future__ import annotations

from collections import Counter
from typing import Any

from eligibility.domain.assessment import LANE_TITLES, Assessment
from eligibility.domain.finding import Finding, GradedFinding
from eligibility.report import readings, wording
from eligibility.report.references import References, caveat

Line = dict[str, Any]
TIERS = {
    "established": "established tier",
    "none": "no ground met",
    "": "tier not settled",
    "not settled": "tier not settled",
}
# Page one names the first few reasons; the criteria table holds them all.
REASONS_SHOWN = 3
MISSING_NAMED = 4
MISSING_SHOWN = 9
SAFETY_ORDER = ("block", "defer", "caution", "unknown", "clear")


def lane(assessment: Assessment) -> dict[str, str]:
    """The lane in words, with its tier; an early tier always says that it lies beyond published eligibility."""
    title = assessment.lane_title or LANE_TITLES.get(assessment.lane, wording.titled(assessment.lane))
    until = wording.day(assessment.deferred_until)
    if until and until not in title:
        title = f"{title} until {until}"
    tier = _tier(assessment.tier)
    said = {_bare(words) for words in (title, assessment.lane_title, f"{title} · {assessment.tier}")}
    still = [LANE_TITLES.get(name, wording.titled(name)) for name in assessment.possible_lanes]
    return {
        "title": title,
        "tier": tier,
        "headline": "" if _bare(assessment.headline) in said else assessment.headline,
        "reason": "" if _bare(assessment.reason) == _bare(assessment.headline) else assessment.reason,
        "possible": wording.joined([wording.inside(name) for name in still], "or") if len(still) > 1 else "",
    }


def _tier(tier: str) -> str:
    if tier.startswith("early"):
        return "early tier, beyond published eligibility"
    return TIERS.get(tier, wording.name(tier))


def _bare(text: str) -> str:
    return text.strip(" .").casefold()


def merit(assessment: Assessment, references: References) -> dict[str, Any]:
    """Gates counted, those that are not a plain yes named, and each ground with its grade and reason."""
    met = [gate for gate in assessment.gates if gate.verdict in ("yes", "caution")]
    open_gates = [graded(gate, "gate", references) for gate in assessment.gates if gate.verdict != "yes"]
    grounds = [graded(ground, "ground", references, title) for title, ground in in_order(assessment.grounds)]
    return {
        "gates": f"{len(met)} of {len(assessment.gates)} gates met" if assessment.gates else "No gates in this assessment",
        "open_gates": open_gates,
        "grounds": grounds,
    }


def in_order(grounds: dict[str, GradedFinding]) -> list[tuple[str, GradedFinding]]:
    """The grounds by title, in the order in which people speak of them."""
    keys = [key for key in wording.GROUND_TITLES if key in grounds]
    keys += [key for key in grounds if key not in keys]
    return [(wording.GROUND_TITLES.get(key, wording.titled(key)), grounds[key]) for key in keys]


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
    """What is in place and what is not, by verdict; open items first."""
    in_place = [finding for finding in assessment.readiness if finding.verdict == "yes"]
    lines = []
    for verdict in ("no", "unknown", "yes"):
        named = [_with_marks(finding, references) for finding in assessment.readiness if finding.verdict == verdict]
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


def safety_rows(assessment: Assessment, references: References) -> list[Line]:
    """Every safety item that stands against collection, or is open with something known, worst first."""
    shown = [finding for finding in assessment.safety if finding.verdict != "clear" and not _is_blank(finding)]
    shown.sort(key=lambda finding: SAFETY_ORDER.index(finding.verdict) if finding.verdict in SAFETY_ORDER else 0)
    return [
        {
            **held(finding, "safety", references),
            "until": wording.day(finding.until),
            "action": finding.action or "",
        }
        for finding in shown
    ]


def safety_lists(assessment: Assessment, references: References) -> list[Line]:
    """Items about which nothing is known, by the worst they can still be; then the items that are clear."""
    blank = [finding for finding in assessment.safety if _is_blank(finding)]
    lists = []
    for grade in SAFETY_ORDER:
        named = [_with_marks(item, references) for item in blank if item.possible and item.possible[-1] == grade]
        if named:
            sign, word = wording.truth("unknown")
            worst = wording.grade("safety", grade)[1].lower()
            lists.append({"sign": sign, "word": f"{word} (at worst {worst})", "text": "; ".join(named)})
    clear = [_with_marks(finding, references) for finding in assessment.safety if finding.verdict == "clear"]
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
            "earliest": wording.day(task.earliest) or "not known yet",
            "marks": references.mark([*task.cites]),
            "caveat": caveat([*task.cites]),
        }
        for task in assessment.planner.tasks
    ]


def graded(finding: GradedFinding, scale: str, references: References, title: str | None = None) -> Line:
    """A verdict on an ordered scale, in brief: sign, word, the first reasons, cautions, what is missing."""
    reasons = readings.reasons(finding)
    more = len(reasons) - REASONS_SHOWN
    notes = [sentence("; ".join(reasons[:REASONS_SHOWN]) + (f"; {more} more below" if more > 0 else ""))]
    return {
        **_verdict(finding, scale),
        "text": title or finding.statement,
        "notes": [note for note in (*notes, *finding.cautions) if note],
        "missing": references.labels(finding.missing, MISSING_NAMED) if finding.verdict == "unknown" else "",
        "action": finding.action or "",
    }


def held(finding: GradedFinding, scale: str, references: References) -> Line:
    """The same verdict in full, for a table: values, thresholds, sources, everything that is missing."""
    is_open = finding.verdict == "unknown"
    words = [wording.inside(wording.grade(scale, grade)[1]) for grade in finding.possible]
    still = f"Still possible: {wording.joined(words, 'or')}." if is_open and words else ""
    notes = [sentence(readings.notes(finding)), *finding.cautions]
    return {
        **_verdict(finding, scale),
        **readings.sources(finding, references),
        "text": finding.statement,
        "notes": [note for note in notes if note],
        "still": still,
        "missing": references.labels(finding.missing, MISSING_SHOWN) if is_open else "",
        "readings": readings.readings(finding, references),
        "level": 0,
    }


def answered(finding: Finding, references: References) -> Line:
    """A yes, no or unknown with its sign, reason and sources."""
    sign, word = wording.truth(finding.verdict)
    reason = sentence("; ".join(readings.reasons(finding)))
    return {
        "sign": sign,
        "word": word,
        "text": finding.statement,
        "notes": [reason] if reason else [],
        "missing": references.labels(finding.missing, MISSING_SHOWN) if finding.verdict == "unknown" else "",
        "marks": references.mark([*finding.cites]),
        "caveat": caveat([*finding.cites]),
    }


def sentence(words: str) -> str:
    """Closed with a full stop, so that what follows it does not run on."""
    return words if not words or words.endswith((".", "?", "!")) else f"{words}."


def _verdict(finding: GradedFinding, scale: str) -> dict[str, str]:
    sign, word = wording.grade(scale, finding.verdict)
    return {"sign": sign, "word": word}


def _with_marks(finding: Finding, references: References) -> str:
    marks = references.mark([*finding.cites])
    return f"{finding.statement} {marks}" if marks else finding.statement
