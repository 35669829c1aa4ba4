"""Every assessment of a patient in order, and how each score moved between them."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from eligibility.services.calculate import output_labels
from eligibility.services.patients import StoredAssessment
from pages.parts.words import day, inert

SCALE = (int, float)


def history_shown(stored: list[StoredAssessment]) -> None:
    """The assessments, the newest first, and the trend of any score that was known more than once."""
    if not stored:
        st.markdown("An example has one assessment and no history.")
        return
    rows = [
        {
            "Assessed": day(each.assessment.as_of),
            "Verdict": inert(each.assessment.headline),
            "Made by": inert(each.made_by),
            "Knowledge": inert(str(each.assessment.versions.get("knowledge", ""))[:8]),
        }
        for each in stored
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="Assessments, newest first")
    trends = scores_over_time(stored)
    if not trends:
        st.caption("No score is known on more than one day yet, so there is no trend to show.")
        return
    name = st.selectbox("Score", list(trends), index=0, key="history_score")
    points = trends[name]
    days, values = [point[0] for point in points], [point[1] for point in points]
    figure = go.Figure(go.Scatter(x=days, y=values, mode="lines+markers"))
    figure.update_layout(height=260, margin={"l": 8, "r": 8, "t": 8, "b": 8}, yaxis={"rangemode": "tozero"})
    said = "; ".join(f"{day(when)}: {value:g}" for when, value in points)
    st.plotly_chart(figure, width="stretch", config={"displayModeBar": False}, alt=f"{name} over time. {said}")
    st.caption(f"{inert(name)} — {said}. Only exact values are drawn; a range still possible is left out.")


def scores_over_time(stored: list[StoredAssessment]) -> dict[str, list[tuple]]:
    """Every numeric output that was exactly known on at least two days: `(day, value)`, the oldest first."""
    found: dict[str, dict] = {}
    for each in reversed(stored):
        for result in each.assessment.instruments.values():
            labels = output_labels(result.id)
            for output, value in result.outputs.items():
                if isinstance(value, SCALE) and not isinstance(value, bool):
                    name = f"{result.title}: {labels.get(output, output.replace('_', ' '))}"
                    found.setdefault(name, {})[each.assessment.as_of] = value
    return {name: sorted(points.items()) for name, points in sorted(found.items()) if len(points) > 1}
