"""Every criterion in one place, filtered to all, open or against; and one of them in full."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Assessment
from pages.parts.faults import faults_shown
from pages.parts.findings import GROUP_TITLES, chosen, finding_in_full, list_of, rows_of, table_of
from pages.parts.screen import is_phone

WHICH = {"all": "All", "open": "Open", "against": "Against"}
LAYOUTS = {"table": ":material/table_rows: Table", "list": ":material/list: List"}
NOTHING = {"open": "No criterion is open.", "against": "No criterion speaks against.", "all": "No criterion."}


@st.fragment
def criteria(assessment: Assessment) -> None:
    """Gates, grounds, safety and readiness, each a table of its own."""
    with faults_shown():
        st.subheader("Criteria", anchor="criteria")
        rows = rows_of(assessment)
        counts = {which: len(chosen(rows, which)) for which in WHICH}
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            which = _which(counts)
            layout = _layout()
        shown = chosen(rows, which or "all")
        if not shown:
            st.markdown(NOTHING[which or "all"])
            return
        for group, title in GROUP_TITLES.items():
            of_group = [row for row in shown if row.group == group]
            if of_group:
                st.markdown(f"**{title}**")
                if layout == "list":
                    st.markdown(list_of(of_group, assessment.as_of))
                else:
                    table = table_of(of_group, assessment.as_of)
                    st.table(table, border="horizontal", hide_index=True, alt=f"{title}: verdict, value and source")
        names = {f"{row.group}.{row.finding.id}": row for row in shown}
        name = st.selectbox(
            "Look closely at one criterion",
            list(names),
            index=None,
            format_func=lambda key: names[key].title,
            placeholder="Everything it read, was held against, and cites",
            key="criterion_in_full",
        )
        if name in names:
            with st.container(border=True):
                finding_in_full(names[name])


def _which(counts: dict[str, int]) -> str | None:
    return st.segmented_control(
        "Show criteria",
        list(WHICH),
        default="all",
        required=True,
        format_func=lambda name: f"{WHICH[name]} ({counts[name]})",
        label_visibility="collapsed",
        key="criteria_shown",
    )


def _layout() -> str | None:
    return st.segmented_control(
        "Layout",
        list(LAYOUTS),
        default="list" if is_phone() else "table",
        required=True,
        format_func=lambda name: LAYOUTS[name],
        label_visibility="collapsed",
        key="criteria_layout",
    )
