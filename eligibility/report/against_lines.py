"""The strongest reasons against, in the order in which they were found to weigh."""

from __future__ import annotations

from typing import Any

from eligibility.domain.document import ReasonAgainst
from eligibility.report.references import References, caveat

REASONS_SHOWN = 6


def against(reasons: list[ReasonAgainst], references: References) -> dict[str, Any]:
    """The first few with their sources; how many more there are. That none was found is said, and is no reason for."""
    lines = [
        {
            "text": reason.statement,
            "detail": reason.detail,
            "marks": references.mark([*reason.cites]),
            "caveat": caveat([*reason.cites]),
            "provenance": reason.provenance,
        }
        for reason in reasons[:REASONS_SHOWN]
    ]
    return {"lines": lines, "left_out": "; ".join(reason.statement for reason in reasons[REASONS_SHOWN:])}
