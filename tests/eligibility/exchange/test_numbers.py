"""Numbers as laboratories write them become the bounds within which they lie."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.exchange.numbers import convert_column, converted, number_bounds

JUST_BELOW_HALF = math.nextafter(0.5, -math.inf)
JUST_ABOVE_ONE = math.nextafter(1.0, math.inf)


@pytest.mark.parametrize(
    ("written", "lo", "hi"),
    [
        ("0.9", 0.9, 0.9),
        (0.9, 0.9, 0.9),
        (Decimal("0.9"), 0.9, 0.9),
        (3, 3.0, 3.0),
        ("<0.5", -math.inf, JUST_BELOW_HALF),
        ("< 0.5", -math.inf, JUST_BELOW_HALF),
        (">1.0", JUST_ABOVE_ONE, math.inf),
        ("<=3", -math.inf, 3.0),
        ("≤3", -math.inf, 3.0),
        (">=3", 3.0, math.inf),
        ("0.5-1.0", 0.5, 1.0),
        ("0.5 – 1.0", 0.5, 1.0),
        ("0.5 to 1.0", 0.5, 1.0),
        ("1e-3", 0.001, 0.001),
        ("unknown", -math.inf, math.inf),
    ],
)
def test_a_number_is_read_as_written(written, lo, hi):
    assert number_bounds(written) == (lo, hi)


@pytest.mark.parametrize(
    ("written", "trouble"),
    [
        ("Data Not Available", "words_for_missing"),
        ("n/a", "words_for_missing"),
        ("288*10^3", "arithmetic"),
        ("288 x 10^3", "arithmetic"),
        ("1,000", "separator"),
        ("0,5", "separator"),
        ("1 000", "separator"),
        ("1'000", "separator"),
        ("0.9 mg/dL", "dressed_number"),
        ("5?", "dressed_number"),
        ("1.0-0.5", "reversed_range"),
        ("#DIV/0!", "spreadsheet_error"),
        ("inf", "not_finite"),
        ("1e999", "not_finite"),
        (float("inf"), "not_finite"),
        ("1_000", "dressed_number"),
        ("high", "not_a_number"),
        (True, "not_a_number"),
        ([1], "not_a_number"),
        (datetime.time(1, 40), "time_of_day"),
        (datetime.date(2022, 1, 40 - 20), "date_for_number"),
        ("٣", "not_a_number"),
        ("9" * 100, "not_a_number"),
    ],
)
def test_what_is_no_number_is_named_and_never_guessed(written, trouble):
    assert number_bounds(written) == trouble


def test_a_titre_is_its_reciprocal():
    assert number_bounds("1:320", is_titre=True) == (320.0, 320.0)
    assert number_bounds(320, is_titre=True) == (320.0, 320.0)
    assert number_bounds("<1:80", is_titre=True) == (-math.inf, math.nextafter(80.0, -math.inf))


@pytest.mark.parametrize("written", [0.0694, "0.0694", 0.05555555555555555])
def test_a_titre_that_a_spreadsheet_turned_into_a_fraction_of_a_day_is_named(written):
    assert number_bounds(written, is_titre=True) == "titre_day_fraction"


def test_an_open_end_moves_by_the_smallest_step_after_the_conversion():
    lo, hi = number_bounds("<1.0", Decimal("88.4"))
    assert (lo, hi) == (-math.inf, math.nextafter(88.4, -math.inf))


def test_conversion_is_exact_in_decimals():
    # In binary 0.53 * 88.4 is 46.852000000000004.
    assert converted("0.53", Decimal("88.4")) == 46.852
    assert 0.53 * 88.4 != 46.852


@given(
    st.lists(st.decimals(0, 100_000, allow_nan=False, allow_infinity=False, places=None), min_size=1, max_size=20),
    st.sampled_from(["88.4", "0.00885", "1000", "0.001", "10", "0.3359", "1E+3", "0.01"]),
)
def test_a_column_converts_as_each_of_its_values_does(values, factor):
    floats = np.array([float(value) for value in values])
    expected = [converted(repr(value), Decimal(factor)) for value in floats.tolist()]
    assert convert_column(floats, Decimal(factor)).tolist() == expected


def test_a_column_keeps_its_blanks():
    assert np.isnan(convert_column(np.array([np.nan, 1.0]), Decimal("88.4"))).tolist() == [True, False]
