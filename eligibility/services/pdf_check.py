"""Whether a PDF that somebody brings back is ours, unchanged, and still the newest; and who took it out, and when."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.domain.document import Rationale
from eligibility.report import payload, verification
from eligibility.report.values import day
from eligibility.report.verification import PdfCheck
from eligibility.services import storage
from eligibility.services.clock import in_clinic
from eligibility.store.audit_log import entries
from eligibility.store.database import Database
from eligibility.store.patients import KeptAssessment, PatientStore

__all__ = ["PdfCheck", "check_pdf"]

# Under this the audit keeps what was written from a record that is not kept here.
NO_KEY = "-"
NOT_KEPT = "Whether it is superseded cannot be told: this installation keeps no assessment of this patient."
NEWEST = "It is the newest assessment that this installation keeps of this patient."


def check_pdf(data: bytes) -> PdfCheck:
    """Whether the PDF is ours, unchanged and not superseded. Raises InputFault when the data is no PDF."""
    found = verification.examined(data)
    made = found.document
    if not isinstance(made, Rationale):
        return found.check
    database = _database_if_there()
    if database is None:
        return found.check.model_copy(update={"superseded": NOT_KEPT})
    store = PatientStore(database)
    patients = [kept.id for kept in store.overview() if kept.pseudonym == made.assessment.patient_id]
    kept = [assessment for patient in patients for assessment in store.assessments(patient)]
    is_superseded, words = _superseded(made.assessment, kept)
    exports = [line for subject in (*map(str, patients), NO_KEY) for line in _exports(database, subject, data)]
    return found.check.model_copy(update={"is_superseded": is_superseded, "superseded": words, "exports": exports})


def _superseded(made: Assessment, kept: list[KeptAssessment]) -> tuple[bool | None, str]:
    """Held against what is kept of a patient of this pseudonym, the newest first."""
    if not kept:
        return None, NOT_KEPT
    newest = max(kept, key=lambda each: each.created_at)
    said = _plain(made)
    if _plain(Assessment.model_validate(newest.output)) == said:
        return False, NEWEST
    since = f"A newer one was made on {day(in_clinic(newest.created_at).date())}, assessed {day(newest.as_of)}."
    if newest.as_of > made.as_of or any(_plain(Assessment.model_validate(each.output)) == said for each in kept):
        return True, f"Superseded. {since}"
    return None, "It is not among the assessments kept of a patient of this pseudonym: which is newer cannot be told."


def _plain(assessment: Assessment) -> dict[str, Any]:
    """What an assessment says of the patient; trials are added when it is written down, and do not make it another."""
    return payload.canonical(assessment.model_copy(update={"trials": []}))


def _exports(database: Database, subject: str, data: bytes) -> list[str]:
    digest = hashlib.sha256(data).hexdigest()
    return [
        f"Taken out by {entry.person}, {entry.role}, {day(in_clinic(entry.at).date())} at {in_clinic(entry.at):%H:%M}."
        for entry in entries(database, subject)
        if (entry.after or {}).get("sha256") == digest
    ]


def _database_if_there() -> Database | None:
    """The store, unless it would first have to be made: a check writes nothing."""
    kind, _, path = storage.database_url().partition("///")
    if kind.startswith("sqlite") and not Path(path).is_file():
        return None
    return storage.database()
