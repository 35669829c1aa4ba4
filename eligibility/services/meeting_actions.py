"""What is to be done, by whom and until when; open actions are carried to the next meeting until they are closed."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from eligibility.domain.faults import InputFault
from eligibility.domain.meeting import ActionItem, ActionState
from eligibility.domain.meeting_entry import NewEntry
from eligibility.domain.people import Person
from eligibility.services.clock import today
from eligibility.services.meeting import OpenMeeting, meetings
from eligibility.services.meeting_cases import as_id
from eligibility.services.meeting_entries import changed, meeting_store, needed, plain, read_all, said
from eligibility.services.permissions import Action, require


def add_action(
    opened: OpenMeeting, what: str, owner: str, due_on: date | None, by: Person, item: str | None = None
) -> None:
    """Something to do, with an owner and a day; an action without either is nobody's."""
    require(by, Action.DECIDE, opened.meeting.id)
    if due_on is None or due_on < opened.meeting.held_on:
        raise InputFault(
            "The day until which it is to be done is missing, or before the meeting.",
            "An action without a day is never late, and seldom done.",
            "Give a day on or after the meeting.",
        )
    case = None if item is None else opened.item(item)
    data = plain(
        ActionItem,
        meeting=opened.meeting.id,
        item=item,
        patient=None if case is None else case.patient,
        pseudonym="" if case is None else case.pseudonym,
        what=needed(what, "What is to be done", "The owner must know what.", 300),
        owner=needed(owner, "The owner", "What everybody owns nobody does.", 120),
        due_on=due_on,
    )
    meeting_store().write(as_id(opened.meeting.id), [NewEntry("action", data, uuid4())], by)


def close_action(action: ActionItem, state: ActionState, by: Person, note: str = "") -> None:
    """Says that an action is done, or dropped and why; or opens it again."""
    require(by, Action.ATTEND_MEETINGS, action.id)
    why = needed(note, "Why it is dropped", "Somebody was waiting for it.", 300) if state == "dropped" else note
    data = changed(action, state=state, note=said(why, "The note", 300), closed_on=None if state == "open" else today())
    meeting_store().write(as_id(action.meeting), [NewEntry("action", data, as_id(action.id), action.version)], by)


def carried_to(opened: OpenMeeting, by: Person) -> list[ActionItem]:
    """Actions of other meetings that were still open when this one was held, the earliest due first."""
    require(by, Action.VIEW_MEETINGS)
    of_its_kind = {one.id for one in meetings(by) if one.is_practice == opened.meeting.is_practice}
    found = [
        action
        for action in all_actions(by)
        if action.state == "open" and action.meeting != opened.meeting.id and action.meeting in of_its_kind
    ]
    return sorted(found, key=lambda action: action.due_on)


def all_actions(by: Person) -> list[ActionItem]:
    """Every action of every meeting."""
    require(by, Action.VIEW_MEETINGS)
    return read_all(ActionItem, meeting_store().everywhere("action"))


def is_overdue(action: ActionItem) -> bool:
    """Whether it is still open after its day."""
    return action.state == "open" and action.due_on < today()
