"""Registered trials for a patient or a cohort: a verdict each, why, and what is left to check by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from eligibility.criteria.trial_explain import TrialExplainer
from eligibility.criteria.trials import TrialRules, TrialVerdicts, match
from eligibility.domain.cohort import Cohort
from eligibility.domain.finding import Finding
from eligibility.domain.record import PatientRecord
from eligibility.domain.rounding import rounded
from eligibility.domain.trial import TRIAL_VERDICT_TITLES, TRIAL_VERDICTS, Trial, TrialMatch
from eligibility.instruments.reading import Reading
from eligibility.knowledge.trial_files import TrialShelf, read_trials
from eligibility.services import library as knowledge
from eligibility.services.records import to_cohort

ORDER = {verdict: place for place, verdict in enumerate(TRIAL_VERDICT_TITLES)}
CAUTIONS = {
    "medium": "Read from a summary, an abstract or a plain-language text, or given its number by title: check the "
    "registry.",
    "low": "Only press was found; its criteria were not read.",
    "index_only": "Its criteria were not read; the registry's index alone was seen.",
}
MOST_NAMED = 2


@lru_cache(maxsize=1)
def shelf() -> TrialShelf:
    """Every trial, checked, with the library that its citations are looked up in."""
    return read_trials(knowledge.library())


@lru_cache(maxsize=1)
def trial_rules() -> TrialRules:
    """Every trial's criteria, ready to be held against a cohort."""
    rules = TrialRules(shelf().trials, knowledge.library().drugs)
    assert len(rules.shared) or not rules.criteria
    return rules


def match_trials(record: PatientRecord, as_of: date | None = None) -> list[TrialMatch]:
    """Every registered trial held against one patient, those without a failed criterion first."""
    return CohortTrials(to_cohort(record, as_of)).matches(0)


def count_trials(record: PatientRecord, as_of: date | None = None) -> dict[str, int]:
    """How many registered trials say what of one patient, without the reasons."""
    verdicts = CohortTrials(to_cohort(record, as_of)).verdicts
    said = [verdicts.verdict(trial.nct, 0) for trial in trial_rules().trials]
    return {verdict: said.count(verdict) for verdict in TRIAL_VERDICT_TITLES}


def trials_as_data(matches: Iterable[TrialMatch]) -> list[dict[str, Any]]:
    """The matches as every surface writes them."""
    return [rounded(found.model_dump(mode="json")) for found in matches]


@dataclass(frozen=True)
class CohortTrials:
    """A cohort held against every trial. A reading that was made already is used again."""

    cohort: Cohort
    made: Reading | None = None

    @cached_property
    def verdicts(self) -> TrialVerdicts:
        return match(trial_rules(), self.made or Reading(self.cohort, knowledge.instruments()))

    def matches(self, row: int) -> list[TrialMatch]:
        """Every trial with its findings about one patient: no criterion failed, cannot tell, does not fit.

        Within a verdict those that may still enrol stand first, then those of which most is modelled.
        """
        explain = TrialExplainer(self.verdicts.evaluator, shelf().library, row)
        found = [self._match(trial, explain, row) for trial in trial_rules().trials]
        return sorted(found, key=lambda one: (ORDER[one.verdict], not one.may_enrol, -one.modelled, one.nct))

    def table(self, blank: np.ndarray) -> dict[str, pa.Array]:
        """Flat columns of the batch run: how many trials stand how, then one column a trial; nothing in blank rows."""
        codes = self.verdicts.codes
        every = np.array(list(codes.values()))
        columns = {
            f"trials_{verdict}": pa.array(
                np.sum(every == TRIAL_VERDICTS.index(verdict), axis=0, dtype=np.int16), mask=blank
            )
            for verdict in ORDER
        }
        words = pa.array(TRIAL_VERDICTS)
        for nct, column in codes.items():
            told = pa.DictionaryArray.from_arrays(pa.array(np.ascontiguousarray(column), mask=blank), words)
            columns[f"trial_{nct.lower()}"] = told.cast(pa.string())
        return columns

    def _match(self, trial: Trial, explain: TrialExplainer, row: int) -> TrialMatch:
        findings = [explain.finding(criterion) for criterion in trial.criteria]
        verdict = self.verdicts.verdict(trial.nct, row)
        return TrialMatch.model_validate(
            {
                **trial.head.model_dump(),
                "verdict": verdict,
                "modelled": len(findings),
                "to_check": len(trial.not_modelled),
                "reason": reason(verdict, findings, len(trial.not_modelled), trial.head.is_read),
                "caution": CAUTIONS.get(trial.head.confidence),
                "not_modelled": trial.not_modelled,
                "link": trial.link,
                "findings": findings,
                "notes": {criterion.id: criterion.note for criterion in trial.criteria if criterion.note},
            }
        )


def reason(verdict: str, findings: list[Finding], to_check: int, is_read: bool) -> str:
    """One sentence: on how many criteria the verdict rests, and what speaks against or is open."""
    if not is_read:
        return "Its criteria were not read, so nobody can tell."
    if verdict == "no_criterion_failed":
        return f"No criterion failed on {len(findings)} modelled criteria; {to_check} more to check by hand."
    wanted = "no" if verdict == "does_not_fit" else "unknown"
    named = [finding.statement for finding in findings if finding.verdict == wanted]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    lead = "Not met" if verdict == "does_not_fit" else f"{len(named)} of {len(findings)} criteria open"
    return f"{lead}: {'; '.join(named[:MOST_NAMED])}{more}."
