"""Vectors of classification and activity: EULAR/ACR 2019, SLEDAI-2K and its uses, BILAG letters, flares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eligibility.instruments.vectors.adapter import Adapter, Run, flags_from, stated, unreadable

Inputs = Mapping[str, Any]
Results = dict[str, Any]
SERUM_LEVELS = {"low": True, "below": True, "normal": False, "high": False, "above": False}
DNA_LEVELS = {"high": True, "above": True, "increased": True, "raised": True, "positive": True}
DNA_LEVELS |= {"normal": False, "negative": False, "low": False}
NEEDS_ATTRIBUTION = "needs attribution"


def eular_items(run: Run) -> list[str]:
    tables = run.instruments["eular_acr_2019"].knowledge.tables.values()
    return [item for table in tables for item in table.values]


def sledai_items(run: Run) -> list[str]:
    return list(run.instruments["sledai_2k"].knowledge.table("weights"))


def _eular(inputs: Inputs, run: Run) -> Results:
    flags = flags_from(inputs.get("items"), eular_items(run))
    found = run("eular_acr_2019", is_ana_positive=inputs.get("ana_positive"), **flags)
    return {
        "entry_criterion_met": found["is_entry_met"],
        "total": found["total"],
        "has_clinical_criterion": found["has_clinical_item"],
        "classified_sle": found["meets"],
    }


def _eular_from_measurements(inputs: Inputs, run: Run) -> Results:
    found = run(
        "eular_acr_2019_items",
        white_cells_10e9_l=inputs.get("wbc_10e9_l"),
        platelets_10e9_l=inputs.get("platelets_10e9_l"),
        temperature_c=inputs.get("temperature_c"),
        proteinuria_g_24h=inputs.get("protein_g_24h"),
        upcr_g_g=inputs.get("upcr_g_g"),
        ana_titre=titre(inputs.get("ana_titre")),
        swollen_joints=inputs.get("swollen_joints"),
        tender_joints=inputs.get("tender_joints"),
        morning_stiffness_min=inputs.get("morning_stiffness_min"),
    )
    return {**found, "entry_criterion_met": found["is_entry_met"]}


def titre(written: Any) -> float | None:
    """A titre as its reciprocal, from `1:80` or from the reciprocal itself."""
    if written is None or isinstance(written, int | float):
        return written
    one, _, reciprocal = str(written).partition(":")
    if one.strip() != "1" or not reciprocal.strip().isdigit():
        raise unreadable("ana_titre")
    return float(reciprocal)


def _sledai(inputs: Inputs, run: Run) -> Results:
    entries = flags_from(inputs.get("items"), sledai_items(run))
    found = run("sledai_2k", documented_total=inputs.get("sledai_2k_total"), **entries)
    return {
        "sledai_2k": found["total"],
        "clinical_sledai": found["clinical"],
        "renal_sledai": found["renal"],
    }


def _sledai_from_measurements(inputs: Inputs, run: Run) -> Results:
    drug = inputs.get("drug_cause")
    entries = {
        "white_cells_10e9_l": inputs.get("wbc_10e9_l"),
        "is_leukopenia_from_drug": drug,
        "platelets_10e9_l": inputs.get("platelets_10e9_l"),
        "is_thrombocytopenia_from_drug": drug,
        "proteinuria_g_24h": inputs.get("protein_g_24h"),
        "upcr_g_g": inputs.get("upcr_g_g"),
        "is_proteinuria_new_or_rising": inputs.get("new_or_rise"),
        "red_cells_hpf": inputs.get("rbc_hpf"),
        "is_hematuria_from_other_cause": _any(inputs, "other_cause", "stone", "infection", "menses"),
        "white_cells_hpf": inputs.get("wbc_hpf"),
        "is_pyuria_from_infection": inputs.get("infection"),
        "temperature_c": inputs.get("temperature_c"),
        "is_fever_from_infection": inputs.get("infection"),
        "inflamed_joints": inputs.get("inflamed_joints"),
        "is_anti_dsdna_positive": _dna(inputs),
        **{f"is_{name}_low": _level(inputs.get(name), SERUM_LEVELS) for name in ("c3", "c4", "ch50")},
    }
    found = run("sledai_2k_items", **entries)
    if inputs.get("arthritis_min_joints") == run.parameter("sledai_2k_items", "arthritis_min_joints_selena"):
        found["arthritis"] = found["arthritis_selena"]
    if inputs.get("proteinuria_rule") == "new_or_rise":
        found["proteinuria"] = found["proteinuria_selena"]
    if any(NEEDS_ATTRIBUTION in note for note in run.notes("sledai_2k_items", **entries)):
        found["status"] = NEEDS_ATTRIBUTION
    return found


def _any(inputs: Inputs, *names: str) -> bool | None:
    """Yes when any exclusion named holds, no when those named do not; None when none is named or one is open."""
    answers = [inputs[name] for name in names if name in inputs]
    return True if True in answers else None if None in answers or not answers else False


def _level(word: Any, words: Mapping[str, bool]) -> bool | None:
    if word is None or isinstance(word, bool):
        return word
    if str(word).lower() not in words:
        raise unreadable("level")
    return words[str(word).lower()]


def _dna(inputs: Inputs) -> bool | None:
    value, limit = inputs.get("anti_dsdna_iu_ml"), inputs.get("anti_dsdna_upper_limit_iu_ml", inputs.get("uln"))
    if value is not None and limit is not None:
        return value > limit
    return _level(inputs.get("anti_dsdna"), DNA_LEVELS)


def _category(inputs: Inputs, run: Run) -> Results:
    found = run("sledai_2k", documented_total=inputs.get("sledai_2k"))
    return {name: found[name] for name in ("eular_review_band", "classic_band")}


def _autograph(inputs: Inputs, run: Run) -> Results:
    found = run("sledai_2k", **flags_from(inputs.get("items"), sledai_items(run)))
    counted = found["counted_nct06581198"]
    gate = run("trial_sledai", counted_nct06581198=counted)
    return {"sledai_2k": found["total"], "counted": counted, "pass_": gate["nct06581198_activity"]}


def _bilag(inputs: Inputs, run: Run) -> Results:
    found = run("bilag_2004", **inputs)
    return {
        "numeric": found["numeric"],
        "n_A": found["count_a"],
        "n_B": found["count_b"],
        "entry_1A_or_2B": found["meets_1a_or_2b"],
    }


def _flare(inputs: Inputs, run: Run) -> Results:
    """A feature that is left out was not there, and an assessment that is left out did not change."""
    names = run.instruments["sfi_flare"].knowledge.inputs
    features = [name for name, spec in names.items() if spec.kind == "flag"]
    entries = {name: stated(inputs, name, False) for name in features}
    pga = stated(inputs, "pga", inputs.get("pga_prev", 0.0))
    found = run(
        "sfi_flare",
        sledai_previous=inputs.get("sledai_prev"),
        sledai=inputs.get("sledai"),
        pga_previous=stated(inputs, "pga_prev", pga),
        pga=pga,
        **entries,
    )
    return {"flare": found["flare"]}


def _srsle(inputs: Inputs, run: Run) -> Results:
    visits = inputs.get("visits")
    if not isinstance(visits, list) or not visits:
        raise unreadable("visits")
    index, preceding = visits[-1], visits[-2] if len(visits) > 1 else {}
    found = run(
        "srsle_aplc",
        sledai_index=index.get("sledai_2k"),
        is_on_glucocorticoid_index=index.get("gc"),
        is_on_immunosuppressant_index=index.get("immunosuppressant"),
        sledai_preceding=preceding.get("sledai_2k"),
        is_on_glucocorticoid_preceding=preceding.get("gc"),
        is_on_immunosuppressant_preceding=preceding.get("immunosuppressant"),
    )
    return {"srsle": found["is_severe_refractory"]}


ADAPTERS: dict[str, Adapter] = {
    "eular_acr_2019": _eular,
    "eular_acr_2019_items": _eular_from_measurements,
    "sledai_2k": _sledai,
    "sledai_2k_items": _sledai_from_measurements,
    "sledai_category": _category,
    "trial_sledai_autograph": _autograph,
    "bilag2004_numeric": _bilag,
    "sfi_flare": _flare,
    "srsle_aplc_pilot": _srsle,
}
