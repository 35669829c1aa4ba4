"""Worklist: the patients of this installation and the examples, by lane. Filters live in the address, names never."""

from __future__ import annotations

import streamlit as st

from eligibility.services import patients
from eligibility.services.clock import today
from eligibility.services.worklist import LANE_ORDER, NOT_ASSESSED, WorklistRow
from pages.parts import opened
from pages.parts.address import from_address, to_address
from pages.parts.faults import faults_shown
from pages.parts.findings import GROUND_TITLES
from pages.parts.palette import LANES, STOPS, Shown, chip
from pages.parts.person import person
from pages.parts.words import counted, day, inert, joined, uncapitalised

KINDS = {"patient": "This installation", "published": "Published examples", "invented": "Invented examples"}
ALL = "all"
PER_PAGE = 25
TIERS = {"none": "no tier", "not settled": "tier not settled", "established": "established tier"}


def grounds_in_words(row: WorklistRow) -> str:
    """`Renal disease: early · open: compliance problems`."""
    if not row.grounds:
        return "Not assessed yet"
    settled, still_open = [], []
    for key, grades in row.grounds.items():
        title = GROUND_TITLES.get(key, key)
        if grades[0] != "none":
            settled.append(f"{title}: {joined(grades, 'or')}")
        elif len(grades) > 1:
            still_open.append(uncapitalised(title))
    said = [*settled, *([f"open: {joined(still_open)}"] if still_open else [])]
    text = " · ".join(said) or "no ground is met"
    return text[:1].upper() + text[1:]


def waiting(row: WorklistRow) -> str:
    days = row.days_waiting(today())
    return "" if days is None else f"waiting {counted(days, 'day')}"


def shown_row(row: WorklistRow) -> None:
    """One patient: who, tier, grounds, what decides next, how long, what to do, and the way in."""
    with st.container(border=True):
        who, why, do, action = st.columns([4, 5, 5, 2], vertical_alignment="center")
        who.markdown(f"**{inert(row.pseudonym) or 'No pseudonym yet'}**  \n:small[{beside(row)}]")
        why.markdown(grounds_in_words(row))
        said = [f":material/arrow_forward: {inert(row.next_action)}"]
        if row.is_urgent:
            said.insert(0, chip(Shown("Urgent state recorded", "emergency", STOPS)))
        if row.next_fact and row.next_fact not in row.next_action:
            said.append(f":material/help: Next deciding fact: {inert(row.next_fact)}")
        if row.has_draft and row.lane != NOT_ASSESSED:
            said.append(":material/edit_note: Changed since, and not assessed again.")
        do.markdown("  \n".join(said))
        with action:
            if row.lane == NOT_ASSESSED:
                if st.button("Go on", key=f"open.{row.key}", icon=":material/edit_note:", width="stretch"):
                    opened.go_to_record(row.key)
            elif st.button("Open", key=f"open.{row.key}", icon=":material/fact_check:", width="stretch"):
                opened.go_to_assessment(row.key)


def beside(row: WorklistRow) -> str:
    """Tier, waiting time and the day of the assessment, as far as there are any."""
    said = [TIERS.get(row.tier, inert(row.tier)), waiting(row)]
    if row.written_at is not None and not row.pseudonym:
        said.append(f"last written {day(row.written_at.date())}, {row.written_at:%H:%M}")
    said.append("" if row.assessed_on is None else f"as of {day(row.assessed_on)}")
    return " · ".join(part for part in said if part)


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
