"""Ten significant digits, the same for one value and for a column."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.domain.rounding import rounded, rounded_column, rounded_number


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.1 + 0.2, 0.3),
        (1 / 3, 0.3333333333),
        (-2 / 3, -0.6666666667),
        (123456789.123, 123456789.1),
        (12345678912345.0, 12345678910000.0),
        (1e-30 / 3, 3.333333333e-31),
        (0.0, 0.0),
        (1000.0, 1000.0),
    ],
)
def test_a_number_is_written_with_ten_digits(value, written):
    assert rounded_number(value) == written


def test_an_open_bound_has_no_number():
    assert rounded({"interval": [math.inf, -math.inf, math.nan, 1]}) == {"interval": [None, None, None, 1]}
    json.dumps(rounded({"a": (math.inf,)}), allow_nan=False)


def test_truths_and_whole_numbers_are_left_alone():
    assert rounded([True, 12345678901234]) == [True, 12345678901234]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30))
def test_a_column_is_rounded_as_each_of_its_values_is(values):
    assert rounded_column(np.array(values)).tolist() == [rounded_number(value) for value in values]


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_rounding_twice_changes_nothing(value):
    once = rounded_number(value)
    assert once is not None and rounded_number(once) == once
    assert once == pytest.approx(value, rel=1e-9)
