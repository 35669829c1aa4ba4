"""The criteria table: every verdict with the values it read, the thresholds it held them against, and the source."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.domain.finding import Finding, GradedFinding
from eligibility.report import wording
from eligibility.report.axes import graded
from eligibility.report.references import References, caveat

# More rows than this no longer fit the page; the deepest sub-criteria then stay in the attachment, and the page says so.
ROWS_SHOWN = 44


def criteria_table(assessment: Assessment, references: References) -> dict[str, Any]:
    """Rows in reading order: each gate and ground, then its parts indented."""
    order = [key for key in wording.GROUND_TITLES if key in assessment.grounds]
    order += [key for key in assessment.grounds if key not in order]
    roots = [(gate, "gate", None) for gate in assessment.gates]
    roots += [(assessment.grounds[key], "ground", wording.GROUND_TITLES.get(key)) for key in order]
    depth = _depth_that_fits([finding for finding, _, _ in roots])
    rows, left_out = [], 0
    for finding, scale, title in roots:
        rows.append(_root(finding, scale, title, references))
        for part, level in _below(finding, 1):
            if level <= depth:
                rows.append(_part(part, level, references))
            else:
                left_out += 1
    return {"rows": rows, "left_out": left_out}


def _root(finding: GradedFinding, scale: str, title: str | None, references: References) -> dict[str, Any]:
    line = graded(finding, scale, references)
    text = f"{title}. {finding.statement}" if title else finding.statement
    # Reasons for anything but a plain yes already stand under Merit; here they would only lengthen the table.
    notes = line["notes"] if finding.verdict == "yes" else []
    return {**line, **_held(finding, references), "text": text, "notes": notes, "missing": "", "level": 0}


def _part(finding: Finding, level: int, references: References) -> dict[str, Any]:
    sign, word = wording.truth(finding.verdict)
    return {
        "sign": sign,
        "word": word,
        "text": finding.statement,
        "notes": [],
        "missing": references.labels(finding.missing) if finding.verdict == "unknown" else "",
        **_held(finding, references),
        "level": level,
    }


def _held(finding: Finding, references: References) -> dict[str, Any]:
    sources = [*finding.cites, *(t.cited for t in finding.threshold if t.cited is not None)]
    return {
        "values": [wording.value_read(value) for value in finding.values],
        "thresholds": [wording.threshold_held(threshold) for threshold in finding.threshold],
        "marks": references.mark(sources),
        "caveat": caveat(sources),
    }


def _below(finding: Finding, level: int) -> list[tuple[Finding, int]]:
    return [row for part in finding.parts for row in ((part, level), *_below(part, level + 1))]


def _depth_that_fits(roots: list[GradedFinding]) -> int:
    levels = [level for root in roots for _, level in _below(root, 1)]
    deepest = max(levels, default=0)
    while deepest > 0 and len(roots) + sum(level <= deepest for level in levels) > ROWS_SHOWN:
        deepest -= 1
    return deepest
