"""What only a browser shows: a direct link on a fresh server, narrow screens, the keyboard, and no foreign host."""

from __future__ import annotations

import pytest

NOTICE = "Helps decide whom to discuss. Never says give CAR-T."
WAIT = 60_000
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture
def page(chromium, server):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=server)
    context.set_default_timeout(WAIT)
    page = context.new_page()
    yield page
    context.close()


def test_a_direct_link_on_a_fresh_server_shows_the_page_inside_its_frame(page):
    page.goto("/sources?source=kdigo_2024")
    page.get_by_role("heading", name="Sources").wait_for()
    page.get_by_text(NOTICE).wait_for()
    page.get_by_text("KDIGO 2024 guideline").first.wait_for()


def test_a_patient_is_recorded_by_keyboard_read_back_assessed_and_found_on_the_worklist(page):
    page.goto("/")
    page.get_by_role("heading", name="Worklist").wait_for()
    page.get_by_role("link", name="Record a patient").first.click()
    page.get_by_role("button", name="New patient").click()
    page.get_by_role("textbox", name="Pseudonym").fill("BROWSER-1")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="BROWSER-1").wait_for()
    page.wait_for_selector(AT_REST)
    page.get_by_text("Person", exact=True).click()
    page.get_by_role("textbox", name="Age", exact=True).fill("34")
    # The click leaves the field and arrives at once: what was typed last must be in what is read back.
    page.get_by_role("button", name="Check what you entered").click()
    page.get_by_role("heading", name="Check what you entered").wait_for()
    page.get_by_role("cell", name="34 years").wait_for()
    page.get_by_role("button", name="Assess and save").click()
    page.get_by_role("heading", name="Cannot tell yet").wait_for()
    assert "BROWSER-1" not in page.url
    page.wait_for_selector(AT_REST)
    page.get_by_role("button", name="MDT", exact=True).click()
    page.get_by_role("menuitem", name="Worklist").click()
    page.get_by_text("BROWSER-1").wait_for()


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_runs_off_a_narrow_screen(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    addresses = ("/", "/assessment?patient=example-kysa1-p1", "/sources", "/instruments", "/record_patient")
    trials = ("/trials?patient=example-ready", "/patients_by_trial", "/where_trials_disagree?patient=example-ready")
    for address in (*addresses, *trials):
        page.goto(address)
        page.get_by_text(NOTICE).wait_for()
        page.get_by_role("heading", level=1).first.wait_for()
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width, address


def test_nothing_is_asked_of_any_other_host(page, server):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/assessment?patient=example-kysa1-p1")
    page.get_by_role("heading", name="Estimate").wait_for()
    own = (server, server.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


def test_a_person_can_download_the_rationale_as_a_pdf(page):
    page.goto("/")
    page.get_by_role("heading", name="Worklist").wait_for()
    page.goto("/assessment?patient=example-work-up-early")
    page.get_by_role("heading", name="Estimate").wait_for()
    page.get_by_role("button", name="PDF").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Rationale").click()
    path = started.value.path()
    assert started.value.suggested_filename == "rationale.pdf"
    assert path.read_bytes().startswith(b"%PDF-")
