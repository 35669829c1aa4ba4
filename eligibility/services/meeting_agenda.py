"""The agenda: who is proposed, what is missing for whom, in which order; taken off only with a reason."""

from __future__ import annotations

from eligibility.domain.assessment import LANE_TITLES
from eligibility.domain.faults import Conflict, InputFault
from eligibility.domain.meeting import AgendaItem, Meeting, ReadinessWaiver
from eligibility.domain.meeting_entry import NewEntry
from eligibility.domain.people import Person
from eligibility.services import patients
from eligibility.services.clock import today
from eligibility.services.meeting import OpenMeeting, meetings, open_meeting
from eligibility.services.meeting_cases import as_id, fact, newest_case
from eligibility.services.meeting_entries import changed, meeting_store, needed, plain, said, thing_of
from eligibility.services.meeting_readiness import is_too_old, missing_for
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.permissions import Action, require
from eligibility.services.worklist import LANE_ORDER

LONGEST_QUESTION = 300


def propose(meeting: str, patient: str, question: str, by: Person, proposed_from: str = "worklist") -> AgendaItem:
    """Puts a patient on the agenda, with the question to the meeting; what is missing is said, not refused."""
    require(by, Action.ATTEND_MEETINGS, meeting)
    opened = open_meeting(meeting, by)
    is_example = patient.startswith(patients.EXAMPLE_KEY)
    if is_example != opened.meeting.is_practice:
        raise InputFault(
            "Examples belong to practice meetings, and patients to real ones.",
            "A record that mixes the two could be taken for a decision about somebody.",
            "Choose another meeting, or create a practice meeting.",
        )
    case = newest_case(patient)
    thing = thing_of(meeting, "agenda", patient)
    before = next((item for item in opened.agenda if item.id == str(thing)), None)
    if before is not None and before.is_listed:
        raise Conflict(
            "This patient is on the agenda already.",
            "Two entries of one patient could be decided differently.",
            "Open the case on the agenda.",
        )
    asked = said(question, "The question", LONGEST_QUESTION) or str(fact(case.record, "question_to_mdt") or "")
    data = plain(
        AgendaItem,
        meeting=meeting,
        patient=patient,
        pseudonym=case.record.patient_id,
        position=len(opened.listed) + 1,
        question=asked,
        proposed_from=proposed_from,
        missing=missing_now(opened.meeting, patient, asked),
    )
    seen = None if before is None else before.version
    meeting_store().write(as_id(meeting), [NewEntry("agenda", data, thing, seen)], by)
    return open_meeting(meeting, by).item(str(thing))


def proposable(by: Person, is_practice: bool) -> list[tuple[str, str]]:
    """Key and name with lane of everybody on the worklist who was assessed, in the order of the lanes.

    A practice meeting takes the examples instead.
    """
    require(by, Action.VIEW_PATIENTS)
    everybody = patients.worklist(by) if is_practice else patients.list_patients(by)
    rows = [row for row in everybody if row.assessed_on is not None and (row.kind != "patient") == is_practice]
    rows.sort(key=lambda row: LANE_ORDER.index(row.lane))
    return [(row.key, f"{row.pseudonym} · {LANE_TITLES[row.lane]}") for row in rows]


def upcoming(by: Person, is_practice: bool) -> list[tuple[str, str]]:
    """Meetings that still take a patient: id and title with the day, the next first."""
    found = [one for one in meetings(by) if not one.is_signed and one.is_practice == is_practice]
    return [(one.id, f"{one.title}, {one.held_on.day} {one.held_on:%b %Y}") for one in reversed(found)]


def readiness(opened: OpenMeeting) -> dict[str, list[str]]:
    """What is missing for whom, from the newest assessment; after sign-off as it was when it was signed."""
    if opened.meeting.is_signed:
        return {item.id: item.missing for item in opened.listed}
    return {item.id: missing_now(opened.meeting, item.patient, item.question) for item in opened.listed}


def waive_readiness(opened: OpenMeeting, item: str, reason: str, by: Person) -> AgendaItem:
    """The chair lists an incomplete case all the same, with the reason; what is missing stays written beside it."""
    require(by, Action.SIGN, item)
    found = opened.item(item)
    why = needed(reason, "The reason", "Nobody could tell later why an incomplete case was discussed.", 300)
    missing = missing_now(opened.meeting, found.patient, found.question)
    waiver = ReadinessWaiver(by=by.name, reason=why, on=today())
    return _write(opened, found, by, waiver=waiver, missing=missing)


def ask(opened: OpenMeeting, item: str, question: str, by: Person) -> AgendaItem:
    """Puts the question to the meeting in other words."""
    require(by, Action.ATTEND_MEETINGS, item)
    asked = needed(question, "The question", "A case without a question ends without an answer.", LONGEST_QUESTION)
    return _write(opened, opened.item(item), by, question=asked)


def move(opened: OpenMeeting, item: str, up: bool, by: Person) -> None:
    """Moves a case one place up or down in the order of discussion."""
    require(by, Action.CREATE_MEETINGS, item)
    listed = opened.listed
    place = next(index for index, one in enumerate(listed) if one.id == item)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(listed):
        return
    here, there = listed[place], listed[other]
    new = [_entry(here, position=there.position), _entry(there, position=here.position)]
    meeting_store().write(as_id(opened.meeting.id), new, by)


def take_off(opened: OpenMeeting, item: str, reason: str, by: Person) -> None:
    """Takes a case off the agenda. It stays in the record, with who took it off and why."""
    require(by, Action.CREATE_MEETINGS, item)
    if item in opened.outcomes:
        raise InputFault(
            "This case was decided in this meeting.",
            "Taking it off would hide a decision.",
            "Leave it on the agenda; change the outcome if it is wrong.",
        )
    why = needed(reason, "The reason", "Nobody leaves the list without one.", 300)
    gone = opened.item(item)
    later = [one for one in opened.listed if one.position > gone.position]
    new = [_entry(gone, taken_off_because=why), *(_entry(one, position=one.position - 1) for one in later)]
    meeting_store().write(as_id(opened.meeting.id), new, by)


def missing_now(meeting: Meeting, patient: str, question: str) -> list[str]:
    """What is missing by the newest assessment; the question may stand on the agenda instead of in the record.

    One that will be too old on the day of the meeting is missing too: what it calls clear may not be any more.
    Practice takes examples, which nobody can assess again.
    """
    case = newest_case(patient)
    missing = missing_for(case)
    if not meeting.is_practice and is_too_old(case, meeting.held_on):
        missing = [*missing, f"An assessment of the last {meeting_rules().oldest_assessment.number:g} days"]
    if not question:
        return missing
    asked = {one.what for one in meeting_rules().minimum if "question_to_mdt" in one.facts}
    return [what for what in missing if what not in asked]


def _write(opened: OpenMeeting, item: AgendaItem, by: Person, **fields: object) -> AgendaItem:
    meeting_store().write(as_id(opened.meeting.id), [_entry(item, **fields)], by)
    return open_meeting(opened.meeting.id, by).item(item.id)


def _entry(item: AgendaItem, **fields: object) -> NewEntry:
    return NewEntry("agenda", changed(item, **fields), as_id(item.id), item.version)
