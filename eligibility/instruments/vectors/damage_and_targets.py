"""Vectors of damage and of treatment targets: SDI, DORIS, LLDAS, Zen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eligibility.domain.faults import InputFault
from eligibility.instruments.vectors.activity import sledai_items
from eligibility.instruments.vectors.adapter import ALL_WORDS, Adapter, Run, flags_from, stated

Inputs = Mapping[str, Any]
Results = dict[str, Any]
REPEATED = ("_x2", "_gt1", "_more_than_one")
APART_MONTHS = 6
SHORT_NAMES = {
    "gfr_lt_50": "gfr_below_50",
    "proteinuria_ge_3_5": "proteinuria_3_5",
    "esrd": "end_stage_renal_disease",
    "eskd": "end_stage_renal_disease",
    "end_stage_disease": "end_stage_renal_disease",
    "end_stage": "end_stage_renal_disease",
    "end_stage_renal": "end_stage_renal_disease",
    "end_stage_kidney_disease": "end_stage_renal_disease",
    "cva": "stroke",
    "mi": "myocardial_infarction",
    "avn": "avascular_necrosis",
    "retinal_change": "retinal_change_or_optic_atrophy",
    "optic_atrophy": "retinal_change_or_optic_atrophy",
    "cognitive_impairment": "cognitive_impairment_or_psychosis",
    "fracture": "osteoporosis_with_fracture",
    "osteoporosis_fracture": "osteoporosis_with_fracture",
    "gonadal_failure": "premature_gonadal_failure",
    "bowel_infarction": "bowel_or_organ_infarction",
    "tissue_loss_significant": "significant_tissue_loss",
    "tissue_loss_minor": "minor_tissue_loss",
}


def _sdi(inputs: Inputs, run: Run) -> Results:
    """Items present; `_x2` marks a second event, which counts only when it came at least six months after the first."""
    specs = {
        name: spec for name, spec in run.instruments["sdi"].knowledge.inputs.items() if spec.kind in ("flag", "choice")
    }
    items = inputs.get("items")
    if items is None:
        return {"sdi": run("sdi")["total"]}
    if isinstance(items, str) and items in ALL_WORDS:
        entries: dict[str, Any] = {n: "repeated" if s.kind == "choice" else True for n, s in specs.items()}
        return {"sdi": run("sdi", **entries)["total"]}
    entries = {name: "no" if spec.kind == "choice" else False for name, spec in specs.items()}
    for written in items:
        name, is_second = _item(written)
        if name not in specs:
            raise InputFault(
                f"The vector names the item {written!r}, which the damage index does not have.",
                "Its points would be missing from the total.",
                "Use the instrument's own item names.",
            )
        is_repeated = is_second and stated(inputs, "months_between", APART_MONTHS) >= APART_MONTHS
        entries[name] = True if specs[name].kind == "flag" else "repeated" if is_repeated else "once"
    return {"sdi": run("sdi", **entries)["total"]}


def _item(written: str) -> tuple[str, bool]:
    for ending in REPEATED:
        if written.endswith(ending):
            plain = written.removesuffix(ending)
            return SHORT_NAMES.get(plain, plain), True
    return SHORT_NAMES.get(written, written), False


def _doris(inputs: Inputs, run: Run) -> Results:
    found = run(
        "doris_2021",
        clinical_sledai=inputs.get("csledai"),
        pga=inputs.get("pga"),
        prednisone_mg_day=inputs.get("prednisone_mg_d"),
        is_treatment_stable=inputs.get("is_stable"),
    )["is_remission"]
    return {"remission": found, **_status(found)}


def _lldas(inputs: Inputs, run: Run) -> Results:
    """Items that are left out of the list are absent, and so are haemolysis and gut activity where nothing is said."""
    score = run("sledai_2k", **flags_from(inputs.get("sledai_items"), sledai_items(run)))
    found = run(
        "lldas",
        sledai=score["total"],
        major_organ_points=score["major_organ"],
        has_haemolytic_anaemia=_first(inputs, ("haemolytic_anaemia", "hemolytic_anemia", "haemolysis"), False),
        has_gastrointestinal_activity=_first(inputs, ("gi_activity", "gastrointestinal_activity"), False),
        has_new_activity=inputs.get("new_activity"),
        pga=inputs.get("pga"),
        prednisone_mg_day=inputs.get("prednisone_mg_d"),
        is_on_standard_maintenance=inputs.get("standard_is"),
    )["is_lldas"]
    return {"lldas": found, **_status(found)}


def _first(inputs: Inputs, names: tuple[str, ...], left_out: Any) -> Any:
    return next((inputs[name] for name in names if name in inputs), left_out)


def _zen(inputs: Inputs, run: Run) -> Results:
    """Either total may be left out: serology is worth up to 4 points, and at least 2 where it is active."""
    total, clinical = inputs.get("sledai"), inputs.get("csledai")
    is_active = inputs.get("serology_active")
    if total is None and clinical is not None:
        least, most = (2, 4) if is_active else (0, 0) if is_active is False else (0, 4)
        total = [clinical + least, clinical + most]
    elif clinical is None and total is not None:
        clinical = [max(0, total - 4), total]
    found = run(
        "zen",
        sledai=total,
        clinical_sledai=clinical,
        prednisone_mg_day=inputs.get("prednisone_mg_d"),
        is_on_immunosuppressant=inputs.get("immunosuppressant"),
    )["state"]
    return {"state": found, **_status(found)}


def _status(answer: Any) -> Results:
    return {"status": "cannot assess"} if answer is None else {"status": "assessed"}


ADAPTERS: dict[str, Adapter] = {"sdi": _sdi, "doris_2021": _doris, "lldas": _lldas, "zen": _zen}
