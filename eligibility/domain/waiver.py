"""A gate that a named person waives for one patient, with the reason."""

from __future__ import annotations

from datetime import date

from eligibility.domain.cited import Frozen


class Waiver(Frozen):
    """Who waived which gate, why, and on which day."""

    criterion: str
    by: str
    reason: str
    on: date


class Waived(Waiver):
    """A waiver beside what it overrides: the gate's own verdict is never erased."""

    original_verdict: str
    original_possible: list[str]
