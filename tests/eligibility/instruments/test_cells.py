"""Cells between thresholds: one representative of each, and the answers that come out of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.cells import of_choice, of_number, of_truth, outcomes, settled

THRESHOLDS = [0.0, 1.0, 2.5]
POINTS = [-3.0, 0.0, 0.4, 1.0, 2.0, 2.5, 9.0]


def band(value):
    return "low" if value < 1.0 else "high" if value > 2.5 else "middle"


@given(low=st.sampled_from([-np.inf, *POINTS]), high=st.sampled_from([*POINTS, np.inf]))
def test_a_number_is_tried_in_exactly_the_cells_it_may_lie_in(low, high):
    if low > high:
        low, high = high, low
    found = outcomes(("low", "middle", "high"), 1, [of_number(Interval.bounds([low], [high]), THRESHOLDS)], band)
    inside = [value for value in np.linspace(-5, 10, 601).round(3) if low <= value <= high]
    assert set(found.possible(0)) == {band(value) for value in inside}


def test_a_value_on_a_threshold_is_a_cell_of_its_own():
    axis = of_number(Interval.known([1.0]), THRESHOLDS)
    assert [value for value, mask in axis if mask.any()] == [1.0]


def test_an_answer_that_the_definition_leaves_open_keeps_both():
    found = outcomes(("a", "b", "c"), 1, [of_truth(Truth.of([True]))], lambda yes: ("a", "b") if yes else "c")
    assert found.possible(0) == ["a", "b"]


def test_columns_that_say_the_same_about_everybody_give_one_answer_to_each():
    axes = [of_truth(Truth.unknown(3)), of_choice(Choice.unknown(("x", "y"), 3))]
    found = outcomes(("a", "b"), 3, axes, lambda yes, letter: "a" if yes and letter == "x" else "b")
    assert len(found) == 3
    assert [found.possible(row) for row in range(3)] == [["a", "b"]] * 3


@pytest.mark.parametrize(
    ("possible", "expected"),
    [(["a"], "yes"), (["b"], "no"), (["a", "b"], "unknown"), (["nothing"], "unknown"), (["b", "nothing"], "unknown")],
)
def test_an_answer_that_says_nothing_settles_nothing(possible, expected):
    choice = Choice.of(("a", "b", "nothing"), [possible])
    assert settled(choice, ["a"], ["nothing"]).words() == [expected]
