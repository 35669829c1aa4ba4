"""The minutes as a table: one line a case, and one a action, for whoever keeps a list of their own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from eligibility.domain.meeting import CaseRecord, Minutes

COLUMNS = (
    "meeting_id",
    "held_on",
    "practice",
    "standing",
    "signed_by",
    "signed_at",
    "number",
    "pseudonym",
    "question",
    "assessment_id",
    "assessed_as_of",
    "profile",
    "profile_hash",
    "knowledge",
    "lane",
    "tier",
    "patient_view",
    "code",
    "decision",
    "reasons",
    "reason_words",
    "agreement",
    "why_differs",
    "conditions_or_detail",
    "relist_on",
    "dissent",
    "actions",
    "corrections",
)
# A spreadsheet would run what begins with these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(found: Minutes) -> bytes:
    """One line a case, in the order of discussion."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for case in found.cases:
        writer.writerow([_safe(value) for value in _line(found, case)])
    return text.getvalue().encode("utf-8-sig")


def _line(found: Minutes, case: CaseRecord) -> Iterator[object]:
    ref, outcome, signed = case.card.ref, case.outcome, found.sign_off
    yield found.meeting.id
    yield found.meeting.held_on.isoformat()
    yield "practice" if found.meeting.is_practice else ""
    yield found.quorum.standing
    yield "" if signed is None else signed.by
    yield "" if signed is None else signed.at.isoformat(timespec="seconds")
    yield case.item.position
    yield case.item.pseudonym
    yield case.item.question
    yield ref.assessment or ""
    yield ref.as_of.isoformat()
    yield ref.profile
    yield ref.profile_hash
    yield ref.knowledge
    yield ref.lane
    yield ref.tier
    view = case.patient_view
    yield "" if view is None else view.words or f"not heard: {view.not_heard_because}"
    if outcome is None:
        yield from [""] * 8
    else:
        yield outcome.code
        yield case.outcome_title
        yield "; ".join(found.reason_titles.get(reason, reason) for reason in outcome.reasons)
        yield outcome.words
        yield outcome.agreement
        yield outcome.why_differs
        yield outcome.detail
        yield "" if outcome.relist_on is None else outcome.relist_on.isoformat()
    yield "; ".join(f"{one.name}: {one.words}" for one in case.dissents)
    yield "; ".join(f"{one.what} ({one.owner}, {one.due_on.isoformat()}, {one.state})" for one in case.actions)
    corrections = [one for one in found.corrections if one.item == case.item.id]
    yield "; ".join(f"{one.field}: {one.before} → {one.after} ({one.reason})" for one in corrections)


def _safe(value: object) -> object:
    """A cell that a spreadsheet shows and does not run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
