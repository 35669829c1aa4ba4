"""What is said about a case before it is decided: the patient's own view, the members' views, and the case's places."""

from __future__ import annotations

from datetime import date

from eligibility.domain.faults import InputFault
from eligibility.domain.meeting import OwnView, PatientView, Place
from eligibility.domain.meeting_entry import NewEntry
from eligibility.domain.people import Person
from eligibility.services.clock import today
from eligibility.services.meeting import OpenMeeting
from eligibility.services.meeting_cases import as_id
from eligibility.services.meeting_entries import changed, meeting_store, needed, plain, said, thing_of
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.permissions import Action, require


def hear_patient(
    opened: OpenMeeting,
    item: str,
    by: Person,
    words: str = "",
    heard_by: str = "",
    heard_on: date | None = None,
    not_heard_because: str = "",
    seen: int | None = None,
) -> None:
    """Writes down what the patient wants and who heard it; or why nobody could ask, which is an answer too."""
    require(by, Action.ATTEND_MEETINGS, item)
    own, why = said(words, "The patient's view", 600), said(not_heard_because, "The reason", 300)
    if bool(own) == bool(why):
        raise InputFault(
            "The patient's own view is missing, or given together with a reason why it is missing.",
            "A case is decided with the patient's view on the table, or with the reason why it is not there.",
            "Write one of the two.",
        )
    if own and (not heard_by.strip() or heard_on is None):
        raise InputFault(
            "Who heard the patient, and on which day, is missing.",
            "A view that nobody heard cannot be asked about.",
            "Give both.",
        )
    if heard_on is not None and heard_on > today():
        raise InputFault("The day is after today.", "Nobody can have heard it yet.", "Correct the day.")
    data = plain(
        PatientView,
        item=opened.item(item).id,
        words=own,
        heard_by=said(heard_by, "The name", 120) if own else "",
        heard_on=heard_on if own else None,
        not_heard_because=why,
    )
    new = NewEntry("patient_view", data, thing_of(item, "patient_view"), seen)
    meeting_store().write(as_id(opened.meeting.id), [new], by)


def give_own_view(opened: OpenMeeting, item: str, name: str, code: str, by: Person, note: str = "") -> None:
    """One member's own view, before the estimate is revealed. It cannot be given, or changed, afterwards."""
    require(by, Action.ATTEND_MEETINGS, item)
    found = opened.item(item)
    if found.revealed_by:
        raise InputFault(
            "The estimate of this case was revealed already.",
            "An own view given now could follow the estimate.",
            "Say it in the discussion, or as a dissent.",
        )
    if code not in {known.code for known in meeting_rules().codes}:
        raise InputFault("This decision is not one of the list.", "It could not be counted.", "Choose one.")
    who = needed(name, "The name", "An own view is somebody's.", 120)
    thing = thing_of(item, "own_view", who.casefold())
    before = next((view for view in opened.own_views if view.id == str(thing)), None)
    data = plain(OwnView, item=item, name=who, code=code, note=said(note, "The note", 300))
    seen = None if before is None else before.version
    meeting_store().write(as_id(opened.meeting.id), [NewEntry("own_view", data, thing, seen)], by)


def own_views_of(opened: OpenMeeting, item: str) -> list[OwnView]:
    """The views given on one case."""
    return [view for view in opened.own_views if view.item == item]


def reveal(opened: OpenMeeting, item: str, by: Person) -> None:
    """Shows the estimate to the room, once somebody's own view is written down. Who revealed it is kept."""
    require(by, Action.DECIDE, item)
    found = opened.item(item)
    if not own_views_of(opened, item):
        raise InputFault(
            "Nobody has written down an own view yet.",
            "This meeting agreed that own views come before the estimate.",
            "Write down at least one, or switch the option off for this meeting.",
        )
    data = changed(found, revealed_by=by.name)
    meeting_store().write(as_id(opened.meeting.id), [NewEntry("agenda", data, as_id(item), found.version)], by)


def is_estimate_hidden(opened: OpenMeeting, item: str) -> bool:
    """Whether the estimate still waits for the members' own views."""
    return opened.meeting.own_view_first and not opened.item(item).revealed_by


def fill_place(
    opened: OpenMeeting, item: str, place: str, by: Person, seen: int | None, answer: str = "", words: str = ""
) -> None:
    """What was said in one of the places of a case: an answer of the list, words, or both."""
    require(by, Action.ATTEND_MEETINGS, item)
    rule = next((known for known in meeting_rules().places if known.id == place), None)
    if rule is None or (answer and answer not in rule.answers):
        raise InputFault("This place or answer is not one of the list.", "Nobody would find it.", "Choose one.")
    text = said(words, rule.title, 400)
    data = plain(Place, item=opened.item(item).id, place=place, answer=answer, words=text)
    new = NewEntry("place", data, thing_of(item, "place", place), seen)
    meeting_store().write(as_id(opened.meeting.id), [new], by)
