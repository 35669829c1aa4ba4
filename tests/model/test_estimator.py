"""The classifier: at home in scikit-learn, right where a sign cuts the posterior off, never better than it may be."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import SkipTestWarning
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.utils.estimator_checks import check_estimator

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from model.estimator import FailureClassifier
from model.evaluate import evaluate
from model.literature import KINDS, level_of, literature_prior
from model.logistic_normal import failure_probability
from model.posterior_sampling import as_effects
from model.prior import Prior
from model.reference import build_reference
from model.synthetic import synthetic_patients

SETTINGS = ("trial_type", "referral", "real_world")


def test_it_passes_the_checks_of_scikit_learn():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkipTestWarning)
        check_estimator(FailureClassifier(n_draws=150))


def tiny_prior(**changes) -> Prior:
    """One coefficient that cannot be negative, beside an intercept."""
    values = {
        "names": ("x",),
        "centre": np.zeros(1),
        "location": np.array([0.2]),
        "sd": np.array([0.6]),
        "sign": np.array([1]),
        "shares_slope": np.array([True]),
        "intercept": -0.5,
        "intercept_sd": 0.8,
        "frailty_sd": 0.8,
    }
    return Prior(**(values | changes))


def on_a_grid(prior: Prior, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means and standard deviations of intercept and coefficient by adding up a fine grid of all three unknowns."""
    intercepts = np.linspace(prior.intercept - 4, prior.intercept + 4, 161)
    before = np.linspace(0.0 if prior.sign[0] == 1 else -4.0, 4.0, 201)
    slopes = np.linspace(-4, 4, 41) * prior.log_slope_sd if prior.log_slope_sd else np.zeros(1)
    a, b, s = np.meshgrid(intercepts, before, slopes, indexing="ij")
    density = -0.5 * ((a - prior.intercept) / prior.intercept_sd) ** 2
    density += -0.5 * ((b - prior.location[0]) / prior.sd[0]) ** 2
    if prior.log_slope_sd:
        density += -0.5 * (s / prior.log_slope_sd) ** 2
    beta = b * np.exp(s)
    for x, failed in zip(X[:, 0], y, strict=True):
        density += np.log(failure_probability((a + beta * x) * (1 if failed else -1), prior.frailty_sd))
    weight = np.exp(density - density.max())
    weight /= weight.sum()
    means = np.array([(weight * a).sum(), (weight * beta).sum()])
    spreads = np.array([(weight * (a - means[0]) ** 2).sum(), (weight * (beta - means[1]) ** 2).sum()])
    return means, np.sqrt(spreads)


X_FEW = np.array([[-1.5], [-1.0], [-0.5], [0.0], [0.3], [0.8], [1.2], [2.0]])


@pytest.mark.parametrize(
    ("outcomes", "changes"),
    [
        ([0, 0, 0, 1, 0, 1, 1, 1], {}),
        # The rows contradict the sign: the posterior piles up at nought.
        ([1, 1, 1, 1, 0, 0, 0, 0], {}),
        ([1, 1, 1, 1, 0, 0, 0, 0], {"sign": np.array([0])}),
        ([0, 0, 0, 1, 0, 1, 1, 1], {"log_slope_sd": 0.4}),
        ([1, 1, 0, 1, 0, 1, 0, 0], {"log_slope_sd": 0.4, "location": np.array([0.8])}),
    ],
)
def test_the_draws_are_those_of_the_posterior_added_up_on_a_grid(outcomes, changes):
    prior, y = tiny_prior(**changes), np.array(outcomes)
    means, spreads = on_a_grid(prior, X_FEW, y)
    draws = FailureClassifier(prior=prior, n_draws=8000, random_state=3).fit(X_FEW, y).draws_
    np.testing.assert_allclose(draws.mean(axis=0), means, atol=0.06 * spreads.max())
    np.testing.assert_allclose(draws.std(axis=0), spreads, rtol=0.08)
    if prior.sign[0]:
        assert (draws[:, 1] >= 0).all()


def test_what_rows_may_not_move_keeps_its_prior(known):
    prior = literature_prior(known.knowledge, "renal", "referral")
    made = synthetic_patients(known.knowledge, "renal", "referral", 150, seed=5, intercept=-3.0)
    before = FailureClassifier(prior=prior).as_prior()
    only = FailureClassifier(prior=prior, move="intercept").fit(made.rows, made.failed.astype(int))
    both = FailureClassifier(prior=prior, move="slope").fit(made.rows, made.failed.astype(int))
    np.testing.assert_allclose(only.coef_, before.coef_, rtol=0.05)
    assert only.intercept_ < before.intercept_ - 0.5
    assert only.draws_[:, 0].std() < before.draws_[:, 0].std()
    shares = both.coef_ / prior.mean
    assert shares.std() < 0.05 and both.intercept_ < before.intercept_ - 0.5
    with pytest.raises(ValueError, match="move is one of"):
        FailureClassifier(prior=prior, move="everything").fit(made.rows, made.failed.astype(int))


@pytest.mark.parametrize("kind", KINDS)
def test_the_prior_draws_have_the_moments_of_the_prior_and_keep_every_sign(known, kind):
    classifier = FailureClassifier.from_prior(kind, "referral", known.knowledge, n_draws=4000)
    mean, covariance = classifier.prior.moments()
    spread = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose(classifier.draws_.mean(axis=0), mean, atol=0.05 * spread.max())
    np.testing.assert_allclose(classifier.draws_.std(axis=0), spread, rtol=0.06)
    signed = classifier.prior.sign != 0
    assert (classifier.draws_[:, 1:][:, signed] * classifier.prior.sign[signed] >= 0).all()
    free = [name for name, sign in zip(classifier.columns_, classifier.prior.sign, strict=True) if sign == 0]
    assert free == ["male.present"]


def test_the_same_seed_gives_the_same_draws_and_another_does_not(known):
    made = synthetic_patients(known.knowledge, "extrarenal", "referral", 80, seed=5)
    prior = literature_prior(known.knowledge, "extrarenal", "referral")
    one, two, other = (
        FailureClassifier(prior=prior, n_draws=200, random_state=seed).fit(made.rows, made.failed.astype(int)).draws_
        for seed in (1, 1, 2)
    )
    assert (one == two).all() and (one != other).any()


def test_contributions_and_intercept_sum_to_the_log_odds(known):
    made = synthetic_patients(known.knowledge, "renal", "referral", 300, seed=5)
    classifier = FailureClassifier.from_prior("renal", "referral", known.knowledge)
    total = classifier.intercept_ + classifier.contributions(made.rows).sum(axis=1)
    np.testing.assert_allclose(total, classifier.log_odds(made.rows), atol=1e-9)


def test_a_table_is_read_by_the_names_of_its_columns(known):
    classifier = FailureClassifier.from_prior("renal", "referral", known.knowledge, n_draws=50)
    made = synthetic_patients(known.knowledge, "renal", "referral", 20, seed=5)
    table = pd.DataFrame(made.rows, columns=list(classifier.columns_))
    shuffled = table[sorted(table.columns)]
    np.testing.assert_array_equal(classifier.predict_proba(shuffled), classifier.predict_proba(made.rows))


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_on_fresh_synthetic_patients_it_reaches_the_ceiling_and_does_not_pass_it(known, kind, setting):
    """A property of the generator and the machinery; nothing here is evidence about patients."""
    made = synthetic_patients(known.knowledge, kind, setting, 20_000, seed=99)
    chance = FailureClassifier.from_prior(kind, setting, known.knowledge, n_draws=200).predict_proba(made.rows)[:, 1]
    found, ceiling = roc_auc_score(made.failed, chance), roc_auc_score(made.failed, made.log_odds)
    sampling_error = 0.004
    assert ceiling - 0.01 <= found <= ceiling + sampling_error
    assert found < 0.80 or kind == "landmark"


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_calibration_slope_of_the_prior_is_one_on_fresh_synthetic_patients(known, kind, setting):
    made = synthetic_patients(known.knowledge, kind, setting, 8_000, seed=98)
    chance = FailureClassifier.from_prior(kind, setting, known.knowledge, n_draws=500).predict_proba(made.rows)[:, 1]
    expected = failure_probability(made.log_odds, known.knowledge.shared.frailty_sd.number)
    assert 0.95 <= calibration_slope(chance, expected) <= 1.05
    assert abs(chance.mean() - expected.mean()) < 0.015


def calibration_slope(said: np.ndarray, expected: np.ndarray) -> float:
    """Logistic regression of the true chances on the log odds said, by Newton's method."""
    rows = np.stack([np.ones_like(said), np.log(said / (1 - said))])
    weights = np.array([0.0, 1.0])
    for _ in range(25):
        fitted = 1 / (1 + np.exp(-(weights @ rows)))
        weights += np.linalg.solve((rows * fitted * (1 - fitted)) @ rows.T, rows @ (expected - fitted))
    return float(weights[1])


def test_rows_of_another_centre_improve_on_the_literature(known):
    """With a level and a slope of its own; loss on fresh synthetic patients of the same centre."""
    knowledge, prior = known.knowledge, literature_prior(known.knowledge, "renal", "referral")
    truth = {"intercept": -3.2, "coefficients": 0.7 * prior.location}
    learn = synthetic_patients(knowledge, "renal", "referral", 300, seed=11, **truth)
    fresh = synthetic_patients(knowledge, "renal", "referral", 8000, seed=12, **truth)
    before = FailureClassifier(prior=prior).as_prior().predict_proba(fresh.rows)[:, 1]
    after = FailureClassifier(prior=prior).fit(learn.rows, learn.failed.astype(int)).predict_proba(fresh.rows)[:, 1]
    assert log_loss(fresh.failed, after) < log_loss(fresh.failed, before) - 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_a_worse_value_of_a_signed_column_never_lowers_any_draw(known, kind):
    classifier = FailureClassifier.from_prior(kind, "referral", known.knowledge, n_draws=200)
    made = synthetic_patients(known.knowledge, kind, "referral", 100, seed=13)
    before = classifier.draws_of(made.rows)
    for column, sign in enumerate(classifier.prior.sign):
        if sign:
            worse = made.rows.copy()
            worse[:, column] += sign * 1.0
            assert (classifier.draws_of(worse) >= before - 1e-12).all()


def test_nine_in_ten_intervals_hold_nine_in_ten_of_the_true_coefficients(known):
    """Truths drawn from the prior, rows drawn from each truth: the posterior is as sure as it may be, and no surer."""
    prior, stream = literature_prior(known.knowledge, "extrarenal", "referral"), np.random.default_rng(31)
    held = []
    for index, truth in enumerate(as_effects(prior.draw(40, stream), prior)):
        given = {"intercept": float(truth[0] - truth[1:] @ prior.centre), "coefficients": truth[1:]}
        made = synthetic_patients(known.knowledge, "extrarenal", "referral", 80, seed=700 + index, **given)
        fitted = FailureClassifier(prior=prior, n_draws=400, random_state=index).fit(made.rows, made.failed.astype(int))
        low, high = np.quantile(fitted.draws_, [0.05, 0.95], axis=0)
        held.append((low <= truth) & (truth <= high))
    assert 0.86 <= np.mean(held) <= 0.94


@pytest.mark.parametrize("kind", ["renal", "extrarenal"])
def test_what_rows_taught_reaches_the_columns_as_the_draws_have_it(known, kind):
    """The covariance of a fitted model is no longer one common factor; estimates must still be those of its draws."""
    knowledge, prior = known.knowledge, literature_prior(known.knowledge, kind, "referral")
    learn = synthetic_patients(knowledge, kind, "referral", 400, seed=21, intercept=-2.5)
    fresh = synthetic_patients(knowledge, kind, "referral", 200, seed=22)
    fitted = FailureClassifier(prior=prior, n_draws=4000).fit(learn.rows, learn.failed.astype(int))
    reference = build_reference(
        knowledge.inputs,
        knowledge.models[kind],
        level_of(knowledge, kind, "referral"),
        fitted.posterior(),
        known.cohort(kind, "referral"),
    )
    answer = evaluate(reference, inputs_from(knowledge, kind, fresh.covariates), 200, 0.9)
    low, high = fitted.predict_interval(fresh.rows).T
    np.testing.assert_allclose(answer.estimate, fitted.predict_proba(fresh.rows)[:, 1], atol=0.004)
    np.testing.assert_allclose(answer.low, low, atol=0.02)
    np.testing.assert_allclose(answer.high, high, atol=0.02)


def inputs_from(knowledge, kind, covariates):
    """Fully known inputs."""
    columns = {}
    for term in knowledge.models[kind].terms.values():
        source, values = knowledge.inputs[term.input], covariates[term.input]
        if source.kind == "number":
            columns[term.input] = Interval.known(values)
        elif source.kind == "flag":
            columns[term.input] = Truth((2 * values).astype(np.int8))
        else:
            columns[term.input] = Choice(tuple(source.situations), (1 << values).astype(np.uint32))
    return columns
