"""Meetings: created, listed and opened whole. What is done in them lies in the neighbouring files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from eligibility.domain.faults import InputFault
from eligibility.domain.meeting import (
    ActionItem,
    AgendaItem,
    Attendance,
    Correction,
    Dissent,
    Interest,
    Meeting,
    Outcome,
    Override,
    OwnView,
    PatientView,
    Place,
    Recheck,
    Refused,
)
from eligibility.domain.meeting_entry import NewEntry
from eligibility.domain.people import Person
from eligibility.services.meeting_cases import as_id
from eligibility.services.meeting_entries import changed, meeting_store, needed, plain, read, read_all, said
from eligibility.services.permissions import Action, require
from eligibility.store.meetings import KeptSignOff

LONGEST_TITLE = 120


@dataclass(frozen=True)
class OpenMeeting:
    """Everything that stands in the record of one meeting now."""

    meeting: Meeting
    agenda: list[AgendaItem]
    attendance: list[Attendance]
    interests: list[Interest]
    patient_views: dict[str, PatientView]
    own_views: list[OwnView]
    places: list[Place]
    outcomes: dict[str, Outcome]
    refused: list[Refused]
    overrides: list[Override]
    dissents: list[Dissent]
    actions: list[ActionItem]
    rechecks: list[Recheck]
    corrections: list[Correction]
    explained: dict[str, tuple[str, str]] = field(default_factory=dict)
    sign_off: KeptSignOff | None = None

    @property
    def listed(self) -> list[AgendaItem]:
        """The cases in the order of discussion."""
        return sorted((item for item in self.agenda if item.is_listed), key=lambda item: item.position)

    def item(self, id: str) -> AgendaItem:
        """One case of the agenda, or an InputFault."""
        for item in self.agenda:
            if item.id == id:
                return item
        raise InputFault(
            "There is no such case on this agenda.",
            "It may stand on the agenda of another meeting.",
            "Choose the case from the agenda.",
        )

    def is_decided(self, item: AgendaItem) -> bool:
        return item.id in self.outcomes


def create_meeting(
    held_on: date, title: str, by: Person, place: str = "", own_view_first: bool = False, is_practice: bool = False
) -> Meeting:
    """A new meeting. A practice meeting lists examples instead of patients, and says so wherever it is shown."""
    require(by, Action.CREATE_MEETINGS)
    data = plain(
        Meeting,
        held_on=held_on,
        title=needed(title, "The title of the meeting", "People find the meeting by it.", LONGEST_TITLE),
        place=said(place, "The place", LONGEST_TITLE),
        own_view_first=own_view_first,
        is_practice=is_practice,
    )
    made = meeting_store().create(data, by)
    return open_meeting(str(made), by).meeting


def change_meeting(meeting: Meeting, by: Person, **fields: object) -> Meeting:
    """Day, title, place, or whether own views come first. Refused where somebody else changed it meanwhile."""
    require(by, Action.CREATE_MEETINGS, meeting.id)
    own = as_id(meeting.id)
    meeting_store().write(own, [NewEntry("details", changed(meeting, **fields), own, meeting.version)], by)
    return open_meeting(meeting.id, by).meeting


def meetings(by: Person) -> list[Meeting]:
    """Every meeting, the latest first."""
    require(by, Action.VIEW_MEETINGS)
    found = [read(Meeting, kept, is_signed=signed is not None) for kept, signed in meeting_store().meetings()]
    return sorted(found, key=lambda meeting: (meeting.held_on, meeting.at), reverse=True)


def open_meeting(id: str, by: Person) -> OpenMeeting:
    """Everything in one meeting, or an InputFault when there is none of that id."""
    require(by, Action.VIEW_MEETINGS, id)
    store, key = meeting_store(), as_id(id)
    kept, sign_off = store.entries(key), store.sign_off(key)
    return OpenMeeting(
        meeting=read(Meeting, kept["details"][0], is_signed=sign_off is not None),
        agenda=read_all(AgendaItem, kept["agenda"]),
        attendance=read_all(Attendance, kept["attendance"]),
        interests=read_all(Interest, kept["interest"]),
        patient_views={view.item: view for view in read_all(PatientView, kept["patient_view"])},
        own_views=read_all(OwnView, kept["own_view"]),
        places=read_all(Place, kept["place"]),
        outcomes={outcome.item: outcome for outcome in read_all(Outcome, kept["outcome"])},
        refused=read_all(Refused, kept["refused"]),
        overrides=read_all(Override, kept["override"]),
        dissents=read_all(Dissent, kept["dissent"]),
        actions=read_all(ActionItem, kept["action"]),
        rechecks=read_all(Recheck, kept["recheck"]),
        corrections=read_all(Correction, kept["correction"]),
        explained={one.data["patient"]: (one.data["why"], one.by) for one in kept["left"]},
        sign_off=sign_off,
    )
