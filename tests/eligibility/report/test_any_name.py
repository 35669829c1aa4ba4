"""Whatever people write, the page can be drawn, shows it as text, and says where it could not."""

from __future__ import annotations

import io
import unicodedata

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from eligibility.report import lettering, typesetting
from eligibility.report.lettering import Lettering
from eligibility.services.report import meeting_pack_pdf, minutes_pdf, plain_pdf, rationale_pdf
from tests.eligibility.report import example_assessment as examples
from tests.eligibility.report import example_meeting as meetings


def text_of(assessment) -> str:
    reader = PdfReader(io.BytesIO(rationale_pdf(assessment)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def anywhere(text: str):
    """An assessment with the text in every place that a person can write into."""
    return examples.full(
        patient_id=text or "-",
        is_example=False,
        headline=text,
        reason=text,
        warnings=[text],
        deciding_facts=[
            fact.model_copy(update={"label": text, "question": text}) for fact in examples.deciding_facts()
        ],
    )


@pytest.mark.parametrize(
    "name", ["Łukasz Żółć", "Ελένη Παπαδοπούλου", "Андрей Ќук", "Nguyễn Thị Hương", "Zoe\u0308 N\u0303"]
)
def test_latin_greek_and_cyrillic_names_stand_as_written(name):
    words = text_of(anywhere(name))
    assert unicodedata.normalize("NFC", name) in words
    assert "cannot be drawn" not in words


@pytest.mark.parametrize("name", ["قمر الدين", "שרה כהן"])
def test_arabic_and_hebrew_names_are_drawn(name):
    words = text_of(anywhere(name))
    assert set(name) - {" "} <= set(words)
    assert "cannot be drawn" not in words


def test_a_script_the_fonts_lack_is_spelled_by_code_in_the_pseudonym_and_a_square_elsewhere():
    words = text_of(anywhere("李明"))
    assert "[U+674E][U+660E]" in words
    assert "□□" in words
    assert "2 different characters cannot be drawn" in words


def test_two_pseudonyms_never_look_the_same():
    first, second = (Lettering().printable(name, spell_out=True) for name in ("李", "王"))
    assert first != second


@pytest.mark.parametrize(
    "text",
    [
        "#sys.exit()",
        '#read("/etc/passwd")',
        "*bold* _it_ `raw` = Heading",
        "<script>alert(1)</script>",
        "$x^2$ @ref <label> \\ // /* */",
        "{{7*7}} ${7*7} %s",
    ],
)
def test_text_that_looks_like_markup_is_printed_as_text(text):
    assert " ".join(text.split()) in text_of(anywhere(text))


@pytest.mark.parametrize(
    "text",
    [
        "\u202eTXET",
        "\x00\x07\x1b[31m",
        "\ufeff\u200b\u2066x\u2069",
        "e\u0301\u0323\u0489" * 30,
        "\U0001f469\u200d\u2695\ufe0f",
    ],
)
def test_invisible_reordering_and_stacked_characters_cannot_break_or_disguise_it(text):
    words = text_of(anywhere(text))
    assert not set(words) & set("\u202e\x00\x07\x1b\u2066\u2069")


def test_a_word_without_end_stays_on_the_page():
    name = "X" * 300
    reader = PdfReader(io.BytesIO(rationale_pdf(anywhere(name))))
    for page in reader.pages:
        right = float(page.mediabox.right)
        ends: list[float] = []
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _font, size, ends=ends: ends.append(
                tm[4] + 0.3 * size * len(text.strip())
            )
        )
        assert max(ends) < right


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=40), min_size=8, max_size=8))
def test_any_text_at_all_can_be_drawn(texts):
    """The typesetter refuses a page with a missing glyph, so one bad character would cost the whole document."""
    letters = Lettering()
    rationale_pdf(examples.empty(patient_id=texts[0] or "-", headline=texts[1], reason=texts[2], warnings=texts[3:]))
    for text in texts:
        assert all(_is_drawable(char) for char in letters.printable(text))


@pytest.mark.parametrize("weight", ["regular", "semibold"])
@settings(max_examples=25, deadline=None)
@given(codes=st.lists(st.sampled_from(sorted(frozenset.union(*lettering.coverage()))), min_size=1, max_size=200))
def test_any_mixture_of_letters_that_the_fonts_hold_can_be_drawn_at_the_first_attempt(weight, codes):
    text = Lettering().printable("".join(map(chr, codes)))
    fonts = f'#set text(font: ("Inter", "DejaVu Sans"), weight: "{weight}")'
    source = f'#set document(title: "t")\n{fonts}\n#sys.inputs.text'.encode()
    typst.compile(
        source,
        font_paths=typesetting.fonts(),
        ignore_system_fonts=True,
        sys_inputs={"text": text},
        pdf_standards=typesetting.STANDARDS,
    )


def test_the_plainest_lettering_keeps_single_letters_of_the_text_face_only():
    """The way out when the typesetter refuses a combination that the fonts hold singly."""
    letters = Lettering(only_text_face=True)
    assert letters.printable("Zoë ≥ 8 قمر e\u0323\u0308") == "Zoë ≥ 8 □□□ ẹ̈".replace("ẹ̈", "□□")
    assert letters.substituted


def _is_drawable(char: str) -> bool:
    return char in "\u200b\u200c\u200d" or any(ord(char) in face for face in lettering.coverage())


@pytest.mark.parametrize(
    "text", ["#sys.exit() *bold* $x^2$ <label> @ref", "<script>alert(1)</script>", "قمر 李 e\u0301\u0323"]
)
def test_what_people_say_at_a_meeting_is_printed_as_text(text):
    minutes = meetings.minutes()
    case = minutes.cases[0]
    dissent = case.dissents[0].model_copy(update={"words": text, "name": text})
    case = case.model_copy(update={"dissents": [dissent], "item": case.item.model_copy(update={"pseudonym": text})})
    minutes = minutes.model_copy(
        update={"cases": [case], "meeting": minutes.meeting.model_copy(update={"title": text, "place": text})}
    )
    agenda = [item.model_copy(update={"pseudonym": text, "question": text}) for item in meetings.agenda()]
    for data in (
        minutes_pdf(minutes),
        meeting_pack_pdf(minutes.meeting, [meetings.card(0)], meetings.ranking(), agenda=agenda),
        plain_pdf(examples.full(patient_id=text)),
    ):
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        if text.isascii():
            assert text in " ".join(words.split())
        else:
            assert "cannot be drawn" in words
