"""Patients by trial: the whole worklist held against every registered trial at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eligibility.domain.record import PatientRecord
from eligibility.domain.trial import TRIAL_VERDICT_TITLES, Trial
from eligibility.exchange.door import admit
from eligibility.exchange.from_records import table_of
from eligibility.services import library as knowledge
from eligibility.services import patients
from eligibility.services.trials import CohortTrials, trial_rules


@dataclass(frozen=True)
class ListedPatient:
    """A patient of the worklist. `kind` is patient, published or invented."""

    key: str
    pseudonym: str
    kind: str


@dataclass(frozen=True)
class TrialPatients:
    """One trial with the patients of each verdict."""

    trial: Trial
    by_verdict: dict[str, tuple[ListedPatient, ...]]

    @property
    def fitting(self) -> int:
        return len(self.by_verdict["no_criterion_failed"])


@dataclass(frozen=True)
class PatientsByTrial:
    """Every trial, those with most patients without a failed criterion first; and who could not be read."""

    trials: list[TrialPatients]
    listed: tuple[ListedPatient, ...]
    unreadable: tuple[ListedPatient, ...]


def patients_by_trial(kinds: Iterable[str] = ("patient", "published", "invented")) -> PatientsByTrial:
    """Every patient of these kinds with a saved record, matched together."""
    wanted = set(kinds)
    found = [(listed, record) for listed, record in _listed() if listed.kind in wanted]
    listed = tuple(one for one, _ in found)
    if not found:
        return PatientsByTrial([_trial(trial, (), {}) for trial in trial_rules().trials], (), ())
    admission = admit(table_of([record for _, record in found], knowledge.library()), knowledge.library())
    faulty = admission.is_faulty
    verdicts = CohortTrials(admission.cohort).verdicts
    readable = tuple((row, one) for row, one in enumerate(listed) if not faulty[row])
    trials = [
        _trial(trial, readable, {row: verdicts.verdict(trial.nct, row) for row, _ in readable})
        for trial in trial_rules().trials
    ]
    order = sorted(trials, key=lambda one: (-one.fitting, not one.trial.head.may_enrol, one.trial.nct))
    return PatientsByTrial(order, listed, tuple(one for row, one in enumerate(listed) if faulty[row]))


def _trial(trial: Trial, readable: tuple[tuple[int, ListedPatient], ...], verdict_of: dict[int, str]) -> TrialPatients:
    by_verdict = {
        verdict: tuple(one for row, one in readable if verdict_of[row] == verdict) for verdict in TRIAL_VERDICT_TITLES
    }
    return TrialPatients(trial, by_verdict)


def _listed() -> list[tuple[ListedPatient, PatientRecord]]:
    """The saved records of this installation, then the examples."""
    published = patients.published_keys()
    examples = [
        (ListedPatient(key, record.patient_id, "published" if key in published else "invented"), record)
        for key, record in patients.example_records().items()
    ]
    saved = [(ListedPatient(key, record.patient_id, "patient"), record) for key, record in patients.saved_records()]
    return [*saved, *examples]
