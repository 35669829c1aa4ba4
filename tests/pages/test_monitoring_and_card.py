"""Monitoring records and compares; the model card says first what must be known first."""

from __future__ import annotations

from datetime import date

import pytest

from eligibility.domain.people import Person, Role
from eligibility.services import outcomes, patients
from eligibility.services.model_card import model_card
from eligibility.services.records import record_from_text
from pages.parts.person import NAME, ROLE

MONITORING, CARD = "pages/mdt/monitoring.py", "pages/reference/model_card.py"
DOCTOR = Person("Dr A", Role.CLINICIAN)
TEXT = "patient_id: {name}\nas_of: 2025-06-01\nfacts: {{is_nephritis_active: yes, upcr_g_g: 3.1, age_years: 34}}"


@pytest.fixture
def doctor(app):
    app.session_state[NAME], app.session_state[ROLE] = DOCTOR.name, DOCTOR.role
    return app


def saved(name: str) -> str:
    patients.save_patient(record_from_text(TEXT.format(name=name), "a.yaml"), by=DOCTOR)
    return next(one.assessment for one in outcomes.predicted_and_seen(DOCTOR) if one.pseudonym == name)


def said(at) -> str:
    return "\n".join(text.value for text in [*at.markdown, *at.caption])


def at_page(app, page):
    at = app.run()
    at.switch_page(page).run()
    assert not at.exception
    return at


def test_an_empty_installation_says_what_to_do_and_claims_nothing(doctor):
    at = at_page(doctor, MONITORING)
    assert "No assessment is stored yet" in said(at) and "Too few to say: 0 outcomes" in said(at)
    assert at.metric[0].value == "0"


def test_an_outcome_is_recorded_beside_the_stored_prediction(doctor):
    key = saved("M-1")
    at = at_page(doctor, MONITORING)
    at.selectbox(key="outcome_of").set_value(key).run()
    seen = outcomes.predicted_and_seen(DOCTOR)[0]
    assert f"{100 * seen.estimate:.0f} of 100 not in response" in said(at)
    what = next(box for box in at.selectbox if box.label == "What became of the patient")
    what.set_value("no_response")
    at.date_input[0].set_value(date(2026, 6, 3))
    next(button for button in at.button if button.label == "Record the outcome").click().run()
    assert not at.exception
    (entry,) = outcomes.outcome_entries(key, DOCTOR)
    assert entry.outcome == "no_response" and entry.recorded_by == "Dr A"
    assert at.metric[1].value == "1"


def test_a_day_outside_the_window_is_shown_as_three_lines_and_nothing_is_recorded(doctor):
    key = saved("M-2")
    at = at_page(doctor, MONITORING)
    at.selectbox(key="outcome_of").set_value(key).run()
    next(box for box in at.selectbox if box.label == "What became of the patient").set_value("response")
    at.date_input[0].set_value(date(2025, 9, 1))
    next(button for button in at.button if button.label == "Record the outcome").click().run()
    assert any("11 to 14 months" in warning.value for warning in at.warning)
    assert outcomes.outcome_entries(key, DOCTOR) == []


def test_nothing_answers_for_the_clinician(doctor):
    key = saved("M-3")
    at = at_page(doctor, MONITORING)
    assert at.selectbox(key="outcome_of").value is None
    at.selectbox(key="outcome_of").set_value(key).run()
    next(button for button in at.button if button.label == "Record the outcome").click().run()
    assert any("Choose what became" in warning.value for warning in at.warning)
    assert outcomes.outcome_entries(key, DOCTOR) == []


def test_a_correction_shows_the_entry_that_it_replaces(doctor):
    key = saved("M-4")
    outcomes.record_outcome(key, "response", date(2026, 6, 3), DOCTOR)
    at = at_page(doctor, MONITORING)
    at.selectbox(key="outcome_of").set_value(key).run()
    assert "stands" in said(at)
    assert any(button.label == "Record the correction" for button in at.button)


def test_with_enough_outcomes_calibration_is_shown_with_limits_and_drift_beside_it(doctor):
    for number in range(21):
        key = saved(f"N-{number}")
        outcomes.record_outcome(key, "no_response" if number % 3 else "response", date(2026, 6, 3), DOCTOR)
    at = at_page(doctor, MONITORING)
    measures = next(table.value for table in at.table if "Measure" in table.value.columns)
    cell = dict(zip(measures["Measure"], measures["Here (95%)"], strict=True))
    assert " to " in cell["Calibration intercept"] and "7 of the rarer outcome" in cell["Calibration slope"]
    drift = next(table.value for table in at.table if "Reference" in table.value.columns)
    known = dict(zip(drift["Input"], drift["Differs"], strict=True))
    assert known["Age"] in ("differs", "no") and known["Male sex"] == "too few to say"
    assert "14 of 21" in said(at)


def test_without_a_name_the_page_can_be_read_and_nothing_recorded(app):
    saved("M-5")
    at = at_page(app, MONITORING)
    assert "needs a name" in said(at) and not [box for box in at.selectbox if box.key == "outcome_of"]


def test_who_may_not_see_outcomes_is_told_so(app):
    app.session_state[NAME], app.session_state[ROLE] = "Admin", Role.ADMINISTRATOR
    at = at_page(app, MONITORING)
    assert any("may not do this" in warning.value for warning in at.warning)
    assert not at.metric


def test_the_card_opens_with_what_it_is_for_and_that_it_is_not_validated(app):
    at = at_page(app, CARD)
    text, card = said(at), model_card()
    assert "not externally validated" in text.replace("\\", "")
    assert card.artefact.sha256 in text
    for title in ("Intended use", "Not for", "Limits", "Weakest inputs"):
        assert title in [header.value for header in at.subheader]
    assert {"TRIPOD+AI, item by item", "Coefficients", "Subgroups"} <= {box.label for box in at.expander}


def test_screen_and_text_show_the_same_card(app):
    at = at_page(app, CARD)
    cells = {str(cell) for table in at.table for cell in table.value.to_numpy().ravel()}
    plain = {cell.replace("\\", "") for cell in cells}
    for item in model_card().reporting:
        assert item.answer in plain
