"""The estimate as a frequency, its intervals, and each predictor's contribution as a bar with its number."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment, Contribution, Prognosis
from eligibility.report import wording
from eligibility.report.references import References, caveat
from eligibility.report.secondary_lines import secondary_lines

NOT_BENEFIT = "A high risk of failure on conventional therapy is not the same as a benefit from CAR-T."
KEY = "Filled bars rest on known values, hollow bars on averages. The contributions add up exactly."
MISSING_SHOWN = 8
NOT_VALIDATED = "An estimate from published effects, not validated."


def estimate(assessment: Assessment, references: References) -> dict[str, Any] | None:
    """What the page says about the prognosis; None when the assessment holds none."""
    found = assessment.prognosis
    if found is None:
        return None
    return {
        "target": found.target,
        "setting": found.setting_title or wording.titled(found.setting),
        "model": wording.name(found.model),
        "missing": references.labels(found.missing, MISSING_SHOWN),
        "warnings": found.warnings,
        "not_validated": f"{NOT_VALIDATED} {NOT_BENEFIT}",
        "status": "" if "not validated" in found.status else f"Status: {wording.name(found.status)}.",
        "marks": references.mark([*found.cites]),
        "caveat": caveat([*found.cites]),
        **_figures(found, references),
        "secondary": secondary_lines(found, references),
    }


def _figures(found: Prognosis, references: References) -> dict[str, Any]:
    if found.estimate is None or found.interval is None or found.missing_bounds is None:
        blank = {"strip": None, "bars": [], "still": "", "averaged": "", "key": ""}
        return {"sentence": "No single estimate", "ranges": _alternatives(found), **blank}
    low, high = (wording.of_hundred(end) for end in found.interval)
    worst_low, worst_high = (wording.of_hundred(end) for end in found.missing_bounds)
    middle = wording.of_hundred(found.estimate)
    ranges = [f"{low} to {high} of 100 by the spread of the published effects."]
    if found.missing:
        ranges.append(f"{worst_low} to {worst_high} of 100 with everything missing at its best or at its worst.")
    if found.other_settings:
        ranges.append(f"In other settings: {_of_hundred_each(found.other_settings, found.setting)}.")
    if found.reference is not None:
        ranges.append(f"Reference patients on average: {wording.of_hundred(found.reference)} of 100.")
    return {
        "sentence": f"About {middle} of 100 such patients",
        "ranges": " ".join(ranges),
        "strip": {"estimate": middle, "low": low, "high": high, "worst_low": worst_low, "worst_high": worst_high},
        "strip_words": f"Scale from 0 to 100 of 100 patients. Estimate {middle}; interval {low} to {high}; "
        f"with missing answers at their extremes {worst_low} to {worst_high}.",
        **_contributions(found, references),
    }


def _alternatives(found: Prognosis) -> str:
    """Why there is no estimate, and what each model would say."""
    each = _of_hundred_each(found.alternatives, "")
    return " ".join(part for part in (found.reason, f"By model: {each}." if each else "") if part)


def _of_hundred_each(probabilities: dict[str, float], left_out: str) -> str:
    return wording.joined(
        [
            f"{wording.name(key)} {wording.of_hundred(probability)} of 100"
            for key, probability in probabilities.items()
            if key != left_out
        ]
    )


def _contributions(found: Prognosis, references: References) -> dict[str, Any]:
    """Largest first, each bar with its number; those that move nothing on one line; a shared caveat said once."""
    longest = max((abs(part.log_odds) for part in found.contributions), default=0.0)
    ordered = sorted(found.contributions, key=lambda part: (-abs(part.log_odds), part.predictor))
    caveats = {caveat([*part.cites]) for part in ordered}
    shared = caveats.pop() if len(caveats) == 1 else ""
    moving = [part for part in ordered if _signed(part.log_odds) != "0.00"]
    still = [part for part in ordered if part not in moving]
    averaged = [part for part in still if not part.is_known]
    return {
        "bars": [
            {
                "label": part.label,
                "value": _value(part),
                "number": _signed(part.log_odds),
                "share": round(part.log_odds / longest, 4),
                "is_known": part.is_known,
                "direction": "raises" if part.log_odds > 0 else "lowers",
                "marks": references.mark([*part.cites]),
                "caveat": "" if shared else caveat([*part.cites]),
            }
            for part in moving
        ],
        "still": "; ".join(
            f"{part.label} ({_value(part)}) {references.mark([*part.cites])}".strip() for part in still if part.is_known
        ),
        "averaged": ", ".join(part.label for part in averaged),
        "key": " ".join(
            part
            for part in (
                f"Every coefficient: {shared}." if shared else "",
                "" if found.intercept is None else f"Reference patient: {_signed(found.intercept)} (log-odds).",
                KEY,
            )
            if part
        ),
    }


def _value(part: Contribution) -> str:
    if part.is_known:
        return part.value
    return "not known: averaged" if part.value in ("", "not known") else f"{part.value} (averaged)"


def _signed(log_odds: float) -> str:
    text = f"{abs(log_odds):.2f}"
    if text == "0.00":
        return text
    return f"{'+' if log_odds > 0 else '−'}{text}"
