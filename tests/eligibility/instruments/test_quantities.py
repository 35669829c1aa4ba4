"""Derived numbers meet thresholds after rounding; stated numbers are never rounded; what cannot be is refused."""

import numpy as np
import pytest

from eligibility.domain.interval import Interval
from eligibility.instruments.one_patient import answers, ask, notes_of
from eligibility.instruments.quantities import difference, narrowed, product, ratio, stated


@pytest.mark.parametrize(("later", "earlier", "rise"), [(1.2, 1.0, 0.2), (2.4, 2.0, 0.4), (0.3, 0.1, 0.2)])
def test_a_rise_is_the_number_that_a_person_would_write(later, earlier, rise):
    found = difference(Interval.known([later]), Interval.known([earlier]))
    assert found.lo[0] == rise and found.hi[0] == rise


def test_a_ratio_over_what_may_be_nought_has_no_upper_bound():
    found = ratio(Interval.known([1.0]), Interval.bounds([0.0], [4.0]))
    assert (found.lo[0], found.hi[0]) == (0.25, np.inf)


def test_nought_over_nought_says_nothing():
    found = ratio(Interval.constant(1, 0.0), Interval.constant(1, 0.0))
    assert (found.lo[0], found.hi[0]) == (0.0, np.inf)


def test_a_product_with_nought_and_an_open_end_is_not_a_number_error():
    found = product(Interval.bounds([0.0], [0.0]), Interval.bounds([1.0], [np.inf]))
    assert found.lo[0] == 0.0
    assert not np.isnan(found.hi[0])


def test_the_part_between_two_limits_is_named_only_where_there_is_one():
    part, possible = narrowed(Interval.bounds([0.0, 5.0], [2.0, 6.0]), 1.0, 3.0)
    assert possible.tolist() == [True, False]
    assert (part.lo[0], part.hi[0]) == (1.0, 2.0)


def test_a_bound_that_says_nothing_is_shown_as_unknown():
    found = stated(Interval.bounds([0.0, 0.0, 1.0], [np.inf, 2.0, np.inf]))
    assert found.is_unknown.tolist() == [True, False, False]


@pytest.mark.parametrize("value", [-1, [-5, -1]])
def test_a_value_that_cannot_be_counts_as_unknown_and_the_note_does_not_repeat_it(instruments, value):
    outcome = ask(instruments["masri_combined"], {"masri_pct": value, "physician_vas_pct": 50})
    assert answers(outcome)["positive"] is None
    assert [str(value) not in note for note in notes_of(outcome)] == [True]
