"""The worklist: every patient as one row, with the lane, the grounds in words, and what to do next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from eligibility.domain.assessment import LANES, Assessment
from eligibility.domain.finding import GradedFinding
from eligibility.domain.record import PatientRecord

NOT_ASSESSED = "draft"
LANE_ORDER = ("ready", "work_up", "deferred", "blocked", "not_assessable", "not_candidate", "withdrawn", NOT_ASSESSED)
assert set(LANE_ORDER) == {*LANES, NOT_ASSESSED}


@dataclass(frozen=True)
class WorklistRow:
    """One patient on the worklist. `kind` is patient, published or invented.

    `stops` names what blocks and what defers, whatever the lane: a blocker is known even where merit is open.
    `written_at` tells unfinished records apart that carry no pseudonym yet, and a changed list from the same one.
    """

    key: str
    pseudonym: str
    kind: str
    lane: str
    tier: str
    grounds: dict[str, list[str]]
    is_urgent: bool
    next_fact: str
    next_action: str
    waiting_since: date | None
    assessed_on: date | None
    has_draft: bool
    stops: dict[str, tuple[str, ...]] = field(default_factory=dict)
    written_at: datetime | None = None
    deferred_until: date | None = None
    waived_gates: int = 0

    def days_waiting(self, on: date) -> int | None:
        return None if self.waiting_since is None else (on - self.waiting_since).days


def summary_of(assessment: Assessment, record: PatientRecord) -> dict[str, Any]:
    """What one row of the worklist shows of an assessment; kept beside it."""
    waiting = waiting_since(record)
    deciding = assessment.deciding_facts
    return {
        "lane": assessment.lane,
        "tier": assessment.tier,
        "grounds": {key: list(ground.possible) for key, ground in assessment.grounds.items()},
        "is_urgent": any(finding.verdict == "yes" for finding in assessment.urgent),
        "next_fact": deciding[0].label if deciding else "",
        "next_action": next_action(assessment),
        "waiting_since": None if waiting is None else waiting.isoformat(),
        "assessed_on": assessment.as_of.isoformat(),
        "stops": stops_of(assessment),
        "waived_gates": len(assessment.waivers),
        "deferred_until": None if assessment.deferred_until is None else assessment.deferred_until.isoformat(),
    }


def stops_of(assessment: Assessment) -> dict[str, list[str]]:
    """What blocks, and what defers at the least, by its statement."""
    return {
        grade: [item.statement for item in assessment.safety if item.possible[:1] == [grade]]
        for grade in ("block", "defer")
    }


def waived_in_words(gates: int) -> str:
    """How many gates a named person waived, wherever a lane is shown that rests on it; nothing when none was."""
    return f"{gates} gate{'' if gates == 1 else 's'} waived" if gates else ""


def row_from_summary(
    key: str,
    pseudonym: str,
    kind: str,
    summary: dict[str, Any],
    has_draft: bool,
    written_at: datetime | None = None,
) -> WorklistRow:
    """A row from a kept summary."""
    return WorklistRow(
        key=key,
        pseudonym=pseudonym,
        kind=kind,
        lane=summary["lane"],
        tier=summary["tier"],
        grounds=summary["grounds"],
        is_urgent=summary["is_urgent"],
        next_fact=summary["next_fact"],
        next_action=summary["next_action"],
        waiting_since=_day(summary["waiting_since"]),
        assessed_on=_day(summary["assessed_on"]),
        has_draft=has_draft,
        stops={grade: tuple(named) for grade, named in summary.get("stops", {}).items()},
        written_at=written_at,
        deferred_until=_day(summary.get("deferred_until")),
        waived_gates=summary.get("waived_gates", 0),
    )


def row_of_draft(key: str, pseudonym: str, written_at: datetime | None = None) -> WorklistRow:
    """A patient whose record is being written and was never assessed."""
    return WorklistRow(
        key=key,
        pseudonym=pseudonym,
        kind="patient",
        lane=NOT_ASSESSED,
        tier="",
        grounds={},
        is_urgent=False,
        next_fact="",
        next_action="Finish the record and assess it.",
        waiting_since=None,
        assessed_on=None,
        has_draft=True,
        written_at=written_at,
    )


def next_action(assessment: Assessment) -> str:
    """The one thing to do next, in words that never tell anybody to treat with CAR-T."""
    if any(finding.verdict == "yes" for finding in assessment.urgent):
        return "Treat the urgent state now; do not wait for this assessment."
    deciding = assessment.deciding_facts
    match assessment.lane:
        case "withdrawn":
            return "None; the patient's wish stands."
        case "not_candidate":
            return _first_action(list(assessment.grounds.values())) or "Assess again when something changes."
        case "not_assessable":
            return f"Find out: {deciding[0].question}" if deciding else "Complete the record."
        case "blocked":
            blocking = [item for item in assessment.safety if item.possible[:1] == ["block"]]
            return _first_action(blocking) or "Resolve what blocks first."
        case "deferred":
            if assessment.deferred_until is not None:
                return f"Assess again on {assessment.deferred_until.day} {assessment.deferred_until:%b %Y}."
            deferring = [item for item in assessment.safety if item.possible[:1] == ["defer"]]
            return _first_action(deferring) or "Resolve what defers first, then assess again."
        case "work_up":
            if deciding:
                return f"Find out: {deciding[0].question}"
            absent = [item.statement for item in assessment.readiness if item.verdict == "no"]
            return f"Arrange: {absent[0]}" if absent else "Complete the work-up."
        case _:
            return "Bring to the MDT discussion."


def waiting_since(record: PatientRecord) -> date | None:
    """The day the case entered the waiting list, when it is given to the day."""
    given = record.facts.get("referred_on")
    value = given.get("value") if isinstance(given, dict) else given
    return value if isinstance(value, date) else _day(value)


def _first_action(findings: list[GradedFinding]) -> str | None:
    return next((finding.action for finding in findings if finding.action), None)


def _day(value: Any) -> date | None:
    is_whole = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    return date.fromisoformat(value) if is_whole else None
