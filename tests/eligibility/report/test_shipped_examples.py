"""Every shipped example keeps to the promised length, and its first page answers the five questions."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from eligibility.domain.record import PatientRecord
from eligibility.services.assess import assess
from eligibility.services.records import read_record
from eligibility.services.report import plain_pdf, rationale_pdf

EXAMPLES = Path(__file__).resolve().parents[3] / "data" / "examples"
RECORDS = sorted(path for path in EXAMPLES.rglob("*.yaml") if path.parent.name != "column_maps")
LONGEST_PAGES = 3
FIVE = (
    "Who, and what was asked",
    "What the evidence says",
    "What is missing or uncertain",
    "Strongest reasons against",
    "What people decided",
)


@cache
def assessed(path: Path):
    return assess(read_record(path), trials=True)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_it_takes_at_most_three_pages_before_its_references(path, paper):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(rationale_pdf(assessed(path), paper=paper))).pages]
    last = next(number for number, words in enumerate(pages, start=1) if "What people said" in words)
    limits = next(number for number, words in enumerate(pages, start=1) if "\nLimits\n" in words)
    assert max(last, limits) <= LONGEST_PAGES + (paper == "us-letter")
    assert len(pages) <= limits + 2
    first = " ".join(pages[0].split())
    assert [words for words in FIVE if words not in first] == []


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_the_page_for_the_patient_is_one_page(path):
    for paper in ("a4", "us-letter"):
        assert len(PdfReader(io.BytesIO(plain_pdf(assessed(path), paper=paper))).pages) == 1


def test_an_empty_record_takes_few_pages_and_no_yes():
    blank = assess(PatientRecord(schema=1, patient_id="BLANK", as_of=date(2026, 6, 1)), trials=True)
    reader = PdfReader(io.BytesIO(rationale_pdf(blank)))
    assert len(reader.pages) <= LONGEST_PAGES
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "0 of 4 gates met" in words and "0 of 10 in place" in words
    assert "Estimate. No single estimate." in words
    assert "The rules find no reason against. That is no reason for" in words
    assert len(PdfReader(io.BytesIO(plain_pdf(blank))).pages) == 1
