"""The counting held against a slow and separate count, and the whole against a result known in closed form."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from eligibility.ranking.acceptability import acceptability, middle_places, places, precedence, precedences, scores
from eligibility.ranking.keyed import uniforms, weight_draws
from eligibility.ranking.references import reference_of
from eligibility.services.weights import ranking_knowledge


def slow_scores(values, weights) -> list[list[float]]:
    """One loop for each thing there is: draws, candidates, axes."""
    found = []
    for d, drawn in enumerate(weights):
        row = []
        for one in range(len(values[0])):
            row.append(sum(float(weight) * float(values[axis][one][d]) for axis, weight in enumerate(drawn)))
        found.append(row)
    return found


@pytest.fixture
def case():
    rng = np.random.default_rng(4)
    values = [rng.random((5, 300)).astype(np.float32) for _ in range(3)]
    return values, weight_draws(7, np.array([0.5, 0.3, 0.2]), 40, 300)


def test_places_and_precedences_are_those_of_a_slow_count(case):
    values, weights = case
    total = scores(values, weights)
    by_draw = slow_scores(values, weights)
    assert np.allclose(total.T, by_draw, atol=1e-6)
    placed = places(total, np.random.default_rng(1))
    expected = np.zeros((5, 5))
    for d, row in enumerate(by_draw):
        for place, one in enumerate(sorted(range(5), key=lambda one: -row[one])):
            expected[one, place] += 1
            assert placed[one, d] == place
    assert np.array_equal(acceptability(placed), expected)
    for first, second in itertools.permutations(range(5), 2):
        slow = np.mean([row[first] > row[second] for row in by_draw])
        assert precedences(total)[first, second] == pytest.approx(slow)
        assert precedence(total[[first]], total[[second]])[0] == pytest.approx(slow)


def test_every_candidate_takes_one_place_a_draw_and_every_place_is_taken(case):
    values, weights = case
    counts = acceptability(places(scores(values, weights), np.random.default_rng(1)))
    assert np.all(counts.sum(axis=0) == 300) and np.all(counts.sum(axis=1) == 300)


@pytest.mark.parametrize("share", [0.5, 0.6, 0.75])
def test_a_trade_off_between_two_axes_is_that_of_the_beta_distribution(share):
    """One is best on the first axis and worst on the second, the other the reverse: P is that of the first weight
    being over a half, and two Dirichlet shares are a beta."""
    draws, concentration = 20_000, 40
    weights = weight_draws(3, np.array([share, 1 - share]), concentration, draws)
    best, worst = np.ones((1, draws), dtype=np.float32), np.zeros((1, draws), dtype=np.float32)
    total = scores([np.vstack([best, worst]), np.vstack([worst, best])], weights)
    exact = stats.beta.sf(0.5, concentration * share, concentration * (1 - share))
    assert precedences(total)[0, 1] == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / draws) + 1e-9)


def test_exact_equals_take_turns_in_the_places():
    total = np.ones((4, 1600), dtype=np.float32)
    counts = acceptability(places(total, np.random.default_rng(1))) / 1600
    assert np.all(counts > 0) and np.all(precedences(total)[~np.eye(4, dtype=bool)] == 0.5)


def test_the_middle_nine_of_ten_leave_one_in_twenty_on_either_side():
    placed = np.arange(100, dtype=np.int32)[None, :]
    low, high = middle_places(placed, 0.9)
    assert (low[0], high[0]) == (5, 94)


def test_a_draw_belongs_to_its_patient_whoever_else_is_there():
    alone, among = uniforms(1, ["b"], 3, 50), uniforms(1, ["a", "b", "c"], 3, 50)
    assert np.array_equal(alone[:, 0], among[:, 1])
    assert not np.array_equal(among[:, 0], among[:, 1])
    assert not np.array_equal(alone, uniforms(2, ["b"], 3, 50))


def test_weights_lie_around_the_agreed_ones_and_none_stays_none():
    drawn = weight_draws(1, np.array([0.5, 0.25, 0.25, 0.0]), 40, 20_000)
    assert np.allclose(drawn.mean(axis=0), [0.5, 0.25, 0.25, 0.0], atol=0.005)
    assert np.allclose(drawn.sum(axis=1), 1.0, atol=1e-5) and np.all(drawn[:, 3] == 0)
    assert drawn[:, 1].std() == pytest.approx(np.sqrt(0.25 * 0.75 / 41), rel=0.05)


@pytest.mark.parametrize("name", ranking_knowledge().parts)
def test_a_missing_value_is_drawn_from_its_reference_within_what_is_possible(name):
    part = ranking_knowledge().parts[name]
    reference = reference_of(part)
    uniform = np.linspace(0.0005, 0.9995, 1000)[None, :]
    whole = reference.between(uniform, np.array([-np.inf]), np.array([np.inf]))[0]
    given = part.reference.values
    match part.reference.kind:
        case "quartiles":
            quartiles = [given[end] for end in ("lower", "median", "upper")]
            assert np.quantile(whole, [0.25, 0.5, 0.75]) == pytest.approx(quartiles, abs=0.1)
        case "normal":
            truncated = stats.truncnorm(
                (given["low"] - given["mean"]) / given["sd"], (given["high"] - given["mean"]) / given["sd"],
                given["mean"], given["sd"],
            )  # fmt: skip
            assert whole.mean() == pytest.approx(truncated.mean(), abs=0.1)
        case _:
            assert whole.mean() == pytest.approx(given["mean"], abs=0.1)
    if part.is_whole:
        assert np.all(whole == np.round(whole))
    low, high = np.quantile(whole, [0.3, 0.7])
    inside = reference.between(uniform, np.array([low]), np.array([high]))
    assert inside.min() >= low and inside.max() <= high
    beyond = given.get("high", 50) + 10
    assert np.all(reference.between(uniform, np.array([beyond]), np.array([beyond + 5])) >= beyond)
