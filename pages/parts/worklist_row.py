"""One patient as a row of the worklist."""

from __future__ import annotations

import streamlit as st

from eligibility.services.clock import today
from eligibility.services.worklist import NOT_ASSESSED, WorklistRow, waived_in_words
from pages.parts import opened
from pages.parts.findings import GROUND_TITLES
from pages.parts.palette import CAUTION, STOPS, Shown, chip
from pages.parts.rank_detail import why_here
from pages.parts.ranking import Order, band_chip, missing_in_words, next_in_words, place_in_words
from pages.parts.words import counted, day, inert, joined, uncapitalised

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


def shown_row(row: WorklistRow, order: Order) -> None:
    """One patient: who, tier, place, grounds, what decides next, how long, what to do, and the way in."""
    found = order.of(row.key)
    with st.container(border=True):
        who, why, do, action = st.columns([4, 5, 5, 2], vertical_alignment="center")
        who.markdown(f"**{inert(row.pseudonym) or 'No pseudonym yet'}**  \n:small[{beside(row)}]")
        lines = [grounds_in_words(row)]
        if found is not None:
            lines = [f"{band_chip(found)} **{place_in_words(found)}**", next_in_words(found), *lines]
            if found.missing:
                lines.append(f":small[{missing_in_words(found, order.ranking_of(row.key).labels)}]")
        why.markdown("  \n".join(line for line in lines if line))
        said = [f":material/arrow_forward: {inert(row.next_action)}"]
        if row.is_urgent:
            said.insert(0, chip(Shown("Urgent state recorded", "emergency", STOPS)))
        if row.next_fact and row.next_fact not in row.next_action:
            said.append(f":material/help: Next deciding fact: {inert(row.next_fact)}")
        if is_overdue(row):
            said.append(chip(Shown("That day has come", "schedule", CAUTION)))
        if row.has_draft and row.lane != NOT_ASSESSED:
            said.append(":material/edit_note: Changed since, and not assessed again.")
        do.markdown("  \n".join(said))
        with action:
            if found is not None and st.button(
                "Why here", key=f"why.{row.key}", icon=":material/balance:", width="stretch"
            ):
                why_here(order, row.key)
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
    said.append(waived_in_words(row.waived_gates))
    said.append("" if row.assessed_on is None else f"as of {day(row.assessed_on)}{age(row)}")
    return " · ".join(part for part in said if part)


def age(row: WorklistRow) -> str:
    """How long ago a patient of this installation was assessed: a lane is only as fresh as its assessment."""
    if row.kind != "patient" or row.assessed_on is None or row.assessed_on >= today():
        return ""
    return f", {counted((today() - row.assessed_on).days, 'day')} ago"


def is_overdue(row: WorklistRow) -> bool:
    """Whether the day until which a patient of this installation was deferred has come, and nobody assessed again."""
    return row.kind == "patient" and row.deferred_until is not None and row.deferred_until <= today()
