"""Points as printed add up, at both levels, whatever the contributions are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eligibility.domain.assessment import Contribution
from eligibility.domain.points import POINTS_A_LOG_ODDS, largest_remainder, points_of

log_odds = st.floats(-3, 3, allow_nan=False)
contributions = st.lists(st.tuples(st.sampled_from("abcd"), log_odds), max_size=25)


def made(parts):
    return [
        Contribution(predictor=str(i), label=str(i), domain=domain, value="", log_odds=value, is_known=True)
        for i, (domain, value) in enumerate(parts)
    ]


@given(contributions)
def test_domains_add_up_to_the_whole_and_predictors_to_their_domain(parts):
    found = points_of(made(parts))
    total = sum(domain.points for domain in found)
    assert abs(total - POINTS_A_LOG_ODDS * sum(value for _, value in parts)) <= 0.5 + 1e-9
    for domain in found:
        assert sum(one.points for one in domain.predictors) == domain.points


@given(contributions)
def test_no_number_is_further_than_one_point_from_what_it_stands_for(parts):
    for domain in points_of(made(parts)):
        exact = POINTS_A_LOG_ODDS * sum(one.contribution.log_odds for one in domain.predictors)
        assert abs(domain.points - exact) < 1 + 1e-9
        for one in domain.predictors:
            assert abs(one.points - POINTS_A_LOG_ODDS * one.contribution.log_odds) < 1 + 1e-9


@given(contributions)
def test_what_moves_nothing_gets_no_points(parts):
    for domain in points_of(made([*parts, ("z", 0.0)])):
        for one in domain.predictors:
            if one.contribution.log_odds == 0.0:
                assert one.points == 0


def test_those_cut_most_by_rounding_down_are_rounded_up():
    assert largest_remainder([1.6, 1.3, 0.1], 3) == [2, 1, 0]
    assert largest_remainder([-0.6, 1.6], 1) == [-1, 2]
    assert largest_remainder([], 0) == []
