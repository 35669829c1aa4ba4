"""Relapse of nephritis by KDIGO 2012, its three rows, and the gap that the published table leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.instruments.one_patient import answers, ask
from tests.eligibility.instruments.known_and_open import assert_exact, assert_patient

RATIOS = [
    0,
    0.3,
    0.49,
    0.5,
    0.8,
    1.0,
    1.01,
    1.5,
    1.99,
    2.0,
    2.5,
    3.0,
    4.99,
    5.0,
    5.29,
    5.4,
    5.8,
    6.0,
    6.1,
    7.0,
    8.1,
    20,
]
MG_DL = [0.6, 0.8, 1.0, 1.19, 1.2, 1.99, 2.0, 2.2, 2.4, 2.6, 3.5, 3.6, 4.0, 9.0]
GRIDS = {
    "baseline_scr_umol_l": [88.4 * value for value in MG_DL],
    "scr_umol_l": [88.4 * value for value in MG_DL],
    "baseline_upcr_g_g": RATIOS,
    "upcr_g_g": RATIOS,
    "sediment_change": [True, False],
}
QUIET = {"sediment_change": False, "baseline_upcr_g_g": 0.3, "upcr_g_g": 0.3}
STEADY = {"sediment_change": False, "baseline_scr_umol_l": 88.4, "scr_umol_l": 88.4}


@given(entries=st.fixed_dictionaries({name: st.sampled_from(v) for name, v in GRIDS.items()}), data=st.data())
def test_filling_in_what_is_missing_never_moves_an_answer(instruments, entries, data):
    assert_patient(instruments["ln_relapse_kdigo2012"], entries, data)


@pytest.mark.parametrize(
    "kept",
    [
        STEADY,
        STEADY | {"baseline_upcr_g_g": 0.3},
        STEADY | {"baseline_upcr_g_g": 0.8},
        STEADY | {"baseline_upcr_g_g": 3.0},
        STEADY | {"upcr_g_g": 1.5},
        STEADY | {"upcr_g_g": 6.0},
        STEADY | {"upcr_g_g": 0.8},
        QUIET,
        QUIET | {"baseline_scr_umol_l": 88.4},
        QUIET | {"scr_umol_l": 88.4 * 2.2},
        QUIET | {"scr_umol_l": 88.4 * 1.0},
        {"sediment_change": True, "upcr_g_g": 0.3, "baseline_upcr_g_g": 0.3, "scr_umol_l": 88.4},
    ],
)
def test_what_stays_possible_is_exactly_what_could_come_out(instruments, kept):
    assert_exact(instruments["ln_relapse_kdigo2012"], kept, GRIDS, ["severity", "is_relapse"])


def in_words(start, now):
    """The proteinuria rows of the table as they read, with what it leaves open."""
    rise = round(now - start, 6)
    if rise > 5:
        return "severe"
    if start < 0.5:
        return "moderate" if now >= 1.0 else "none"
    if start <= 1.0:
        return "none" if now < 2.0 else "moderate" if rise < 5 else ["moderate", "severe"]
    return "none" if now < 2 * start else "moderate" if now < 5 else ["moderate", "severe"]


@pytest.mark.parametrize("start", RATIOS)
def test_proteinuria_follows_the_rows_of_the_table(instruments, start):
    for now in RATIOS:
        got = answers(ask(instruments["ln_relapse_kdigo2012"], STEADY | {"baseline_upcr_g_g": start, "upcr_g_g": now}))
        assert got["severity"] == in_words(start, now), (start, now)


@pytest.mark.parametrize(
    ("baseline", "now", "expected"),
    [
        (1.0, 1.19, "none"),
        (1.0, 1.2, "moderate"),
        (1.0, 2.0, "moderate"),
        (1.0, 2.01, "severe"),
        (1.99, 2.18, "none"),
        (1.99, 2.19, "moderate"),
        (2.0, 2.39, "none"),
        (2.0, 2.4, "moderate"),
        (2.0, 3.5, "moderate"),
        (2.0, 3.51, "severe"),
        (2.0, 1.0, "none"),
    ],
)
def test_creatinine_at_and_beside_every_limit(instruments, baseline, now, expected):
    entries = QUIET | {"baseline_scr_umol_l": 88.4 * baseline, "scr_umol_l": 88.4 * now}
    assert answers(ask(instruments["ln_relapse_kdigo2012"], entries))["severity"] == expected
