"""The rationale read back: what stands on its pages, in which order, and what never does."""

from __future__ import annotations

import io
import json
import re

import pytest
from pypdf import PdfReader

from eligibility.domain.assessment import Assessment
from eligibility.report.rationale import rationale_pdf
from tests.eligibility.report import example_assessment as examples

FORBIDDEN = re.compile(
    r"eligible for|non-?compliant|non-?adherent patient|recommend(s|ed)? CAR-T|give CAR-T", re.IGNORECASE
)


def read(assessment: Assessment) -> PdfReader:
    return PdfReader(io.BytesIO(rationale_pdf(assessment)))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture(scope="module")
def full() -> PdfReader:
    return read(examples.full())


@pytest.fixture(scope="module")
def full_text(full) -> str:
    return text_of(full)


def test_it_is_tagged_and_says_its_language_and_title(full):
    root = full.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert full.metadata.title == "Early CAR-T: rationale for MDT discussion"


def test_it_declares_both_standards_it_was_held_to(full):
    metadata = full.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def structure(reader: PdfReader) -> list[dict]:
    """Every structure element in reading order."""
    found: list[dict] = []

    def walk(element: object) -> None:
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            for part in element:
                walk(part)
        elif isinstance(element, dict):
            if "/S" in element:
                found.append(element)
            if "/K" in element:
                walk(element["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_headings_table_headers_and_alternative_texts_are_in_the_structure(full):
    elements = structure(full)
    kinds = [element["/S"] for element in elements]
    assert kinds[1] == "/Title"
    assert kinds.count("/H1") >= 7 and kinds.count("/H2") == 3
    assert kinds.count("/THead") == kinds.count("/Table") >= 4
    figures = [element for element in elements if element["/S"] == "/Figure"]
    assert figures and all("Estimate 72" in figure["/Alt"] for figure in figures)


def test_the_text_is_in_the_order_in_which_people_ask(full_text):
    order = [
        "Question: Should this patient",
        "Deferred until 15 Jun 2026",
        "early tier, beyond published eligibility",
        "Verdict and reasons",
        "Merit",
        "4 of 4 gates met",
        "Readiness",
        "What is missing, and what to ask next",
        "Safety and dates",
        "Before collection",
        "Estimate of failure on conventional therapy",
        "not the same as a benefit from CAR-T",
        "Predictor",
        "Instrument (version)",
        "Warnings about the record",
        "Review, limits and versions",
        "References 1.",
    ]
    positions = [full_text.index(words) for words in order]
    assert positions == sorted(positions)


def test_every_page_says_whose_it_is_which_of_how_many_and_that_paper_grows_old():
    reader = read(examples.very_long())
    total = len(reader.pages)
    assert total > 3
    for number, page in enumerate(reader.pages, start=1):
        words = " ".join(page.extract_text().split())
        assert f"Page {number} of {total}" in words
        assert "PSEUDONYM-LONG" in words
        assert "Assessed 1 Jun 2026 · a printed copy may be out of date" in words
        assert "NOT REVIEWED BY MDT" in words
        assert re.search(r"Document [0-9a-f]{4}(-[0-9a-f]{4}){4}", words)


def test_a_usual_assessment_keeps_to_three_pages(full):
    assert len(full.pages) <= 3


def test_values_stand_with_day_origin_threshold_and_source(full_text):
    assert "UPCR: >1.0 g/g (20 May 2026, laboratory)" in full_text
    assert re.search(r"≥ 8 points \(strictest 10, laxest 6\) \[\d+\.\d+\]", full_text)
    assert "ANA: 1:320 (2 Mar 2026)" in full_text
    assert re.search(r"within 6 months \[\d+\.\d+\] local, provisional", full_text)
    assert "Neutrophils: 0.9 × 10⁹/L" in full_text


def test_references_say_where_what_kind_and_when_last_checked(full_text):
    references = full_text[full_text.rindex("References") :]
    assert "Eligibility of registered lupus cell-therapy trials (52 read of 68)" in references
    assert "Guideline, last checked 22 Nov 2026" in references
    assert "Local opinion" in references
    assert "chapter 10, practice point 3" in references


def test_every_mark_leads_to_a_reference(full_text):
    body, references = full_text[: full_text.rindex("References")], full_text[full_text.rindex("References") :]
    marks = {mark for group in re.findall(r"\[(\d+\.\d+(?:, \d+\.\d+)*)\]", body) for mark in group.split(", ")}
    assert len(marks) > 20
    assert [mark for mark in marks if not re.search(rf"\b{re.escape(mark)} \S", references)] == []


def test_safety_gives_the_day_it_defers_to_and_the_earliest_collection(full_text):
    assert "Until 15 Jun 2026." in full_text
    assert "Next: Repeat culture after treatment." in full_text
    assert "Earliest collection: 29 Jun 2026, not before; other times are not known yet" in full_text
    assert "safety items are still open" in full_text


def test_no_day_of_collection_is_named_while_an_item_blocks():
    blocking = examples.safety()[0].model_copy(update={"verdict": "block"})
    words = text_of(read(examples.full(safety=[blocking])))
    assert "Earliest collection: none while an item blocks" in words


def test_the_estimate_stands_with_its_ranges_and_every_contribution_with_its_number(full_text):
    assert "About 72 of 100 such patients" in full_text
    assert "58 to 83 of 100" in full_text and "55 to 86 of 100" in full_text
    for words in ("+0.62, raises", "−0.35, lowers", "No change: eGFR deficit", "Adherence not measured (averaged)"):
        assert words in full_text


def test_an_estimate_that_is_not_settled_says_why():
    prognosis = examples.prognosis().model_copy(
        update={
            "estimate": None,
            "interval": None,
            "missing_bounds": None,
            "intercept": None,
            "contributions": [],
            "reason": "Whether nephritis is active is not settled.",
            "alternatives": {"renal": 0.7, "extrarenal": 0.4},
        }
    )
    words = text_of(read(examples.full(prognosis=prognosis)))
    assert "No single estimate" in words
    assert "Whether nephritis is active is not settled." in words
    assert "renal 70 of 100" in words


@pytest.mark.parametrize("tier", ["early", "early: beyond published eligibility"])
def test_an_early_tier_always_says_that_it_lies_beyond_published_eligibility(tier):
    words = text_of(read(examples.full(tier=tier, headline=f"Deferred until 15 Jun 2026 · {tier}")))
    assert "early tier, beyond published eligibility" in words
    assert words.count("Deferred until 15 Jun 2026") == 1


def test_an_urgent_state_stands_above_the_lane():
    words = text_of(read(examples.full(urgent=[examples.urgent_finding()])))
    banner = words.index("Treat now; do not wait for this assessment.")
    assert banner < words.index("Rapidly progressive nephritis") < words.index("Deferred until")


def test_an_empty_record_says_that_it_cannot_tell_and_claims_nothing():
    words = text_of(read(examples.empty()))
    assert "Cannot tell yet · tier not settled" in words
    assert "0 of 2 gates met" in words
    assert "No estimate: this assessment holds none." in words
    assert not re.search(r"\bMeets\b(?!,? with caution)", words.replace("meets", ""))


@pytest.mark.parametrize(
    ("marked", "word"),
    [({"is_example": True}, "EXAMPLE"), ({"is_example": True, "is_synthetic": True}, "SYNTHETIC")],
)
def test_example_and_synthetic_data_are_marked_on_every_page(marked, word):
    reader = read(examples.full(**{"is_example": False, **marked}))
    for page in reader.pages:
        assert f"· {word}" in " ".join(page.extract_text().split())


def test_a_patient_in_care_carries_no_watermark():
    words = text_of(read(examples.full(is_example=False, patient_id="P-1")))
    assert "EXAMPLE" not in words and "SYNTHETIC" not in words


@pytest.mark.parametrize("make", [examples.full, examples.empty, examples.very_long])
def test_it_never_decides_for_the_clinician_or_blames_the_patient(make):
    assert not FORBIDDEN.search(text_of(read(make())))


def test_the_whole_assessment_travels_inside(full):
    (content,) = full.attachments["rationale.json"]
    found = json.loads(content)
    assert found["format"] == "early-cart-rationale"
    assert found["document_id"] in text_of(full)
    assert Assessment.model_validate(found["assessment"]).patient_id == "EXAMPLE-1"


def test_no_identifier_is_in_the_document_information():
    reader = read(examples.full(patient_id="SECRET-77"))
    assert "SECRET" not in json.dumps({key: str(value) for key, value in reader.metadata.items()})
    assert "SECRET" not in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert list(reader.attachments) == ["rationale.json"]
