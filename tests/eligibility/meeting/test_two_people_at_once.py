"""Two people, or ten, writing at once: nothing is lost, everybody is told; on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from eligibility.domain.faults import Conflict
from eligibility.domain.meeting import OutcomeConflict
from eligibility.domain.meeting_entry import StaleEntry
from eligibility.services.clock import today
from eligibility.services.meeting import change_meeting
from eligibility.services.meeting_agenda import propose
from eligibility.services.meeting_decisions import decide, settle, unsettled
from eligibility.services.meeting_minutes import minutes
from eligibility.services.meeting_signing import open_before_signing, sign, stamp_of
from eligibility.services.meeting_views import fill_place, hear_patient
from eligibility.services.storage import database
from eligibility.store import keeping
from tests.eligibility.meeting.conftest import CHAIR, COORDINATOR, MEMBER, REFER, Room, refused, saved

OTHERWISE = replace(REFER, code="N2", agreement="differs", why_differs="frail", words="too frail")


@pytest.fixture
def room(store_address, monkeypatch):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", store_address)
    yield Room()
    database().close()


def test_the_second_of_two_outcomes_is_refused_kept_beside_the_first_and_both_are_told(room):
    item = room.list(saved("example-ready", "A"))
    both_opened = room.now
    first = decide(both_opened, item, REFER, None, COORDINATOR)
    with pytest.raises(OutcomeConflict) as told:
        decide(both_opened, item, OTHERWISE, None, CHAIR)
    # The second person holds both versions in hand.
    assert (told.value.kept.code, told.value.kept.version, told.value.kept.by) == ("R1", 1, COORDINATOR.name)
    assert (told.value.entered.code, told.value.entered.words) == ("N2", "too frail")
    # The first person sees the other entry as soon as the case is looked at again; the outcome is untouched.
    [waiting] = unsettled(room.now, item)
    assert (waiting.by, waiting.why_differs) == (CHAIR.name, "frail")
    assert room.now.outcomes[item] == first and room.now.overrides == []
    room.fill_the_table()
    assert any("different outcomes" in line for line in open_before_signing(minutes(room.id, CHAIR)))
    settle(room.now, waiting.id, COORDINATOR)
    assert unsettled(room.now) == [] and minutes(room.id, CHAIR).cases[0].refused[0].code == "N2"


def test_whoever_has_seen_both_may_save_over_the_first_and_both_versions_stay(room):
    item = room.list(saved("example-ready", "A"))
    opened = room.now
    decide(opened, item, REFER, None, COORDINATOR)
    with pytest.raises(OutcomeConflict) as told:
        decide(opened, item, OTHERWISE, None, CHAIR)
    after = decide(room.now, item, OTHERWISE, told.value.kept.version, CHAIR)
    assert (after.code, after.version) == ("N2", 2)


def test_ten_people_deciding_the_same_case_leave_one_outcome_and_nine_kept_beside_it(room):
    item = room.list(saved("example-ready", "A"))
    opened, together = room.now, Barrier(10)

    def one(number: int) -> bool:
        together.wait()
        try:
            decide(opened, item, replace(REFER, words=f"by {number}"), None, COORDINATOR)
        except OutcomeConflict:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        saved_first = list(pool.map(one, range(10)))
    assert sum(saved_first) == 1
    said = {room.now.outcomes[item].words, *(one.words for one in room.now.refused)}
    assert said == {f"by {number}" for number in range(10)}
    assert keeping.verify(database()).is_intact


def test_ten_threads_writing_decisions_lose_none_and_the_chain_is_whole(room):
    key = saved("example-ready", "A")
    rooms = [room, *(Room() for _ in range(9))]
    items = [each.list(key) for each in rooms]
    opened, together = [each.now for each in rooms], Barrier(10)

    def one(number: int) -> None:
        together.wait()
        for version in range(3):
            words = f"{number}.{version}"
            decide(opened[number], items[number], replace(REFER, words=words), version or None, COORDINATOR)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(one, range(10)))
    assert [each.now.outcomes[item].words for each, item in zip(rooms, items, strict=True)] == [
        f"{number}.2" for number in range(10)
    ]
    assert keeping.verify(database()).is_intact


def test_a_signature_and_an_outcome_at_the_same_moment_never_both_hold_unseen(room):
    item = room.list(saved("example-ready", "A"))
    room.fill_the_table()
    room.decide(item)
    stamp, opened, together = stamp_of(room.now), room.now, Barrier(2)

    def signing() -> bool:
        together.wait()
        try:
            sign(opened, stamp, CHAIR)
        except Conflict:
            return False
        return True

    def changing() -> bool:
        together.wait()
        try:
            decide(opened, item, OTHERWISE, 1, COORDINATOR)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        signed, changed = pool.submit(signing), pool.submit(changing)
    assert signed.result() != changed.result()
    assert minutes(room.id, CHAIR).cases[0].outcome.code == ("R1" if signed.result() else "N2")


def test_every_other_entry_is_refused_when_stale_with_both_versions_in_hand(room):
    item = propose(room.id, saved("example-ready", "A"), "Discuss?", COORDINATOR).id
    opened = room.now
    hear_patient(opened, item, COORDINATOR, "Wants it.", "Nurse", today())
    with pytest.raises(StaleEntry) as told:
        hear_patient(opened, item, MEMBER, "Is unsure.", "Doctor", today())
    assert told.value.differing["words"] == ("Wants it.", "Is unsure.")
    hear_patient(room.now, item, MEMBER, "Is unsure.", "Doctor", today(), seen=told.value.version)
    assert room.now.patient_views[item].words == "Is unsure."
    fill_place(opened, item, "slot", MEMBER, None, "held")
    with refused(StaleEntry, "Somebody else changed this entry"):
        fill_place(opened, item, "slot", COORDINATOR, None, "asked")
    change_meeting(opened.meeting, COORDINATOR, place="Room 1")
    with refused(StaleEntry, "Somebody else changed this entry"):
        change_meeting(opened.meeting, CHAIR, place="Room 2")
    assert room.now.meeting.place == "Room 1"
