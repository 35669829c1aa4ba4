"""Classes and grades that are found by trying cells: what stays possible is exactly what could come out."""

import pytest

from tests.eligibility.instruments.known_and_open import assert_exact

BIOPSY = {
    "pct_glomeruli_endo_extracapillary": [0, 1, 49.9, 50, 100],
    "pct_globally_sclerosed_no_activity": [0],
    "membranous": [True, False],
    "mesangium": ["normal", "deposits_only", "proliferation"],
}
CRS = {
    "temp_c": [36, 37.9, 38, 40],
    "tocilizumab_or_steroid_given": [True, False],
    "hypotension": [
        "none",
        "no_vasopressor",
        "one_vasopressor",
        "one_vasopressor_with_vasopressin",
        "several_vasopressors",
    ],
    "oxygen": ["none", "low_flow", "high_flow", "positive_pressure"],
}
ICANS = {
    "ice": list(range(11)),
    "consciousness": [
        "normal",
        "awakens_spontaneously",
        "awakens_to_voice",
        "awakens_to_touch",
        "awake_global_aphasia",
        "unarousable",
    ],
    "seizure": ["none", "rapid_resolution", "eeg_only", "prolonged", "repetitive"],
    "motor": ["none", "focal_weakness"],
    "oedema": ["none", "focal", "diffuse"],
}


@pytest.mark.parametrize(
    "kept",
    [
        {"pct_globally_sclerosed_no_activity": 0},
        {"pct_globally_sclerosed_no_activity": 0, "membranous": True},
        {"pct_globally_sclerosed_no_activity": 0, "pct_glomeruli_endo_extracapillary": 0},
        {"pct_globally_sclerosed_no_activity": 0, "mesangium": "deposits_only", "membranous": False},
    ],
)
def test_isn_rps_class(instruments, kept):
    assert_exact(instruments["isn_rps_class"], kept, BIOPSY, ["class"])


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"temp_c": 39},
        {"temp_c": 37, "hypotension": "none"},
        {"tocilizumab_or_steroid_given": True, "oxygen": "low_flow"},
        {"tocilizumab_or_steroid_given": False, "hypotension": "one_vasopressor"},
        {"temp_c": 37, "oxygen": "positive_pressure"},
    ],
)
def test_cytokine_release(instruments, kept):
    assert_exact(instruments["astct_crs"], kept, CRS, ["grade"])


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"ice": 8, "motor": "none"},
        {"consciousness": "unarousable"},
        {"seizure": "eeg_only", "motor": "none", "oedema": "focal"},
        {"ice": 10, "consciousness": "normal", "seizure": "none"},
    ],
)
def test_neurotoxicity(instruments, kept):
    assert_exact(instruments["astct_icans"], kept, ICANS, ["grade"])
