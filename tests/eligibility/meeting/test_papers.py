"""What people decided goes into the papers of that patient alone; minutes and pack of a real meeting can be drawn."""

from __future__ import annotations

import hashlib
import io

from pypdf import PdfReader

from eligibility.services.exports import export_rationale
from eligibility.services.meeting_decisions import dissent
from eligibility.services.meeting_exports import minutes_pdf, pack_pdf
from eligibility.services.meeting_signing import sign, stamp_of
from eligibility.services.patients import open_patient, save_patient, stored_assessments
from eligibility.services.storage import database
from eligibility.store import audit_log
from tests.eligibility.meeting.conftest import CHAIR, MEMBER, saved


def words_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def rationale_of(key: str) -> str:
    return words_of(export_rationale(key, stored_assessments(key, CHAIR)[0].assessment, CHAIR))


def test_the_outcome_goes_into_the_rationale_of_that_patient_and_of_nobody_else(room):
    room.fill_the_table()
    first, second = saved("example-work-up-early", "CASE-01"), saved("example-ready", "CASE-02")
    item, other = room.list(first), room.list(second)
    assert "NOT REVIEWED BY MDT" in rationale_of(first)
    room.decide(item)
    dissent(room.now, item, "Dr D", "Rituximab should come first.", MEMBER)
    decided = rationale_of(first)
    assert "DRAFT · DISCUSSED BY MDT" in decided and "Rituximab should come first." in decided
    assert "CASE-02" not in decided
    assert "registered trials; " in decided
    assert "NOT REVIEWED BY MDT" in rationale_of(second)
    room.decide(other)
    sign(room.now, stamp_of(room.now), CHAIR)
    assert "SIGNED · DISCUSSED BY MDT" in rationale_of(first)
    assert "Signed by Dr C. Chair" in rationale_of(first)


def test_an_assessment_made_after_the_signature_is_not_called_signed(room):
    room.fill_the_table()
    key = saved("example-work-up-early", "CASE-01")
    room.decide(room.list(key))
    sign(room.now, stamp_of(room.now), CHAIR)
    opened = open_patient(key, CHAIR)
    later = opened.record.model_copy(update={"as_of": opened.record.as_of.replace(day=2)})
    save_patient(later, CHAIR, key, opened.version)
    words = rationale_of(key)
    assert "DRAFT · DISCUSSED BY MDT" in words
    assert "on the assessment of 1 Jun 2026" in words


def test_minutes_and_pack_are_drawn_and_their_hash_is_kept(room):
    room.fill_the_table()
    room.decide(room.list(saved("example-work-up-early", "CASE-01")))
    room.list(saved("example-ready", "قمر-2"))
    for take, said in ((minutes_pdf, "Refer"), (pack_pdf, "Case 2 of 2")):
        data = take(room.id, CHAIR)
        assert said in words_of(data)
        newest = audit_log.entries(database(), room.id, 1)[0]
        assert newest.person == "Dr C. Chair" and newest.after["sha256"] == hashlib.sha256(data).hexdigest()
