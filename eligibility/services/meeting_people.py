"""Who is at the meeting, which roles are missing, whether there is a quorum, and which interests are declared."""

from __future__ import annotations

from typing import cast, get_args
from uuid import uuid4

from eligibility.domain.faults import InputFault
from eligibility.domain.meeting import Attendance, Interest, Presence, Quorum
from eligibility.domain.meeting_entry import NewEntry
from eligibility.domain.people import Person
from eligibility.services.meeting import OpenMeeting, meetings, open_meeting
from eligibility.services.meeting_cases import as_id
from eligibility.services.meeting_entries import changed, meeting_store, needed, plain, thing_of
from eligibility.services.meeting_readiness import any_renal_question
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.permissions import Action, require

HERE: tuple[Presence, ...] = ("present", "remote")


def attend(opened: OpenMeeting, name: str, clinical_role: str, presence: str, by: Person) -> None:
    """Writes down one person, in which role, and whether they are there. A second entry of a name changes the first."""
    require(by, Action.ATTEND_MEETINGS, opened.meeting.id)
    who = needed(name, "The name", "The minutes say who was there.", 120)
    if clinical_role not in {role.id for role in meeting_rules().roles} or presence not in get_args(Presence):
        raise InputFault(
            "The role or the presence is not one of the list.",
            "Whether the meeting has a quorum depends on the roles.",
            "Choose both from the list.",
        )
    thing = thing_of(opened.meeting.id, "attendance", who.casefold())
    before = next((one for one in opened.attendance if one.id == str(thing)), None)
    fields = {"clinical_role": clinical_role, "presence": cast(Presence, presence)}
    if before is None:
        data = plain(Attendance, meeting=opened.meeting.id, name=who, **fields)
    elif (before.clinical_role, before.presence) == (clinical_role, presence):
        return
    else:
        data = changed(before, **fields)
    seen = None if before is None else before.version
    meeting_store().write(as_id(opened.meeting.id), [NewEntry("attendance", data, thing, seen)], by)


def usual_members(by: Person, is_practice: bool) -> list[tuple[str, str]]:
    """Names and roles of the meeting before, so that attendance is a matter of seconds."""
    for meeting in meetings(by):
        if meeting.is_practice == is_practice:
            people = open_meeting(meeting.id, by).attendance
            if people:
                return [(one.name, one.clinical_role) for one in people]
    return []


def quorum(opened: OpenMeeting) -> Quorum:
    """Whether every required role is there and enough people are; after sign-off as it was signed."""
    if opened.sign_off is not None:
        return Quorum.model_validate(opened.sign_off.minutes["quorum"])
    rules = meeting_rules()
    here = [one for one in opened.attendance if one.presence in HERE]
    filled = {one.clinical_role for one in here}
    renal = any_renal_question([item.patient for item in opened.listed])
    wanted = [role for role in rules.roles if role.required == "always" or (renal and role.required != "never")]
    missing = [role.title for role in wanted if role.id not in filled]
    least = int(rules.least_present.number)
    voting = [one for one in here if one.clinical_role != "observer"]
    return Quorum(is_met=not missing and len(voting) >= least, present=len(voting), least=least, missing_roles=missing)


def declare(opened: OpenMeeting, name: str, what: str, handling: str, by: Person, item: str | None = None) -> None:
    """Writes down an interest, for one case or for the meeting, and how it is handled."""
    require(by, Action.ATTEND_MEETINGS, opened.meeting.id)
    data = plain(
        Interest,
        meeting=opened.meeting.id,
        name=needed(name, "The name", "An interest is somebody's.", 120),
        what=needed(what, "The interest", "Readers of the minutes judge it for themselves.", 300),
        handling=needed(handling, "How it is handled", "A declared interest that nobody handles helps no one.", 300),
        item=item,
    )
    meeting_store().write(as_id(opened.meeting.id), [NewEntry("interest", data, uuid4())], by)
