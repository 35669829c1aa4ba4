"""The figures of agreement against independent computations, and against cases where they cannot be had."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from model.performance import area_under_curve, performance, recalibrated, share_with_limits


@pytest.fixture(scope="module")
def seen():
    stream = np.random.default_rng(1)
    chance = stream.uniform(0.05, 0.95, 4000)
    return stream.random(4000) < chance, chance


def test_losses_agree_with_scikit_learn(seen):
    failed, chance = seen
    found = performance(failed, chance, 0.95)
    assert found.log_loss.value == pytest.approx(log_loss(failed, chance))
    assert found.brier.value == pytest.approx(brier_score_loss(failed, chance))
    assert found.discrimination.value == pytest.approx(roc_auc_score(failed, chance))


def test_the_truth_is_calibrated_and_a_shifted_or_stretched_one_is_not(seen):
    failed, chance = seen
    log_odds = np.log(chance / (1 - chance))
    found = performance(failed, chance, 0.999)
    assert found.calibration_intercept.low < 0 < found.calibration_intercept.high
    assert found.calibration_slope.low < 1 < found.calibration_slope.high
    shifted = 1 / (1 + np.exp(-(log_odds - 1)))
    assert recalibrated(failed, shifted, 0.95, with_slope=False).value == pytest.approx(1.0, abs=0.15)
    stretched = 1 / (1 + np.exp(-2 * log_odds))
    assert recalibrated(failed, stretched, 0.95, with_slope=True).value == pytest.approx(0.5, abs=0.05)


def test_the_slope_is_that_of_an_unpenalised_logistic_regression(seen):
    failed, chance = seen
    log_odds = np.log(chance / (1 - chance))[:, None]
    peer = LogisticRegression(C=np.inf, tol=1e-10).fit(log_odds, failed)
    assert recalibrated(failed, chance, 0.95, with_slope=True).value == pytest.approx(peer.coef_[0, 0], abs=1e-4)


def test_where_one_outcome_is_missing_only_the_losses_are_given():
    found = performance(np.ones(5, dtype=bool), np.full(5, 0.8), 0.95)
    assert found.calibration_intercept is found.calibration_slope is found.discrimination is None
    assert found.log_loss.value == pytest.approx(-np.log(0.8))


def test_a_slope_that_runs_away_is_none_rather_than_a_number():
    failed = np.array([False] * 5 + [True] * 5)
    assert recalibrated(failed, np.linspace(0.1, 0.9, 10), 0.95, with_slope=True) is None
    assert recalibrated(failed, np.full(10, 0.7), 0.95, with_slope=True) is None


def test_ties_count_half_in_the_area():
    assert area_under_curve(np.array([True, False]), np.array([0.5, 0.5]), 0.95).value == 0.5


def test_the_limits_of_a_share_are_wilsons():
    found = share_with_limits(0, 24, 0.95)
    assert found.low == pytest.approx(0.0, abs=1e-12) and found.high == pytest.approx(0.138, abs=0.001)
    counted = share_with_limits(45, 64, 0.95)
    assert (counted.low, counted.high) == (pytest.approx(0.582, abs=0.001), pytest.approx(0.801, abs=0.001))


def test_limits_cover_as_often_as_they_say():
    stream = np.random.default_rng(3)
    covered = []
    for _ in range(300):
        chance = stream.uniform(0.2, 0.8, 120)
        found = recalibrated(stream.random(120) < chance, chance, 0.9, with_slope=True)
        covered.append(found.low < 1 < found.high)
    assert 0.84 < np.mean(covered) < 0.96
