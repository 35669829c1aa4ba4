"""Vectors of cell therapy: toxicity grades, indices before infusion, comorbidity, thrombotic risk and units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eligibility.instruments.vectors.adapter import Adapter, Run, flags_from, stated, unreadable

# The vectors' words for one value of an input, where they are not the instrument's own.
HYPOTENSION = {
    "no_pressor": "no_vasopressor",
    "fluids": "no_vasopressor",
    "fluid_responsive": "no_vasopressor",
    "one_pressor": "one_vasopressor",
    "one_pressor_plus_vasopressin": "one_vasopressor_with_vasopressin",
    "multiple_pressors": "several_vasopressors",
    "two_pressors": "several_vasopressors",
}
OXYGEN = {
    "nasal_cannula": "low_flow",
    "low_flow_nasal": "low_flow",
    "blow_by": "low_flow",
    "hfnc": "high_flow",
    "face_mask": "high_flow",
    "facemask": "high_flow",
    "nonrebreather": "high_flow",
    "non_rebreather": "high_flow",
    "venturi": "high_flow",
    "cpap": "positive_pressure",
    "bipap": "positive_pressure",
    "intubated": "positive_pressure",
    "ventilator": "positive_pressure",
    "mechanical_ventilation": "positive_pressure",
}
CONSCIOUSNESS = {
    "awakens_to_tactile": "awakens_to_touch",
    "awakens_to_tactile_only": "awakens_to_touch",
    "awakens_tactile_only": "awakens_to_touch",
}
SEIZURE = {"prolonged_gt_5_min": "prolonged", "gt_5_min": "prolonged", "eeg_only_resolving": "eeg_only"}
UNITS = {
    "mg/dl": "mg/dL",
    "mg/l": "mg/L",
    "g/dl": "g/dL",
    "g/l": "g/L",
    "umol/l": "umol/L",
    "mmol/l": "mmol/L",
    "ng/ml": "ng/mL",
    "ug/ml": "ug/mL",
    "ug/l": "ug/L",
    "10e9/l": "10^9/L",
    "10^9/l": "10^9/L",
    "/ul": "/uL",
    "per_ul": "/uL",
    "g/24h": "g/24h",
}
QUANTITIES = {"hemoglobin": "haemoglobin", "hcq": "hcq_blood", "pcr": "upcr", "acr": "uacr", "anc": "neutrophils"}
PRESENT = {"present", "yes", "treated", "requiring_treatment", "moderate_severe", True}
ABSENT = {"none", "no", "absent", "none_or_diet", "none_or_no_treatment", "none_or_mild", False}
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
MG_L_FOR_1_MG_DL = "mg_l_for_1_mg_dl"


def _crs(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    """A finding that is not named was looked for and absent; one that is null is unknown."""
    found = run(
        "astct_crs",
        temp_c=stated(inputs, "temp_c", None),
        tocilizumab_or_steroid_given=stated(inputs, "tocilizumab_or_steroid_given", False),
        hypotension=_word(inputs, "hypotension", "none", HYPOTENSION),
        oxygen=_word(inputs, "oxygen", "none", OXYGEN),
    )
    return {"grade": _grade(found["grade"])}


def _icans(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    """A domain that is not named was looked at and normal; one that is null is unknown."""
    found = run(
        "astct_icans",
        ice=stated(inputs, "ice", None),
        consciousness=_word(inputs, "consciousness", "normal", CONSCIOUSNESS),
        seizure=_word(inputs, "seizure", "none", SEIZURE),
        motor=stated(inputs, "motor", "none"),
        oedema=stated(inputs, "oedema", "none"),
    )
    return {"grade": _grade(found["grade"])}


def _word(inputs: Mapping[str, Any], name: str, left_out: str, known: Mapping[str, str]) -> Any:
    value = stated(inputs, name, left_out)
    return known.get(value, value) if isinstance(value, str) else value


def _grade(value: Any) -> Any:
    if isinstance(value, list):
        return [int(grade) for grade in value]
    return None if value is None else int(value)


def _easix(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    creatinine = stated(inputs, "creatinine_mg_dl", None)
    entries = {name: value for name, value in inputs.items() if name != "creatinine_mg_dl"}
    if creatinine is not None:
        entries["creatinine_umol_l"] = creatinine * run.parameter("easix", "umol_l_for_1_mg_dl")
    return run("easix", **entries)


def _m_easix(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("m_easix", **_with_crp_in_mg_l(inputs, run))


def _with_crp_in_mg_l(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    entries = {name: value for name, value in inputs.items() if name != "crp_mg_dl"}
    if inputs.get("crp_mg_dl") is not None:
        entries["crp_mg_l"] = inputs["crp_mg_dl"] * run.parameter("m_easix", MG_L_FOR_1_MG_DL)
    return entries


def _hematotox(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    entries = _with_crp_in_mg_l(inputs, run)
    for theirs, ours, factor in (
        ("anc_per_ul", "neutrophils_10e9_l", 0.001),
        ("hb_g_dl", "haemoglobin_g_l", 10.0),
        ("ferritin_ng_ml", "ferritin_ug_l", 1.0),
    ):
        value = entries.pop(theirs, None)
        if value is not None:
            entries[ours] = round(value * factor, 9)
    return run("car_hematotox", **entries)


def _hct_ci(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    """A comorbidity that is not named is absent; one that is null is unknown."""
    entries: dict[str, Any] = {
        "hepatic": stated(inputs, "hepatic", "none"),
        "pulmonary": {"none_or_mild": "none"}.get(inputs.get("pulmonary", "none"), inputs.get("pulmonary", "none")),
    }
    for name in COMORBIDITIES:
        entries[name] = _is_present(name, inputs[name]) if name in inputs else False
    if inputs.get("cardiac") == "valve_disease":
        entries |= {"cardiac": False, "heart_valve": True}
    if strange := set(inputs) - set(entries):
        raise unreadable(sorted(strange)[0])
    return run("hct_ci", **entries)


def _is_present(name: str, value: Any) -> bool | None:
    if value is None:
        return None
    if value in PRESENT or (name == "cardiac" and value in ("cad_chf_mi_ef", "valve_disease")):
        return True
    if value in ABSENT:
        return False
    raise unreadable(name)


def _performance(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("cart_performance_status", **inputs)


def _agapss(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    """The vectors list antibodies that count, so they persist unless it is said that they do not."""
    names = [name for name in run.instruments["agapss"].knowledge.table("weights")]
    flags = flags_from(stated(inputs, "items", None), names)
    return run("agapss", **flags, is_persistent=stated(inputs, "is_persistent", True))


def _units(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    quantity = inputs.get("quantity")
    entries = {name: UNITS.get(str(inputs.get(name)).lower(), inputs.get(name)) for name in ("from", "to")}
    return run("unit_conversion", quantity=QUANTITIES.get(quantity, quantity), value=inputs.get("value"), **entries)


ADAPTERS: dict[str, Adapter] = {
    "astct_crs": _crs,
    "astct_icans": _icans,
    "easix": _easix,
    "m_easix": _m_easix,
    "car_hematotox": _hematotox,
    "hct_ci": _hct_ci,
    "cart_performance_status": _performance,
    "agapss": _agapss,
    "unit_conversion": _units,
}
