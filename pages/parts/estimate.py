"""The estimate under the evidence: about so many of a hundred such patients, with every reason for uncertainty."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from eligibility.domain.assessment import Contribution, Prognosis
from eligibility.services.sources import fact_label, setting_titles
from pages.parts.findings import linked
from pages.parts.palette import LOWERS, RAISES
from pages.parts.words import inert, joined, uncapitalised


def estimate_shown(prognosis: Prognosis) -> None:
    """The number in words, its interval, what is missing, the setting, and the contributions as chart and table."""
    if prognosis.estimate is None:
        _no_estimate(prognosis)
        return
    st.markdown(sentence(prognosis))
    st.caption(
        f"{_titled(prognosis.status)}. Setting: {inert(prognosis.setting_title)}. Model: {inert(prognosis.model)}. "
        "It says nothing about the chance of benefit from CAR-T."
    )
    if prognosis.reference is not None:
        st.markdown(f"The reference patients of this setting: about {of_hundred(prognosis.reference)} of 100.")
    if prognosis.missing and prognosis.missing_bounds is not None:
        low, high = prognosis.missing_bounds
        st.markdown(
            f"Whatever the missing answers are, it lies between {of_hundred(low)} and {of_hundred(high)} of 100."
        )
    if prognosis.other_settings:
        titles = setting_titles()
        others = [
            f"{inert(uncapitalised(titles.get(name, name)))} about {of_hundred(value)}"
            for name, value in prognosis.other_settings.items()
        ]
        st.markdown(f"The same patient in other settings: {joined(others)} of 100.")
    for warning in prognosis.warnings:
        st.markdown(f":material/warning: {inert(warning)}")
    if any(part.is_known for part in prognosis.contributions):
        st.plotly_chart(
            contributions_chart(prognosis),
            config={"displayModeBar": False},
            alt=in_one_sentence(prognosis),
            key="contributions",
        )
        with st.expander("The same contributions as a table, with their sources"):
            table = contributions_table(prognosis)
            st.table(table, border="horizontal", hide_index=True, alt="Contributions to the estimate")
    if prognosis.missing:
        st.caption(f"Not known and averaged over: {inert(joined([fact_label(fact) for fact in prognosis.missing]))}.")


def _no_estimate(prognosis: Prognosis) -> None:
    st.markdown(f"There is no single estimate. {inert(prognosis.reason)}".strip())
    for name, value in prognosis.alternatives.items():
        st.markdown(f"- {inert(name)}: about {of_hundred(value)} of 100")
    for warning in prognosis.warnings:
        st.markdown(f":material/warning: {inert(warning)}")


def sentence(prognosis: Prognosis) -> str:
    assert prognosis.estimate is not None, "a sentence needs an estimate"
    text = f"**About {of_hundred(prognosis.estimate)} of 100 such patients** are {inert(prognosis.target)}"
    if prognosis.interval is None:
        return f"{text}."
    low, high = prognosis.interval
    return f"{text} ({of_hundred(low)}–{of_hundred(high)} of 100)."


def in_one_sentence(prognosis: Prognosis) -> str:
    """The chart's takeaway in words, for those who do not see it."""
    ordered = sorted(prognosis.contributions, key=lambda part: -abs(part.log_odds))
    raised = [part.label for part in ordered if part.log_odds > 0][:3]
    lowered = [part.label for part in ordered if part.log_odds < 0][:3]
    said = [f"raised most by {joined(raised)}"] if raised else []
    said += [f"lowered most by {joined(lowered)}"] if lowered else []
    return f"Contributions to the estimate, in log-odds: {'; '.join(said) or 'none'}."


def contributions_chart(prognosis: Prognosis) -> go.Figure:
    """One bar for each known predictor, the largest on top."""
    parts = sorted((part for part in prognosis.contributions if part.is_known), key=lambda part: abs(part.log_odds))
    widest = max((abs(part.log_odds) for part in parts), default=1.0) * 1.25 or 1.0
    figure = go.Figure(
        go.Bar(
            y=[_bar_name(part) for part in parts],
            x=[part.log_odds for part in parts],
            orientation="h",
            text=[f"{part.log_odds:+.2f}" for part in parts],
            textposition="outside",
            cliponaxis=False,
            marker={"color": [RAISES if part.log_odds > 0 else LOWERS for part in parts]},
            hovertemplate="%{y}: %{x:+.2f}<extra></extra>",
        )
    )
    figure.update_layout(
        height=90 + 28 * len(parts),
        margin={"l": 8, "r": 8, "t": 8, "b": 40},
        xaxis={"title": "lowers ← log-odds → raises", "range": [-widest, widest], "zeroline": True, "fixedrange": True},
        yaxis={"automargin": True, "fixedrange": True},
    )
    return figure


def contributions_table(prognosis: Prognosis) -> pd.DataFrame:
    """The chart as text: predictor, value, contribution, source; the sum is the estimate's log-odds."""
    rows = [
        {
            "Predictor": inert(part.label),
            "Domain": inert(part.domain),
            "Value": inert(part.value) if part.is_known else "not known, averaged",
            "Log-odds": f"{part.log_odds:+.2f}",
            "Source": " · ".join(dict.fromkeys(linked(cite) for cite in part.cites)),
        }
        for part in sorted(prognosis.contributions, key=lambda part: -abs(part.log_odds))
    ]
    if prognosis.intercept is None:
        return pd.DataFrame(rows)
    start = {"Predictor": "Start of this setting", "Domain": "", "Value": "", "Log-odds": f"{prognosis.intercept:+.2f}"}
    return pd.DataFrame([{**start, "Source": ""}, *rows])


def of_hundred(probability: float) -> int:
    return round(100 * probability)


def _titled(text: str) -> str:
    return inert(text[:1].upper() + text[1:])


def _bar_name(part: Contribution) -> str:
    return f"{part.label}: {part.value}" if part.value else part.label
