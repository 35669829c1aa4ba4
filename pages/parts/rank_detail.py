"""Why a candidate stands where it stands: axis by axis, against the next, and what could still move it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from eligibility.domain.ranking import RankedPatient, Ranking
from pages.parts.palette import BAR_AGAINST, LOWERS
from pages.parts.ranking import Order, missing_in_words, place_in_words
from pages.parts.words import inert, joined, uncapitalised

DIRECTIONS = {"higher": "speaks more for this one", "lower": "speaks more for the next", "level": "the same"}


@st.dialog("Why here", width="large")
def why_here(order: Order, key: str) -> None:
    """Evidence first: the axes, then the comparison, then what is missing and what would move the band."""
    found, ranking = order.of(key), order.ranking_of(key)
    if found is None:
        return
    st.markdown(f"**{inert(order.rows[key].pseudonym)}** · {place_in_words(found)} · {_bands(found)}")
    st.plotly_chart(axes_chart(found, ranking), config={"displayModeBar": False}, key=f"axes.{key}")
    st.caption("From what speaks least to what speaks most for early discussion; the bar is what gaps leave possible.")
    st.table(_axes(found, ranking), border="horizontal", hide_index=True, alt="Each axis in clinical words")
    if found.next_key is not None:
        _against_the_next(found, ranking, order)
    st.markdown("**What could move it**")
    st.markdown("\n".join(f"- {line}" for line in _moves(found, ranking)))
    st.caption(
        "The ranges are fixed, so a patient's place on an axis does not depend on who else is on the list. "
        f"Drawn {ranking.draws} times with weights around the agreed ones, the estimate's own uncertainty and, for "
        "what is missing, values of a published cohort."
    )


def axes_chart(found: RankedPatient, ranking: Ranking) -> go.Figure:
    """A bar from the least to the most that is still possible on each axis, and a mark in the middle of the draws."""
    labels = {axis.id: axis.label for axis in ranking.axes}
    names = [f"{labels[axis.axis]} ({ranking.weights.of_100[axis.axis]})" for axis in found.axes]
    figure = go.Figure()
    for name, axis in zip(names, found.axes, strict=True):
        hover = f"{axis.words}<extra></extra>"
        figure.add_scatter(
            x=[axis.low, axis.high], y=[name, name], mode="lines", line={"color": BAR_AGAINST, "width": 8},
            showlegend=False, hovertemplate=hover,
        )  # fmt: skip
        figure.add_scatter(
            x=[axis.middle], y=[name], mode="markers", marker={"color": LOWERS, "size": 14, "symbol": "diamond"},
            showlegend=False, hovertemplate=hover,
        )  # fmt: skip
    figure.update_layout(
        height=60 + 42 * len(names),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        xaxis={
            "range": [-0.03, 1.03], "tickvals": [0, 1], "ticktext": ["least", "most"],
            "fixedrange": True, "automargin": True, "zeroline": False,
        },
        yaxis={"autorange": "reversed", "fixedrange": True, "automargin": True},
    )  # fmt: skip
    return figure


def _axes(found: RankedPatient, ranking: Ranking) -> pd.DataFrame:
    labels = {axis.id: axis.label for axis in ranking.axes}
    return pd.DataFrame(
        {
            "Axis": [labels[axis.axis] for axis in found.axes],
            "Counts, of 100": [str(ranking.weights.of_100[axis.axis]) for axis in found.axes],
            "This patient": [inert(axis.words) for axis in found.axes],
        }
    )


def _bands(found: RankedPatient) -> str:
    said = [f"band {band} in {count}" for band, count in found.band_chances.items() if count]
    return f"{joined(said)} of 100 draws".replace("band", "Band", 1)


def _against_the_next(found: RankedPatient, ranking: Ranking, order: Order) -> None:
    following = ranking.of(found.next_key or "")
    if following is None:
        return
    name = inert(order.rows[following.key].pseudonym)
    if found.is_tied_with_next:
        st.markdown(f"**Cannot be told apart from the next, {name}** (before it in {found.precedes_next} of 100 draws)")
        if found.is_raised_by_waiting:
            st.markdown("It stands here because it has waited longer.")
    else:
        st.markdown(f"**Why above the next, {name}** (in {found.precedes_next} of 100 draws)")
    said = []
    for one in ranking.differences(found, following):
        tail = f", {one.counts} of 100 parts of what separates the two" if one.counts else ""
        said.append(f"- {one.label}: {DIRECTIONS[one.direction]}{tail}")
    st.markdown("\n".join(said))


def _moves(found: RankedPatient, ranking: Ranking) -> list[str]:
    said = []
    if text := missing_in_words(found, ranking.labels):
        ends = f"{found.rank_best} and {found.rank_worst} of {found.of}"
        tail = f" Whatever the answers are, nine of ten draws put the place between {ends}."
        said.append(text if found.of == 1 else text + tail)
    for move in sorted(found.moves, key=lambda move: not move.is_missing):
        when = "were found to be" if move.is_missing else "were"
        said.append(f"Band {move.band} if the {uncapitalised(move.label)} {when} {move.answer}.")
    return said or ["No single answer would move it into another band."]
