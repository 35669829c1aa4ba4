"""A meeting of twelve invented patients in a browser, from the agenda to the signed minutes; mostly by keyboard."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from eligibility.domain.people import Person, Role
from eligibility.services import patients, records
from eligibility.services.meeting import create_meeting, meetings, open_meeting
from eligibility.services.meeting_agenda import waive_readiness
from eligibility.services.meeting_people import attend
from eligibility.services.meeting_signing import is_as_signed

CHAIR = Person("Dr C. Chair", Role.CHAIR)
ROLES = ("rheumatology", "nephrology", "cell_therapy", "specialist_nurse", "coordinator")
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
WAIT = 30_000


@pytest.fixture
def twelve(tmp_path, monkeypatch):
    """Twelve patients, and a meeting before this one has nothing to say: only people who usually come."""
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.setenv("EARLY_CART_PERSON", CHAIR.name)
    monkeypatch.setenv("EARLY_CART_ROLE", CHAIR.role.value)
    for number, record in enumerate(list(patients.example_records().values())[:12], start=1):
        record = record.model_copy(update={"patient_id": f"LUPUS-{number:03d}"})
        confirmed = [warning.code for warning in records.check(record).warnings]
        patients.save_patient(record, CHAIR, confirmed=confirmed)
    meeting = create_meeting(date.today(), "Lupus meeting", CHAIR, own_view_first=False)
    for number, role in enumerate(ROLES):
        attend(open_meeting(meeting.id, CHAIR), f"Person {number}", role, "present", CHAIR)
    return meeting.id


@pytest.fixture
def page(chromium, twelve, server):
    # A projector of 1920 by 1080 pixels at 150 per cent.
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, base_url=server)
    context.set_default_timeout(WAIT)
    page = context.new_page()
    yield page
    context.close()


def picture(page, name: str) -> None:
    """Kept where EARLY_CART_PICTURES says, for whoever wants to look."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def rest(page) -> None:
    page.wait_for_timeout(120)
    page.wait_for_selector(AT_REST)


def part(page, name: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
    rest(page)


def decide(page, number: int) -> None:
    """One outcome with the keyboard: D opens it, the fields follow one another, Save closes it."""
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog")
    if number == 1:
        dialog.get_by_label("The patient’s own view").fill("Wants to be considered.")
        dialog.get_by_label("Heard by").fill("N. Nurse")
        dialog.get_by_role("spinbutton").first.click()
        page.keyboard.type(f"{date.today():%d%m%Y}")
    else:
        dialog.get_by_label("Or: not heard, because").fill("in hospital elsewhere")
    code = "N1" if number == 1 else "R1"
    dialog.get_by_text(re.compile(f"^{code} ")).click()
    dialog.get_by_label("Reason in your own words").fill("As discussed")
    dialog.get_by_text("Agrees with the tool" if code == "N1" else "Differs from the tool").click()
    rest(page)
    if code == "R1":
        dialog.get_by_label("4 Why it differs").fill("practised with examples")
    dialog.get_by_role("button", name="Save outcome").click()
    dialog.wait_for(state="detached")
    rest(page)


def test_twelve_patients_from_the_agenda_to_signed_minutes(page, twelve):
    page.goto("/")
    page.get_by_role("heading", name="Worklist").wait_for()
    page.goto(f"/meeting?meeting={twelve}")
    page.get_by_role("heading", name="Lupus meeting").wait_for()
    rest(page)

    # Agenda: everybody at once, and the gate says for whom something is missing.
    offered = page.get_by_test_id("stButtonGroup").filter(has_text="Put on the agenda").get_by_role("button")
    for number in range(12):
        offered.nth(number).click()
    page.get_by_role("button", name="Put on the agenda").click()
    page.get_by_text("12 cases").wait_for()
    rest(page)
    assert page.get_by_text("Not ready").count() > 0
    picture(page, "1_agenda")
    opened = open_meeting(twelve, CHAIR)
    for item in opened.listed:
        if item.missing:
            waive_readiness(open_meeting(twelve, CHAIR), item.id, "a published case, known to everybody", CHAIR)

    # People: the pharmacist comes late; without one the record would be advice only.
    part(page, "People")
    page.get_by_text("Missing: Pharmacist").wait_for()
    page.get_by_label("Name", exact=True).fill("Ph. Pharmacist")
    for field, answer in (("Role", "Pharmacist"), ("Presence", "By video")):
        page.get_by_role("combobox", name=field, exact=True).fill(answer)
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Quorate: the outcomes stand as decisions.").first.wait_for()
    rest(page)
    picture(page, "2_people")

    # Cases: one screen each, identifiers masked, arrow keys between them.
    part(page, "Cases")
    page.keyboard.press("f")
    page.get_by_role("button", name="Leave the shared view").wait_for()
    rest(page)
    assert page.get_by_text("LUPUS-0").count() == 0
    for number in range(1, 13):
        page.get_by_text(f"{number}/12").wait_for()
        rest(page)
        last = page.get_by_text("Since last time").last.bounding_box()
        assert last["y"] + last["height"] < 720, f"case {number} does not fit one screen"
        if number in (1, 7):
            picture(page, f"3_case_{number}")
        decide(page, number)
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.get_by_text("11/12").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Shared view").wait_for()
    rest(page)
    picture(page, "4_cases")

    # Minutes: read, signed, downloaded.
    part(page, "Minutes")
    page.get_by_role("button", name="Sign the record").click()
    page.get_by_text("Signed by Dr C. Chair").wait_for()
    picture(page, "5_signed")
    with page.expect_download() as started:
        page.get_by_role("button", name="Minutes (CSV)").click()
    assert len(Path(started.value.path()).read_text(encoding="utf-8-sig").splitlines()) == 13
    done = open_meeting(twelve, CHAIR)
    assert is_as_signed(done) and [one.is_signed for one in meetings(CHAIR)] == [True]
    assert sorted(one.code for one in done.outcomes.values()) == ["N1", *["R1"] * 11]
