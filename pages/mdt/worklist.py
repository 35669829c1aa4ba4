"""Worklist: the patients of this installation and the examples, by lane. Filters live in the address, names never."""

from __future__ import annotations

import streamlit as st

from eligibility.services import patients
from eligibility.services.clock import today
from eligibility.services.worklist import LANE_ORDER, NOT_ASSESSED, WorklistRow
from pages.parts import opened
from pages.parts.faults import faults_shown
from pages.parts.findings import GROUND_TITLES
from pages.parts.palette import LANES, STOPS, Shown, chip
from pages.parts.words import counted, day, inert, joined

KINDS = {"patient": "This installation", "published": "Published examples", "invented": "Invented examples"}
PER_PAGE = 25


def grounds_in_words(row: WorklistRow) -> str:
    """`Renal disease: early · Refractory disease: none or early`."""
    said = [
        f"{GROUND_TITLES.get(key, key)}: {'cannot tell yet' if len(grades) == 3 else joined(grades, 'or')}"
        for key, grades in row.grounds.items()
        if grades != ["none"]
    ]
    return " · ".join(said) or ("No ground is met" if row.grounds else "Not assessed yet")


def waiting(row: WorklistRow) -> str:
    days = row.days_waiting(today())
    return "" if days is None else f"waiting {counted(days, 'day')}"


def shown_row(row: WorklistRow) -> None:
    """One patient: who, tier, grounds, what decides next, how long, what to do, and the way in."""
    with st.container(border=True, gap="xsmall"):
        text, action = st.columns([5, 1], vertical_alignment="center")
        with text:
            beside = [part for part in (inert(row.tier), waiting(row)) if part]
            if row.assessed_on is not None:
                beside.append(f"as of {day(row.assessed_on)}")
            st.markdown(f"**{inert(row.pseudonym) or 'No pseudonym yet'}** :small[{' · '.join(beside)}]")
            if row.is_urgent:
                st.markdown(chip(Shown("Urgent state recorded", "emergency", STOPS)))
            st.markdown(grounds_in_words(row))
            if row.next_fact:
                st.markdown(f":material/help: Next deciding fact: {inert(row.next_fact)}")
            st.markdown(f":material/arrow_forward: {inert(row.next_action)}")
            if row.has_draft and row.lane != NOT_ASSESSED:
                st.caption(":material/edit_note: Changes are being written that are not assessed yet.")
        with action:
            if row.lane == NOT_ASSESSED:
                if st.button("Go on", key=f"open.{row.key}", icon=":material/edit_note:", width="stretch"):
                    opened.go_to_record(row.key)
            elif st.button("Open", key=f"open.{row.key}", icon=":material/fact_check:", width="stretch"):
                opened.go_to_assessment(row.key)


def filters(rows: list[WorklistRow]) -> list[WorklistRow]:
    """Which patients and which lane; both stand in the address, so a list can be sent to a colleague."""
    kinds = [kind for kind in KINDS if any(row.kind == kind for row in rows)]
    kind = st.segmented_control(
        "Patients",
        ["all", *kinds],
        default="all",
        required=True,
        key="patients",
        bind="query-params",
        format_func=lambda name: f"{KINDS.get(name, 'All')} ({sum(name in ('all', row.kind) for row in rows)})",
    )
    of_kind = [row for row in rows if kind in ("all", None, row.kind)]
    counts = {lane: sum(row.lane == lane for row in of_kind) for lane in LANE_ORDER}
    lane = st.pills(
        "Lane",
        ["all", *LANE_ORDER],
        default="all",
        required=True,
        key="lane",
        bind="query-params",
        format_func=lambda name: f"{LANES[name].word if name != 'all' else 'All lanes'} "
        f"({counts[name] if name != 'all' else len(of_kind)})",
    )
    return [row for row in of_kind if lane in ("all", None, row.lane)]


def page() -> None:
    st.title("Worklist", anchor=False)
    rows = patients.worklist()
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
    pages = -(-len(chosen) // PER_PAGE)
    number = st.pagination(pages, key="worklist_page") if pages > 1 else 1
    on_page = sorted(chosen, key=lambda row: LANE_ORDER.index(row.lane))[(number - 1) * PER_PAGE : number * PER_PAGE]
    for lane in LANE_ORDER:
        of_lane = [row for row in on_page if row.lane == lane]
        if of_lane:
            total = sum(row.lane == lane for row in chosen)
            st.subheader(f"{LANES[lane].word} ({total})", icon=f":material/{LANES[lane].symbol}:", anchor=False)
            for row in of_lane:
                with faults_shown():
                    shown_row(row)


page()
