"""The rationale read back: what stands on its pages, in which order, and what never does."""

from __future__ import annotations

import io
import json
import re

import pytest
from pypdf import PdfReader

from eligibility.domain.assessment import Assessment
from eligibility.domain.finding import GradedFinding
from eligibility.domain.secondary import SecondaryOutput
from eligibility.domain.waiver import Waiver
from eligibility.services.report import rationale_pdf
from tests.eligibility.report import example_assessment as examples
from tests.eligibility.report import example_meeting as meetings
from tests.eligibility.report import example_parts as parts

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
    assert kinds.count("/H1") >= 15 and kinds.count("/H2") == 4
    assert kinds.count("/THead") == kinds.count("/Table") >= 8
    figures = [element for element in elements if element["/S"] == "/Figure"]
    assert figures and all("Estimate 72" in figure["/Alt"] for figure in figures)


def test_the_text_is_in_the_order_in_which_people_ask(full_text):
    order = [
        "Who, and what was asked",
        "Question: Should this patient",
        "What the evidence says",
        "Deferred until 15 Jun 2026",
        "early tier, beyond published eligibility",
        "Merit",
        "4 of 4 gates met",
        "Readiness",
        "What is missing or uncertain",
        "Strongest reasons against",
        "What people decided",
        "Criteria",
        "Treatment history",
        "Safety and dates",
        "Before collection",
        "Adherence, both ways",
        "Renal response by each standard",
        "Estimate of failure on conventional therapy",
        "not the same as a benefit from CAR-T",
        "Predictor",
        "Harms of CAR-T in people treated for lupus",
        "Registered trials",
        "Instruments",
        "Waivers and warnings",
        "What people said, and signatures",
        "Limits",
        "References Last checked on 22 Nov 2026",
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
        assert re.search(
            r"Assessed 1 Jun 2026, (data until|no dated value).* · a printed copy may be out of date", words
        )
        assert re.search(r"check code [A-Z2-7]{4}-[A-Z2-7]{4}", words)
        assert "knowledge 3f9c3f9c" in words and "profile early_cart 1 ab12ab12" in words
        assert "DRAFT · NOT REVIEWED BY MDT" in words
        assert re.search(r"document [0-9a-f]{4}(-[0-9a-f]{4}){4}", words)


def test_a_usual_assessment_keeps_to_three_pages_before_its_references(full):
    assert page_of(full, "Limits") <= 3


def page_of(reader: PdfReader, heading: str) -> int:
    return next(number for number, page in enumerate(reader.pages, start=1) if heading in page.extract_text())


def test_values_stand_with_day_origin_threshold_and_source(full_text):
    assert "UPCR: >1.0 g/g (20 May 2026, imported, laboratory)" in full_text
    assert re.search(r"≥ 8 points \(strictest 10, laxest 6\) \[\d+\.\d+\]", full_text)
    assert "ANA: 1:320 (2 Mar 2026, entered)" in full_text
    assert re.search(r"within 6 months \[\d+\.\d+\] local, provisional", full_text)
    assert "Neutrophils: 0.9 × 10⁹/L" in full_text


def test_references_say_where_what_kind_and_when_last_checked(full_text):
    references = full_text[full_text.rindex("References") :]
    assert "Eligibility of registered lupus cell-therapy trials (52 read of 68)" in references
    assert "Last checked on 22 Nov 2026 unless another day stands beside it" in references
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
    for words in ("+0.62", "−0.35", "No change: eGFR deficit", "Adherence: not measured (averaged)"):
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
    assert found["format"] == "early-cart-document"
    assert found["document_id"] in text_of(full)
    assert Assessment.model_validate(found["content"]["assessment"]).patient_id == "EXAMPLE-1"


def test_no_identifier_is_in_the_document_information():
    reader = read(examples.full(patient_id="SECRET-77"))
    assert "SECRET" not in json.dumps({key: str(value) for key, value in reader.metadata.items()})
    assert "SECRET" not in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert list(reader.attachments) == ["rationale.json"]


def test_reasons_against_stand_on_page_one_and_say_which_are_the_models(full):
    first = " ".join(full.pages[0].extract_text().split())
    against = first[first.index("Strongest reasons against") :]
    assert "Safety defers: No active infection: Urinary tract infection under treatment." in against
    assert "Missed doses may explain the failures" in against
    assert "ANA without anti-dsDNA or anti-Sm" in against


def test_the_question_that_the_assessment_asks_first_is_asked_first(full_text):
    asked = [full_text.index(fact.question) for fact in examples.deciding_facts()]
    assert asked == sorted(asked)


def test_each_course_stands_with_what_it_counts_as_and_the_working(full_text):
    assert "Failed Mycophenolate mofetil (MMF), for nephritis 2.5 g/day; least 2 g/day: enough" in full_text
    assert "30; 24 asked: enough documented no response; fell short" in full_text


def test_adherence_is_told_both_ways_with_the_note_on_equity(full_text):
    for words in (
        "Missed: Refills 45 % (imported, pharmacy): held against 80% of days covered",
        "Refills say missed, the patient says taken.",
        "Drug classes failed: 1; 2 if these courses were known to be taken.",
        "Access or cost: can be changed.",
        "Equity. Unequal access is a common cause of missed doses.",
    ):
        assert words in full_text


def test_renal_standards_that_contradict_each_other_are_named(full_text):
    assert "KDIGO 2024 and EULAR 2023 contradict each other." in full_text


def test_harms_stand_in_the_format_of_the_estimate_and_what_nobody_counted_is_not_known(full_text):
    assert "8 of 100 (4 to 13); 11 of 145" in full_text
    open_harms = full_text[full_text.index("Not known (no publication counts it with a denominator)") :]
    assert "Fertility" in open_harms and "Second cancer" in open_harms


def test_trials_in_which_nothing_failed_are_listed_with_why(full_text):
    assert "No modelled criterion failed in 3 of 8 registered trials; 3 cannot be told yet; 2 do not fit." in full_text
    assert "NCT00000000 Trial number 0, recruiting (22 Aug 2026). No criterion failed on 12 modelled" in full_text


def test_an_estimate_without_an_intercept_prints_none():
    prognosis = examples.prognosis().model_copy(update={"intercept": None})
    assert "Reference patient" not in text_of(read(examples.full(prognosis=prognosis)))


def test_a_waived_gate_keeps_its_own_verdict_beside_who_waived_it_and_why():
    waiver = {"criterion": "classified", "by": "Dr A. Chair", "reason": "Seronegative phase.", "on": "2026-05-30"}
    gate = examples.gates()[0]
    waived = {**waiver, "original_verdict": "no", "original_possible": ["no"]}
    gate = GradedFinding.model_validate({**gate.model_dump(), "verdict": "caution", "waived": waived})
    assessment = examples.full(gates=[gate, *examples.gates()[1:]], waivers=[Waiver.model_validate(waiver)])
    words = text_of(read(assessment))
    assert (
        "Classified as SLE (by itself: Does not meet). Waived by Dr A. Chair, 30 May 2026: Seronegative phase." in words
    )
    assert "A gate was waived: Classified as SLE" in words
    assert "Gates waived by a person: Classified as SLE" in words


def test_what_the_meeting_decided_stands_on_page_one_and_nobody_elses_case_goes_along():
    minutes = meetings.minutes()
    reader = PdfReader(io.BytesIO(rationale_pdf(examples.full(), minutes=minutes)))
    first, words = " ".join(reader.pages[0].extract_text().split()), text_of(reader)
    assert "SIGNED · DISCUSSED BY MDT" in first and "NOT REVIEWED BY MDT" not in words
    assert "Lupus cell therapy MDT, 3 Jun 2026: Complete the work-up first; because of: results are missing" in first
    for said in (
        "Dissent: Dr D. Rheum: Rituximab should come first.",
        "Override: Second flare within a year.",
        "Patient’s view: Wants to know more. (heard 1 Jun 2026 by Sr. C. Nurse)",
        "Ελένη Παπαδοπούλου (Cell therapist, in the room)",
        "Signed by Dr A. Chair",
    ):
        assert said in words
    (content,) = reader.attachments["rationale.json"]
    assert b"EXAMPLE-2" not in content and b"EXAMPLE-9" not in content


def test_minutes_without_this_patient_leave_the_rationale_not_reviewed():
    reader = PdfReader(io.BytesIO(rationale_pdf(examples.full(patient_id="P-77"), minutes=meetings.minutes())))
    assert "NOT REVIEWED BY MDT" in text_of(reader)


def test_a_superseded_rationale_says_so_on_every_page():
    reader = PdfReader(io.BytesIO(rationale_pdf(examples.full(), status="superseded")))
    assert all("SUPERSEDED" in page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("us-letter", (612, 792))])
def test_it_can_be_drawn_for_both_paper_sizes(paper, size):
    page = PdfReader(io.BytesIO(rationale_pdf(examples.full(), paper=paper))).pages[0]
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == size


def test_every_font_is_embedded(full):
    for page in full.pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            assert "/FontFile3" in descriptor or "/FontFile2" in descriptor


def test_a_course_that_was_not_taken_is_said_of_the_course_and_not_of_the_patient():
    course = parts.treatments()[0].model_copy(update={"adherence": "non adherent", "label": "inadequate"})
    words = text_of(read(examples.full(treatments=[course])))
    assert "not as prescribed" in words and "non adherent" not in words


def test_further_outcomes_stand_under_the_estimate_in_their_own_unit_or_as_not_known():
    cites = [parts.cite("bruce_2015", "Damage in the SLICC inception cohort", "table 2")]
    outputs = [
        SecondaryOutput(
            id="damage",
            title="New damage a year",
            unit="points",
            status="published",
            value=0.157,
            low=0.1,
            high=0.3,
            cites=cites,
        ),
        SecondaryOutput(id="kidney", title="Kidney failure", unit="of 100", status="assumption"),
    ]
    prognosis = examples.prognosis().model_copy(update={"secondary": outputs})
    words = text_of(read(examples.full(prognosis=prognosis)))
    assert "New damage a year: 0.157 points (0.1 to 0.3) (published)." in words
    assert "Kidney failure: not known (an assumption made here)." in words
    assert "Damage in the SLICC inception cohort" in words
