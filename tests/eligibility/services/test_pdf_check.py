"""A PDF that somebody brings back: ours, unchanged, superseded or not, and who took it out."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from eligibility.domain.faults import Forbidden
from eligibility.domain.people import Person, Role
from eligibility.report import verification
from eligibility.services import storage
from eligibility.services.assess import assess
from eligibility.services.exports import export_plain, export_rationale, note_file
from eligibility.services.patients import example_records, open_patient, save_patient, stored_assessments
from eligibility.services.pdf_check import check_pdf
from eligibility.services.report import rationale_pdf
from eligibility.store.audit_log import entries

CLINICIAN = Person("Dr R. Okafor", Role.CLINICIAN)
AUDITOR = Person("A. Dit", Role.AUDITOR)


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", url)
    return tmp_path / "store.sqlite"


@pytest.fixture
def saved():
    record = example_records()["example-ready"].model_copy(
        update={"patient_id": "P-1", "is_example": False, "is_synthetic": False}
    )
    return save_patient(record, CLINICIAN)


def text_of(data: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_without_a_store_it_cannot_tell_and_makes_none(store):
    found = check_pdf(rationale_pdf(assess(example_records()["example-ready"])))
    assert found.passed and found.is_superseded is None
    assert "cannot be told" in found.as_text()
    assert not store.exists()


def test_the_newest_assessment_passes_and_names_who_took_it_out(saved):
    patient, assessment = saved
    data = export_rationale(patient.key, assessment, CLINICIAN)
    found = check_pdf(data)
    assert found.passed and found.is_superseded is False
    assert "Taken out by Dr R. Okafor, clinician" in found.as_text()


def test_a_pdf_of_another_version_is_told_by_the_hash_that_the_audit_kept(saved, monkeypatch):
    patient, assessment = saved
    taken = export_rationale(patient.key, assessment, CLINICIAN)
    never_taken = rationale_pdf(assessment, key=patient.key, paper="us-letter")
    monkeypatch.setattr(verification, "layout", lambda: "another version")
    assert check_pdf(taken).passed and "noted when it was taken out" in check_pdf(taken).as_text()
    assert check_pdf(never_taken).is_unchanged is None and not check_pdf(never_taken).passed
    assert check_pdf(taken + b"\n%").is_unchanged is None


def test_an_older_assessment_is_superseded_and_does_not_pass(saved):
    patient, assessment = saved
    data = export_rationale(patient.key, assessment, CLINICIAN)
    opened = open_patient(patient.key, CLINICIAN)
    record = opened.record.model_copy(update={"facts": {**opened.record.facts, "has_active_infection": True}})
    save_patient(record, CLINICIAN, patient.key, opened.version)
    found = check_pdf(data)
    assert b"SUPERSEDED" not in data and "SUPERSEDED" in text_of(export_rationale(patient.key, assessment, CLINICIAN))
    assert found.is_unchanged and found.is_superseded is True and not found.passed
    assert "Superseded. A newer one was made on" in found.as_text()
    newest = stored_assessments(patient.key, CLINICIAN)[0].assessment
    assert check_pdf(rationale_pdf(newest)).is_superseded is False


def test_an_assessment_that_was_never_kept_cannot_be_placed(saved):
    other = assess(example_records()["example-ready"]).model_copy(update={"patient_id": "P-1", "reason": "Else."})
    assert check_pdf(rationale_pdf(other)).is_superseded is None


def test_trials_added_when_it_is_written_down_do_not_make_it_another_assessment(saved):
    _, assessment = saved
    with_trials = assessment.model_copy(update={"trials": [{"nct": "NCT00000001", "verdict": "unknown"}]})
    assert check_pdf(rationale_pdf(with_trials)).is_superseded is False


def test_each_export_leaves_its_hash_with_who_and_when(saved):
    patient, assessment = saved
    export_plain(patient.key, assessment, CLINICIAN)
    export_rationale(patient.key, assessment, CLINICIAN)
    kinds = [
        (entry.after["kind"], entry.person, len(entry.after["sha256"]))
        for entry in entries(storage.database())
        if entry.action == "export.make"
    ]
    assert kinds == [(kind, "Dr R. Okafor", 64) for kind in ("pdf", "plain")]


def test_who_may_not_export_gets_nothing(saved):
    patient, assessment = saved
    for take in (
        lambda: export_rationale(patient.key, assessment, AUDITOR),
        lambda: export_plain(patient.key, assessment, AUDITOR),
    ):
        with pytest.raises(Forbidden):
            take()


def test_a_file_written_from_a_record_that_is_not_kept_here_is_noted_unless_it_is_public(saved):
    _, assessment = saved
    data = rationale_pdf(assessment)
    note_file("pdf", data, CLINICIAN, assessment)
    assert "Taken out by Dr R. Okafor" in check_pdf(data).as_text()
    example = assess(example_records()["example-erl-p1"])
    note_file("pdf", rationale_pdf(example), CLINICIAN, example)
    assert sum(entry.subject == "-" for entry in entries(storage.database())) == 1
