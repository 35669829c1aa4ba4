"""A number known within bounds, held against a threshold: just below, at, and just above it."""

from __future__ import annotations

import numpy as np
import pytest

from eligibility.domain.interval import Interval, maximum, minimum, points, total
from eligibility.domain.truth import Truth

INF = np.inf
BELOW, ABOVE = float(np.nextafter(1.0, -INF)), float(np.nextafter(1.0, INF))

# The threshold is 1. Open ends are the next float: "<1" reaches BELOW, ">1" starts at ABOVE.
AGAINST_ONE = [
    # lo, hi,          >=1        >1         <=1        <1
    ((BELOW, BELOW), ("no", "no", "yes", "yes")),
    ((1.0, 1.0), ("yes", "no", "yes", "no")),
    ((ABOVE, ABOVE), ("yes", "yes", "no", "no")),
    ((-INF, BELOW), ("no", "no", "yes", "yes")),  # written "<1"
    ((-INF, 1.0), ("unknown", "no", "yes", "unknown")),  # written "<=1"
    ((1.0, INF), ("yes", "unknown", "unknown", "no")),  # written ">=1"
    ((ABOVE, INF), ("yes", "yes", "no", "no")),  # written ">1"
    ((0.5, 1.0), ("unknown", "no", "yes", "unknown")),
    ((1.0, 1.5), ("yes", "unknown", "unknown", "no")),
    ((0.5, 1.5), ("unknown", "unknown", "unknown", "unknown")),
    ((-INF, INF), ("unknown", "unknown", "unknown", "unknown")),  # nobody measured it
    ((INF, INF), ("yes", "yes", "no", "no")),  # "never", in days before the assessment
    ((0.0, 0.0), ("no", "no", "yes", "yes")),  # a measured zero, which is not a missing value
]


@pytest.mark.parametrize(("bounds", "expected"), AGAINST_ONE)
def test_each_comparison_is_settled_only_when_the_whole_interval_agrees(bounds, expected):
    x = Interval.bounds([bounds[0]], [bounds[1]])
    found = [x.at_least(1.0), x.above(1.0), x.at_most(1.0), x.below(1.0)]
    assert tuple(truth.word(0) for truth in found) == expected


TWO_NUMBERS = [
    # x,          y,           x >= y     x > y
    ((2.0, 3.0), (1.0, 1.5), "yes", "yes"),
    ((1.0, 2.0), (0.5, 1.0), "yes", "unknown"),
    ((1.0, 1.0), (1.0, 1.0), "yes", "no"),
    ((0.5, 1.0), (1.0, 2.0), "unknown", "no"),
    ((0.0, 0.5), (1.0, 2.0), "no", "no"),
    ((0.0, 3.0), (1.0, 2.0), "unknown", "unknown"),
    ((-INF, INF), (1.0, 1.0), "unknown", "unknown"),
    ((1.0, 1.0), (-INF, INF), "unknown", "unknown"),
]


@pytest.mark.parametrize(("x", "y", "at_least", "above"), TWO_NUMBERS)
def test_two_uncertain_numbers_compare_only_where_they_cannot_overlap(x, y, at_least, above):
    a, b = Interval.bounds([x[0]], [x[1]]), Interval.bounds([y[0]], [y[1]])
    assert a.is_at_least(b).word(0) == at_least
    assert a.is_above(b).word(0) == above


BANDS = [
    # Bands by the cuts 30 and 60: 0 below 30, 1 from 30, 2 from 60.
    ((29.0, 29.0), (0, 0)),
    ((np.nextafter(30.0, 0.0), np.nextafter(30.0, 0.0)), (0, 0)),
    ((30.0, 30.0), (1, 1)),
    ((59.999, 59.999), (1, 1)),
    ((60.0, 60.0), (2, 2)),
    ((29.0, 30.0), (0, 1)),
    ((10.0, 90.0), (0, 2)),
    ((-INF, INF), (0, 2)),
    ((60.0, INF), (2, 2)),
]


@pytest.mark.parametrize(("bounds", "expected"), BANDS)
def test_a_band_runs_from_the_lowest_to_the_highest_still_possible(bounds, expected):
    lowest, highest = Interval.bounds([bounds[0]], [bounds[1]]).band([30.0, 60.0])
    assert (int(lowest[0]), int(highest[0])) == expected


RECONCILED = [
    # one source, another, tolerance, together, contradiction
    ((1.0, 3.0), (2.0, 4.0), 0.0, (2.0, 3.0), False),
    ((-INF, INF), (2.0, 2.0), 0.0, (2.0, 2.0), False),
    ((2.0, 2.0), (2.0, 2.0), 0.0, (2.0, 2.0), False),
    ((1.0, 2.0), (2.0, 3.0), 0.0, (2.0, 2.0), False),
    ((1.0, 2.0), (2.5, 3.0), 0.5, (1.0, 3.0), False),
    ((1.0, 2.0), (2.75, 3.0), 0.5, (1.0, 3.0), True),
    ((90.0, 90.0), (14.0, 14.0), 5.0, (14.0, 90.0), True),
    ((90.0, 90.0), (92.0, 92.0), 5.0, (90.0, 92.0), False),
]


@pytest.mark.parametrize(("one", "other", "tolerance", "together", "contradiction"), RECONCILED)
def test_two_sources_meet_or_keep_both_and_say_so(one, other, tolerance, together, contradiction):
    a, b = Interval.bounds([one[0]], [one[1]]), Interval.bounds([other[0]], [other[1]])
    for first, second in ((a, b), (b, a)):
        found, apart = first.reconcile(second, tolerance)
        assert (found.lo[0], found.hi[0]) == together
        assert bool(apart[0]) is contradiction


def test_a_missing_measurement_is_the_whole_line_and_never_zero():
    x = Interval.known([np.nan, 0.0])
    assert x.is_unknown.tolist() == [True, False]
    assert x.is_known.tolist() == [False, True]
    assert x.at_most(0.0).words() == ["unknown", "yes"]


def test_a_one_sided_bound_is_something_known():
    x = Interval.bounds([-INF], [0.5])
    assert not x.is_unknown[0] and not x.is_known[0]


def test_an_end_that_nobody_knows_is_open_and_never_a_number():
    x = Interval.bounds([np.nan, 0.5, np.nan], [np.nan, np.nan, 0.5])
    assert x.lo.tolist() == [-INF, 0.5, -INF]
    assert x.hi.tolist() == [INF, INF, 0.5]
    lowest, highest = x.band([1.0])
    assert (lowest.tolist(), highest.tolist()) == ([0, 0, 0], [1, 1, 0])


def test_even_a_nan_that_slips_past_the_door_settles_no_comparison():
    x = Interval(np.array([np.nan]), np.array([np.nan]))
    for truth in (x.at_least(1.0), x.above(1.0), x.at_most(1.0), x.below(1.0), x.is_at_least(x), x.is_above(x)):
        assert truth.words() == ["unknown"]


def test_bounds_the_wrong_way_round_are_refused():
    with pytest.raises(ValueError, match="above its upper bound"):
        Interval.bounds([2.0], [1.0])


def test_arithmetic_keeps_every_value_that_is_still_possible():
    a, b = Interval.bounds([1.0], [2.0]), Interval.bounds([10.0], [20.0])
    assert [(x.lo[0], x.hi[0]) for x in (a + b, b - a, -a, a + 1.0, a - 1.0, a.times(3.0), a.times(-3.0))] == [
        (11.0, 22.0),
        (8.0, 19.0),
        (-2.0, -1.0),
        (2.0, 3.0),
        (0.0, 1.0),
        (3.0, 6.0),
        (-6.0, -3.0),
    ]


def test_unknown_stays_unknown_through_arithmetic_and_yields_no_nan():
    unknown = Interval.unknown(1)
    for found in (unknown + 1.0, unknown + unknown, unknown - unknown, -unknown, unknown.times(-2.0)):
        assert found.is_unknown.tolist() == [True]
        assert not np.isnan(found.lo).any() and not np.isnan(found.hi).any()


def test_a_score_lies_within_its_range_even_when_nothing_is_known():
    found = Interval.unknown(1).within(0.0, 105.0)
    assert (found.lo[0], found.hi[0]) == (0.0, 105.0)


def test_an_item_adds_its_weight_nothing_or_either():
    found = points(Truth.of(["yes", "no", "unknown"]), 8.0)
    assert found.lo.tolist() == [8.0, 0.0, 0.0]
    assert found.hi.tolist() == [8.0, 0.0, 8.0]


def test_open_items_make_a_total_an_interval_as_wide_as_their_weights():
    items = [points(Truth.of([answer]), weight) for answer, weight in (("yes", 8), ("unknown", 4), ("no", 2))]
    found = total(items)
    assert (found.lo[0], found.hi[0]) == (8.0, 12.0)


def test_the_largest_and_smallest_of_uncertain_numbers_are_bounded_too():
    a, b = Interval.bounds([1.0], [5.0]), Interval.bounds([2.0], [3.0])
    assert (maximum([a, b]).lo[0], maximum([a, b]).hi[0]) == (2.0, 5.0)
    assert (minimum([a, b]).lo[0], minimum([a, b]).hi[0]) == (1.0, 3.0)


def test_hull_where_and_take_lose_no_possible_value():
    a, b = Interval.bounds([1.0, 1.0], [2.0, 2.0]), Interval.bounds([5.0, 5.0], [6.0, 6.0])
    assert (a.hull(b).lo[0], a.hull(b).hi[0]) == (1.0, 6.0)
    assert a.where(np.array([False, True]), b).lo.tolist() == [1.0, 5.0]
    assert a.take(np.array([1, 1, 0])).hi.tolist() == [2.0, 2.0, 2.0]


def test_an_absent_column_costs_one_number_however_many_patients():
    unknown = Interval.unknown(1_000_000)
    assert unknown.lo.strides == (0,) and unknown.hi.strides == (0,)
