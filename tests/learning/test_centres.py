"""A few simulated centres: the code of the measurement at work, and what must hold even among few."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.centres import Mean, difference
from benchmarks.simulated_centres import MISSPECIFIED, Simulation, departed, expected_loss


@pytest.fixture(scope="module")
def simulation(knowledge, learning):
    return Simulation(knowledge, learning, "renal", "referral")


def test_learning_brings_centres_nearer_to_their_own_truth(simulation):
    tried = [simulation.tried(number, 200) for number in range(12)]
    assert Mean.of(difference(tried, "updated", "prior")).value < 0
    assert np.mean(difference(tried, "updated", "truth")) < 0.02
    assert 0.8 < np.mean([one.covered["updated"] for one in tried]) < 0.98


@pytest.mark.parametrize("departure", MISSPECIFIED)
def test_off_the_prior_an_update_does_no_harm(simulation, departure):
    tried = [simulation.tried(number, 100, departure) for number in range(8)]
    assert Mean.of(difference(tried, "updated", "prior")).value < 0.005


def test_no_prediction_beats_the_truth(simulation):
    tried = [simulation.tried(number, 50) for number in range(4)]
    for name in ("prior", "updated", "all", "ridge"):
        assert min(difference(tried, name, "truth")) > 0


def test_a_centre_has_the_same_truth_at_every_size(simulation):
    assert np.array_equal(simulation.centre(3, 50).truth, simulation.centre(3, 500).truth)
    assert not np.array_equal(simulation.centre(3, 50).truth, simulation.centre(4, 50).truth)


def test_each_departure_changes_what_it_says(simulation):
    prior = simulation.prior
    effects = np.concatenate([[prior.intercept], prior.mean])

    def after(name):
        return departed(effects, name, prior, np.random.default_rng(0))

    assert after("intercept_plus_1")[0] == effects[0] + 1 and after("intercept_minus_1")[0] == effects[0] - 1
    assert np.allclose(after("slope_0.6")[1:], 0.6 * effects[1:])
    wrong = after("wrong_coefficients")
    assert wrong[0] == effects[0] and not np.allclose(wrong[1:], effects[1:])
    assert np.allclose(sorted(wrong[1:] / prior.sd), sorted(effects[1:] / prior.sd))


def test_the_expected_loss_is_least_at_the_truth():
    truth = np.array([0.2, 0.7])
    assert expected_loss(truth, truth) < expected_loss(truth, truth + 0.05)
