"""What became of patients a year after an assessment: recorded by a named person, beside what was predicted then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import cast
from uuid import UUID

from eligibility.domain.faults import InputFault
from eligibility.domain.outcome_12m import NOT_USABLE, OUTCOME_TITLES, Outcome12m, OutcomeCode, PredictedAndSeen
from eligibility.domain.people import Person
from eligibility.domain.record import PatientRecord
from eligibility.exchange.registry_file import months_after, window_fault
from eligibility.exchange.registry_out import RegistryRow
from eligibility.exchange.registry_out import registry_csv as csv_of
from eligibility.knowledge.learning_file import Learning, read_learning
from eligibility.services import storage
from eligibility.services.clock import today
from eligibility.services.library import library
from eligibility.services.permissions import Action, require
from eligibility.services.viewing import note_view
from eligibility.store.outcomes import KeptOutcome, NewOutcome, OutcomeStore, Predicted

MAX_NOTE = 500


def learning() -> Learning:
    """What outcomes are held to: the window, and the numbers below which nothing is said."""
    return _learning(library().snapshot)


@lru_cache(maxsize=2)
def _learning(snapshot: str) -> Learning:
    return read_learning(library())


def record_outcome(
    assessment: str,
    outcome: OutcomeCode,
    happened_on: date | None,
    by: Person,
    note: str = "",
    replaces: str | None = None,
) -> Outcome12m:
    """Records what became of the patient of a stored assessment. A correction names the entry that it replaces.

    A response counts only inside the window after the index day; other endings from that day on. Raises Conflict when
    somebody else was first, Forbidden when this person may not.
    """
    require(by, Action.WRITE_OUTCOMES, assessment)
    key, corrected = _id(assessment), None if replaces is None else _id(replaces)
    if outcome not in OUTCOME_TITLES:
        raise InputFault(
            "The outcome is not one of the list.",
            "An outcome that nobody can read cannot be compared with a prediction.",
            f"Use one of: {', '.join(OUTCOME_TITLES)}.",
        )
    note = " ".join(note.split())
    if len(note) > MAX_NOTE:
        raise InputFault(
            f"The note is longer than {MAX_NOTE} characters.",
            "It is read beside the outcome, on one line.",
            "Shorten it.",
        )
    if corrected is not None and not note:
        raise InputFault(
            "A correction says why.",
            "Later readers must be able to tell a slip of the pen from a changed judgement.",
            "Add a note of a few words.",
        )
    store = _store()
    _check_day(outcome, happened_on, store.as_of(key))
    return _entry(store.record(NewOutcome(key, outcome, happened_on, note, corrected), by), replaces)


def outcome_entries(assessment: str, by: Person) -> list[Outcome12m]:
    """Every entry about one assessment, the first recorded first; the last one stands."""
    require(by, Action.VIEW_OUTCOMES, assessment)
    return _chained(_store().entries(_id(assessment)))


def predicted_and_seen(by: Person) -> list[PredictedAndSeen]:
    """Every stored prediction of this installation with the outcome that stands, the earliest index day first.

    The prediction is the stored one; nothing is computed again. `is_first` marks the one assessment of each patient
    that is counted: the earliest with an outcome that tells something, else the earliest.
    """
    require(by, Action.VIEW_OUTCOMES)
    return [seen for _, seen in _all(_store())]


def outcomes_csv(by: Person) -> str:
    """The registry that `python -m model update` reads: every patient with an outcome, once, at that index day."""
    require(by, Action.EXPORT)
    rows = []
    for predicted, seen in _all(_store()):
        if seen.is_first and seen.outcome is not None:
            record = PatientRecord.model_validate(predicted.inputs["record"])
            rows.append(RegistryRow(record, seen.outcome.outcome, seen.outcome.happened_on))
    note_view(by, "outcomes.exported")
    if not rows:
        raise InputFault(
            "No outcome is recorded yet.",
            "A registry holds patients whose outcome at 12 months is known.",
            "Record outcomes on the monitoring page first.",
        )
    return csv_of(rows, library())


def records_with_outcomes(by: Person) -> list[tuple[PredictedAndSeen, PatientRecord]]:
    """The counted assessment of every patient with the record that it was made from."""
    require(by, Action.VIEW_OUTCOMES)
    return [
        (seen, PatientRecord.model_validate(predicted.inputs["record"]))
        for predicted, seen in _all(_store())
        if seen.is_first
    ]


def _check_day(outcome: OutcomeCode, happened_on: date | None, index: date) -> None:
    if happened_on is not None and happened_on > today():
        raise InputFault(
            "The day of the outcome is after today.",
            "What has not happened yet cannot be recorded.",
            "Correct the day.",
        )
    if outcome in NOT_USABLE:
        return
    if happened_on is None:
        raise InputFault(
            "The day of the outcome is missing.",
            "A response counts only if it was judged around 12 months.",
            "Give the day on which it was judged or happened.",
        )
    fault = window_fault(outcome, index, happened_on, learning().window)
    if fault is not None:
        raise fault


def _all(store: OutcomeStore) -> list[tuple[Predicted, PredictedAndSeen]]:
    entries: dict[UUID, list[KeptOutcome]] = {}
    for kept in store.entries():
        entries.setdefault(kept.assessment, []).append(kept)
    standing = {key: _chained(of_one)[-1] for key, of_one in entries.items()}
    predictions = store.predictions()
    counted = _counted(predictions, standing)
    return [
        (predicted, _seen(predicted, standing.get(predicted.assessment), predicted.assessment in counted))
        for predicted in predictions
    ]


def _counted(predictions: Sequence[Predicted], standing: dict[UUID, Outcome12m]) -> set[UUID]:
    """One assessment a patient: an outcome that tells something before one that does not, the earliest first."""
    best: dict[UUID, tuple[int, UUID]] = {}
    for predicted in predictions:
        outcome = standing.get(predicted.assessment)
        rank = 2 if outcome is None else 1 if outcome.outcome in NOT_USABLE else 0
        if predicted.patient not in best or rank < best[predicted.patient][0]:
            best[predicted.patient] = (rank, predicted.assessment)
    return {assessment for _, assessment in best.values()}


def _seen(predicted: Predicted, outcome: Outcome12m | None, is_first: bool) -> PredictedAndSeen:
    prognosis = predicted.prognosis or {}
    window, interval = learning().window, prognosis.get("interval")
    return PredictedAndSeen(
        patient=str(predicted.patient),
        pseudonym=predicted.pseudonym or "",
        assessment=str(predicted.assessment),
        as_of=predicted.as_of,
        due_from=months_after(predicted.as_of, int(window.from_months.number)),
        due_until=months_after(predicted.as_of, int(window.until_months.number)),
        model=prognosis.get("model", "undetermined"),
        setting=prognosis.get("setting", ""),
        model_version=str(predicted.versions.get("model", "")),
        estimate=prognosis.get("estimate"),
        interval=None if interval is None else (interval[0], interval[1]),
        is_first=is_first,
        outcome=outcome,
    )


def _chained(entries: Sequence[KeptOutcome]) -> list[Outcome12m]:
    found: list[Outcome12m] = []
    for kept in sorted(entries, key=lambda entry: entry.number):
        found.append(_entry(kept, found[-1].id if found else None))
    return found


def _entry(kept: KeptOutcome, replaces: str | None) -> Outcome12m:
    return Outcome12m(
        id=str(kept.id),
        assessment=str(kept.assessment),
        outcome=cast(OutcomeCode, kept.outcome),
        happened_on=kept.happened_on,
        note=kept.note,
        replaces=replaces,
        recorded_by=kept.recorded_by,
        recorded_at=kept.recorded_at,
    )


def _store() -> OutcomeStore:
    return OutcomeStore(storage.database())


def _id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise InputFault(
            "There is no stored assessment behind this entry.",
            "An outcome is compared with what was predicted then, so it belongs to an assessment.",
            "Open the monitoring page and choose the assessment there.",
        ) from None
