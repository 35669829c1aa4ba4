"""The same assessment gives the same bytes, on any machine; and a PDF that somebody brings back can be checked."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from eligibility.domain.assessment import Assessment
from eligibility.domain.faults import InputFault
from eligibility.report import payload, typesetting, verification
from eligibility.report.verification import check_pdf
from eligibility.services.report import meeting_pack_pdf, minutes_pdf, plain_pdf, rationale, rationale_pdf
from tests.eligibility.report import example_assessment as examples
from tests.eligibility.report import example_meeting as meetings

ROOT = Path(__file__).resolve().parents[3]
DRAW = (
    "import hashlib\n"
    "from tests.eligibility.report import example_assessment as examples\n"
    "from tests.eligibility.report import example_meeting as meetings\n"
    "from eligibility.services.report import meeting_pack_pdf, minutes_pdf, plain_pdf, rationale_pdf\n"
    "made = [rationale_pdf(examples.full()), plain_pdf(examples.full()), minutes_pdf(meetings.minutes()),\n"
    "        meeting_pack_pdf(meetings.meeting(), [meetings.card(0)], meetings.ranking())]\n"
    "print([hashlib.sha256(data).hexdigest() for data in made])\n"
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return rationale_pdf(examples.full())


def test_the_same_assessment_gives_the_same_bytes_twice(pdf):
    assert rationale_pdf(examples.full()) == pdf


@pytest.mark.parametrize(
    "elsewhere",
    [{"LC_ALL": "C.UTF-8", "TZ": "Pacific/Auckland"}, {"LC_ALL": "de_DE.UTF-8", "TZ": "America/Lima", "LANG": "ar_EG"}],
)
def test_another_locale_time_zone_and_home_without_fonts_give_the_same_bytes(pdf, elsewhere, tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONHASHSEED": "7", **elsewhere}
    printed = subprocess.run(
        [sys.executable, "-c", DRAW], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    pack = meeting_pack_pdf(meetings.meeting(), [meetings.card(0)], meetings.ranking())
    made = [pdf, plain_pdf(examples.full()), minutes_pdf(meetings.minutes()), pack]
    assert printed.strip() == str([hashlib.sha256(data).hexdigest() for data in made])


def test_an_assessment_read_back_from_its_own_json_gives_the_same_bytes(pdf):
    again = Assessment.model_validate_json(examples.full().model_dump_json())
    assert rationale_pdf(again) == pdf


def test_noise_beyond_ten_digits_does_not_change_the_document(pdf):
    prognosis = examples.prognosis()
    noisy = prognosis.model_copy(update={"estimate": prognosis.estimate + 1e-13})
    assert rationale_pdf(examples.full(prognosis=noisy)) == pdf


def test_ten_people_exporting_at_once_get_the_same_bytes(pdf):
    with ThreadPoolExecutor(max_workers=4) as pool:
        assert set(pool.map(lambda _: rationale_pdf(examples.full()), range(10))) == {pdf}


def test_it_is_dated_by_the_assessment(pdf):
    assert PdfReader(io.BytesIO(pdf)).metadata.creation_date_raw == "D:20260601000000Z"


def test_another_assessment_has_another_document_id():
    first = payload.document_id(payload.canonical(rationale(examples.full())))
    second = payload.document_id(payload.canonical(rationale(examples.full(reason="Another reason."))))
    assert first != second


def test_a_pdf_as_it_was_downloaded_passes(pdf):
    found = check_pdf(pdf)
    assert found.passed
    assert found.document_id == payload.document_id(payload.canonical(rationale(examples.full())))
    assert "unchanged" in found.as_text()


@pytest.mark.parametrize("make", [examples.empty, examples.very_long])
def test_short_and_long_ones_pass_alike(make):
    assert check_pdf(rationale_pdf(make())).passed


def test_a_pdf_with_one_byte_altered_does_not_pass(pdf):
    altered = bytearray(pdf)
    altered[-40] ^= 1
    found = check_pdf(bytes(altered))
    assert found.is_ours and found.is_unchanged is False and not found.passed


def test_a_pdf_with_something_appended_does_not_pass(pdf):
    assert check_pdf(pdf + b"\n%note").is_unchanged is False


def test_a_pdf_saved_anew_by_another_program_is_ours_but_does_not_pass(pdf):
    written = io.BytesIO()
    PdfWriter(clone_from=io.BytesIO(pdf)).write(written)
    found = check_pdf(written.getvalue())
    assert found.is_ours and found.is_unchanged is False


def _with_attachment(envelope: dict) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("rationale.json", json.dumps(envelope).encode())
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _envelope(**changes) -> dict:
    content = payload.canonical(rationale(examples.full()))
    return {**json.loads(payload.envelope("rationale", payload.compact(content), typesetting.layout())), **changes}


def test_an_attachment_that_does_not_match_its_id_was_altered():
    content = {**payload.canonical(rationale(examples.full())), "record_id": "another"}
    found = check_pdf(_with_attachment(_envelope(content=content)))
    assert found.is_unchanged is False and "altered" in found.reason


def test_a_pdf_of_another_version_cannot_be_told():
    found = check_pdf(_with_attachment(_envelope(layout="0" * 16)))
    assert found.is_ours and found.is_unchanged is None and not found.passed
    assert "Another version" in found.reason


@pytest.mark.parametrize(
    "content", [{}, {"patient_id": 1}, [], None, "text", {"as_of": float("inf")}, {"nested": [[[[[]]]]]}]
)
def test_an_attachment_that_is_no_assessment_does_not_pass(content):
    envelope = _envelope(content=content)
    if isinstance(content, dict) and "as_of" not in content:
        envelope["document_id"] = payload.document_id(content)
    assert not check_pdf(_with_attachment(envelope)).passed


@pytest.mark.parametrize(
    "changes",
    [
        {"prognosis": {**examples.prognosis().model_dump(mode="json"), "estimate": 1e308}},
        {"versions": {"profile": [[]], "app": {"a": {"b": None}}}},
        {"trials": [{"verdict": "no_criterion_failed"}, {"nct": {}, "verdict": []}]},
        {"as_of": "0001-01-01"},
        {"possible_lanes": ["x"] * 3000, "lane": "", "lane_title": ""},
    ],
)
def test_an_attachment_written_by_somebody_else_is_answered_and_does_not_pass(changes):
    content = payload.canonical(rationale(examples.full()))
    content["assessment"] = {**content["assessment"], **changes}
    envelope = _envelope(content=content, document_id=payload.document_id(content))
    assert not check_pdf(_with_attachment(envelope)).passed


def test_a_pdf_without_our_attachment_is_not_ours():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    written = io.BytesIO()
    writer.write(written)
    found = check_pdf(written.getvalue())
    assert not found.is_ours and found.document_id is None


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"{}", b"hello %PDF-1.7"])
def test_what_is_no_pdf_is_refused_in_three_lines(data):
    with pytest.raises(InputFault) as refused:
        check_pdf(data)
    assert len(str(refused.value).splitlines()) == 3


def test_a_file_far_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(verification, "LARGEST_FILE", 1000)
    with pytest.raises(InputFault):
        check_pdf(b"%PDF-1.7" + b"0" * 2000)


def test_a_broken_pdf_full_of_streams_is_answered():
    assert not check_pdf(b"%PDF-1.7\n" + b"stream\n" * 1000 + b"endstream stream\nxx endstream stream\n").passed


def test_the_layout_covers_the_fonts_and_the_templates():
    names = {path.suffix for path in typesetting._shaping_files()}
    assert names == {".py", ".typ", ".otf", ".ttf"}
