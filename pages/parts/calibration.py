"""Predictions beside outcomes: as a chart, as a table, and in words; nothing where there are too few."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from eligibility.domain.monitoring import ModelMonitoring
from eligibility.domain.performance import Limits
from pages.parts.palette import AGAINST, LOWERS
from pages.parts.words import counted, inert, joined

QUIET = {"displayModeBar": False}


def model_shown(model: ModelMonitoring) -> None:
    """One model: how many, how well, band by band, and how it went as outcomes came in."""
    st.subheader(model.title, anchor=False)
    versions = joined([f"{inert(name)} ({count})" for name, count in sorted(model.versions.items())])
    st.markdown(
        f"{counted(model.predictions, 'patient')} predicted; {counted(model.outcomes, 'outcome')} to compare with, "
        f"{model.failures} of them not in response; {model.not_usable} not usable. "
        f":small[Versions: {versions or 'none'}]"
    )
    if model.too_few is not None or model.performance is None:
        st.markdown(f":material/hourglass_empty: {model.too_few}")
        return
    found = model.performance
    rows = [
        ("Calibration intercept", limits(found.calibration_intercept), "0 is right; above, predictions were too low"),
        (
            "Calibration slope",
            limits(found.calibration_slope) if model.too_few_for_slope is None else inert(model.too_few_for_slope),
            "1 is right; under 1, predictions were too extreme",
        ),
        ("Log loss", limits(found.log_loss), "lower is better"),
        ("Brier score", limits(found.brier), "lower is better"),
    ]
    st.table(
        pd.DataFrame(rows, columns=["Measure", "Here (95%)", "How to read it"]), border="horizontal", hide_index=True
    )
    st.plotly_chart(bands_chart(model), width="stretch", config=QUIET, alt=f"Predicted against observed. {said(model)}")
    st.markdown(said(model))
    if len(model.accrual) > 1:
        st.plotly_chart(accrual_chart(model), width="stretch", config=QUIET, alt="Calibration as outcomes came in.")
    st.caption("Each prediction is the one stored with its assessment. Patients who are not followed up may differ.")


def limits(found: Limits | None) -> str:
    if found is None or found.low is None or found.high is None:
        return "cannot be estimated"
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def said(model: ModelMonitoring) -> str:
    """Every band in one sentence."""
    parts = [
        f"predicted {100 * band.low:.0f} to {100 * band.high:.0f}: on average {100 * band.predicted:.0f} of 100, "
        f"seen {per_100(band.observed)} ({band.failures} of {band.patients})"
        for band in model.bands
    ]
    return "; ".join(parts)[:1].upper() + "; ".join(parts)[1:] + "."


def per_100(share: Limits) -> str:
    assert share.low is not None and share.high is not None
    return f"{100 * share.value:.0f} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def bands_chart(model: ModelMonitoring) -> go.Figure:
    """Observed against predicted with Wilson's limits; the line is where the two agree."""
    figure = go.Figure()
    line = {"color": AGAINST, "dash": "dot"}
    figure.add_scatter(x=[0, 100], y=[0, 100], mode="lines", line=line, hoverinfo="skip")
    seen = [band.observed for band in model.bands]
    figure.add_scatter(
        x=[100 * band.predicted for band in model.bands],
        y=[100 * one.value for one in seen],
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [100 * ((one.high or one.value) - one.value) for one in seen],
            "arrayminus": [100 * (one.value - (one.low or 0.0)) for one in seen],
        },
        mode="markers",
        marker={"color": LOWERS, "size": 11},
        text=[f"{band.failures} of {band.patients}" for band in model.bands],
        hovertemplate="predicted %{x:.0f}, seen %{y:.0f} (%{text})<extra></extra>",
    )
    return _laid_out(figure, "predicted, of 100", "seen, of 100", [0, 100])


def accrual_chart(model: ModelMonitoring) -> go.Figure:
    """The share seen, with its limits, beside the share predicted, over all outcomes known by each day."""
    days, seen = [point.on for point in model.accrual], [point.observed for point in model.accrual]
    figure = go.Figure()
    none = {"width": 0}
    figure.add_scatter(x=days, y=[100 * (one.high or 0) for one in seen], mode="lines", line=none, hoverinfo="skip")
    figure.add_scatter(
        x=days,
        y=[100 * (one.low or 0) for one in seen],
        mode="lines",
        line=none,
        fill="tonexty",
        fillcolor="rgba(74, 134, 200, 0.25)",
        hoverinfo="skip",
    )
    figure.add_scatter(x=days, y=[100 * one.value for one in seen], mode="lines+markers", line={"color": LOWERS})
    predicted = [100 * point.predicted for point in model.accrual]
    figure.add_scatter(x=days, y=predicted, mode="lines", line={"color": AGAINST, "dash": "dot"})
    return _laid_out(figure, "outcomes until", "of 100: seen (line), predicted (dots)", None)


def _laid_out(figure: go.Figure, across: str, up: str, span: list[int] | None) -> go.Figure:
    figure.update_layout(
        height=320,
        showlegend=False,
        margin={"l": 8, "r": 8, "t": 8, "b": 40},
        xaxis={"title": across, "fixedrange": True, "automargin": True, "range": span},
        yaxis={"title": up, "fixedrange": True, "automargin": True, "range": [0, 100]},
    )
    return figure
