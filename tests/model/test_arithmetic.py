"""Contributions, batches, averages and intervals: each against a second way of computing the same thing."""

from __future__ import annotations

import numpy as np
import pytest

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.knowledge.prognosis_files import MODELS
from model.cohort_generator import draw_covariates
from model.columns import FIGURES
from model.estimate import for_patient
from model.estimator import FailureClassifier
from model.evaluate import evaluate
from model.features import MODEL_CODES
from model.literature import design, literature_prior
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


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("setting", ["trial_type", "referral", "real_world"])
def test_a_complete_patient_has_the_mean_over_the_draws(known, model, setting):
    level = known.knowledge.shared.settings[setting].level(model)
    drawn = draw_covariates(known.knowledge.distributions[level.reference], 400, seed=9)
    rows = design(known.knowledge, known.knowledge.models[model], drawn)
    answer = evaluate(known.reference(model, setting), columns_of(known, model, drawn), 400, 0.9)
    classifier = FailureClassifier.from_prior(model, setting, known.knowledge, n_draws=4000)
    np.testing.assert_allclose(answer.estimate, classifier.predict_proba(rows)[:, 1], atol=0.004)
    low, high = classifier.predict_interval(rows, 0.9).T
    np.testing.assert_allclose(answer.low, low, atol=0.025)
    np.testing.assert_allclose(answer.high, high, atol=0.025)
    assert np.abs(answer.low - low).mean() < 0.006 and np.abs(answer.high - high).mean() < 0.006


@pytest.mark.parametrize("model", MODELS)
def test_log_odds_are_those_of_the_expected_coefficients(known, model):
    prior = literature_prior(known.knowledge, model, "referral")
    drawn = draw_covariates(known.knowledge.distributions["extrarenal" if model == "extrarenal" else "referral"], 50, 9)
    rows = design(known.knowledge, known.knowledge.models[model], drawn)
    answer = evaluate(known.reference(model, "referral"), columns_of(known, model, drawn), 50, 0.9)
    np.testing.assert_allclose(answer.log_odds, prior.intercept + (rows - prior.centre) @ prior.mean, atol=1e-8)


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
    outcome = known.knowledge.models[model]
    level = known.knowledge.shared.settings["referral"].level(model)
    patient = draw_covariates(known.knowledge.distributions[level.reference], 1, seed=100 + seed)
    missing = [name for name in outcome.terms if draw.random() < 0.5]
    columns = unknown_like(known, model, columns_of(known, model, patient), missing)
    found = evaluate(known.reference(model, "referral"), columns, 1, 0.9).estimate[0]
    others = draw_covariates(known.knowledge.distributions[level.reference], 4_000, seed=200 + seed)
    gaps = {outcome.terms[name].input for name in missing}
    completed = {name: values if name in gaps else np.repeat(patient[name], 4_000) for name, values in others.items()}
    classifier = FailureClassifier.from_prior(model, "referral", known.knowledge)
    wanted = classifier.predict_proba(design(known.knowledge, outcome, completed))[:, 1].mean()
    assert found == pytest.approx(wanted, abs=0.01)


def test_every_model_code_is_used(patients):
    found = patients.estimate(200, patients.random(7, 200))
    assert set(np.unique(found.model)) == set(MODEL_CODES.values())
