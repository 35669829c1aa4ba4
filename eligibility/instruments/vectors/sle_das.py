"""Vectors of SLE-DAS: the score, its guard and its states. An item that is left out is absent; null is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eligibility.domain.faults import InputFault
from eligibility.instruments.vectors.adapter import Adapter, Run, stated

Inputs = Mapping[str, Any]
Results = dict[str, Any]
FLAGS = {
    "mucocutaneous_vasculitis": "has_mucocutaneous_vasculitis",
    "alopecia": "has_alopecia",
    "mucosal_ulcers": "has_mucosal_ulcers",
    "hypocomplementaemia": "has_hypocomplementaemia",
    "increased_anti_dsdna": "is_anti_dsdna_increased",
    "neuropsychiatric": "has_neuropsychiatric",
    "systemic_vasculitis": "has_systemic_vasculitis",
    "cardiac_pulmonary": "has_cardiac_or_pulmonary",
    "myositis": "has_myositis",
    "serositis": "has_serositis",
    "haemolytic_anaemia": "has_haemolytic_anaemia",
}
BOXES = {
    "proteinuria_flag": "is_proteinuria_counted",
    "platelets_flag": "is_thrombocytopenia_counted",
    "thrombocytopenia_flag": "is_thrombocytopenia_counted",
    "wbc_flag": "is_leukopenia_counted",
    "leukopenia_flag": "is_leukopenia_counted",
}
RASH = ("localized_rash", "generalized_rash")
AMOUNTS = ("proteinuria_mg_g", "proteinuria_mg_24h", "platelets_10e9_l", "wbc_10e9_l")
OTHERS = ("arthritis", "swollen_joints_28", "prednisone_mg_d")
MG_IN_G = 1000.0
REFUSALS = {
    "amount is required": "amount required",
    "of zero": "a count of zero cannot be scored",
    "contradict": "the box and the amount contradict each other",
}


def _score(inputs: Inputs, run: Run) -> Results:
    entries = _entries(inputs, run)
    found = run("sle_das", **entries)
    notes = run.notes("sle_das", **entries)
    refusals = {words: error for words, error in REFUSALS.items() if any(words in note for note in notes)}
    limit = run.instruments["sle_das"].knowledge.parameter
    results = {
        **_states(found),
        "score": _two_decimals(found["score"]),
        "raw": found["score"],
        "proteinuria_item": _compared(entries["upcr_g_g"], MG_IN_G, limit("proteinuria_above"), above=True),
        "thrombocytopenia_item": _compared(entries["platelets_10e9_l"], 1.0, limit("platelets_below"), above=False),
        "leukopenia_item": _compared(entries["white_cells_10e9_l"], 1.0, limit("white_cells_below"), above=False),
    }
    return {**results, "error": next(iter(refusals.values()))} if refusals else results


def _entries(inputs: Inputs, run: Run) -> dict[str, Any]:
    known = {*FLAGS, *BOXES, *RASH, *AMOUNTS, *OTHERS}
    if unknown := set(inputs) - known:
        raise InputFault(
            f"The vector names {sorted(unknown)[0]!r}, which SLE-DAS does not have.",
            "Its points would be missing from the score.",
            f"Use one of: {', '.join(sorted(known))}.",
        )
    limit = run.instruments["sle_das"].knowledge.parameter
    amount = stated(inputs, "proteinuria_mg_g", stated(inputs, "proteinuria_mg_24h", 0.0))
    joints_left_out = None if inputs.get("arthritis") else 0.0
    return {
        **{name: stated(inputs, key, False) for key, name in FLAGS.items()},
        **{name: inputs[key] for key, name in BOXES.items() if key in inputs},
        "has_arthritis": stated(inputs, "arthritis", None if inputs.get("swollen_joints_28") else False),
        "swollen_joints_28": stated(inputs, "swollen_joints_28", joints_left_out),
        "rash": _rash(inputs),
        "upcr_g_g": None if amount is None else amount / MG_IN_G,
        "platelets_10e9_l": stated(inputs, "platelets_10e9_l", limit("platelets_below")),
        "white_cells_10e9_l": stated(inputs, "wbc_10e9_l", limit("white_cells_below")),
        "prednisone_mg_day": inputs.get("prednisone_mg_d"),
    }


def _rash(inputs: Inputs) -> str | list[str]:
    localized, generalized = (stated(inputs, name, False) for name in RASH)
    if generalized:
        return "generalized"
    possible = ["localized"] if localized else ["none", "localized"] if localized is None else ["none"]
    return possible if generalized is False else [*possible, "generalized"]


def _state(inputs: Inputs, run: Run) -> Results:
    return _states(
        run("sle_das", documented_score=inputs.get("score"), prednisone_mg_day=inputs.get("prednisone_mg_d"))
    )


def _states(found: Results) -> Results:
    return {
        "category": found["category"],
        "severe": found["is_severe"],
        "lda_score_part": found["is_score_in_lda"],
        "lda": found["is_lda"],
        "remission": found["is_remission"],
    }


def _compared(amount: Any, factor: float, limit: float, *, above: bool) -> bool | None:
    if amount is None:
        return None
    return amount * factor > limit if above else amount * factor < limit


def _two_decimals(score: Any) -> Any:
    return round(score, 2) if isinstance(score, float) else score


ADAPTERS: dict[str, Adapter] = {"sle_das": _score, "sle_das_guard": _score, "sle_das_state": _state}
