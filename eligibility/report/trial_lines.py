"""Registered trials: those in which no modelled criterion failed, why, and what has to be checked by hand."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.report import values, wording

TRIALS_SHOWN = 4


def trial_lines(assessment: Assessment) -> dict[str, Any] | None:
    """How many trials fit, cannot be told, and do not fit; the first few in full. None where none was looked at."""
    if not assessment.trials:
        return None
    fits = [trial for trial in assessment.trials if trial.get("verdict") == "no_criterion_failed"]
    open_count = sum(trial.get("verdict") == "unknown" for trial in assessment.trials)
    total = len(assessment.trials)
    rest = [str(trial.get("nct", "")) for trial in fits[TRIALS_SHOWN:]]
    return {
        "summary": f"No modelled criterion failed in {len(fits)} of {total} registered trials; {open_count} cannot be "
        f"told yet; {total - len(fits) - open_count} do not fit.",
        "rows": [_row(trial) for trial in fits[:TRIALS_SHOWN]],
        "left_out": ", ".join(rest),
        "caution": _cautions(fits[:TRIALS_SHOWN]),
    }


def _cautions(trials: list[dict[str, Any]]) -> str:
    """Each caution once, with the trials that it is about."""
    named: dict[str, list[str]] = {}
    for trial in trials:
        if trial.get("caution"):
            named.setdefault(str(trial["caution"]), []).append(str(trial.get("nct", "")))
    return " ".join(f"{', '.join(ncts)}: {wording.inside(caution)}" for caution, ncts in named.items())


def _row(trial: dict[str, Any]) -> dict[str, str]:
    seen = values.day(trial.get("status_seen_on")) if isinstance(trial.get("status_seen_on"), str) else ""
    state = wording.name(str(trial.get("status") or "status not seen"))
    reason = str(trial.get("reason") or "")
    return {
        "nct": str(trial.get("nct", "")),
        "title": str(trial.get("title") or ""),
        "state": f"{state} ({seen})" if seen else state,
        "why": reason or f"{trial.get('modelled', 0)} criteria modelled, {trial.get('to_check', 0)} to check by hand.",
    }
