"""Worklist: the patients of this installation and the examples, by lane and in order. No name is in the address."""

from __future__ import annotations

import streamlit as st

from eligibility.services import patients
from eligibility.services.worklist import LANE_ORDER, WorklistRow
from pages.parts import opened
from pages.parts.address import from_address, to_address
from pages.parts.faults import faults_shown
from pages.parts.palette import LANES
from pages.parts.person import person
from pages.parts.rank_uncertainty import how_sure, what_if_a_weight_moves
from pages.parts.ranking import Order, heading_of, how_it_is_ordered, is_ranked
from pages.parts.worklist_row import shown_row

KINDS = {"patient": "This installation", "published": "Published examples", "invented": "Invented examples"}
ALL = "all"
PER_PAGE = 25


def filters(rows: list[WorklistRow]) -> list[WorklistRow]:
    """Which patients and which lane; both stand in the address, so a list can be sent to a colleague."""
    kinds = [kind for kind in KINDS if any(row.kind == kind for row in rows)]
    kind = st.segmented_control(
        "Patients",
        [ALL, *kinds],
        required=True,
        key=from_address("patients", [ALL, *kinds], ALL),
        on_change=to_address,
        args=("patients", ALL),
        format_func=lambda name: f"{KINDS.get(name, 'All')} ({sum(name in (ALL, row.kind) for row in rows)})",
    )
    of_kind = [row for row in rows if kind in (ALL, None, row.kind)]
    counts = {lane: sum(row.lane == lane for row in of_kind) for lane in LANE_ORDER}
    lane = st.pills(
        "Lane",
        [ALL, *LANE_ORDER],
        required=True,
        key=from_address("lane", [ALL, *LANE_ORDER], ALL),
        on_change=to_address,
        args=("lane", ALL),
        format_func=lambda name: f"{LANES[name].word if name != ALL else 'All lanes'} "
        f"({counts[name] if name != ALL else len(of_kind)})",
    )
    return [row for row in of_kind if lane in (ALL, None, row.lane)]


def page() -> None:
    st.title("Worklist", anchor=False)
    rows = patients.worklist(person())
    if not any(row.kind == "patient" for row in rows):
        with st.container(border=True):
            st.markdown(
                "**No patient is recorded in this installation yet.** Record one, or open a published example below "
                "to see what an assessment looks like."
            )
            st.page_link(opened.RECORD, label="Record a patient", icon=":material/edit_note:")
    chosen = filters(rows)
    if not chosen:
        st.markdown("No patient is in this lane. Choose another lane, or all lanes.")
        return
    order = Order(rows)
    pages = -(-len(chosen) // PER_PAGE)
    number = st.pagination(pages, key="worklist_page") if pages > 1 else 1
    on_page = sorted(chosen, key=order.place)[(number - 1) * PER_PAGE : number * PER_PAGE]
    if any(is_ranked(row) for row in on_page):
        how_it_is_ordered(order)
    for lane in LANE_ORDER:
        of_lane = [row for row in on_page if row.lane == lane]
        if of_lane:
            total = sum(row.lane == lane for row in chosen)
            st.subheader(f"{LANES[lane].word} ({total})", icon=f":material/{LANES[lane].symbol}:", anchor=False)
            shown_lane(of_lane, order)
    how_sure(order, [row.key for row in on_page])
    if any(is_ranked(row) for row in on_page):
        what_if_a_weight_moves(order)


def shown_lane(of_lane: list[WorklistRow], order: Order) -> None:
    """The rows of one lane; in the ranked lanes under the heading of their tier and band."""
    last = ""
    for row in of_lane:
        found = order.of(row.key)
        if found is not None:
            heading = heading_of(row, order.ranking_of(row.key), found)
            if heading != last:
                st.markdown(f"##### {heading}")
            last = heading
        with faults_shown():
            shown_row(row, order)


page()
