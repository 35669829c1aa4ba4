"""Two people wrote the same patient: what is stored now beside what this person tried to keep, and both together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eligibility.domain.people import Person
from eligibility.domain.record import PatientRecord
from eligibility.services import records, storage
from eligibility.services.clock import in_clinic
from eligibility.services.permissions import Action, require
from eligibility.store.patients import PatientStore


@dataclass(frozen=True)
class Answer:
    """One answer as it was read; `on` is None for one asserted current."""

    value: str
    unit: str | None = None
    on: str | None = None


@dataclass(frozen=True)
class Difference:
    """One answer that differs; None is not known. Only where both people changed it (`is_contested`) one gives way."""

    label: str
    stored: Answer | None
    yours: Answer | None
    is_contested: bool


@dataclass(frozen=True)
class StoredNow:
    """The patient as somebody else left it, beside what this person has on the screen."""

    record: PatientRecord
    version: int
    changed_by: str
    changed_at: datetime
    differences: list[Difference]


def stored_beside(key: str, base: PatientRecord | None, yours: PatientRecord, by: Person) -> StoredNow:
    """What is stored now, and every answer in which it differs from yours. `base` is what you began from."""
    require(by, Action.VIEW_PATIENTS, key)
    kept = PatientStore(storage.database()).get(UUID(key))
    content = kept.record if kept.draft is None else kept.draft["record"]
    stored = PatientRecord.model_validate(content)
    began, theirs, mine = ({} if each is None else _answers(each) for each in (base, stored, yours))
    differences = [
        Difference(
            label,
            theirs.get(label),
            mine.get(label),
            is_contested=base is None or began.get(label) not in (theirs.get(label), mine.get(label)),
        )
        for label in dict.fromkeys([*mine, *theirs])
        if theirs.get(label) != mine.get(label)
    ]
    return StoredNow(stored, kept.version, kept.updated_by, in_clinic(kept.updated_at), differences)


def put_on_top(base: PatientRecord | None, stored: PatientRecord, yours: PatientRecord) -> PatientRecord:
    """Your changes since you began, on top of what is stored now: nothing of theirs is lost but what you both changed.

    Treatment courses count as one answer, because their order carries meaning.
    """
    if base is None:
        return yours.model_copy(deep=True)
    made = stored.model_copy(deep=True)
    for name in ("patient_id", "as_of", "treatments"):
        if getattr(yours, name) != getattr(base, name):
            setattr(made, name, getattr(yours, name))
    for fact in {*yours.facts, *base.facts}:
        if _fact(yours, fact) == _fact(base, fact):
            continue
        if fact in yours.facts:
            made.facts[fact] = yours.facts[fact]
        else:
            made.facts.pop(fact, None)
    return made.model_copy(deep=True)


def _fact(record: PatientRecord, fact: str) -> Any:
    return record.facts.get(fact)


def _answers(record: PatientRecord) -> dict[str, Answer]:
    """Every answer by what it is called."""
    said = {"As of": Answer(record.as_of.isoformat())}
    if record.patient_id:
        said["Pseudonym"] = Answer(record.patient_id)
    return said | {entry.label: Answer(entry.value, entry.unit, entry.on) for entry in records.check(record).read_back}
