"""How sure the order is: how often each candidate takes each place, and what moving a weight does."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from eligibility.domain.ranking import Pool, Ranking, WeightShift
from eligibility.services import rank
from pages.parts.palette import LANES
from pages.parts.person import person
from pages.parts.ranking import KEPT, Order
from pages.parts.words import counted, inert, uncapitalised

MOST_SHOWN, MOST_PRINTED = 25, 15
# From here on a shade is nearer to full ink than to the ground.
STRONG = 68
# From the ground of the page to full ink: the order of shades holds in greyscale, on a light and on a dark page.
SHADES = {"light": ("#FFFFFF", "#B4CFEC", "#123E70"), "dark": ("#12161C", "#2A568A", "#DCEBFD")}


def how_sure(order: Order, rows_shown: list[str]) -> None:
    """The heat map of every pool on this page, each with the same in words."""
    ranking = order.own if any(key in rows_shown for key in _keys(order.own)) else order.examples
    pools = [pool for pool in ranking.pools if len(pool.patients) > 1 and set(_keys_of(pool)) & set(rows_shown)]
    if not pools:
        return
    with st.expander("How sure this order is", icon=":material/grid_on:"):
        st.markdown(
            "Each row is a patient, each column a place. The darker a cell, the more of 100 draws put the patient "
            "there (on a dark page: the lighter). A dark diagonal is a settled order; a smear is a tie."
        )
        for pool in pools:
            st.markdown(f"**{LANES[pool.lane].word} · {pool.title}**")
            if pool.acceptability is None:
                st.markdown("Too many to compare every pair: only neighbours are, and no picture is drawn.")
                continue
            names = [inert(order.rows[key].pseudonym) for key in pool.acceptability.keys]
            figure = heat_map(pool, [order.rows[key].pseudonym for key in pool.acceptability.keys])
            st.plotly_chart(figure, config={"displayModeBar": False}, key=f"sure.{pool.lane}.{pool.tier}")
            with st.popover("The same as a table"):
                st.table(as_table(pool, names), border="horizontal", hide_index=True, alt="Draws of 100 by place")


def what_if_a_weight_moves(order: Order) -> None:
    """Who changes band or place when one weight counts a quarter more or less; worked out when asked for."""
    ranking = order.own if order.own.patients else order.examples
    which = "own" if order.own.patients else "examples"
    if len(ranking.patients) < 2:
        return
    with st.expander("What if a weight moves by a quarter", icon=":material/balance:"):
        stamp = st.session_state[KEPT][which][0]
        kept = st.session_state.setdefault(f"{KEPT}.shifts", {})
        if kept.get("stamp") != stamp:
            place = st.empty()
            with place.container():
                st.markdown("The list is drawn again for each weight, up and down.")
                is_asked = st.button("Work it out", key="work_out_shifts", icon=":material/calculate:")
            if not is_asked:
                return
            rows = [order.rows[patient.key] for patient in ranking.patients]
            made = rank.rank_rows(rows, person(), ranking.weights, with_shifts=True)
            kept.update(stamp=stamp, shifts=made.shifts)
            place.empty()
        shifts: list[WeightShift] = kept["shifts"]
        st.table(_shift_table(shifts, order), border="horizontal", hide_index=True, alt="What each moved weight does")


def heat_map(pool: Pool, names: list[str]) -> go.Figure:
    """Draws of a hundred by patient and place; the first 25 of a longer list."""
    assert pool.acceptability is not None
    shown = names[:MOST_SHOWN]
    cells = [row[: len(shown)] for row in pool.acceptability.of_100[: len(shown)]]
    ground = st.context.theme.type if st.context.theme is not None else None
    low, middle, high = SHADES["dark" if ground == "dark" else "light"]
    # Two patients may not share a label: plotly would draw them as one row.
    labels = [f"{place}. {name}" for place, name in enumerate(shown, start=1)]
    figure = go.Figure(
        go.Heatmap(
            z=cells,
            x=list(range(1, len(shown) + 1)),
            y=labels,
            zmin=0,
            zmax=100,
            colorscale=[[0, low], [0.5, middle], [1, high]],
            xgap=2,
            ygap=2,
            hovertemplate="%{y}: place %{x} in %{z} of 100 draws<extra></extra>",
            colorbar={"title": "of 100", "thickness": 12},
        )
    )
    if len(shown) <= MOST_PRINTED:
        _print_counts(figure, cells, labels, is_dark=ground == "dark")
    figure.update_layout(
        height=110 + 30 * len(shown),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        xaxis={"title": "place", "dtick": 1 if len(shown) <= MOST_PRINTED else 5, "fixedrange": True},
        yaxis={"autorange": "reversed", "fixedrange": True, "automargin": True, "tickfont": {"size": 12}},
    )
    return figure


def _print_counts(figure: go.Figure, cells: list[list[int]], labels: list[str], is_dark: bool) -> None:
    """The counts in the cells, dark on light shades and light on dark ones."""
    for is_strong in (False, True):
        found = [
            (column + 1, label, count)
            for label, row in zip(labels, cells, strict=True)
            for column, count in enumerate(row)
            if count and (count >= STRONG) == is_strong
        ]
        if found:
            places, rows, counts = zip(*found, strict=True)
            colour = "#111820" if is_strong == is_dark else "#FFFFFF"
            figure.add_scatter(
                x=places, y=rows, text=[str(count) for count in counts], mode="text", textfont={"color": colour},
                hoverinfo="skip", showlegend=False,
            )  # fmt: skip


def as_table(pool: Pool, names: list[str]) -> pd.DataFrame:
    """The places that each patient takes in at least one of a hundred draws."""
    assert pool.acceptability is not None
    said = []
    for row in pool.acceptability.of_100[:MOST_SHOWN]:
        said.append(", ".join(f"{place}: {count}" for place, count in enumerate(row, start=1) if count))
    return pd.DataFrame({"Patient": names[:MOST_SHOWN], "Place: draws of 100": said})


def _shift_table(shifts: list[WeightShift], order: Order) -> pd.DataFrame:
    rows: dict[str, list[str]] = {"If this weight moves": [], "Change of band": [], "Change of place": []}
    for shift in shifts:
        banded = [change for change in shift.changes if change.band_from != change.band_to]
        placed = [change for change in shift.changes if change.place_from != change.place_to]
        more = "a quarter more" if shift.per_cent > 0 else "a quarter less"
        rows["If this weight moves"].append(f"{shift.label} counts {more}")
        named = [
            f"{inert(order.rows[change.key].pseudonym)} from {change.band_from} to {change.band_to}"
            for change in banded[:MOST_SHOWN]
        ]
        rows["Change of band"].append("; ".join(named) or "nobody")
        furthest = max((abs(change.place_to - change.place_from) for change in placed), default=0)
        moved = f"{counted(len(placed), 'patient')}, by at most {counted(furthest, 'place')}"
        rows["Change of place"].append(uncapitalised(moved) if placed else "nobody")
    return pd.DataFrame(rows)


def _keys(ranking: Ranking) -> list[str]:
    return [patient.key for patient in ranking.patients]


def _keys_of(pool: Pool) -> list[str]:
    return [patient.key for patient in pool.patients]
