"""The criteria table: every verdict with the values it read, the thresholds it held them against, and the source."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.domain.finding import Finding, GradedFinding
from eligibility.report import readings, wording
from eligibility.report.references import References
from eligibility.report.verdict_lines import MISSING_SHOWN, held, sentence
from eligibility.report.wording import in_order

# More rows than this no longer fit; the deepest sub-criteria then stay in the attachment, and the page says so.
ROWS_SHOWN = 36


def criteria_table(assessment: Assessment, references: References) -> dict[str, Any]:
    """Rows in reading order: each gate and ground, then its parts indented."""
    roots = [(gate, "gate", "") for gate in assessment.gates]
    roots += [(ground, "ground", title) for title, ground in in_order(assessment.grounds)]
    depth = _depth_that_fits([finding for finding, _, _ in roots])
    rows, left_out = [], 0
    for finding, scale, title in roots:
        text = f"{title}. {finding.statement}" if title else finding.statement
        rows.append({**held(finding, scale, references), "text": text})
        for part, level in _below(finding, 1):
            if level <= depth:
                rows.append(_part(part, level, references))
            else:
                left_out += 1
    return {"rows": rows, "left_out": left_out}


def _part(finding: Finding, level: int, references: References) -> dict[str, Any]:
    sign, word = wording.truth(finding.verdict)
    return {
        "sign": sign,
        "word": word,
        "text": finding.statement,
        "notes": [note for note in (sentence(readings.notes(finding)),) if note],
        "still": "",
        "missing": references.labels(finding.missing, MISSING_SHOWN) if finding.verdict == "unknown" else "",
        "readings": readings.readings(finding, references),
        **readings.sources(finding, references),
        "level": level,
    }


def _below(finding: Finding, level: int) -> list[tuple[Finding, int]]:
    return [row for part in finding.parts for row in ((part, level), *_below(part, level + 1))]


def _depth_that_fits(roots: list[GradedFinding]) -> int:
    levels = [level for root in roots for _, level in _below(root, 1)]
    deepest = max(levels, default=0)
    while deepest > 0 and len(roots) + sum(level <= deepest for level in levels) > ROWS_SHOWN:
        deepest -= 1
    return deepest
