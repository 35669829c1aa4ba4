"""The laws that hold for every registered trial, on patients nobody chose.

Law 1, unknown is a value; law 2, no trial fits an empty record; law 3, filling a blank may settle an unknown but never
turns a trial that fits into one that does not, or back.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.criteria.blocks import block, blocks
from eligibility.criteria.trials import condition_of, match
from eligibility.domain.choice import Choice
from eligibility.domain.cohort import Cohort
from eligibility.domain.courses import ADHERENCE
from eligibility.domain.interval import Interval
from eligibility.domain.trial import TRIAL_VERDICTS
from eligibility.domain.truth import NO, UNKNOWN, Truth
from eligibility.instruments.reading import Reading
from eligibility.services import library as knowledge
from eligibility.services.trials import trial_rules
from tests.eligibility.criteria.test_laws import SIZE, blank, random_patients, with_blanks


def matched(cohort: Cohort):
    return match(trial_rules(), Reading(cohort, knowledge.instruments()))


def test_no_trial_is_settled_by_an_empty_record():
    found = matched(blank(1))
    assert {nct: found.verdict(nct, 0) for nct in found.codes} == dict.fromkeys(found.codes, "unknown")


def test_no_criterion_of_any_trial_is_settled_by_an_empty_record():
    evaluator = matched(blank(1)).evaluator
    settled = [
        (trial.nct, criterion.id)
        for trial in trial_rules().trials
        for criterion in trial.criteria
        if not evaluator.truth(condition_of(criterion)).is_unknown[0]
    ]
    assert settled == []


def without_contradictions(cohort: Cohort) -> Cohort:
    """A drug that was declined or is contraindicated was not taken, so nothing tells for how long."""
    courses, size = cohort.courses, len(cohort.courses)
    not_taken = courses.outcome.is_in(["declined", "contraindicated"]).is_yes
    courses = replace(
        courses,
        weeks=courses.weeks.where(not_taken, Interval.unknown(size)),
        doses_given=courses.doses_given.where(not_taken, Interval.unknown(size)),
        adherence=courses.adherence.where(not_taken, Choice.unknown(ADHERENCE, size)),
        is_current=courses.is_current.where(not_taken, Truth.constant(size, NO)),
    )
    return replace(cohort, courses=courses)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_filling_blanks_only_ever_settles_a_trial(seed):
    random = np.random.default_rng(seed)
    full = without_contradictions(random_patients(random))
    before, after = matched(with_blanks(full, random)), matched(full)
    for trial in trial_rules().trials:
        for criterion in trial.criteria:
            earlier = before.evaluator.truth(condition_of(criterion)).codes
            later = after.evaluator.truth(condition_of(criterion)).codes
            changed = (earlier != UNKNOWN) & (earlier != later)
            assert not changed.any(), (trial.nct, criterion.id, np.flatnonzero(changed))
        changed = (before.codes[trial.nct] != UNKNOWN) & (before.codes[trial.nct] != after.codes[trial.nct])
        assert not changed.any(), trial.nct


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_one_patient_is_matched_alone_as_in_a_crowd(seed):
    cohort = random_patients(np.random.default_rng(seed))
    crowd, row = matched(cohort), seed % SIZE
    alone, in_block = matched(cohort.take(np.array([row]))), matched(block(cohort, row // 2, row + 1))
    for nct in crowd.codes:
        assert alone.verdict(nct, 0) == crowd.verdict(nct, row) == in_block.verdict(nct, row - row // 2), nct


def test_blocks_together_are_the_cohort():
    cohort = random_patients(np.random.default_rng(7))
    whole, parts = matched(cohort), [matched(part) for part in blocks(cohort, 48)]
    assert len(parts) == -(-SIZE // 48)
    for nct, codes in whole.codes.items():
        assert np.array_equal(codes, np.concatenate([part.codes[nct] for part in parts])), nct


def test_a_trial_is_as_far_from_fitting_as_its_worst_criterion():
    found = matched(random_patients(np.random.default_rng(11)))
    for trial in trial_rules().trials:
        if not trial.head.is_read:
            assert (found.codes[trial.nct] == UNKNOWN).all()
            continue
        every = np.array([found.evaluator.truth(condition_of(c)).codes for c in trial.criteria])
        assert np.array_equal(found.codes[trial.nct], every.min(axis=0)), trial.nct


def test_random_patients_reach_every_verdict_so_that_these_laws_say_something():
    found = matched(random_patients(np.random.default_rng(3)))
    reached = {code for codes in found.codes.values() for code in np.unique(codes).tolist()}
    assert {TRIAL_VERDICTS[code] for code in reached} >= {"does_not_fit", "unknown"}
    evaluator = found.evaluator
    answers = {
        int(code)
        for trial in trial_rules().trials
        for criterion in trial.criteria
        for code in np.unique(evaluator.truth(condition_of(criterion)).codes)
    }
    assert answers == {0, 1, 2}


@pytest.mark.parametrize("word", ["if", "and"])
def test_a_trials_truth_refuses_to_be_a_plain_yes_or_no(word):
    trial = next(trial for trial in trial_rules().trials if trial.head.is_read)
    truth = matched(blank(1)).evaluator.truth(condition_of(trial.criteria[0]))
    with pytest.raises(TypeError):
        bool(truth)
