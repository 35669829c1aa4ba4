"""Nobody vanishes: who was on the list at the last meeting and is not any more, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from eligibility.domain.assessment import LANE_TITLES
from eligibility.domain.meeting import AgendaItem, Left, Meeting, Outcome
from eligibility.domain.meeting_entry import NewEntry
from eligibility.domain.people import Person
from eligibility.domain.ranking import RANKED_LANES
from eligibility.services import storage
from eligibility.services.meeting import OpenMeeting, meetings, open_meeting
from eligibility.services.meeting_cases import as_id
from eligibility.services.meeting_entries import meeting_store, needed, thing_of
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.permissions import Action, require
from eligibility.store.kept_assessments import summaries_at

# After these the patient waits for the next meeting; after the others the case is closed, and the outcome says why.
COMES_BACK = ("defer", "not_decided")


def meeting_before(opened: OpenMeeting, by: Person) -> Meeting | None:
    """The last signed meeting before this one, of the same kind (real or practice)."""
    here = opened.meeting
    for one in meetings(by):
        is_earlier = (one.held_on, one.at) < (here.held_on, here.at)
        if one.id != here.id and one.is_signed and one.is_practice == here.is_practice and is_earlier:
            return one
    return None


def left_since(opened: OpenMeeting, by: Person) -> list[Left]:
    """Everybody of the last agenda or its candidates who is not on this agenda: why, or that nobody said."""
    require(by, Action.VIEW_MEETINGS)
    last = meeting_before(opened, by)
    if last is None:
        return []
    before = open_meeting(last.id, by)
    listed = {item.patient for item in opened.listed}
    found = {one.patient: one for one in _of_agenda(before, opened) if one.patient not in listed}
    if before.sign_off is not None and not opened.meeting.is_practice:
        for one in _of_worklist(before.sign_off.at):
            if one.patient not in listed:
                found.setdefault(one.patient, one)
    return [_explained(one, opened) for one in found.values()]


def explain(opened: OpenMeeting, patient: str, why: str, by: Person) -> None:
    """Says why somebody left the list."""
    require(by, Action.CREATE_MEETINGS, patient)
    reason = needed(why, "Why the patient left the list", "Nobody leaves the list without a reason.", 300)
    thing = thing_of(opened.meeting.id, "left", patient)
    seen = next((kept.version for kept in meeting_store().history("left", thing)[-1:]), None)
    new = NewEntry("left", {"patient": patient, "why": reason}, thing, seen)
    meeting_store().write(as_id(opened.meeting.id), [new], by)


def _of_agenda(before: OpenMeeting, opened: OpenMeeting) -> Iterator[Left]:
    off = {item.patient: item for item in opened.agenda if not item.is_listed}
    for item in before.listed:
        outcome, gone = before.outcomes.get(item.id), off.get(item.patient)
        was = f"on the agenda of {_day(before.meeting)}"
        if gone is not None:
            yield _left(item, was, "taken off this agenda", gone.taken_off_because, gone.by)
        elif outcome is None:
            yield _left(item, was, "not on this agenda", "", "")
        else:
            yield _after(item, was, outcome, opened.meeting)


def _after(item: AgendaItem, was: str, outcome: Outcome, meeting: Meeting) -> Left:
    code = meeting_rules().code(outcome.code)
    now = f"{code.code}: {code.title}"
    if code.kind not in COMES_BACK or code.asks != "relist_on":
        return _left(item, was, now, f"decided: {outcome.words or outcome.detail or code.title}", outcome.by)
    if outcome.relist_on is not None and outcome.relist_on > meeting.held_on:
        day = f"{outcome.relist_on.day} {outcome.relist_on:%b %Y}"
        return _left(item, was, now, f"to be listed again on {day}", outcome.by)
    return _left(item, was, f"{now}; due again, and not on this agenda", "", "")


def _of_worklist(moment: datetime) -> Iterator[Left]:
    """Candidates at the last sign-off whose lane is no longer one of a candidate."""
    now = summaries_at(storage.database())
    for key, (pseudonym, summary) in summaries_at(storage.database(), moment).items():
        lane = now[key][1]["lane"]
        if summary["lane"] in RANKED_LANES and lane not in RANKED_LANES:
            yield Left(
                patient=str(key),
                pseudonym=pseudonym,
                was=f"{LANE_TITLES[summary['lane']]} at the last meeting",
                now=LANE_TITLES[lane],
                why=f"assessed again: {LANE_TITLES[lane].lower()}. {now[key][1]['next_action']}",
            )


def _left(item: AgendaItem, was: str, now: str, why: str, by: str) -> Left:
    return Left(
        patient=item.patient, pseudonym=item.pseudonym, was=was, now=now, why=why, by=by, is_explained=bool(why)
    )


def _explained(one: Left, opened: OpenMeeting) -> Left:
    if one.patient not in opened.explained:
        return one
    why, by = opened.explained[one.patient]
    return one.model_copy(update={"why": why, "by": by, "is_explained": True})


def _day(meeting: Meeting) -> str:
    return f"{meeting.held_on.day} {meeting.held_on:%b %Y}"
