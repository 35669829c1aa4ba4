"""One finding as a line: its sign and words, in brief for page one, in full for the tables."""

from __future__ import annotations

from typing import Any

from eligibility.domain.finding import Finding, GradedFinding
from eligibility.report import readings, wording
from eligibility.report.references import References, caveat

Line = dict[str, Any]
# Page one names the first few reasons; the criteria table holds them all.
REASONS_SHOWN = 2
MISSING_NAMED = 1
MISSING_SHOWN = 4


def graded(finding: GradedFinding, scale: str, references: References, title: str | None = None) -> Line:
    """A verdict on an ordered scale, in brief: sign, word, the first reasons, cautions, what is missing."""
    reasons = readings.reasons(finding)
    # What is missing matters more than the ranges that are still open.
    most = 0 if finding.verdict == "unknown" and finding.missing else REASONS_SHOWN
    more = len(reasons) - most
    shown = "; ".join(reasons[:most])
    notes = [sentence(f"{shown}; {more} more below" if shown and more > 0 else shown)]
    return {
        **_verdict(finding, scale),
        "text": title or finding.statement,
        "notes": [note for note in (*notes, *finding.cautions) if note],
        "missing": _in_brief(finding, references) if finding.verdict == "unknown" else "",
        "action": finding.action or "",
    }


def _in_brief(finding: GradedFinding, references: References) -> str:
    """The first missing answers and how many more; the questions beside say what to ask first."""
    return references.labels(finding.missing, MISSING_NAMED)


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
    words = words.strip()
    return words if not words or words.endswith((".", "?", "!")) else f"{words}."


def _verdict(finding: GradedFinding, scale: str) -> dict[str, str]:
    sign, word = wording.grade(scale, finding.verdict)
    return {"sign": sign, "word": word}


def with_marks(finding: Finding, references: References) -> str:
    """The statement with its sources, for running lists."""
    marks = references.mark([*finding.cites])
    return f"{finding.statement} {marks}" if marks else finding.statement
