"""Meetings in a store of their own, with invented patients who are copies of the examples."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from eligibility.domain.faults import Fault
from eligibility.domain.people import Person, Role
from eligibility.services import patients, records
from eligibility.services.clock import today
from eligibility.services.meeting import OpenMeeting, create_meeting, open_meeting
from eligibility.services.meeting_agenda import propose, waive_readiness
from eligibility.services.meeting_decisions import Decision, decide
from eligibility.services.meeting_people import attend
from eligibility.services.meeting_views import hear_patient

CHAIR = Person("Dr C. Chair", Role.CHAIR)
COORDINATOR = Person("Co Ordinator", Role.COORDINATOR)
MEMBER = Person("M. Member", Role.MDT_MEMBER)
AUDITOR = Person("A. Auditor", Role.AUDITOR)
ROLES = ("rheumatology", "nephrology", "cell_therapy", "specialist_nurse", "pharmacy", "coordinator")
REFER = Decision("R1", ("refractoriness",), "agrees")
LATER = timedelta(days=60)


@pytest.fixture(autouse=True)
def store_url(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", url)
    return url


class Room:
    """A meeting and what a test does in it; every step reads the meeting anew, as a screen does."""

    def __init__(self, held_on=None, by: Person = COORDINATOR, **options: bool):
        self.by = by
        self.id = create_meeting(held_on or today(), "Lupus meeting", by, **options).id

    @property
    def now(self) -> OpenMeeting:
        return open_meeting(self.id, self.by)

    def list(self, patient: str) -> str:
        """Lists a patient, waives what is missing, and writes down what the patient wants. Gives the case's id."""
        item = propose(self.id, patient, "Discuss?", self.by).id
        waive_readiness(self.now, item, "known to everybody", CHAIR)
        hear_patient(self.now, item, self.by, "Wants it.", "N. Nurse", today())
        return item

    def fill_the_table(self) -> None:
        for number, role in enumerate(ROLES):
            attend(self.now, f"Person {number}", role, "present", self.by)

    def decide(self, item: str, decision: Decision = REFER, seen: int | None = None, by: Person | None = None):
        return decide(self.now, item, decision, seen, by or self.by)


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def june():
    """A meeting in the week after the day on which the invented examples were assessed."""
    return Room(held_on=date(2026, 6, 5))


def saved(example: str, pseudonym: str, key: str | None = None, **facts: object) -> str:
    """A patient of this installation: an example's record under another name, with some facts put differently."""
    record = patients.example_records()[example]
    record = record.model_copy(update={"patient_id": pseudonym, "facts": {**record.facts, **facts}})
    confirmed = [warning.code for warning in records.check(record).warnings]
    version = None if key is None else patients.open_patient(key, CHAIR).version
    return patients.save_patient(record, CHAIR, key, version, confirmed)[0].key


@contextmanager
def refused(kind: type[Fault], words: str) -> Iterator[None]:
    """A fault of this kind, whose three lines say so."""
    with pytest.raises(kind) as caught:
        yield
    assert words in str(caught.value), str(caught.value)
    assert len(str(caught.value).splitlines()) == 3
