"""Assess patients: criteria and estimate side by side, with the versions that said so. Neither sees the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from eligibility.criteria.adherence import adherence_view
from eligibility.criteria.class_counts import class_counts
from eligibility.criteria.deciding import deciding_facts, relevant_facts, try_answers
from eligibility.criteria.explain import Explainer
from eligibility.criteria.lanes import POSSIBLE, Verdicts, gate, judge
from eligibility.criteria.paths import cheapest_paths, nearest_change
from eligibility.criteria.planner import plan
from eligibility.criteria.renal_standards import renal_standards
from eligibility.criteria.treatment_labels import treatment_labels
from eligibility.criteria.waivers import check_waivers, with_waiver
from eligibility.criteria.words import Evaluator
from eligibility.domain.assessment import LANE_TITLES, LANES, Assessment
from eligibility.domain.cohort import Cohort
from eligibility.domain.condition import Criterion, Profile
from eligibility.domain.finding import GradedFinding
from eligibility.domain.record import PatientRecord
from eligibility.domain.truth import WORDS
from eligibility.domain.waiver import Waiver
from eligibility.instruments.reading import Reading
from eligibility.services import library as knowledge
from eligibility.services.harms import harms
from eligibility.services.instrument_results import instrument_results
from eligibility.services.records import to_cohort
from eligibility.services.trials import CohortTrials, trials_as_data
from eligibility.services.wording import headline, reason, tier
from model import estimate as prognosis

APP_VERSION = "0.1.0"


def assess(
    record: PatientRecord,
    profile: str = knowledge.DEFAULT_PROFILE,
    as_of: date | None = None,
    setting: str | None = None,
    waivers: Sequence[Waiver] = (),
    trials: bool = False,
) -> Assessment:
    """Everything the product says about one patient on one day. Raises InputFault for a record that cannot be read.

    A gate waived by a named person counts as a caution; its own verdict stays beside the waiver. With `trials` every
    registered trial is held against the record as well.
    """
    cohort = to_cohort(record, as_of)
    day = cohort.as_of[0].astype("datetime64[D]").astype(object)
    check_waivers(waivers, knowledge.profile(profile), day)
    warnings = [warning.what for warning in cohort.warnings_of(0)]
    found = CohortAssessment(cohort, knowledge.profile(profile), setting, tuple(waivers))
    made = found.assessment(0, warnings, is_example=record.is_example, is_synthetic=record.is_synthetic)
    return made.model_copy(update={"trials": found.trials_of(0)}) if trials else made


def assess_cohort(
    cohort: Cohort, profile: str = knowledge.DEFAULT_PROFILE, setting: str | None = None
) -> CohortAssessment:
    """The same for many patients, as columns; single assessments are drawn from it by row."""
    return CohortAssessment(cohort, knowledge.profile(profile), setting)


@dataclass(frozen=True)
class CohortAssessment:
    """A cohort held against one profile, with the estimate beside it. Everything is computed once, on demand."""

    cohort: Cohort
    profile: Profile
    setting: str | None = None
    waivers: tuple[Waiver, ...] = ()

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.cohort, knowledge.instruments())

    @cached_property
    def evaluator(self) -> Evaluator:
        return Evaluator(self.reading, self.profile, knowledge.library().drugs, self._waived)

    @property
    def _waived(self) -> frozenset[str]:
        return frozenset(waiver.criterion for waiver in self.waivers)

    @cached_property
    def verdicts(self) -> Verdicts:
        return judge(self.evaluator)

    @cached_property
    def estimate(self) -> Any:
        return prognosis.estimate(self.reading, self.setting)

    @cached_property
    def trials(self) -> CohortTrials:
        return CohortTrials(self.cohort, self.reading)

    def trials_of(self, row: int) -> list[dict[str, Any]]:
        """One patient's trials, as an assessment carries them."""
        return trials_as_data(self.trials.matches(row))

    def assessment(
        self, row: int, warnings: list[str] | None = None, is_example: bool = False, is_synthetic: bool = False
    ) -> Assessment:
        """One patient's findings, reasons, missing answers, planner and estimate."""
        library, verdicts = knowledge.library(), self.verdicts
        explain = Explainer(self.evaluator, library, row)
        explain_fresh = Explainer(self.evaluator.fresh, library, row)
        safety = [explain_fresh.graded(c, verdicts.safety[c.id], "safety") for c in self.profile.safety]
        gates = [self._gate(explain, c) for c in self.profile.gates]
        grounds = {c.id: explain.graded(c, verdicts.grounds[c.id], "grounds") for c in self.profile.grounds}
        readiness = [explain_fresh.finding(c) for c in self.profile.readiness]
        lane = verdicts.lane_of(row)
        until = _latest(safety) if lane == "deferred" else None
        results, notes = instrument_results(self.reading, row)
        estimate = prognosis.for_patient(self.estimate, row)
        relevant = relevant_facts(self.evaluator, verdicts, library, row)
        tried = try_answers(self.evaluator, library, relevant, row, self._evaluate)
        named = [*gates, *grounds.values(), *safety, *readiness, *results.values(), estimate]
        missing = {fact for part in named for fact in part.missing}
        return Assessment(
            patient_id=str(self.cohort.patient_ids[row]),
            as_of=self.cohort.as_of[row].astype("datetime64[D]").astype(object),
            profile=self.profile.id,
            is_example=is_example,
            is_synthetic=is_synthetic,
            headline=headline(lane, verdicts.grounds_grade, row, until),
            reason=reason(lane, gates, grounds, safety, readiness),
            tier=tier(verdicts.grounds_grade, row),
            urgent=[f for c in self.profile.urgent if (f := explain.finding(c)).verdict == "yes"],
            lane=lane,
            lane_title=LANE_TITLES[lane],
            possible_lanes=verdicts.possible_of(row),
            deferred_until=until,
            gates=gates,
            grounds=grounds,
            safety=safety,
            readiness=readiness,
            planner=plan(self.evaluator.fresh, library, safety, row),
            deciding_facts=deciding_facts(verdicts, relevant, tried, row),
            paths=cheapest_paths(self.evaluator, verdicts, library, row, tried),
            nearest_change=nearest_change(self.evaluator, verdicts, library, row, self._evaluate),
            prognosis=estimate,
            harms=list(harms()),
            instruments=results,
            treatments=treatment_labels(self.evaluator, library, row),
            class_counts=class_counts(self.evaluator, row),
            adherence=adherence_view(self.evaluator, library, row),
            renal_standards=renal_standards(self.evaluator, library, row),
            waivers=list(self.waivers),
            warnings=[*(warnings or []), *notes],
            labels={fact: library.facts[fact].label for fact in sorted(missing) if fact in library.facts}
            | {"treatments": "Treatment courses"},
            versions=self.versions,
        )

    def _gate(self, explain: Explainer, criterion: Criterion) -> GradedFinding:
        grade = self.verdicts.gates[criterion.id]
        finding = explain.graded(criterion, grade, "gates")
        waiver = next((waiver for waiver in self.waivers if waiver.criterion == criterion.id), None)
        if waiver is None:
            return finding
        own = explain.graded(criterion, gate(criterion, self.evaluator), "gates")
        return with_waiver(finding, own, waiver)

    def _evaluate(self, cohort: Cohort) -> Evaluator:
        return Evaluator(Reading(cohort, self.reading.instruments), self.profile, self.evaluator.drugs, self._waived)

    @property
    def versions(self) -> dict[str, Any]:
        """What said this: knowledge snapshot by hash, profile by name and hash, model, and app."""
        return {
            "app": APP_VERSION,
            "knowledge": knowledge.library().snapshot,
            "profile": {"name": self.profile.id, "version": self.profile.version, "hash": self.profile.hash},
            "model": prognosis.version_in_use(knowledge.library()),
            "schema": 1,
        }

    def table(self) -> dict[str, np.ndarray]:
        """The flat columns of the batch run: one row a patient, one column a verdict."""
        verdicts, words = self.verdicts, np.array(WORDS, dtype=object)
        columns: dict[str, np.ndarray] = {
            "patient_id": self.cohort.patient_ids,
            "as_of": self.cohort.as_of,
            "profile": np.full(self.cohort.size, self.profile.id, dtype=object),
            "lane": np.array(LANES, dtype=object)[verdicts.lane],
            "possible_lanes": _possible_words(verdicts),
            "urgent": _urgent_words(verdicts),
            "merit": words[verdicts.merit.codes],
            "ready": words[verdicts.is_ready.codes],
        }
        for group in ("gates", "grounds", "safety"):
            for key, grade in getattr(verdicts, group).items():
                columns[f"{group.removesuffix('s') if group != 'safety' else group}_{key}"] = _grade_words(grade)
        for key, truth in verdicts.readiness.items():
            columns[f"readiness_{key}"] = words[truth.codes]
        columns |= prognosis.table(self.estimate)
        columns["knowledge"] = np.full(self.cohort.size, knowledge.library().snapshot[:12], dtype=object)
        columns["profile_hash"] = np.full(self.cohort.size, self.profile.hash[:12], dtype=object)
        return columns


def _grade_words(grade: Any) -> np.ndarray:
    """The grade where it is settled, else the span still possible ("caution..yes")."""
    scale = grade.scale
    table = np.array([[lo if lo == hi else f"{lo}..{hi}" for hi in scale] for lo in scale], dtype=object)
    return table[grade.lo, grade.hi]


def _possible_words(verdicts: Verdicts) -> np.ndarray:
    table = np.array(
        ["|".join(lane for i, lane in enumerate(POSSIBLE) if mask >> i & 1) for mask in range(1 << len(POSSIBLE))],
        dtype=object,
    )
    return table[verdicts.possible]


def _urgent_words(verdicts: Verdicts) -> np.ndarray:
    masks = [(key, truth.is_yes) for key, truth in verdicts.urgent.items()]
    out = np.full(len(verdicts.lane), "", dtype=object)
    for row in np.flatnonzero(np.logical_or.reduce([mask for _, mask in masks])):
        out[row] = "|".join(key for key, mask in masks if mask[row])
    return out


def _latest(safety: list[GradedFinding]) -> date | None:
    """The last day on which a dated deferral ends; None while any deferral has no date."""
    deferring = [item for item in safety if item.possible and item.possible[0] == "defer"]
    days = [item.until for item in deferring]
    return None if not days or None in days else max(day for day in days if day is not None)
