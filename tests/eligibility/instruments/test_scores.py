"""Damage, letters, states and flares: sums, exactness of what stays possible, and filling in what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.instruments.one_patient import answers, ask
from eligibility.knowledge.library import read_library
from tests.eligibility.instruments.known_and_open import assert_exact, assert_patient

LIBRARY = read_library()
SDI = LIBRARY.instruments["sdi"]
DAMAGE = {name: spec for name, spec in SDI.inputs.items() if name != "documented_total"}
FLAG = [True, False]
LETTERS = ["A", "B", "C", "D", "E"]
SYSTEMS = list(LIBRARY.instruments["bilag_2004"].inputs)
DAS_FLAGS = [
    name
    for name, spec in LIBRARY.instruments["sle_das"].inputs.items()
    if spec.kind == "flag" and spec.fact is None and not name.endswith("_counted") and name != "has_arthritis"
]

GRIDS = {
    "sdi": [{name: FLAG if spec.kind == "flag" else list(spec.values) for name, spec in DAMAGE.items()}],
    "bilag_2004": [dict.fromkeys(SYSTEMS, LETTERS)],
    "sfi_flare": [
        {
            "sledai_previous": [0, 4, 8],
            "sledai": [0, 6, 7, 12, 13],
            "pga_previous": [0, 0.5, 1.5],
            "pga": [0.4, 1.5, 2.5, 2.6],
            "has_mild_feature": FLAG,
            "has_severe_feature": FLAG,
            "is_prednisone_raised": FLAG,
            "is_nsaid_or_antimalarial_new": FLAG,
            "is_prednisone_above_half_mg_kg": FLAG,
            "is_immunosuppressant_new": FLAG,
            "is_hospitalised": FLAG,
        }
    ],
    "sle_das": [
        dict.fromkeys(DAS_FLAGS, FLAG)
        | {
            "swollen_joints_28": [0, 1, 6, 28],
            "rash": ["none", "localized", "generalized"],
            "upcr_g_g": [0, 0.5, 0.501, 3],
            "platelets_10e9_l": [1, 99.9, 100, 300],
            "white_cells_10e9_l": [0.1, 2.9, 3, 7],
            "prednisone_mg_day": [0, 5, 5.1, 7.5, 7.6],
        },
        {"documented_score": [0.37, 2.08, 2.09, 2.48, 2.49, 7.64, 7.65, 9.9, 9.91], "prednisone_mg_day": [5, 7.5, 8]},
    ],
    "doris_2021": [
        {
            "clinical_sledai": [0, 1],
            "pga": [0.4, 0.5, 0.6],
            "prednisone_mg_day": [0, 5, 5.1],
            "is_treatment_stable": FLAG,
        }
    ],
    "lldas": [
        {
            "sledai": [3, 4, 5],
            "major_organ_points": [0, 1],
            "has_haemolytic_anaemia": FLAG,
            "has_gastrointestinal_activity": FLAG,
            "has_new_activity": FLAG,
            "pga": [0.9, 1, 1.1],
            "prednisone_mg_day": [7.4, 7.5, 7.6],
            "is_on_standard_maintenance": FLAG,
        }
    ],
    "zen": [
        {
            "sledai": [0, 2, 4],
            "clinical_sledai": [0],
            "prednisone_mg_day": [0, 4.9, 5, 5.1],
            "is_on_immunosuppressant": FLAG,
        }
    ],
    "srsle_aplc": [
        {
            "sledai_index": [9, 10, 11],
            "sledai_preceding": [9, 10, 11],
            "is_on_glucocorticoid_index": FLAG,
            "is_on_glucocorticoid_preceding": FLAG,
            "is_on_immunosuppressant_index": FLAG,
            "is_on_immunosuppressant_preceding": FLAG,
        }
    ],
    "trial_sledai": [{"counted_nct06581198": [5, 6, 7], "counted_nct05798117": [7, 8, 9]}],
    "sledai_2k_items": [
        {
            "white_cells_10e9_l": [2.99, 3, 3.01],
            "is_leukopenia_from_drug": FLAG,
            "platelets_10e9_l": [99, 100, 101],
            "is_thrombocytopenia_from_drug": FLAG,
            "proteinuria_g_24h": [0.49, 0.5, 0.51],
            "is_proteinuria_new_or_rising": FLAG,
            "red_cells_hpf": [4, 5, 6],
            "is_hematuria_from_other_cause": FLAG,
            "white_cells_hpf": [4, 5, 6],
            "is_pyuria_from_infection": FLAG,
            "temperature_c": [37.9, 38, 38.1],
            "is_fever_from_infection": FLAG,
            "inflamed_joints": [1, 2, 3],
            "is_c3_low": FLAG,
            "is_c4_low": FLAG,
            "is_ch50_low": FLAG,
            "is_anti_dsdna_positive": FLAG,
        }
    ],
    "eular_acr_2019_items": [
        {
            "white_cells_10e9_l": [3.99, 4, 4.01],
            "platelets_10e9_l": [99, 100, 101],
            "temperature_c": [38.2, 38.3, 38.4],
            "ana_titre": [40, 80, 160],
            "upcr_g_g": [0.49, 0.5, 0.51],
            "swollen_joints": [0, 1, 2],
            "tender_joints": [1, 2],
            "morning_stiffness_min": [29, 30],
        }
    ],
}
ALL_GRIDS = [(name, place) for name, grids in GRIDS.items() for place in range(len(grids))]


@pytest.mark.parametrize(("name", "place"), ALL_GRIDS)
@given(data=st.data())
def test_filling_in_what_is_missing_never_moves_an_answer(instruments, name, place, data):
    grid = GRIDS[name][place]
    entries = data.draw(st.fixed_dictionaries({key: st.sampled_from(values) for key, values in grid.items()}))
    assert_patient(instruments[name], entries, data)


@given(
    entries=st.fixed_dictionaries(
        {name: st.sampled_from(FLAG if spec.kind == "flag" else list(spec.values)) for name, spec in DAMAGE.items()}
    )
)
def test_damage_is_the_sum_of_its_items_with_end_stage_disease_in_place_of_the_other_renal_ones(instruments, entries):
    worth = {False: 0, True: 1, "no": 0, "once": 1, "repeated": 2}
    others = sum(worth[value] for name, value in entries.items() if name not in SDI.table("renal"))
    filtration, protein = worth[entries["gfr_below_50"]], worth[entries["proteinuria_3_5"]]
    renal = 3 if entries["end_stage_renal_disease"] else filtration + protein
    found = answers(ask(instruments["sdi"], entries))
    assert (found["total"], found["renal"]) == (others + renal, renal)


def test_there_are_41_damage_items_and_their_most_is_47(instruments):
    most = {name: True if spec.kind == "flag" else "repeated" for name, spec in DAMAGE.items()}
    assert len(DAMAGE) == 41
    assert answers(ask(instruments["sdi"], most))["total"] == 47


@given(letters=st.fixed_dictionaries(dict.fromkeys(SYSTEMS, st.sampled_from(LETTERS))))
def test_letters_add_up(instruments, letters):
    found = answers(ask(instruments["bilag_2004"], letters))
    counts = {letter: list(letters.values()).count(letter) for letter in LETTERS}
    assert found["numeric"] == 12 * counts["A"] + 8 * counts["B"] + counts["C"]
    assert (found["count_a"], found["count_b"]) == (counts["A"], counts["B"])
    assert found["meets_1a_or_2b"] is (counts["A"] >= 1 or counts["B"] >= 2)


@pytest.mark.parametrize(
    "possible",
    [
        {"renal": ["A", "B"]},
        {"renal": ["A", "B"], "mucocutaneous": ["A", "B"]},
        {"renal": ["B"], "mucocutaneous": ["B", "C"]},
        {"renal": ["C", "D"], "mucocutaneous": ["B", "E"]},
        {"renal": ["B"], "mucocutaneous": ["A", "B"]},
    ],
)
def test_letters_that_are_not_settled_leave_open_exactly_what_they_can_make(instruments, possible):
    entries = {system: possible.get(system, "E") for system in SYSTEMS}
    found = ask(instruments["bilag_2004"], entries)
    ways = [
        answers(ask(instruments["bilag_2004"], entries | {"renal": one, "mucocutaneous": other}))
        for one in possible["renal"]
        for other in possible.get("mucocutaneous", ["E"])
    ]
    verdicts = {way["meets_1a_or_2b"] for way in ways}
    assert answers(found)["meets_1a_or_2b"] == (verdicts.pop() if len(verdicts) == 1 else None)
    for name in ("numeric", "count_a", "count_b"):
        column = found.outputs[name]
        bounds = (min(way[name] for way in ways), max(way[name] for way in ways))
        assert (column.lo[0], column.hi[0]) == bounds, name


@pytest.mark.parametrize("kept", [{}, {"sledai": 0, "clinical_sledai": 0}, {"prednisone_mg_day": 5, "sledai": 2}])
def test_the_states_that_stay_possible_are_those_that_could_come_out(instruments, kept):
    grid = GRIDS["zen"][0] | {"sledai": [0, 2, 4], "clinical_sledai": [0, 1]}
    assert_exact(instruments["zen"], kept, grid, ["state"])
