"""Vectors of nephritis: biopsy, response, milestones and relapse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eligibility.instruments.vectors.adapter import Adapter, Run, stated, unreadable


def _activity(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return {"ai": run("nih_indices", **inputs)["ai"]}


def _chronicity(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return {"ci": run("nih_indices", **inputs)["ci"]}


def _lesion(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("nih_lesion_score", **inputs)


def _isn_rps(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("isn_rps_class", **inputs)


def _response(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    return run("ln_response_kdigo2024", **inputs)


def _milestone(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    found = run("ln_milestone_eular", **inputs)
    return {**found, "on_target": found["is_on_target_2023"]}


def _relapse(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    """Creatinine comes in mg/dL; the instrument reads the record's unit."""
    factor = run.parameter("ln_relapse_kdigo2012", "creatinine_umol_l_per_mg_dl")
    entries = dict(inputs)
    for name in ("baseline_scr", "scr"):
        entries[f"{name}_umol_l"] = _times(entries.pop(f"{name}_mg_dl", None), factor)
    return run("ln_relapse_kdigo2012", **entries)


def _times(value: Any, factor: float) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | list):
        raise unreadable("creatinine")
    return [_times(bound, factor) for bound in value] if isinstance(value, list) else value * factor


def _refractory(inputs: Mapping[str, Any], run: Run) -> dict[str, Any]:
    """The vectors count qualifying drugs: mycophenolate or cyclophosphamide is among them unless they say not."""
    found = run(
        "trial_refractory_nct05798117",
        sledai_2k=stated(inputs, "sledai_2k", None),
        organ_involvement=stated(inputs, "organ_involvement", None),
        failed_immunosuppressants=stated(inputs, "failed_immunosuppressants", None),
        failed_biologics=stated(inputs, "failed_biologics", None),
        includes_mmf_or_cyc=stated(inputs, "includes_mmf_or_cyc", True),
        is_biologic_waived=stated(inputs, "is_biologic_waived", False),
    )
    return {"pass_": found["passes"]}


ADAPTERS: dict[str, Adapter] = {
    "nih_activity": _activity,
    "nih_chronicity": _chronicity,
    "nih_lesion_score": _lesion,
    "isn_rps_class": _isn_rps,
    "ln_response_kdigo2024": _response,
    "ln_milestone_eular": _milestone,
    "ln_relapse_kdigo2012": _relapse,
    "trial_refractory_nct05798117": _refractory,
}
