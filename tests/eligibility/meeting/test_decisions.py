"""Deciding: what an outcome must say, what it overrides, who thought what before, and what has to be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from eligibility.domain.faults import Conflict, Forbidden, InputFault
from eligibility.services.clock import today
from eligibility.services.meeting_actions import add_action, carried_to, close_action, is_overdue
from eligibility.services.meeting_agenda import propose
from eligibility.services.meeting_cases import newest_case
from eligibility.services.meeting_decisions import Decision, decide, dissent, outcome_history
from eligibility.services.meeting_minutes import card_of
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.meeting_views import fill_place, give_own_view, hear_patient, reveal
from eligibility.services.storage import database
from eligibility.store import audit_log
from tests.eligibility.meeting.conftest import CHAIR, COORDINATOR, LATER, MEMBER, REFER, Room, refused, saved


@pytest.fixture
def item(room):
    return room.list(saved("example-work-up-early", "A"))


def test_the_codes_are_those_that_were_agreed():
    assert [code.code for code in meeting_rules().codes] == "R1 R2 D1 D2 A1 N1 N2 P1 X1 X2".split()


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (replace(REFER, code=""), "The decision is missing"),
        (replace(REFER, reasons=()), "The reason is missing"),
        (replace(REFER, reasons=("merit",)), "The reason is missing"),
        (replace(REFER, agreement=None), "agrees with the tool is missing"),
        (replace(REFER, agreement="differs"), "Why it differs is missing"),
        (replace(REFER, code="R2"), "The conditions is missing"),
        (replace(REFER, code="A1"), "Which treatment comes first is missing"),
        (replace(REFER, code="D1"), "listed again is missing"),
        (replace(REFER, code="D1", relist_on=today()), "listed again is missing"),
    ],
)
def test_an_outcome_that_lacks_a_field_is_refused_in_words_and_nothing_is_kept(room, item, decision, words):
    with refused(InputFault, words):
        room.decide(item, decision)
    assert room.now.outcomes == {}


def test_agreeing_and_differing_ask_for_the_same_except_why(room, item):
    agreed = room.decide(item, REFER)
    differed = room.decide(item, replace(REFER, code="N2", agreement="differs", why_differs="frail"), seen=1)
    assert (agreed.version, differed.version) == (1, 2)
    assert [one.code for one in outcome_history(item, CHAIR)] == ["R1", "N2"]


def test_no_case_is_decided_without_the_patients_own_view(june):
    key = saved("example-ready", "A")
    item = propose(june.id, key, "Discuss?", COORDINATOR).id
    with refused(InputFault, "own view is missing"):
        june.decide(item)
    hear_patient(june.now, item, MEMBER, not_heard_because="in intensive care")
    assert june.decide(item).code == "R1"


def test_a_view_is_words_with_who_and_when_or_a_reason_never_both_or_none(room):
    item = propose(room.id, saved("example-ready", "A"), "Discuss?", COORDINATOR).id
    with refused(InputFault, "missing, or given together"):
        hear_patient(room.now, item, MEMBER)
    with refused(InputFault, "missing, or given together"):
        hear_patient(room.now, item, MEMBER, "Wants it", "Nurse", today(), "not asked")
    with refused(InputFault, "Who heard the patient"):
        hear_patient(room.now, item, MEMBER, "Wants it")
    with refused(InputFault, "after today"):
        hear_patient(room.now, item, MEMBER, "Wants it", "Nurse", today() + timedelta(days=1))


def test_an_outcome_names_the_assessment_and_the_rules_it_rests_on(room, item):
    basis = room.decide(item).basis
    assert basis.assessment and basis.lane == "work_up" and basis.profile == "early_cart"
    assert all((basis.profile_hash, basis.knowledge, basis.model, basis.app))


def test_a_difference_is_kept_as_an_override_tied_to_what_it_overrode(room, item):
    room.decide(item, replace(REFER, code="N2", agreement="differs", why_differs="frail"))
    [override] = room.now.overrides
    assert (override.code, override.why, override.overrode.lane) == ("N2", "frail", "work_up")
    assert override.overrode == room.now.outcomes[item].basis
    entry = next(one for one in audit_log.entries(database()) if one.action == "meeting.override")
    assert entry.versions["knowledge"] == override.overrode.knowledge
    assert entry.versions["profile"]["hash"] == override.overrode.profile_hash


def test_members_and_strangers_to_the_meeting_record_no_outcome(room, item):
    with refused(Forbidden, "may not do this"):
        room.decide(item, by=MEMBER)
    assert room.now.outcomes == {}


def test_the_estimate_waits_for_own_views_and_no_own_view_follows_it():
    room = Room(own_view_first=True)
    item = room.list(saved("example-work-up-early", "A"))
    listed = room.now.item(item)
    hidden = card_of(room.now, listed, COORDINATOR)
    assert hidden.estimate_hidden and hidden.estimate == "" and "of 100" not in hidden.model_dump_json()
    with refused(InputFault, "Nobody has written down an own view"):
        reveal(room.now, item, COORDINATOR)
    give_own_view(room.now, item, "M. Member", "D2", MEMBER)
    give_own_view(room.now, item, "M. Member", "R1", MEMBER)
    reveal(room.now, item, COORDINATOR)
    shown = card_of(room.now, room.now.item(item), COORDINATOR)
    assert not shown.estimate_hidden and "of 100 such patients" in shown.estimate
    assert [(one.name, one.code, one.version) for one in room.now.own_views] == [("M. Member", "R1", 2)]
    with refused(InputFault, "revealed already"):
        give_own_view(room.now, item, "L. Late", "R1", MEMBER)


def test_every_place_of_a_case_takes_an_answer_and_refuses_one_off_the_list(room, item):
    for place in meeting_rules().places:
        answer = next(iter(place.answers), "")
        fill_place(room.now, item, place.id, MEMBER, None, answer, "said so")
    assert [one.place for one in room.now.places] == [place.id for place in meeting_rules().places]
    with refused(InputFault, "not one of the list"):
        fill_place(room.now, item, "slot", MEMBER, 1, "tomorrow")


def test_the_card_gives_no_dose_and_says_which_standard_options_are_unused(room, item):
    card = card_of(room.now, room.now.item(item), MEMBER)
    assert "the pharmacist says" in card.fludarabine and "mg/m" not in card.fludarabine
    assert {option.id: option.used for option in card.options}["belimumab"] == "no"
    assert card.masked_name == "••••" and "A" not in card.masked_name


def test_options_are_unknown_while_the_history_may_be_incomplete(room):
    item = room.list(saved("example-work-up-early", "B", is_treatment_history_complete=None))
    card = card_of(room.now, room.now.item(item), MEMBER)
    assert {option.used for option in card.options} == {"unknown"}


def test_a_dissent_is_somebodys_and_has_a_reason(room, item):
    with refused(InputFault, "The reason is missing"):
        dissent(room.now, item, "M. Member", "", MEMBER)
    dissent(room.now, item, "M. Member", "too early", MEMBER)
    assert [(one.name, one.words) for one in room.now.dissents] == [("M. Member", "too early")]


def test_open_actions_are_carried_until_they_are_closed(room, item):
    with refused(InputFault, "The owner is missing"):
        add_action(room.now, "Repeat biopsy", "", today(), COORDINATOR, item)
    with refused(InputFault, "to be done is missing"):
        add_action(room.now, "Repeat biopsy", "Dr A", None, COORDINATOR, item)
    add_action(room.now, "Repeat biopsy", "Dr A", today() + LATER, COORDINATOR, item)
    following = Room(today() + LATER)
    [carried] = carried_to(following.now, MEMBER)
    assert (carried.what, carried.pseudonym) == ("Repeat biopsy", "A") and not is_overdue(carried)
    with refused(InputFault, "Why it is dropped is missing"):
        close_action(carried, "dropped", MEMBER)
    close_action(carried, "done", MEMBER)
    assert carried_to(following.now, MEMBER) == []
    assert [(one.state, one.version) for one in room.now.actions] == [("done", 2)]


def test_a_practice_meeting_carries_nothing_to_a_real_one(room):
    practice = Room(is_practice=True)
    add_action(practice.now, "Try", "Somebody", today(), COORDINATOR)
    assert carried_to(room.now, COORDINATOR) == []
    assert Decision("R1", (), None).detail == ""


@pytest.mark.parametrize("example", ["example-blocked-cancer", "example-declines", "example-mild-untreated"])
def test_a_referral_against_the_lane_is_an_override_or_nothing(room, example):
    item = room.list(saved(example, "AGAINST"))
    for code, detail in (("R1", ""), ("R2", "once it is resolved")):
        with refused(InputFault, "does not agree with the tool"):
            room.decide(item, Decision(code, ("other",), "agrees", detail=detail))
    assert item not in room.now.outcomes
    room.decide(item, Decision("R1", ("other",), "differs", why_differs="for a second opinion"))
    assert [one.why for one in room.now.overrides] == ["for a second opinion"]


def test_an_outcome_does_not_rest_on_an_assessment_that_nobody_at_the_table_saw(room):
    """The dialog was open while somebody else saved a new record and assessed it."""
    patient = saved("example-ready", "A")
    item = room.list(patient)
    shown = newest_case(patient).ref.assessment
    saved("example-ready", "A", patient, ecog=1)
    with refused(Conflict, "assessed again while the case was open"):
        decide(room.now, item, REFER, None, COORDINATOR, shown)
    assert decide(room.now, item, REFER, None, COORDINATOR, newest_case(patient).ref.assessment).code == "R1"
