"""The page for the patient: short words, the same 100 people for benefit and for harm, nothing that decides."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from eligibility.domain.assessment import LANES
from eligibility.domain.document import PlainPage
from eligibility.services import plain_texts
from eligibility.services.plain_words import plain_words
from eligibility.services.report import plain_pdf
from tests.eligibility.report import example_assessment as examples
from tests.eligibility.report.test_rationale_pages import FORBIDDEN, structure

# Flesch-Kincaid grade: years of school. Six is a child of eleven or twelve.
HIGHEST_GRADE = 6.0
# What has to be named as it is called.
NAMES = {"car-t": 2}


def sentences(page: PlainPage) -> list[str]:
    said = [*page.opening, *page.numbers_note]
    for section in (*page.sections, *page.closing):
        said += [*section.sentences, *section.points]
    for each in (*page.benefits, *page.harms):
        said += [f"{each.title}.", each.words]
    return said


def syllables(word: str) -> int:
    """Vowel groups, without the silent final e; never none."""
    word = word.lower()
    if word in NAMES:
        return NAMES[word]
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def grade(texts: list[str]) -> float:
    """Flesch-Kincaid grade level: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    joined = " ".join(texts)
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", joined)
    ends = len(re.findall(r"[.?!](?:\s|$)", joined))
    return 0.39 * len(words) / ends + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_measure_tells_plain_from_hard_words():
    assert grade(["The cat sat on the mat. It was warm."]) < 2
    assert grade(["Leukapheresis necessitates discontinuation of immunosuppressive medication beforehand."]) > 15


@pytest.mark.parametrize("lane", LANES)
@pytest.mark.parametrize("tier", ["early", "established"])
def test_a_child_of_twelve_can_read_it(lane, tier):
    urgent = [examples.urgent_finding()]
    page = plain_words(examples.full(lane=lane, tier=tier, urgent=urgent), "check code ABCD-EFGH")
    assert grade(sentences(page)) <= HIGHEST_GRADE


def test_no_single_sentence_is_long():
    page = plain_words(examples.full(), "check code ABCD-EFGH")
    for text in sentences(page):
        for sentence in re.split(r"[.?!;]\s", text):
            assert len(sentence.split()) <= 25, sentence


def test_every_lane_ground_and_grade_has_words():
    assert set(plain_texts.LANES) == set(LANES)
    assert set(plain_texts.SAFETY) == {"block", "defer", "unknown", "caution", "clear"}


def read(assessment) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(plain_pdf(assessment)))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_benefit_and_harm_stand_in_the_same_format_with_an_abstract_picture_each():
    reader, words = read(examples.full())
    assert "About 28 of 100 people. It could be 17 to 42." in words
    assert "About 8 of 100 people. It could be 4 to 13." in words
    alternatives = [str(element["/Alt"]) for element in structure(reader) if element["/S"] == "/Figure"]
    assert len(alternatives) == 4
    assert all(re.fullmatch(r"\d+ of 100 people drawn as filled dots\.", words) for words in alternatives)


def test_what_nobody_counted_is_called_not_known():
    _, words = read(examples.full())
    assert "Not known. Nobody has counted it yet." in words
    assert "Getting well enough with CAR-T: Not known for you." in words


def test_an_empty_record_claims_nothing():
    _, words = read(examples.empty())
    assert "We cannot say yet." in words
    assert "Not known for you." in words
    assert "We do not know enough" in words or "we do not know enough" in words


@pytest.mark.parametrize("make", [examples.full, examples.empty])
def test_it_never_decides_and_says_that_the_patient_can_say_no(make):
    _, words = read(make())
    assert not FORBIDDEN.search(words)
    assert "Nothing is decided." in words and "What if I say no?" in words


def test_it_carries_no_more_than_what_it_prints():
    """It is given to the patient and may be passed on: the clinical record does not travel in it."""
    reader, _ = read(examples.full())
    (content,) = reader.attachments["plain.json"]
    assert b"SLEDAI" not in content and b"upcr" not in content
