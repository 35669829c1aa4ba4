"""Contributions, batches, averages and intervals: each against a second way of computing the same thing."""

from __future__ import annotations

import numpy as np
import pytest

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from model.cohort_generator import draw_covariates, term_contributions
from model.columns import FIGURES
from model.estimate import for_patient
from model.estimator import FailureClassifier
from model.evaluate import evaluate
from model.features import MODEL_CODES
from model.literature import design
from model.logistic_normal import failure_probability


def columns_of(known, model, drawn):
    """Fully known inputs from covariates."""
    columns = {}
    for term in known.knowledge.models[model].terms.values():
        source, values = known.knowledge.inputs[term.input], drawn[term.input]
        if source.kind == "number":
            columns[term.input] = Interval.known(values)
        elif source.kind == "flag":
            columns[term.input] = Truth((2 * values).astype(np.int8))
        else:
            columns[term.input] = Choice(tuple(source.situations), (1 << values).astype(np.uint32))
    return columns


def unknown_like(known, model, columns, names):
    """The same inputs with these terms' inputs not known."""
    hidden = dict(columns)
    for name in names:
        key = known.knowledge.models[model].terms[name].input
        column = columns[key]
        if isinstance(column, Interval):
            hidden[key] = Interval.unknown(len(column))
        elif isinstance(column, Truth):
            hidden[key] = Truth.unknown(len(column))
        else:
            hidden[key] = Choice.unknown(column.values, len(column))
    return hidden


@pytest.mark.parametrize("model", ["renal", "extrarenal"])
def test_a_complete_patient_has_the_log_odds_of_the_generator(known, model):
    level = known.knowledge.shared.settings["referral"].level(model)
    drawn = draw_covariates(known.knowledge.distributions[level.reference], 400, seed=9)
    answer = evaluate(known.reference(model, "referral"), columns_of(known, model, drawn), 400, 0.9)
    added = term_contributions(known.knowledge, known.knowledge.models[model], drawn)
    wanted = level.intercept.number + sum(added.values())
    np.testing.assert_allclose(answer.log_odds, wanted, atol=1e-9)
    np.testing.assert_allclose(answer.estimate, failure_probability(wanted, 0.8), atol=1e-12)


def test_intercept_and_contributions_sum_to_the_log_odds(patients):
    found = patients.estimate(60, patients.hide(patients.random(1, 60), 2))
    for row in range(60):
        prognosis = for_patient(found, row)
        total = prognosis.intercept
        for part in prognosis.contributions:
            total += part.log_odds
        assert abs(total - found.log_odds[row]) < 1e-9
        assert abs(sum(prognosis.by_domain.values()) + prognosis.intercept - found.log_odds[row]) < 1e-9


def test_one_row_says_what_the_same_row_says_in_a_batch(patients):
    columns = patients.hide(patients.random(3, 300), 4)
    many = patients.estimate(300, columns)
    for row in (0, 1, 150, 299):
        one = patients.estimate(1, {name: column.take(np.array([row])) for name, column in columns.items()})
        for name in FIGURES:
            assert f"{getattr(one, name)[0]:.10g}" == f"{getattr(many, name)[row]:.10g}"


def test_a_cohort_of_several_blocks_is_the_same_as_its_parts(patients, monkeypatch):
    columns = patients.hide(patients.random(5, 100), 6)
    whole = patients.estimate(100, columns)
    monkeypatch.setattr("model.columns.BLOCK", 7)
    parts = patients.estimate(100, columns)
    for name in FIGURES:
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))


@pytest.mark.parametrize("spread", [0.3, 0.8, 1.4, 1.8])
def test_the_probability_is_the_integral_over_the_spread(spread):
    grid = np.linspace(-9, 9, 20001)
    weights = np.exp(-0.5 * grid**2)
    weights /= weights.sum()
    for log_odds in (-4.0, -1.0, 0.0, 0.7, 3.0):
        wanted = (weights / (1 + np.exp(-(log_odds + spread * grid)))).sum()
        assert failure_probability(np.array([log_odds]), spread)[0] == pytest.approx(wanted, abs=2e-4)


@pytest.mark.parametrize("seed", range(6))
def test_the_average_over_what_is_missing_is_that_of_the_reference_cohort(known, seed):
    draw = np.random.default_rng(seed)
    model = "renal" if seed % 2 else "extrarenal"
    level = known.knowledge.shared.settings["referral"].level(model)
    terms = list(known.knowledge.models[model].terms)
    patient = draw_covariates(known.knowledge.distributions[level.reference], 1, seed=100 + seed)
    missing = [name for name in terms if draw.random() < 0.5]
    columns = unknown_like(known, model, columns_of(known, model, patient), missing)
    found = evaluate(known.reference(model, "referral"), columns, 1, 0.9).estimate[0]
    others = draw_covariates(known.knowledge.distributions[level.reference], 20_000, seed=200 + seed)
    outcome = known.knowledge.models[model]
    of_patient = term_contributions(known.knowledge, outcome, patient)
    of_others = term_contributions(known.knowledge, outcome, others)
    log_odds = level.intercept.number + sum(of_others[t] if t in missing else of_patient[t][0] for t in terms)
    wanted = failure_probability(log_odds, known.knowledge.shared.frailty_sd.number).mean()
    assert found == pytest.approx(wanted, abs=0.006)


@pytest.mark.parametrize("model", ["renal", "extrarenal"])
@pytest.mark.parametrize("setting", ["trial_type", "referral"])
def test_the_interval_is_that_of_the_draws(known, model, setting):
    outcome = known.knowledge.models[model]
    level = known.knowledge.shared.settings[setting].level(model)
    drawn = draw_covariates(known.knowledge.distributions[level.reference], 60, seed=31)
    answer = evaluate(known.reference(model, setting), columns_of(known, model, drawn), 60, 0.9)
    classifier = FailureClassifier.from_prior(model, setting, known.knowledge, n_draws=4000)
    low, high = classifier.predict_interval(design(known.knowledge, outcome, drawn), 0.9).T
    np.testing.assert_allclose(answer.low, low, atol=0.03)
    np.testing.assert_allclose(answer.high, high, atol=0.03)


def test_every_model_code_is_used(patients):
    found = patients.estimate(200, patients.random(7, 200))
    assert set(np.unique(found.model)) == set(MODEL_CODES.values())
