"""Filling in what is missing narrows an answer and never moves it, for every instrument of these grids.

Values lie on, just below and just above the limits of each definition. Two sources of one fact (a total and its items,
a stated item and the test that proves it) are not mixed in one grid, since at random they would contradict each other.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.eligibility.instruments.known_and_open import assert_patient

FLAG = [True, False]
LESION = [0, 1, 2, 3]
COMORBIDITIES = (
    "arrhythmia",
    "cardiac",
    "inflammatory_bowel",
    "diabetes",
    "cerebrovascular",
    "psychiatric",
    "obesity",
    "infection",
    "rheumatologic",
    "peptic_ulcer",
    "renal",
    "prior_solid_tumor",
    "heart_valve",
)
LESIONS = (
    "endocapillary",
    "neutrophils_karyorrhexis",
    "fibrinoid_necrosis",
    "hyaline_deposits",
    "cellular_fibrocellular_crescents",
    "interstitial_inflammation",
    "glomerulosclerosis",
    "fibrous_crescents",
    "tubular_atrophy",
    "interstitial_fibrosis",
)
GRIDS = {
    "nih_lesion_score": [{"percent_glomeruli": [0, 0.1, 24.9, 25, 50, 50.1, 100]}],
    "nih_indices": [dict.fromkeys(LESIONS, LESION), {"documented_activity_index": [0, 10, 11, 24]}],
    "isn_rps_class": [
        {
            "pct_glomeruli_endo_extracapillary": [0, 1, 10],
            "pct_globally_sclerosed_no_activity": [0, 20, 89, 90],
            "membranous": FLAG,
            "mesangium": ["normal", "deposits_only", "proliferation"],
            "glomeruli_sampled": [3, 10, 25],
        },
        {
            "pct_glomeruli_endo_extracapillary": [0, 10, 49, 50, 80],
            "pct_globally_sclerosed_no_activity": [0, 20],
            "membranous": FLAG,
        },
    ],
    "gc_prednisone_equivalent": [
        {"drug": ["cortisone", "prednisone", "dexamethasone", "deflazacort"], "dose_mg": [0, 0.75, 5, 60]}
    ],
    "gc_threshold": [
        {"prednisone_mg_d": [0, 5, 5.1, 7.5, 7.6], "mean_6m_mg_d": [5, 5.1, 7.5, 7.6], "flares_on_taper": [0, 1, 2]}
    ],
    "pdc": [{"period_days": [30, 60, 100], "fills": [[], [[0, 30]], [[0, 30], [20, None]], [[5, 200]]]}],
    "mpr": [{"period_days": [30, 60, 100], "fills": [[], [[0, 30]], [[0, 60], [20, None]]]}],
    "mars5": [{f"item_{number}": [1, 3, 4, 5] for number in range(1, 6)}],
    "masri_combined": [{"masri_pct": [79.9, 80, 89.9, 90, 100], "physician_vas_pct": [84.9, 85, 100]}],
    "astct_crs": [
        {
            "temp_c": [36, 37.9, 38, 40],
            "tocilizumab_or_steroid_given": FLAG,
            "hypotension": ["none", "no_vasopressor", "one_vasopressor", "several_vasopressors"],
            "oxygen": ["none", "low_flow", "high_flow", "positive_pressure"],
        }
    ],
    "astct_icans": [
        {
            "ice": [0, 2, 3, 6, 7, 9, 10],
            "consciousness": ["normal", "awakens_to_voice", "unarousable"],
            "seizure": ["none", "eeg_only", "prolonged"],
            "motor": ["none", "focal_weakness"],
            "oedema": ["none", "focal", "diffuse"],
        },
        {"orientation": [0, 4], "naming": [0, 3], "command": [0, 1], "writing": [0, 1], "attention": [0, 1]},
    ],
    "easix": [{"ldh_u_l": [0, 250, 900], "creatinine_umol_l": [40, 200], "platelets_10e9_l": [5, 75, 400]}],
    "m_easix": [{"ldh_u_l": [0, 250, 900], "crp_mg_l": [0, 5, 200], "platelets_10e9_l": [5, 75, 400]}],
    "car_hematotox": [
        {
            "platelets_10e9_l": [74, 75, 175, 176],
            "neutrophils_10e9_l": [1.1, 1.2, 1.3],
            "haemoglobin_g_l": [89, 90, 91],
            "crp_mg_l": [29, 30, 31],
            "ferritin_ug_l": [649, 650, 2000, 2001],
        }
    ],
    "hct_ci": [
        dict.fromkeys(COMORBIDITIES, FLAG)
        | {"hepatic": ["none", "mild", "moderate_severe"], "pulmonary": ["none", "moderate", "severe"]},
        {
            "lvef_pct": [50, 51],
            "creatinine_umol_l": [176.8, 176.9],
            "is_on_dialysis": FLAG,
            "weight_kg": [80, 120],
            "height_cm": [150, 180],
            "fev1_pct": [65, 66, 80, 81],
            "dlco_pct": [65, 66, 80, 81],
            "infection": FLAG,
        },
    ],
    "cart_performance_status": [{"ecog": [0, 1, 2, 3]}, {"karnofsky": [50, 60, 61]}],
    "agapss": [dict.fromkeys(("acl", "anti_b2gp1", "la", "hyperlipidaemia", "hypertension", "is_persistent"), FLAG)],
    "unit_conversion": [
        {"quantity": ["creatinine"], "value": [0, 1, 5.5], "from": ["mg/dL"], "to": ["umol/L"]},
        {"quantity": ["bilirubin"], "value": [0, 1, 5.5], "from": ["umol/L"], "to": ["mg/dL"]},
    ],
    "leukapheresis_washout": [
        {"drug": ["tacrolimus", "methotrexate", "hydroxychloroquine", "abatacept"], "days_since_last": [0, 13, 14, 21]},
        {"drug": ["prednisone"], "days_since_last": [0, 6], "daily_dose_mg": [0, 10, 10.1]},
    ],
    "trial_refractory_nct05798117": [
        {
            "sledai_2k": [7, 8, 20],
            "organ_involvement": FLAG,
            "failed_immunosuppressants": [1, 2],
            "includes_mmf_or_cyc": FLAG,
            "failed_biologics": [0, 1],
            "is_biologic_waived": FLAG,
        }
    ],
    "adequate_trial": [
        {
            "drug": ["mycophenolate_mofetil", "azathioprine", "rituximab", "something_else"],
            "dose": [0.5, 1, 2, 150],
            "unit": ["g/day", "mg/kg/day", "mg/day", "g/infusion"],
            "doses_given": [1, 2, 6],
            "weeks": [11, 12, 23, 24],
            "weight_kg": [50, 75, 90],
            "indication": ["nephritis", "extrarenal"],
            "adherent": FLAG,
            "stopped_for_intolerance": FLAG,
        }
    ],
}
EVERY_GRID = [
    pytest.param(name, grid, id=f"{name}: {', '.join(list(grid)[:2])}")
    for name, grids in GRIDS.items()
    for grid in grids
]


@pytest.mark.parametrize(("name", "grid"), EVERY_GRID)
@given(data=st.data())
def test_filling_in_only_narrows(instruments, name, grid, data):
    entries = {key: data.draw(st.sampled_from(values), label=key) for key, values in grid.items()}
    assert_patient(instruments[name], entries, data)


@pytest.mark.parametrize("name", list(GRIDS))
def test_an_empty_record_says_yes_to_nothing(instruments, name):
    outcome = instruments[name].over(1, {})
    for output, column in outcome.outputs.items():
        assert not getattr(column, "is_yes", [False])[0], output
        assert not outcome.notes
