"""Who is working: named in the session or by the machine's settings, and never passed off as checked."""

from __future__ import annotations

import pytest

from eligibility.domain.people import Person, Role
from eligibility.services import identifiers, patients, store_duties
from eligibility.services.records import record_from_text

A = Person("Dr A. Example", Role.CLINICIAN)
AUDITOR = Person("Auditor", Role.AUDITOR)
RECORD = "pages/clinician/record_patient.py"
AUDIT = "pages/reference/audit.py"
NAME, ROLE = "who_is_working.name", "who_is_working.role"


@pytest.fixture(autouse=True)
def local(monkeypatch):
    for name in ("EARLY_CART_PERSON", "EARLY_CART_ROLE", "EARLY_CART_FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)


def said(at) -> str:
    return "\n".join(str(element.value) for kind in ("caption", "markdown", "warning") for element in getattr(at, kind))


def new_patient(at):
    at.switch_page(RECORD).run()
    next(button for button in at.button if button.label == "New patient").click().run()
    at.text_input(key=f"{at.session_state['draft_being_written'].token}.pseudonym").set_value("CASE-1").run()
    assert not at.exception
    return at.session_state["draft_being_written"].key


def test_without_a_name_one_is_a_clinician_who_gave_none_and_the_screen_says_what_that_is_worth(app):
    at = app.run()
    assert "Names are not authenticated in local mode" in said(at)
    key = new_patient(at)
    entry = store_duties.history_of(key, AUDITOR)[-1]
    assert (entry.person, entry.role, entry.is_authenticated) == ("not named", "clinician", False)


def test_a_name_and_role_given_once_stand_beside_everything_written_after(app):
    at = app.run()
    at.text_input(key=NAME).set_value("Dr B. Example").run()
    at.selectbox(key=ROLE).set_value(Role.COORDINATOR).run()
    key = new_patient(at)
    entry = store_duties.history_of(key, AUDITOR)[-1]
    assert (entry.person, entry.role) == ("Dr B. Example", "coordinator")
    assert at.text_input(key=NAME).value == "Dr B. Example"


def test_a_role_without_patients_sees_a_refusal_in_words_and_no_patient(app):
    patients.save_patient(record_from_text("patient_id: CASE-1\nas_of: 2026-06-01", "a.yaml"), A)
    at = app.run()
    at.selectbox(key=ROLE).set_value(Role.ADMINISTRATOR).run()
    assert not at.exception
    assert "may not do this" in said(at) and "CASE-1" not in said(at)


def test_what_the_machine_says_cannot_be_typed_over(app, monkeypatch):
    monkeypatch.setenv("EARLY_CART_PERSON", "Dr C. Example")
    monkeypatch.setenv("EARLY_CART_ROLE", "mdt_member")
    at = app.run()
    assert NAME not in [widget.key for widget in at.text_input]
    assert ROLE not in [widget.key for widget in at.selectbox]
    assert "set on this machine" in said(at)


def test_identifiers_have_no_place_on_screen_without_a_key(app):
    at = app.run()
    new_patient(at)
    assert not [button for button in at.button if button.label == "Show and change"]


def test_identifiers_are_masked_until_somebody_asks_and_kept_apart_from_the_record(app, monkeypatch):
    monkeypatch.setenv("EARLY_CART_FIELD_KEY", store_duties.new_key())
    at = app.run()
    key = new_patient(at)
    identifiers.save_identifiers(key, identifiers.Identifiers("Example Person", "H-1"), A)
    at.run()
    assert "Full name: •••••" in said(at) and "Example Person" not in said(at)
    assert "identifiers.view" not in [entry.action for entry in store_duties.history_of(key, AUDITOR)]
    at.button(key=f"{key}.identifiers_shown.ask").click().run()
    fields = {widget.label: widget for widget in at.text_input}
    assert fields["Full name"].value == "Example Person"
    assert "identifiers.view" in [entry.action for entry in store_duties.history_of(key, AUDITOR)]
    fields["Hospital number"].set_value("H-2")
    next(b for b in at.button if b.label == "Keep").click().run()
    assert not at.exception
    assert identifiers.identifiers_of(key, A).hospital_number == "H-2"
    assert "H-2" not in str(patients.open_patient(key, A).newest)
    assert not [widget for widget in at.text_input if widget.label == "Hospital number"]


def rows_of(at) -> list[dict[str, str]]:
    """The entries as they read, without the marks that keep text from becoming markup."""
    shown = at.table[0].value.to_dict("records")
    return [{name: text.replace("\\", "").replace("&#58;", ":") for name, text in row.items()} for row in shown]


def test_the_audit_is_shown_to_an_auditor_alone_and_others_are_told_so(app):
    saved, _ = patients.save_patient(record_from_text("patient_id: CASE-1\nas_of: 2026-06-01", "a.yaml"), A)
    at = app.run().switch_page(AUDIT).run()
    assert "It is shown to: auditor" in said(at) and not at.table
    at.selectbox(key=ROLE).set_value(Role.AUDITOR).run()
    rows = rows_of(at)
    made = next(row for row in rows if row["What"] == "Assessment: make")
    assert made["Who"] == "Dr A. Example (clinician, not authenticated)"
    assert made["Whom"] == saved.key[:8]
    assert "CASE-1" not in str([row["Whom"] for row in rows])
    at.button(key="verify_audit").click().run()
    assert not at.exception
    assert "The audit is intact" in at.info[0].value


def test_a_change_reads_as_what_it_was_and_what_it_is(app):
    saved, _ = patients.save_patient(
        record_from_text("patient_id: CASE-1\nas_of: 2026-06-01\nfacts: {age_years: 34}", "a.yaml"), A
    )
    newer = record_from_text("patient_id: CASE-1\nas_of: 2026-06-01\nfacts: {age_years: 35, sex: female}", "a.yaml")
    patients.save_patient(newer, A, saved.key, saved.version)
    at = app.run().switch_page(AUDIT).run()
    at.selectbox(key=ROLE).set_value(Role.AUDITOR).run()
    changes = [row["Changed"] for row in rows_of(at) if row["What"] == "Patient: save"]
    assert changes[0] == "facts.age_years: 34 → 35; facts.sex: nothing → female"
