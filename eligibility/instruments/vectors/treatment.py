"""Vectors of treatment: adequate trials, drug levels, refills, questionnaires, glucocorticoids and wash-out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eligibility.domain.cited import Drug
from eligibility.instruments.dose import dose_unit
from eligibility.instruments.vectors.adapter import Adapter, Run, stated, unreadable

INDICATIONS = {
    "lupus nephritis": "nephritis",
    "nephritis": "nephritis",
    "extra-renal": "extrarenal",
    "extrarenal": "extrarenal",
    "any": None,
}
LABELS = {"intolerant": "intolerance, counted separately"}
# A cumulative or course dose is read as so many infusions of the least adequate single dose.
WHOLE_COURSE = {"g_cumulative": "g", "mg_cumulative": "mg", "g_course": "g", "mg_course": "mg"}
TWICE_DAILY = ("mg_bid", "mg bid", "mg twice daily", "mg_twice_daily")
# Table rows that name a class of drugs stand for one drug of that class, which share the interval.
CLASSES = {
    "anti_cd20": "rituximab",
    "anti_cd38": "daratumumab",
    "anti_cytokine": "anti_cytokine_biologic",
    "atg": "antithymocyte_globulin",
    "cni": "tacrolimus",
    "calcineurin_inhibitor": "tacrolimus",
    "jak_inhibitor": "tofacitinib",
    "mtor_inhibitor": "sirolimus",
}


def _adequate_trial(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    name = _drug_id(stated(inputs, "drug", None), run)
    indication = stated(inputs, "indication", None)
    if indication is not None and indication not in INDICATIONS:
        raise unreadable("indication")
    found = run(
        "adequate_trial",
        drug=name,
        **_dose(inputs, _drugs(run).get(name or "")),
        weeks=stated(inputs, "weeks", None),
        weight_kg=stated(inputs, "weight_kg", None),
        indication=INDICATIONS.get(indication),
        adherent=stated(inputs, "adherent", None),
        stopped_for_intolerance=stated(inputs, "stopped_for_intolerance", None),
    )
    return {**found, "label": LABELS.get(str(found["label"]), found["label"])}


def _dose(inputs: Mapping[str, Any], drug: Drug | None) -> dict[str, Any]:
    dose, unit = stated(inputs, "dose", None), stated(inputs, "unit", None)
    given = {"doses_given": stated(inputs, "doses_given", None), "frequency": stated(inputs, "frequency", None)}
    if unit in TWICE_DAILY:
        return {**given, "dose": dose, "unit": "mg", "frequency": "twice_daily"}
    if unit not in WHOLE_COURSE:
        return {**given, "dose": dose, "unit": unit}
    single = _single_dose_mg(drug)
    if dose is None or single is None:
        return given
    total = dose_unit(WHOLE_COURSE[unit])
    if total is None:
        raise unreadable("unit")
    return {"dose": single, "unit": "mg/infusion", "doses_given": dose * total.milligrams / single}


def _single_dose_mg(drug: Drug | None) -> float | None:
    """The least adequate infusion of a drug that is given as infusions of a fixed amount."""
    for rule in drug.adequate_dose if drug else ():
        unit = dose_unit(rule.unit)
        if unit is not None and unit.body is None and unit.days is None:
            return rule.minimum.number * unit.milligrams
    return None


def _washout(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("leukapheresis_washout", **{**inputs, "drug": _drug_id(inputs.get("drug"), run)})


def _drugs(run: Run) -> Mapping[str, Drug]:
    return run.instruments["adequate_trial"].library.drugs


def _drug_id(name: str | None, run: Run) -> str | None:
    """The drug's id, from its id, an alias or the name of its class."""
    if name is None:
        return None
    wanted = name.lower().replace("-", "_").replace(" ", "_")
    for drug in _drugs(run).values():
        if wanted in (drug.id, *(alias.lower().replace("-", "_") for alias in drug.aliases)):
            return drug.id
    return CLASSES.get(wanted, wanted)


def _hcq_level(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("hcq_level", **inputs)


def _pdc(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    found = run("pdc", **inputs)
    return {"pdc": found["pdc"], "adherent": found["is_adherent"]}


def _mpr(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("mpr", **inputs)


def _mars5(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    items = stated(inputs, "items", None)
    if items is None:
        items = [None] * 5
    if not isinstance(items, list) or len(items) != 5:
        raise unreadable("items")
    return run("mars5", **{f"item_{number}": answer for number, answer in enumerate(items, start=1)})


def _masri(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("masri_combined", **inputs)


def _prednisone(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("gc_prednisone_equivalent", **inputs)


def _gc_threshold(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("gc_threshold", **inputs)


ADAPTERS: dict[str, Adapter] = {
    "adequate_trial": _adequate_trial,
    "leukapheresis_washout": _washout,
    "hcq_level": _hcq_level,
    "pdc": _pdc,
    "mpr": _mpr,
    "mars5": _mars5,
    "masri_combined": _masri,
    "gc_prednisone_equivalent": _prednisone,
    "gc_threshold": _gc_threshold,
}
