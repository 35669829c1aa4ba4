"""Patients: open, write, save with their assessment, find again. The published examples open the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from eligibility.domain.assessment import Assessment
from eligibility.domain.cohort import RecordWarning
from eligibility.domain.faults import InputFault
from eligibility.domain.people import Person
from eligibility.domain.record import PatientRecord
from eligibility.services import records, storage
from eligibility.services.assess import assess
from eligibility.services.clock import in_clinic, today
from eligibility.services.library import DEFAULT_PROFILE
from eligibility.services.permissions import Action, require
from eligibility.services.viewing import note_view
from eligibility.services.waivers import waivers_for
from eligibility.services.worklist import WorklistRow, row_from_summary, row_of_draft, summary_of
from eligibility.store.patients import KeptPatient, NewAssessment, PatientStore

EXAMPLES = storage.ROOT / "data" / "examples"
PUBLISHED = "published"
EXAMPLE_KEY = storage.EXAMPLE_KEY


@dataclass(frozen=True)
class Draft:
    """Unfinished work: the record as far as it is written, and the codes of the warnings a person has confirmed."""

    record: PatientRecord
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenPatient:
    """A patient as opened. `key` says nothing about the patient; an example has no version and is never written."""

    key: str
    record: PatientRecord | None
    draft: Draft | None = None
    version: int | None = None
    is_example: bool = False

    @property
    def newest(self) -> PatientRecord:
        """What was written last: the draft while there is one, else the saved record."""
        if self.draft is not None:
            return self.draft.record
        assert self.record is not None, "a patient has a record or a draft"
        return self.record


@dataclass(frozen=True)
class StoredAssessment:
    """An assessment as it was made and kept, with who made it and when (UTC)."""

    assessment: Assessment
    record: PatientRecord
    made_at: datetime
    made_by: str


def new_draft() -> Draft:
    """An empty record on today's date: everything in it is unknown."""
    return Draft(PatientRecord(schema=1, patient_id="", as_of=today()))


def open_patient(key: str, by: Person) -> OpenPatient:
    """The patient or published example behind a key; an InputFault when there is none. The audit says who looked."""
    if key.startswith(EXAMPLE_KEY):
        return OpenPatient(key, _example(key), is_example=True)
    require(by, Action.VIEW_PATIENTS, key)
    found = _opened(_store().get(_id(key)))
    note_view(by, "patient.view", key)
    return found


def save_draft(draft: Draft, by: Person, key: str | None = None, version: int | None = None) -> OpenPatient:
    """Keeps unfinished work as it is, readable or not, so that nothing entered is lost."""
    require(by, Action.WRITE_PATIENTS, key or "-")
    data = {"record": _plain(draft.record), "confirmed": list(draft.confirmed)}
    return _opened(_store().keep_draft(data, by, _id(key), version))


def save_patient(
    record: PatientRecord,
    by: Person,
    key: str | None = None,
    version: int | None = None,
    confirmed: Sequence[str] = (),
    profile: str = DEFAULT_PROFILE,
) -> tuple[OpenPatient, Assessment]:
    """Assesses a finished record and keeps both. Refuses what cannot be read or nobody confirmed."""
    for action in (Action.WRITE_PATIENTS, Action.ASSESS):
        require(by, action, key or "-")
    if not record.patient_id.strip():
        raise InputFault(
            "The patient has no pseudonym yet.",
            "Nobody could find the patient again, or tell two patients apart.",
            "Give a pseudonym that holds no name and no date of birth.",
            where="patient_id",
        )
    checked = records.check(record)
    if checked.faults:
        raise checked.faults[0]
    if unconfirmed(checked.warnings, confirmed):
        raise InputFault(
            "Some values are unusual and nobody has confirmed them.",
            "A slip of unit or digit would change the verdict without being seen.",
            "Confirm each of them, or correct it.",
        )
    waivers = waivers_for(_id(key), profile, record.as_of)
    made = assess(record, profile, waivers=waivers)
    output = made.model_dump(mode="json")
    kept = NewAssessment(
        as_of=made.as_of,
        inputs={
            "record": _plain(record),
            "confirmed": list(confirmed),
            "waivers": [waiver.model_dump(mode="json") for waiver in waivers],
        },
        output=output,
        summary=summary_of(made, record),
        versions=output["versions"],
    )
    return _opened(_store().keep_record(record.patient_id, _plain(record), by, _id(key), version, kept)), made


def drop_draft(key: str, version: int, by: Person) -> None:
    """Discards unfinished work; a patient who was never saved goes with it."""
    require(by, Action.WRITE_PATIENTS, key)
    patient = _id(key)
    assert patient is not None
    _store().drop_draft(patient, version, by)


def stored_assessments(key: str, by: Person) -> list[StoredAssessment]:
    """Every assessment kept of a patient, the newest first; examples have none."""
    if key.startswith(EXAMPLE_KEY):
        return []
    require(by, Action.VIEW_PATIENTS, key)
    patient = _id(key)
    assert patient is not None
    return [
        StoredAssessment(
            Assessment.model_validate(kept.output),
            PatientRecord.model_validate(kept.inputs["record"]),
            kept.created_at,
            kept.created_by,
        )
        for kept in _store().assessments(patient)
    ]


def saved_records(by: Person) -> list[tuple[str, PatientRecord]]:
    """The saved record of every patient of this installation, with its key."""
    require(by, Action.VIEW_PATIENTS)
    found = [(str(kept.id), PatientRecord.model_validate(kept.record)) for kept in _store().saved()]
    if found:
        note_view(by, "patients.read_all")
    return found


@lru_cache(maxsize=1)
def example_records() -> dict[str, PatientRecord]:
    """The published and the invented examples by key. They are public, so they may be shared between users."""
    return {key: records.read_record(path) for key, path in _example_files().items()}


def published_keys() -> tuple[str, ...]:
    """Keys of the examples that are published patients; the other examples are invented."""
    return tuple(key for key, path in _example_files().items() if path.parent.name == PUBLISHED)


@lru_cache(maxsize=64)
def example_assessment(key: str, profile: str = DEFAULT_PROFILE) -> Assessment:
    """An example assessed on the day that its record names."""
    return assess(_example(key), profile)


def worklist(by: Person) -> list[WorklistRow]:
    """The patients of this installation in the order they came, then the examples."""
    return [*list_patients(by), *_example_rows()]


def list_patients(by: Person) -> list[WorklistRow]:
    """The patients of this installation in the order they came."""
    require(by, Action.VIEW_PATIENTS)
    rows = []
    for kept in _store().overview():
        drafted = (kept.draft or {}).get("record", {}).get("patient_id", "")
        key, pseudonym, has_draft = str(kept.id), kept.pseudonym or drafted, kept.draft is not None
        written = in_clinic(kept.updated_at)
        if kept.summary is None:
            rows.append(row_of_draft(key, pseudonym, written))
        else:
            rows.append(row_from_summary(key, pseudonym, "patient", kept.summary, has_draft, written))
    if rows:
        note_view(by, "patients.list")
    return rows


def _example(key: str) -> PatientRecord:
    found = example_records().get(key)
    if found is None:
        raise _nobody()
    return found


def _example_rows() -> list[WorklistRow]:
    published, rows = published_keys(), []
    for key, record in example_records().items():
        summary = summary_of(example_assessment(key), record)
        kind = "published" if key in published else "invented"
        rows.append(row_from_summary(key, record.patient_id, kind, summary, has_draft=False))
    return rows


def unconfirmed(warnings: Sequence[RecordWarning], confirmed: Sequence[str]) -> list[RecordWarning]:
    """The unusual values that nobody has confirmed. Contradictions are shown, and stay open rather than confirmed."""
    return [warning for warning in warnings if is_to_confirm(warning) and warning.code not in confirmed]


def is_to_confirm(warning: RecordWarning) -> bool:
    """Whether a person confirms it (an unusual value) or only sees it."""
    return warning.code.startswith("plausible.")


def _example_files() -> dict[str, Path]:
    records = sorted(path for path in EXAMPLES.rglob("*.yaml") if path.parent.name != "column_maps")
    return {f"{EXAMPLE_KEY}{path.stem.replace('_', '-')}": path for path in records}


def _store() -> PatientStore:
    return PatientStore(storage.database())


def _opened(kept: KeptPatient) -> OpenPatient:
    draft = None
    if kept.draft is not None:
        draft = Draft(PatientRecord.model_validate(kept.draft["record"]), tuple(kept.draft.get("confirmed", ())))
    record = None if kept.record is None else PatientRecord.model_validate(kept.record)
    return OpenPatient(str(kept.id), record, draft, kept.version)


def _plain(record: PatientRecord) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True)


def _id(key: str | None) -> UUID | None:
    if key is None:
        return None
    try:
        return UUID(key)
    except ValueError:
        raise _nobody() from None


def _nobody() -> InputFault:
    return InputFault(
        "There is no patient behind this link in this installation.",
        "The patient may belong to another installation, or the draft was discarded.",
        "Open the patient from the worklist.",
    )
