"""Every registered trial held against every patient of a cohort.

A trial does not fit where one of its criteria is surely failed. It is `no_criterion_failed` only where every modelled
criterion is met; otherwise nobody can tell yet. A trial whose criteria were not read is always unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from eligibility.criteria.trial_words import SharedConditions, TrialEvaluator, least
from eligibility.domain.cited import Drug
from eligibility.domain.condition import Condition, Criterion
from eligibility.domain.trial import TRIAL_VERDICTS, Trial
from eligibility.domain.truth import UNKNOWN
from eligibility.instruments.reading import Reading


@dataclass(frozen=True)
class TrialRules:
    """The trials with their conditions numbered once, so that what several trials ask is evaluated once. Immutable."""

    trials: tuple[Trial, ...]
    drugs: dict[str, Drug] = field(repr=False)

    @cached_property
    def shared(self) -> SharedConditions:
        return SharedConditions(condition_of(criterion) for trial in self.trials for criterion in trial.criteria)

    @property
    def criteria(self) -> int:
        """How many criteria are modelled, over all trials."""
        return sum(len(trial.criteria) for trial in self.trials)


@dataclass(frozen=True)
class TrialVerdicts:
    """One column of codes a trial: 0 does not fit, 1 unknown, 2 no criterion failed (`TRIAL_VERDICTS`)."""

    rules: TrialRules
    codes: dict[str, np.ndarray]
    evaluator: TrialEvaluator = field(repr=False)

    def verdict(self, nct: str, row: int) -> str:
        return TRIAL_VERDICTS[self.codes[nct][row]]


def match(rules: TrialRules, reading: Reading) -> TrialVerdicts:
    """All verdicts of a cohort. Results past their staleness limit are unknown: a trial asks for today's."""
    evaluator = TrialEvaluator(reading.fresh, rules.drugs, rules.shared)
    codes = {trial.nct: _codes(trial, evaluator) for trial in rules.trials}
    return TrialVerdicts(rules, codes, evaluator)


def condition_of(criterion: Criterion) -> Condition:
    """The condition that must hold for the criterion to be met."""
    return criterion.rungs[-1][1]


def _codes(trial: Trial, evaluator: TrialEvaluator) -> np.ndarray:
    if not trial.head.is_read:
        return np.broadcast_to(np.int8(UNKNOWN), (evaluator.size,))
    return least([evaluator.truth(condition_of(criterion)) for criterion in trial.criteria]).codes
