"""Response of nephritis by KDIGO 2024: the four definitions and the best that is reached."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.eligibility.instruments.known_and_open import assert_exact, assert_patient

GRIDS = {
    "upcr_g_g": [0, 0.49, 0.5, 0.6, 0.7, 0.71, 1.0, 1.5, 2.9, 3.0, 5.0],
    "baseline_upcr_g_g": [0.5, 0.98, 1.0, 1.3, 2.0, 5.8, 6.0, 20],
    "egfr": [20, 47.9, 48, 50.9, 51, 59.9, 60, 84.9, 85, 100],
    "baseline_egfr": [30, 60, 100, 120],
    "rescue": [True, False],
    "months": [3, 5.9, 6, 12],
}


@given(entries=st.fixed_dictionaries({name: st.sampled_from(v) for name, v in GRIDS.items()}), data=st.data())
def test_filling_in_what_is_missing_never_moves_an_answer(instruments, entries, data):
    assert_patient(instruments["ln_response_kdigo2024"], entries, data)


@pytest.mark.parametrize(
    "kept",
    [
        {"rescue": False, "months": 12},
        {"rescue": False, "months": 12, "baseline_egfr": 100},
        {"upcr_g_g": 0.4, "months": 12, "baseline_egfr": 60},
        {"upcr_g_g": 0.6, "egfr": 60, "months": 12},
        {"upcr_g_g": 2.9, "rescue": True, "months": 6},
        {"egfr": 84.9, "baseline_egfr": 100, "rescue": False},
        {"baseline_upcr_g_g": 1.3, "egfr": 85, "baseline_egfr": 100, "months": 12},
        {"upcr_g_g": 0.4, "egfr": 85, "baseline_egfr": 100},
        {"upcr_g_g": 3.0},
    ],
)
def test_the_best_response_still_possible_is_exactly_what_could_come_out(instruments, kept):
    assert_exact(instruments["ln_response_kdigo2024"], kept, GRIDS, ["best"])
