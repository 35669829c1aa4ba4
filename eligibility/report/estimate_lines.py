"""The estimate as a frequency, its intervals, and each predictor's contribution as a bar with its number."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment, Prognosis
from eligibility.report import wording
from eligibility.report.references import References, caveat

NOT_BENEFIT = "A high risk of failure on conventional therapy is not the same as a benefit from CAR-T."
NOT_VALIDATED = "An estimate from published effects, not validated."


def estimate(assessment: Assessment, references: References) -> dict[str, Any] | None:
    """What the page says about the prognosis; None when the assessment holds none."""
    found = assessment.prognosis
    if found is None:
        return None
    low, high = (wording.of_hundred(end) for end in found.interval)
    worst_low, worst_high = (wording.of_hundred(end) for end in found.missing_bounds)
    middle = wording.of_hundred(found.estimate)
    ranges = f"{low} to {high} of 100 by the spread of the published effects"
    if found.missing:
        ranges += f"; {worst_low} to {worst_high} of 100 if everything missing were at its best or at its worst"
    return {
        "sentence": f"About {middle} of 100 such patients",
        "target": found.target,
        "ranges": ranges,
        "setting": _setting(found),
        "other_settings": _other_settings(found),
        "strip": {"estimate": middle, "low": low, "high": high, "worst_low": worst_low, "worst_high": worst_high},
        "strip_words": f"Scale from 0 to 100 of 100 patients. Estimate {middle}; interval {low} to {high}; "
        f"with missing answers at their extremes {worst_low} to {worst_high}.",
        "bars": _bars(found, references),
        "reference": f"Reference patient: {_signed(found.intercept)}",
        "missing": references.labels(found.missing),
        "warnings": found.warnings,
        "not_validated": f"{NOT_VALIDATED} {NOT_BENEFIT}",
        "status": "" if found.status == "checked" else f"Status: {wording.name(found.status)}.",
        "marks": references.mark([*found.cites]),
    }


def _setting(found: Prognosis) -> str:
    return found.setting_title or wording.titled(found.setting)


def _other_settings(found: Prognosis) -> str:
    others = [
        f"{wording.name(setting)} {wording.of_hundred(probability)} of 100"
        for setting, probability in found.other_settings.items()
        if setting != found.setting
    ]
    return wording.joined(others)


def _bars(found: Prognosis, references: References) -> list[dict[str, Any]]:
    """Largest first; `share` is the bar's length as a share of the longest one."""
    longest = max((abs(part.log_odds) for part in found.contributions), default=0.0) or 1.0
    ordered = sorted(found.contributions, key=lambda part: (-abs(part.log_odds), part.predictor))
    return [
        {
            "label": part.label,
            "value": part.value if part.is_known else f"{part.value} (not known: averaged)",
            "number": _signed(part.log_odds),
            "share": round(part.log_odds / longest, 4),
            "is_known": part.is_known,
            "direction": _direction(part.log_odds),
            "marks": references.mark([*part.cites]),
            "caveat": caveat([*part.cites]),
        }
        for part in ordered
    ]


def _signed(log_odds: float) -> str:
    text = f"{abs(log_odds):.2f}"
    if text == "0.00":
        return text
    return f"{'+' if log_odds > 0 else '−'}{text}"


def _direction(log_odds: float) -> str:
    if _signed(log_odds) == "0.00":
        return "no change"
    return "raises" if log_odds > 0 else "lowers"
