"""The papers are one click away on the assessment; their files are made only when somebody takes them."""

from __future__ import annotations

import io

from pypdf import PdfReader

from eligibility.domain.people import Person, Role
from eligibility.services.exports import export_rationale
from eligibility.services.patients import example_assessment


def test_the_assessment_offers_the_rationale_and_the_page_for_the_patient(app):
    page = app.run().switch_page("pages/clinician/assessment.py")
    page.query_params["patient"] = "example-work-up-early"
    page.run()
    assert not page.exception
    assert [radio.label for radio in page.radio if radio.label == "Paper"] == ["Paper"]
    labels = {button.proto.label for button in page.get("download_button")}
    assert {"Rationale", "Page for the patient", "JSON"} <= labels


def test_the_card_of_the_estimate_is_an_appendix_when_somebody_asks_for_it(store_url):
    by, assessment = Person("Dr R. Okafor", Role.CLINICIAN), example_assessment("example-work-up-early")
    plain, longer = (
        export_rationale("example-work-up-early", assessment, by, with_card=with_card) for with_card in (False, True)
    )
    assert len(PdfReader(io.BytesIO(longer)).pages) > len(PdfReader(io.BytesIO(plain)).pages)
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(longer)).pages)
    assert "Appendix:" in words and "TRIPOD+AI, item by item" in words
