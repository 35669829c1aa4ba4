"""Whether a PDF that somebody brings back is ours, unchanged, and still the newest; and who took it out, and when."""

from __future__ import annotations

import hashlib
from pathlib import Path

from eligibility.domain.document import Rationale
from eligibility.report import verification
from eligibility.report.values import day
from eligibility.report.verification import PdfCheck
from eligibility.services import storage
from eligibility.services.clock import in_clinic
from eligibility.services.superseded import NOT_KEPT, superseded
from eligibility.store.audit_log import entries
from eligibility.store.database import Database
from eligibility.store.patients import PatientStore

__all__ = ["PdfCheck", "check_pdf"]

# Under this the audit keeps what was written from a record that is not kept here.
NO_KEY = "-"

SAME_HASH = "Another version of this product drew it; its bytes are those that the audit noted when it was taken out."


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
    standing = superseded(made.assessment, kept)
    exports = [line for subject in (*map(str, patients), NO_KEY) for line in _exports(database, subject, data)]
    told = {"is_superseded": standing.is_superseded, "superseded": standing.words, "exports": exports}
    if exports and found.check.is_unchanged is None:
        told |= {"is_unchanged": True, "reason": SAME_HASH}
    return found.check.model_copy(update=told)


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
