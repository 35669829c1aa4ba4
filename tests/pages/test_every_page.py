"""Every page opens, says what to do when it is empty, and stands in the frame."""

from __future__ import annotations

import pytest

from eligibility.services import patients
from eligibility.services.library import instruments

PAGES = {
    "pages/mdt/worklist.py": "Worklist",
    "pages/mdt/meeting.py": "Meeting",
    "pages/mdt/equity.py": "Equity",
    "pages/clinician/record_patient.py": "Record a patient",
    "pages/clinician/assessment.py": "Assessment",
    "pages/clinician/trials.py": "Trials for this patient",
    "pages/mdt/patients_by_trial.py": "Patients by trial",
    "pages/reference/where_trials_disagree.py": "Where trials disagree",
    "pages/reference/instruments.py": "Instruments",
    "pages/reference/sources.py": "Sources",
    "pages/reference/audit.py": "Audit",
}
NOTICE = "Helps decide whom to discuss. Never says give CAR-T. Estimates are not validated."


def words_of(at) -> str:
    """Everything in words on the page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "table")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(at, kind))


def faultless(at) -> None:
    assert not at.exception and not at.error, words_of(at)


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_the_page_opens_with_its_title_under_the_standing_notice(app, path, title):
    at = app.run().switch_page(path).run()
    faultless(at)
    assert at.title[0].value == title
    assert any(NOTICE in caption.value for caption in at.caption)


def test_an_empty_worklist_says_what_to_do_and_shows_the_published_examples(app):
    at = app.run()
    assert "No patient is recorded in this installation yet" in words_of(at)
    for key in patients.published_keys():
        assert patients.example_records()[key].patient_id in words_of(at).replace("\\", "")


def test_the_assessment_page_without_a_patient_points_to_the_worklist(app):
    at = app.run().switch_page("pages/clinician/assessment.py").run()
    assert "No patient is open" in words_of(at)
    assert [link.value for link in at.page_link] == ["Go to the worklist", "Record a patient"]


@pytest.mark.parametrize("key", list(patients.example_records()))
def test_every_example_opens(app, key):
    app.query_params["patient"] = key
    at = app.run().switch_page("pages/clinician/assessment.py")
    at.query_params["patient"] = key
    at.run()
    faultless_but_urgent(at)
    made = patients.example_assessment(key)
    assert at.header[0].value.replace("\\", "") == made.headline
    assert "example" in at.info[0].value


def faultless_but_urgent(at) -> None:
    assert not at.exception
    assert all("Treat now" in error.value for error in at.error), words_of(at)


def test_a_key_that_nobody_has_is_a_fault_in_three_lines(app):
    at = app.run().switch_page("pages/clinician/assessment.py")
    at.query_params["patient"] = "nobody"
    at.run()
    assert not at.exception
    assert len([line for line in at.warning[0].value.split("\n\n") if line]) == 3


def test_a_failure_of_ours_is_said_in_three_lines_without_a_traceback(app, monkeypatch):
    def broken():
        raise ZeroDivisionError("a value of a patient")

    monkeypatch.setattr(patients, "worklist", broken)
    at = app.run()
    assert not at.exception
    assert "Something went wrong on our side" in at.error[0].value
    assert "a value of a patient" not in words_of(at)


def test_every_instrument_of_the_library_opens(app):
    at = app.run().switch_page("pages/reference/instruments.py").run()
    for name in instruments():
        at.selectbox(key="instrument").set_value(name).run()
        faultless(at)
        assert at.subheader[0].value == "Result", name
