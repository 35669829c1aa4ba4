"""What leaves the installation about one patient, and a trace of who took it. Identifiers are never in it."""

from __future__ import annotations

import hashlib

from eligibility.domain.assessment import Assessment
from eligibility.domain.document import Paper
from eligibility.domain.people import Person
from eligibility.domain.record import PatientRecord
from eligibility.services import storage
from eligibility.services.library import library
from eligibility.services.meeting_reviews import last_review
from eligibility.services.model_card import model_card
from eligibility.services.patients import example_records
from eligibility.services.permissions import Action, require
from eligibility.services.records import record_to_yaml
from eligibility.services.report import plain_pdf, rationale_pdf
from eligibility.services.superseded import kept_of, record_behind, superseded
from eligibility.services.trials import match_trials, trials_as_data
from eligibility.store import audit


def export_rationale(
    key: str, assessment: Assessment, by: Person, paper: Paper = "a4", with_card: bool = False
) -> bytes:
    """The rationale as a PDF for whoever may take it along; the audit keeps its hash, so that a copy can be traced.

    What the last meeting decided about this patient stands in it, and whether a newer assessment is kept. `with_card`
    adds the card of the estimate.
    """
    require_export(key, by)
    is_old = superseded(assessment, kept_of(key)).is_superseded
    data = rationale_pdf(
        _with_trials(key, assessment),
        key=key,
        minutes=last_review(key, by),
        status="superseded" if is_old else None,
        model_card=model_card() if with_card else None,
        paper=paper,
    )
    note_export(key, "pdf", data, by, assessment)
    return data


def _with_trials(key: str, assessment: Assessment) -> Assessment:
    """Held against the registered trials too, where its record is at hand and its rules are those in force."""
    if assessment.trials or assessment.versions.get("knowledge") != library().snapshot:
        return assessment
    record = example_records().get(key) if storage.is_example(key) else record_behind(assessment, kept_of(key))
    if record is None:
        return assessment
    return assessment.model_copy(update={"trials": trials_as_data(match_trials(record, assessment.as_of))})


def export_plain(key: str, assessment: Assessment, by: Person, paper: Paper = "a4") -> bytes:
    """The page in plain words for the conversation with the patient."""
    require_export(key, by)
    data = plain_pdf(assessment, key=key, paper=paper)
    note_export(key, "plain", data, by, assessment)
    return data


def note_file(kind: str, data: bytes, by: Person, assessment: Assessment) -> None:
    """Leaves a trace of what was written from a record that is not kept here. Examples are public."""
    if not (assessment.is_example or assessment.is_synthetic):
        note_export(None, kind, data, by, assessment)


def export_assessment(key: str, assessment: Assessment, by: Person) -> str:
    """The whole assessment as JSON."""
    require_export(key, by)
    text = assessment.model_dump_json(indent=2)
    note_export(key, "json", text.encode(), by, assessment)
    return text


def export_record(key: str | None, record: PatientRecord, by: Person) -> str:
    """The record as a file that can be opened here or on the command line."""
    require_export(key, by)
    text = record_to_yaml(record)
    note_export(key, "record", text.encode(), by)
    return text


def require_export(key: str | None, by: Person) -> None:
    """Refuses an export that this person may not make. Examples are public."""
    if key is None or not storage.is_example(key):
        require(by, Action.EXPORT, key or "-")


def note_export(key: str | None, kind: str, data: bytes, by: Person, assessment: Assessment | None = None) -> None:
    """Leaves a trace of what was taken along: its kind and its hash."""
    if key is not None and storage.is_example(key):
        return
    said = {"kind": kind, "sha256": hashlib.sha256(data).hexdigest()}
    if assessment is not None:
        said["as_of"] = assessment.as_of.isoformat()
    with storage.database().writing() as session:
        versions = None if assessment is None else assessment.versions
        audit.record(session, by, "export.make", key or "-", None, said, versions)
