"""Equity: who reaches which stage, by group. Nothing here moves anybody up or down the list."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.equity import STAGE_MEANINGS, STAGE_TITLES, STAGES, EquityTable
from eligibility.services.equity import equity
from eligibility.services.meeting_rules import meeting_rules
from pages.parts.person import person
from pages.parts.words import told

WITHHELD = "withheld"


def cell(count: int | None) -> str:
    return WITHHELD if count is None else str(count)


def shown(table: EquityTable) -> None:
    """One grouping as a table, with the totals of every stage."""
    st.subheader(table.title, anchor=False)
    names = [*(told(group.group) for group in table.groups), "**All**"]
    columns = {
        STAGE_TITLES[stage]: [
            *(cell(group.counts[stage]) for group in table.groups),
            f"**{cell(table.totals[stage])}**",
        ]
        for stage in STAGES
    }
    st.table({table.title: names, **columns}, border="horizontal", hide_index=True, alt=f"Patients by {table.title}")


def page() -> None:
    st.title("Equity", anchor=False)
    st.markdown(
        "How many patients of each group reach each stage. Age, sex, ethnicity and centre put nobody higher or lower "
        "on the list; they are counted here so that a gap is seen."
    )
    tables = equity(person())
    if not tables[0].groups:
        st.markdown("**No patient is recorded in this installation yet.** The counts begin with the first assessment.")
        return
    small = meeting_rules().small_number
    st.caption(
        f"Numbers below {small.value} are withheld, and further ones where a total would give them away. "
        f"{small.note or ''} Practice meetings are left out."
    )
    for table in tables:
        shown(table)
    with st.expander("What the stages mean", icon=":material/help:"):
        st.markdown("\n".join(f"- **{STAGE_TITLES[stage]}**: {STAGE_MEANINGS[stage]}" for stage in STAGES))


page()
