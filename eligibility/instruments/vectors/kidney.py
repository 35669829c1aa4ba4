"""Vectors of the kidney: filtration equations, KDIGO stages, failure risk, and the ratio's threshold by unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eligibility.instruments.vectors.adapter import Adapter, Run, unreadable

Inputs = Mapping[str, Any]
Results = dict[str, Any]
MG_IN_G = 1000.0
NORTH_AMERICA = ("north_america", "north american", "north_american", "na")


def _creatinine(inputs: Inputs, run: Run) -> float | None:
    if inputs.get("creatinine_umol_l") is not None:
        return inputs["creatinine_umol_l"]
    mg_dl = inputs.get("creatinine_mg_dl")
    return None if mg_dl is None else mg_dl * run.parameter("ckd_epi_2021", "umol_l_for_1_mg_dl")


def _ckd_epi(inputs: Inputs, run: Run) -> Results:
    found = run(
        "ckd_epi_2021",
        age_years=inputs.get("age"),
        sex=inputs.get("sex"),
        creatinine_umol_l=_creatinine(inputs, run),
    )
    return {"egfr": found["computed"]}


def _schwartz(inputs: Inputs, run: Run) -> Results:
    return run(
        "schwartz_bedside",
        age_years=inputs.get("age"),
        height_cm=inputs.get("height_cm"),
        creatinine_umol_l=_creatinine(inputs, run),
    )


def _ckid(inputs: Inputs, run: Run) -> Results:
    return run(
        "ckid_u25",
        age_years=inputs.get("age"),
        sex=inputs.get("sex"),
        height_cm=inputs.get("height_cm"),
        creatinine_umol_l=_creatinine(inputs, run),
    )


def _stage_g(inputs: Inputs, run: Run) -> Results:
    return {"stage": run("kdigo", egfr=inputs.get("egfr"))["g"]}


def _stage_a_albumin(inputs: Inputs, run: Run) -> Results:
    name = {"mg/g": "uacr_mg_g", "mg/mmol": "uacr_mg_mmol"}.get(inputs.get("unit", "mg/g"))
    if name is None:
        raise unreadable("unit")
    return {"stage": run("kdigo", **{name: inputs.get("acr")})["a"]}


def _stage_a_protein(inputs: Inputs, run: Run) -> Results:
    mg_g = inputs.get("pcr_mg_g")
    found = run(
        "kdigo",
        upcr_g_g=None if mg_g is None else mg_g / MG_IN_G,
        upcr_mg_mmol=inputs.get("pcr_mg_mmol"),
    )
    return {"stage": found["a"]}


def _risk(inputs: Inputs, run: Run) -> Results:
    return {"risk": run("kdigo", g_documented=inputs.get("g"), a_documented=inputs.get("a"))["risk"]}


def _failure(inputs: Inputs, run: Run) -> Results:
    """The equation as published, in a patient without active nephritis."""
    found = run(
        "kfre",
        age_years=inputs.get("age"),
        sex=inputs.get("sex"),
        egfr=inputs.get("egfr"),
        uacr_mg_g=inputs.get("acr_mg_g"),
        is_nephritis_active=False,
    )
    if inputs.get("region") is None:
        raise unreadable("region")
    place = "north_america" if str(inputs["region"]).lower() in NORTH_AMERICA else "elsewhere"
    return {"risk_2y_pct": found[f"risk_2y_{place}"], "risk_5y_pct": found[f"risk_5y_{place}"]}


def _albumin_from_protein(inputs: Inputs, run: Run) -> Results:
    mg_g = inputs.get("upcr_mg_g")
    return run(
        "upcr_to_acr_sumida",
        upcr_g_g=None if mg_g is None else mg_g / MG_IN_G,
        sex=inputs.get("sex"),
        has_diabetes=_flag(inputs, "diabetes"),
        has_hypertension=_flag(inputs, "hypertension"),
        is_nephritis_active=False,
    )


def _flag(inputs: Inputs, name: str) -> bool | None:
    """Yes or no, which these vectors write as 1 or 0."""
    value = inputs.get(name)
    return None if value is None else bool(value)


def _ratio_threshold(inputs: Inputs, run: Run) -> Results:
    value, unit = inputs.get("upcr"), inputs.get("unit")
    names = {"mg/mmol": ("upcr_mg_mmol", 1.0), "g/g": ("upcr_g_g", 1.0), "mg/g": ("upcr_g_g", 1 / MG_IN_G)}
    if unit not in names:
        raise unreadable("unit")
    name, factor = names[unit]
    found = run("upcr", **{name: None if value is None else value * factor})
    return {
        "lt_0_5_g_g_exact": found["is_below_0_5_g_g"],
        "lt_50_mg_mmol_guideline": found["is_below_50_mg_mmol"],
        "borderline": found["is_borderline"],
    }


ADAPTERS: dict[str, Adapter] = {
    "ckd_epi_2021_cr": _ckd_epi,
    "schwartz_bedside": _schwartz,
    "ckid_u25_cr": _ckid,
    "ckid_u25_k": _ckid,
    "kdigo_g": _stage_g,
    "kdigo_a_acr": _stage_a_albumin,
    "kdigo_a_pcr": _stage_a_protein,
    "kdigo_risk": _risk,
    "kfre_4v": _failure,
    "upcr_to_acr_sumida": _albumin_from_protein,
    "upcr_threshold": _ratio_threshold,
}
