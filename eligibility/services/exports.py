"""What leaves the installation about one patient, and a trace of who took it. Identifiers are never in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from eligibility.domain.assessment import Assessment
from eligibility.domain.document import Paper
from eligibility.domain.meeting import AgendaItem, Meeting, Minutes
from eligibility.domain.meeting_case import CaseCard
from eligibility.domain.people import Person
from eligibility.domain.ranking import Ranking
from eligibility.domain.record import PatientRecord
from eligibility.services import storage
from eligibility.services.permissions import Action, require
from eligibility.services.records import record_to_yaml
from eligibility.services.report import meeting_pack_pdf, minutes_pdf, plain_pdf, rationale_pdf
from eligibility.store import audit


def export_rationale(
    key: str, assessment: Assessment, by: Person, minutes: Minutes | None = None, paper: Paper = "a4"
) -> bytes:
    """The rationale as a PDF for whoever may take it along; the audit keeps its hash, so that a copy can be traced.

    With `minutes`, what people decided about this patient stands in it.
    """
    require_export(key, by)
    data = rationale_pdf(assessment, key=key, minutes=minutes, paper=paper)
    note_export(key, "pdf", data, by, assessment)
    return data


def export_plain(key: str, assessment: Assessment, by: Person, paper: Paper = "a4") -> bytes:
    """The page in plain words for the conversation with the patient."""
    require_export(key, by)
    data = plain_pdf(assessment, key=key, paper=paper)
    note_export(key, "plain", data, by, assessment)
    return data


def export_minutes(minutes: Minutes, by: Person, paper: Paper = "a4") -> bytes:
    """The minutes of a meeting for whoever may take them along."""
    require(by, Action.EXPORT, minutes.meeting.id)
    data = minutes_pdf(minutes, paper=paper)
    note_export(minutes.meeting.id, "minutes", data, by)
    return data


def export_pack(
    meeting: Meeting,
    cards: Sequence[CaseCard],
    ranking: Ranking | None,
    by: Person,
    agenda: Sequence[AgendaItem] = (),
    names: dict[str, str] | None = None,
    paper: Paper = "a4",
) -> bytes:
    """The meeting pack, for a meeting without a network."""
    require(by, Action.EXPORT, meeting.id)
    data = meeting_pack_pdf(meeting, cards, ranking, agenda=agenda, names=names, paper=paper)
    note_export(meeting.id, "pack", data, by)
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
