"""What the last meeting that decided about a patient wrote down, for the papers of that patient."""

from __future__ import annotations

from eligibility.domain.meeting import Minutes
from eligibility.domain.people import Person
from eligibility.services import storage
from eligibility.services.meeting import meetings, open_meeting
from eligibility.services.meeting_minutes import minutes


def last_review(key: str, by: Person) -> Minutes | None:
    """The minutes of the last meeting with an outcome for this patient; examples are discussed for practice only."""
    if storage.is_example(key):
        return None
    for meeting in meetings(by):
        if meeting.is_practice:
            continue
        opened = open_meeting(meeting.id, by)
        if any(item.patient == key and opened.is_decided(item) for item in opened.listed):
            return minutes(meeting.id, by)
    return None
