"""The meeting and equity pages: empty states, who may do what, and nothing lost when two people decide."""

from __future__ import annotations

import pytest

from eligibility.domain.people import Person, Role
from eligibility.services.clock import today
from eligibility.services.meeting import create_meeting, meetings, open_meeting
from eligibility.services.meeting_agenda import propose, waive_readiness
from eligibility.services.meeting_decisions import Decision, decide
from eligibility.services.meeting_views import hear_patient

CHAIR = Person("Dr C. Chair", Role.CHAIR)
OTHER = Person("Co Ordinator", Role.COORDINATOR)
PAGE = "pages/mdt/meeting.py"
REFER = Decision("R1", ("refractoriness",), "agrees")


def words_of(at) -> str:
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "table")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(at, kind)).replace("\\", "")


@pytest.fixture
def as_chair(monkeypatch):
    monkeypatch.setenv("EARLY_CART_PERSON", CHAIR.name)
    monkeypatch.setenv("EARLY_CART_ROLE", CHAIR.role.value)


@pytest.fixture
def practice(store_url, as_chair):
    """A practice meeting with one complete case on its agenda."""
    made = create_meeting(today(), "Practice", CHAIR, is_practice=True)
    item = propose(made.id, "example-work-up-early", "Discuss?", CHAIR).id
    waive_readiness(open_meeting(made.id, CHAIR), item, "known", CHAIR)
    hear_patient(open_meeting(made.id, CHAIR), item, CHAIR, "Wants it.", "Nurse", today())
    return made.id, item


def opened(app, id, **session):
    at = app.run().switch_page(PAGE)
    at.session_state["meeting"] = id
    for key, value in session.items():
        at.session_state[key] = value
    at.run()
    assert not at.exception and not at.error, words_of(at)
    return at


def test_without_a_meeting_the_page_says_what_to_do(app, as_chair):
    at = app.run().switch_page(PAGE).run()
    assert "There is no meeting yet" in words_of(at)
    assert not at.exception


def test_who_gave_no_name_creates_no_meeting_and_is_told_how(app):
    at = app.run().switch_page(PAGE).run()
    assert "Say who you are" in words_of(at)
    at.text_input(key="new_meeting.title").set_value("Lupus").run()
    at.date_input(key="new_meeting.day").set_value(today()).run()
    next(button for button in at.button if button.label == "Create").click().run()
    assert at.warning and meetings(CHAIR) == []


def test_the_case_card_masks_the_patient_and_shows_the_three_axes(app, practice):
    said = words_of(opened(app, practice[0]))
    assert "EXAMPLE-EARLY" not in said and "••••LY" in said
    for axis in ("**Merit**", "**Safety**", "**Readiness**", "**Estimate**", "**Since last time**"):
        assert axis in said
    assert "Practice" in said and "advice only" in said


def test_the_shared_view_is_the_case_alone(app, practice):
    at = opened(app, practice[0], presenting=True)
    assert "All meetings" not in [button.label for button in at.button]
    assert {"Previous", "Next", "Leave the shared view"} <= {button.label for button in at.button}
    at.button(key="leave").click().run()
    assert "All meetings" in [button.label for button in at.button]


@pytest.mark.parametrize("part", ["agenda", "people", "actions", "minutes"])
def test_every_part_of_the_meeting_opens(app, practice, part):
    opened(app, practice[0], part=part)


def test_a_second_outcome_is_shown_beside_the_first_and_nothing_typed_is_lost(app, practice):
    id, item = practice
    at = opened(app, id)
    at.button(key="to_decide").click().run()
    at.radio(key=f"outcome.{item}.code").set_value("N2")
    at.button_group(key=f"outcome.{item}.reasons").set_value(["damage"])
    at.button_group(key=f"outcome.{item}.agreement").set_value("agrees").run()
    decide(open_meeting(id, CHAIR), item, REFER, None, OTHER)
    at.button(key="outcome.save").click().run()
    said = words_of(at)
    assert "Somebody else decided this case" in said and "**R1**" in said and "**N2**" in said
    assert at.radio(key=f"outcome.{item}.code").value == "N2"
    assert open_meeting(id, CHAIR).outcomes[item].code == "R1"
    at.button(key="conflict.mine").click().run()
    now = open_meeting(id, CHAIR)
    assert (now.outcomes[item].code, now.outcomes[item].version) == ("N2", 2)
    assert [one.is_settled for one in now.refused] == [True]


def test_the_first_person_is_told_of_the_second(app, practice):
    id, item = practice
    before = open_meeting(id, CHAIR)
    decide(before, item, REFER, None, CHAIR)
    with pytest.raises(Exception, match="Somebody else decided"):
        decide(before, item, Decision("N2", ("damage",), "agrees"), None, OTHER)
    at = opened(app, id)
    assert f"{OTHER.name} decided this case too" in words_of(at)
    settle = next(button for button in at.button if button.label == "What stands is right")
    settle.click().run()
    assert "decided this case too" not in words_of(at)


def test_who_may_only_attend_is_not_offered_to_decide_or_sign(app, practice, monkeypatch):
    monkeypatch.setenv("EARLY_CART_ROLE", "mdt_member")
    assert opened(app, practice[0]).button(key="to_decide").disabled
    assert opened(app, practice[0], part="minutes").button(key="sign").disabled


def test_an_example_is_proposed_for_a_practice_meeting_from_its_assessment(app, practice):
    at = app.run().switch_page("pages/clinician/assessment.py")
    at.query_params["patient"] = "example-ready"
    at.run()
    at.selectbox(key="propose.meeting").set_value(practice[0])
    next(button for button in at.button if button.label == "Propose").click().run()
    assert "On the agenda." in [element.value for element in at.info]
    assert [one.patient for one in open_meeting(practice[0], CHAIR).listed][-1] == "example-ready"


def test_equity_without_patients_says_when_the_counts_begin(app):
    at = app.run().switch_page("pages/mdt/equity.py").run()
    assert not at.exception and "The counts begin with the first assessment" in words_of(at)
