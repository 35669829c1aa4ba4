"""Patients by trial: the whole worklist held against every registered trial at once.

A trial knows nothing of what blocks a patient here, or of a patient's no: every patient comes with the lane.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eligibility.domain.people import Person
from eligibility.domain.record import PatientRecord
from eligibility.domain.trial import TRIAL_VERDICT_TITLES, Trial
from eligibility.exchange.door import admit
from eligibility.exchange.from_records import table_of
from eligibility.services import library as knowledge
from eligibility.services import patients
from eligibility.services.trials import CohortTrials, trial_rules
from eligibility.services.worklist import LANE_ORDER, WorklistRow

# Lanes in which nothing that is known today stands against going on.
GOING_ON = ("ready", "work_up", "not_assessable")


@dataclass(frozen=True)
class TrialPatients:
    """One trial with the patients of each verdict, in the order of their lanes."""

    trial: Trial
    by_verdict: dict[str, tuple[WorklistRow, ...]]

    @property
    def fitting(self) -> dict[str, list[WorklistRow]]:
        """Those without a failed criterion by lane: who is blocked or declines never stands among the others."""
        found: dict[str, list[WorklistRow]] = {}
        for one in self.by_verdict["no_criterion_failed"]:
            found.setdefault(one.lane, []).append(one)
        return found

    @property
    def can_go_on(self) -> int:
        fitting = self.by_verdict["no_criterion_failed"]
        return sum(one.lane in GOING_ON and not any(one.stops.values()) for one in fitting)


@dataclass(frozen=True)
class PatientsByTrial:
    """Every trial, those first that most patients could go on to; and who could not be read."""

    trials: list[TrialPatients]
    listed: tuple[WorklistRow, ...]
    unreadable: tuple[WorklistRow, ...]


def patients_by_trial(
    by: Person, kinds: Iterable[str] = ("patient", "published", "invented")
) -> PatientsByTrial:
    """Every patient of these kinds with a saved record, matched together."""
    wanted = set(kinds)
    found = [(listed, record) for listed, record in _listed(by) if listed.kind in wanted]
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
    order = sorted(
        trials,
        key=lambda one: (
            -one.can_go_on,
            -len(one.by_verdict["no_criterion_failed"]),
            not one.trial.head.may_enrol,
            one.trial.nct,
        ),
    )
    return PatientsByTrial(order, listed, tuple(one for row, one in enumerate(listed) if faulty[row]))


def _trial(trial: Trial, readable: tuple[tuple[int, WorklistRow], ...], verdict_of: dict[int, str]) -> TrialPatients:
    by_verdict = {
        verdict: tuple(
            sorted(
                (one for row, one in readable if verdict_of[row] == verdict),
                key=lambda one: LANE_ORDER.index(one.lane),
            )
        )
        for verdict in TRIAL_VERDICT_TITLES
    }
    return TrialPatients(trial, by_verdict)


def _listed(by: Person) -> list[tuple[WorklistRow, PatientRecord]]:
    """The saved records of this installation, then the examples, each with its row of the worklist."""
    records = {**dict(patients.saved_records(by)), **patients.example_records()}
    return [(row, records[row.key]) for row in patients.worklist(by) if row.key in records]
