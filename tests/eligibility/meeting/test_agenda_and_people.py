"""Who is on the agenda and at the table: readiness, waivers, order, quorum, interests."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from eligibility.domain.faults import Conflict, Forbidden, InputFault
from eligibility.services.clock import today
from eligibility.services.meeting import open_meeting
from eligibility.services.meeting_agenda import (
    move,
    propose,
    readiness,
    take_off,
    upcoming,
    waive_readiness,
)
from eligibility.services.meeting_decisions import Decision
from eligibility.services.meeting_people import attend, declare, quorum, usual_members
from eligibility.services.meeting_rules import meeting_rules
from tests.eligibility.meeting.conftest import AUDITOR, CHAIR, COORDINATOR, LATER, MEMBER, ROLES, Room, refused, saved


def test_what_is_missing_is_said_for_each_patient_and_not_for_others(june):
    whole = propose(june.id, saved("example-ready", "WHOLE"), "Discuss?", COORDINATOR)
    bare = propose(june.id, saved("example-erl-p1", "BARE", patient_preference=None), "", COORDINATOR)
    missing = readiness(june.now)
    assert missing[whole.id] == []
    assert "What the patient wants" in missing[bare.id] and "The question to the meeting" in missing[bare.id]


@pytest.mark.parametrize("days, is_missing", [(92, False), (93, True)])
def test_an_assessment_too_old_on_the_day_of_the_meeting_is_missing(days, is_missing):
    """Assessed on 1 June: what it calls clear may not be so at a meeting in autumn."""
    late = Room(held_on=date(2026, 6, 1) + timedelta(days=days))
    item = propose(late.id, saved("example-ready", "A"), "Discuss?", COORDINATOR)
    assert readiness(late.now)[item.id] == ["An assessment of the last 92 days"] * is_missing


def test_an_answer_that_says_not_asked_is_still_missing(june):
    item = propose(june.id, saved("example-ready", "A", patient_preference="not_asked"), "Discuss?", COORDINATOR)
    assert readiness(june.now)[item.id] == ["What the patient wants"]


def test_an_incomplete_case_is_not_decided_unless_the_chair_waives_and_the_reason_stays(room):
    item = propose(room.id, saved("example-ready", "A", ecog=None), "Discuss?", COORDINATOR).id
    waived = room.list(saved("example-ready", "B", ecog=None))
    room.decide(waived)
    with refused(InputFault, "own view is missing"):
        room.decide(item)
    assert room.now.item(waived).waiver.reason == "known to everybody"
    assert room.decide(item, Decision("X1", ("other",), "agrees", relist_on=today() + LATER)).code == "X1"


def test_only_the_chair_waives_and_only_with_a_reason(room):
    item = propose(room.id, saved("example-ready", "A", ecog=None), "Discuss?", COORDINATOR).id
    with refused(Forbidden, "may not do this"):
        waive_readiness(room.now, item, "in a hurry", COORDINATOR)
    with refused(InputFault, "The reason is missing"):
        waive_readiness(room.now, item, "  ", CHAIR)


def test_a_patient_stands_on_an_agenda_once_and_may_come_back_after_being_taken_off(room):
    key = saved("example-ready", "A")
    item = propose(room.id, key, "Discuss?", MEMBER).id
    with refused(Conflict, "on the agenda already"):
        propose(room.id, key, "Again?", MEMBER)
    take_off(room.now, item, "moved to June", COORDINATOR)
    assert room.now.listed == []
    assert [one.taken_off_because for one in room.now.agenda] == ["moved to June"]
    assert propose(room.id, key, "Discuss?", MEMBER).id == item


def test_nobody_is_taken_off_without_a_reason_or_after_a_decision(room):
    item = room.list(saved("example-ready", "A"))
    with refused(InputFault, "The reason is missing"):
        take_off(room.now, item, "", COORDINATOR)
    room.decide(item)
    with refused(InputFault, "was decided in this meeting"):
        take_off(room.now, item, "tidying", COORDINATOR)


def test_the_order_is_kept_without_gaps(room):
    items = [propose(room.id, saved("example-ready", name), "?", COORDINATOR).id for name in "ABC"]
    move(room.now, items[2], True, COORDINATOR)
    assert [one.pseudonym for one in room.now.listed] == ["A", "C", "B"]
    take_off(room.now, items[0], "moved", COORDINATOR)
    assert [(one.pseudonym, one.position) for one in room.now.listed] == [("C", 1), ("B", 2)]


def test_examples_and_patients_are_never_on_one_agenda(room):
    practice = Room(is_practice=True)
    with refused(InputFault, "Examples belong to practice meetings"):
        propose(room.id, "example-ready", "?", COORDINATOR)
    with refused(InputFault, "Examples belong to practice meetings"):
        propose(practice.id, saved("example-ready", "A"), "?", COORDINATOR)
    assert propose(practice.id, "example-ready", "?", COORDINATOR).position == 1
    assert [id for id, _ in upcoming(COORDINATOR, True)] == [practice.id]


def test_without_every_required_role_the_record_is_advice_only(room):
    room.list(saved("example-work-up-early", "RENAL"))
    for number, role in enumerate(ROLES):
        if role != "nephrology":
            attend(room.now, f"Person {number}", role, "present", COORDINATOR)
    found = quorum(room.now)
    assert not found.is_met and found.missing_roles == ["Nephrologist"] and "advice only" in found.standing
    attend(room.now, "N. Ephro", "nephrology", "apologies", COORDINATOR)
    assert not quorum(room.now).is_met
    attend(room.now, "N. Ephro", "nephrology", "remote", COORDINATOR)
    assert quorum(room.now).is_met
    assert [one.presence for one in room.now.attendance if one.name == "N. Ephro"] == ["remote"]


def test_a_meeting_without_a_question_about_the_kidney_needs_no_nephrologist(room):
    key = saved("example-mild-untreated", "MILD", has_lupus_nephritis=False, is_nephritis_active=False, ln_class=None)
    room.list(key)
    renal = [role.title for role in meeting_rules().roles if role.required == "renal_question"]
    assert renal == ["Nephrologist"] and "Nephrologist" not in quorum(room.now).missing_roles


def test_observers_make_no_quorum(room):
    for number in range(9):
        attend(room.now, f"O{number}", "observer", "present", COORDINATOR)
    assert quorum(room.now).present == 0


def test_an_interest_names_somebody_and_how_it_is_handled(room):
    with refused(InputFault, "How it is handled is missing"):
        declare(room.now, "M. Member", "leads a trial", "", MEMBER)
    declare(room.now, "M. Member", "leads a trial", "left the room", MEMBER)
    assert [(one.name, one.handling, one.item) for one in room.now.interests] == [("M. Member", "left the room", None)]


def test_the_members_of_the_last_meeting_are_offered(room):
    room.fill_the_table()
    assert usual_members(COORDINATOR, False) == [(f"Person {n}", role) for n, role in enumerate(ROLES)]
    assert usual_members(COORDINATOR, True) == []


@pytest.mark.parametrize("act", [lambda id: propose(id, saved("example-ready", "A"), "?", AUDITOR)])
def test_who_may_only_look_may_look_and_not_touch(room, act):
    with refused(Forbidden, "may not do this"):
        act(room.id)
    assert open_meeting(room.id, AUDITOR).listed == []
