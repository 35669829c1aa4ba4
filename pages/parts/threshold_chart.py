"""All trials' thresholds of one criterion as a chart, with the patient's value on it, and the same in words."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import plotly.graph_objects as go

from eligibility.services.trial_thresholds import NumericCriterion, TrialThreshold
from pages.parts.palette import AGAINST, CAUTION, MEETS, VERDICTS, chip
from pages.parts.trials import status, trial_link
from pages.parts.words import inert, number, unit_of, value_of


def threshold_text(criterion: NumericCriterion, threshold: TrialThreshold) -> str:
    """`≥ 8`, `> 50 %`, `within 6 months`."""
    if criterion.is_window:
        return threshold.text
    return f"{threshold.comparison} {value_of(threshold.value, criterion.unit)}".strip()


def direction(criterion: NumericCriterion) -> str:
    if criterion.is_window:
        return "longest ago that is allowed" if not criterion.is_floor else "longest ago that still excludes"
    return "least that is asked for" if criterion.is_floor else "most that is allowed"


def in_words(criterion: NumericCriterion) -> str:
    """The distribution in one sentence: median, extremes, the most common, and where the patient stands."""
    told = [threshold_text(criterion, threshold) for threshold in criterion.thresholds]
    (common, times), *_ = Counter(told).most_common(1)
    ends = f"strictest {_end(criterion, criterion.strictest)}, laxest {_end(criterion, criterion.laxest)}"
    text = f"{criterion.trials} trials; {direction(criterion)}: median {_end(criterion, criterion.median)}, {ends}, "
    text += f"most common {common} ({times} of {len(told)})."
    if criterion.patient is None:
        return text
    counts = Counter(threshold.passes for threshold in criterion.thresholds)
    parts = [
        f"{counts[answer]} {word}"
        for answer, word in (("yes", "passed"), ("no", "not passed"), ("unknown", "cannot tell"))
        if counts[answer]
    ]
    value = criterion.patient if criterion.is_window else patient_value(criterion)
    return f"{text} This patient: {value} ({', '.join(parts)})."


def patient_value(criterion: NumericCriterion) -> str:
    """The patient's number as it is known, with its unit."""
    unit = "" if criterion.unit is None else unit_of(criterion.unit, criterion.patient)
    low, high = criterion.patient_low, criterion.patient_high
    told = number(low) if low is not None and low == high else str(criterion.patient)
    return f"{told} {unit}".strip()


def chart(criterion: NumericCriterion) -> go.Figure:
    """One bar for each threshold, as high as the trials that have it; the patient's value as a line or a band."""
    counts = Counter((threshold.value, threshold.comparison) for threshold in criterion.thresholds)
    figure = go.Figure()
    for signs, name, colour in ((("≥", "≤"), "the number itself passes", MEETS), ((">", "<"), "strict", CAUTION)):
        points = [(value, sign, count) for (value, sign), count in sorted(counts.items()) if sign in signs]
        if points:
            figure.add_bar(
                x=[value for value, _, _ in points],
                y=[count for _, _, count in points],
                name=name,
                marker={"color": colour},
                width=_width(criterion),
                text=[f"{sign} {value:g}" for value, sign, _ in points],
                hovertemplate="%{text}: %{y} trials<extra></extra>",
            )
    low, high = criterion.patient_low, criterion.patient_high
    if low is not None and high is not None:
        if low == high and abs(low) < float("inf"):
            figure.add_vline(x=low, line={"color": AGAINST, "width": 3, "dash": "dot"}, annotation_text="this patient")
        elif low > float("-inf") and high < float("inf"):
            figure.add_vrect(x0=low, x1=high, fillcolor=AGAINST, opacity=0.2, annotation_text="this patient")
    unit = "days" if criterion.is_window else unit_of(criterion.unit or "", None)
    figure.update_layout(
        height=320,
        barmode="stack",
        margin={"l": 8, "r": 8, "t": 24, "b": 40},
        xaxis={"title": f"{criterion.label}{f', {unit}' if unit else ''}", "fixedrange": True, "automargin": True},
        yaxis={"title": "trials", "fixedrange": True, "dtick": _tick(counts)},
        legend={"orientation": "h", "y": 1.12},
    )
    return figure


def table(criterion: NumericCriterion) -> pd.DataFrame:
    """The chart as text: every trial with its threshold, the place in its text, and this patient's answer."""
    rows = {
        "Threshold": [inert(threshold_text(criterion, one)) for one in criterion.thresholds],
        "Trial": [f"{inert(one.head.title)} {trial_link(one.head.nct)}" for one in criterion.thresholds],
        "Status": [inert(status(one.head)) for one in criterion.thresholds],
        "Where": [inert(one.locator) for one in criterion.thresholds],
    }
    if criterion.patient is not None:
        rows["This patient"] = [chip(VERDICTS[one.passes]) for one in criterion.thresholds]
    return pd.DataFrame(rows)


def _end(criterion: NumericCriterion, value: float) -> str:
    return f"{number(value)} days" if criterion.is_window else value_of(value, criterion.unit)


def _width(criterion: NumericCriterion) -> float:
    values = sorted(set(criterion.values))
    gaps = [after - before for before, after in zip(values, values[1:], strict=False)]
    return 0.8 * min(gaps) if gaps else max(abs(values[0]) * 0.05, 0.2)


def _tick(counts: Counter[tuple[float, str]]) -> int:
    return max(1, round(max(counts.values()) / 6))
