"""An invented registry of any size, the same for the same seed. Every row and the file say that it is synthetic.

The figures below are chosen to look like a lupus clinic and to walk every path of the door (missing cells, two units,
bounds, dates, lists of courses, a few impossible values). They are no evidence about anybody.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

SEED = 20261122
CHUNK = 50_000
AS_OF = np.datetime64("2026-06-01")
FILE_MARK = {"is_synthetic": "true", "note": "Invented patients for measuring speed; no evidence about anybody."}

# name: (median, spread of the logarithm, decimals, share missing)
NUMBERS = {
    "age_years": (36, 0.30, 0, 0.00),
    "weight_kg": (66, 0.20, 1, 0.10),
    "height_cm": (166, 0.05, 0, 0.10),
    "disease_duration_years": (7, 0.70, 1, 0.10),
    "ana_titre": (640, 0.60, 0, 0.20),
    "anti_dsdna_iu_ml": (60, 1.20, 0, 0.20),
    "c3_g_l": (0.75, 0.35, 2, 0.15),
    "c4_g_l": (0.13, 0.50, 2, 0.15),
    "upcr_g_g": (0.6, 1.20, 2, 0.20),
    "proteinuria_g_24h": (0.7, 1.20, 2, 0.60),
    "haemoglobin_g_l": (118, 0.14, 0, 0.05),
    "white_cells_10e9_l": (5.6, 0.35, 1, 0.05),
    "neutrophils_10e9_l": (3.6, 0.40, 1, 0.10),
    "lymphocytes_10e9_l": (1.1, 0.50, 2, 0.10),
    "platelets_10e9_l": (225, 0.35, 0, 0.05),
    "albumin_g_l": (36, 0.15, 0, 0.15),
    "alt_x_uln": (0.6, 0.50, 2, 0.15),
    "ast_x_uln": (0.6, 0.50, 2, 0.20),
    "bilirubin_x_uln": (0.5, 0.40, 2, 0.30),
    "crp_mg_l": (4, 1.00, 1, 0.30),
    "igg_g_l": (13, 0.40, 1, 0.40),
    "lvef_pct": (61, 0.08, 0, 0.55),
    "spo2_pct": (97, 0.01, 0, 0.60),
    "fvc_pct": (92, 0.15, 0, 0.65),
    "dlco_pct": (82, 0.18, 0, 0.70),
    "prednisone_mg_day": (7.5, 0.80, 1, 0.10),
    "hydroxychloroquine_mg_day": (300, 0.25, 0, 0.20),
    "hcq_level_ng_ml": (700, 0.70, 0, 0.75),
    "pdc_pct": (78, 0.25, 0, 0.65),
    "egfr_reported": (88, 0.30, 0, 0.40),
}
CAPS = {"spo2_pct": 100, "pdc_pct": 100, "age_years": 90, "lvef_pct": 80}
COUNTS = {
    "ecog": (4, 0.25), "pga": (3, 0.30), "sdi_total": (6, 0.25), "ln_activity_index": (20, 0.60),
    "ln_chronicity_index": (9, 0.60), "visits_booked_12m": (12, 0.50),
}  # fmt: skip
FLAGS = {
    0.97: ("is_anti_dsdna_ever_positive", "has_capacity", "consents_to_discussion", "can_attend_pathway"),
    0.85: ("has_caregiver", "can_stay_near_site", "agrees_long_term_follow_up", "is_treatment_history_complete"),
    0.60: ("is_anti_dsdna_positive", "is_c3_low", "is_c4_low", "has_lupus_nephritis", "is_of_childbearing_potential"),
    0.35: ("is_nephritis_active", "is_anti_sm_positive", "is_adherence_support_tried", "is_fertility_discussed"),
    0.20: ("is_ln_relapsed", "has_hypertension", "is_steroid_dependent", "is_antiphospholipid_positive"),
    0.04: (
        "is_on_dialysis", "is_pregnant", "is_breastfeeding", "has_active_infection", "has_active_malignancy",
        "has_active_cns_disease", "has_had_car_t", "has_solid_organ_transplant", "has_uncontrolled_diabetes",
        "has_severe_lung_disease", "has_significant_cardiac_disease", "has_catastrophic_aps", "has_sepsis",
        "is_rapidly_progressive_gn", "has_macrophage_activation", "has_cmv_viraemia", "is_drug_induced_lupus",
        "has_overlap_syndrome", "is_nonadherent_by_clinician", "has_severe_psychiatric_illness",
    ),
}  # fmt: skip
SLEDAI = (
    "seizure", "psychosis", "organic_brain_syndrome", "visual_disturbance", "cranial_nerve_disorder",
    "lupus_headache", "cva", "vasculitis", "arthritis", "myositis", "urinary_casts", "hematuria", "proteinuria",
    "pyuria", "rash", "alopecia", "mucosal_ulcers", "pleurisy", "pericarditis", "low_complement",
    "increased_dna_binding", "fever", "thrombocytopenia", "leukopenia",
)  # fmt: skip
CHOICES = {
    "sex": (("female", "male"), (0.9, 0.1), 0.0),
    "hbv": (("negative", "past", "latent", "active"), (0.90, 0.08, 0.01, 0.01), 0.25),
    "hcv": (("negative", "past", "active"), (0.97, 0.02, 0.01), 0.25),
    "hiv": (("negative", "positive"), (0.995, 0.005), 0.25),
    "tb": (("negative", "latent", "treated", "active"), (0.93, 0.04, 0.02, 0.01), 0.30),
    "patient_preference": (("wants", "unsure", "declines", "not_asked"), (0.4, 0.2, 0.1, 0.3), 0.20),
    "ln_class": (("III", "IV", "III|V", "IV|V", "V", "II", "III or IV"), (0.25, 0.35, 0.1, 0.1, 0.1, 0.08, 0.02), 0.5),
    "classification_documented": (("eular_acr_2019", "slicc_2012", "eular_acr_2019|slicc_2012"), (0.6, 0.2, 0.2), 0.2),
}
# name: (days ago at most, share missing)
DATES = {"ln_biopsy_on": (900, 0.55), "infection_resolved_on": (700, 0.70), "live_vaccine_on": (2000, 0.80)}
DATED = ("creatinine_umol_l", "haemoglobin_g_l", "platelets_10e9_l", "lvef_pct")
DRUGS = (
    "hydroxychloroquine", "prednisone", "mycophenolate_mofetil", "azathioprine", "methotrexate",
    "cyclophosphamide_euro_lupus", "rituximab", "belimumab_iv", "tacrolimus",
)  # fmt: skip
DOSES = ((400, "mg/day"), (20, "mg/day"), (2, "g/day"), (150, "mg/day"), (15, "mg/week"), (500, "mg/infusion"),
         (1, "g/infusion"), (10, "mg/kg"), (4, "mg/day"))  # fmt: skip
OUTCOMES = ("no_response", "partial_response", "response_then_relapse", "remission", "intolerance", "declined")
ADHERENCE = ("documented", "doubtful", "non_adherent")
INDICATIONS = ("nephritis", "extrarenal")


def write_registry(path: Path, patients: int, seed: int = SEED) -> None:
    """So many invented patients as Parquet, their courses as a list of structs, written chunk by chunk."""
    writer: parquet.ParquetWriter | None = None
    for number, first in enumerate(range(0, patients, CHUNK)):
        table = registry_chunk(first, min(CHUNK, patients - first), np.random.default_rng([seed, number]))
        writer = writer or parquet.ParquetWriter(path, table.schema.with_metadata(FILE_MARK))
        writer.write_table(table)
    if writer is not None:
        writer.close()


def registry_chunk(first: int, size: int, rng: np.random.Generator) -> pa.Table:
    """Patients `first` to `first + size` as a table."""
    columns: dict[str, pa.Array] = {
        "patient_id": pa.array([f"SYNTHETIC-{first + i:07d}" for i in range(size)]),
        "as_of": pa.array(np.full(size, AS_OF)),
        "is_synthetic": pa.array(np.ones(size, dtype=bool)),
    }
    for name, (median, spread, decimals, missing) in NUMBERS.items():
        values = np.round(median * np.exp(spread * rng.standard_normal(size)), decimals)
        values = np.minimum(values, CAPS.get(name, np.inf))
        columns[name] = pa.array(values, mask=rng.random(size) < missing)
    columns["age_years"] = pa.array(np.clip(np.asarray(columns["age_years"]), 6, 90))
    columns |= _creatinine(size, rng)
    for name, (most, missing) in COUNTS.items():
        columns[name] = pa.array(rng.integers(0, most + 1, size), mask=rng.random(size) < missing)
    for share, names in FLAGS.items():
        for name in names:
            columns[name] = pa.array(rng.random(size) < share, mask=rng.random(size) < 0.15)
    for item in SLEDAI:
        columns[f"sledai_{item}"] = pa.array(rng.random(size) < 0.12, mask=rng.random(size) < 0.10)
    for name, (values, shares, missing) in CHOICES.items():
        columns[name] = _words(values, rng.choice(len(values), size, p=shares), rng.random(size) < missing)
    for name, (most, missing) in DATES.items():
        columns[name] = pa.array(AS_OF - rng.integers(0, most, size), mask=rng.random(size) < missing)
    for name in DATED:
        columns[f"{name}__on"] = pa.array(AS_OF - rng.integers(0, 200, size), mask=rng.random(size) < 0.1)
    columns["treatments"] = _courses(size, rng)
    return pa.table(columns)


def _creatinine(size: int, rng: np.random.Generator) -> dict[str, pa.Array]:
    """Two units side by side, and one row in a thousand that cannot be."""
    american = rng.random(size) < 0.3
    micromoles = np.round(80 * np.exp(0.4 * rng.standard_normal(size)), 0)
    micromoles = np.where(rng.random(size) < 0.001, 90_000, micromoles)
    values = np.where(american, np.round(micromoles / 88.4, 2), micromoles)
    return {
        "creatinine_umol_l": pa.array(values, mask=rng.random(size) < 0.05),
        "creatinine_umol_l__unit": _words(("umol/L", "mg/dL"), american.astype(int), np.zeros(size, dtype=bool)),
    }


def _courses(size: int, rng: np.random.Generator) -> pa.Array:
    counts = rng.integers(0, 6, size)
    courses = int(counts.sum())
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    drug = rng.integers(0, len(DRUGS), courses)
    usual = np.array([dose for dose, _ in DOSES], dtype=float)[drug]
    started = rng.integers(100, 3000, courses)
    fields = {
        "drug": _words(DRUGS, drug, np.zeros(courses, dtype=bool)),
        "dose": pa.array(usual * rng.choice([0.5, 1.0, 1.0, 1.5], courses), mask=rng.random(courses) < 0.15),
        "unit": _words(tuple(unit for _, unit in DOSES), drug, np.zeros(courses, dtype=bool)),
        "weeks": pa.array(rng.integers(2, 104, courses).astype(float), mask=rng.random(courses) < 0.4),
        "doses_given": pa.array(rng.integers(1, 8, courses).astype(float), mask=rng.random(courses) < 0.5),
        "started_on": pa.array(AS_OF - started, mask=rng.random(courses) < 0.5),
        "outcome": _random_words(OUTCOMES, courses, 0.15, rng),
        "adherence": _random_words(ADHERENCE, courses, 0.30, rng),
        "indication": _random_words(INDICATIONS, courses, 0.20, rng),
    }
    struct = pa.StructArray.from_arrays(list(fields.values()), names=list(fields))
    return pa.ListArray.from_arrays(pa.array(offsets), struct)


def _random_words(values: tuple[str, ...], size: int, missing: float, rng: np.random.Generator) -> pa.Array:
    return _words(values, rng.integers(0, len(values), size), rng.random(size) < missing)


def _words(values: tuple[str, ...], codes: np.ndarray, missing: np.ndarray) -> pa.Array:
    indices = pa.array(codes.astype(np.int32), mask=missing)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values)).cast(pa.string())
