"""Sources: every threshold with where it comes from, how sure that is, and when it was last checked."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from eligibility.domain.faults import Fault
from eligibility.services.library import DEFAULT_PROFILE, profile_names
from eligibility.services.sources import ThresholdRow, thresholds
from pages.parts.address import from_address, to_address
from pages.parts.palette import EVIDENCE, STATUS, chip
from pages.parts.screen import is_phone
from pages.parts.words import counted, day, inert

PER_PAGE = 25
PROFILE_FIRST = "Profile"
PLACES = "at"


def table_of(rows: list[ThresholdRow]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Governs": [f"{inert(row.subject)}  \n:small[{inert(row.area)}]" for row in rows],
            "Value": [value_cell(row) for row in rows],
            "Source, and where in it": [f"{source_cell(row)}  \n:small[{inert(row.locator)}]" for row in rows],
            "Kind, status, last checked": [kind_cell(row) for row in rows],
        }
    )


def list_of(rows: list[ThresholdRow]) -> str:
    """The same as a list, for narrow screens."""
    return "\n".join(
        f"- **{inert(row.subject)}** :small[{inert(row.area)}]  \n  {value_cell(row, between=' · ')}  \n"
        f"  {source_cell(row)} :small[{inert(row.locator)}]  \n  {kind_cell(row, between=' · ')}"
        for row in rows
    )


def kind_cell(row: ThresholdRow, between: str = "  \n") -> str:
    parts = [chip(EVIDENCE[row.evidence]), chip(STATUS[row.status]), f":small[{day(row.checked_on)}]"]
    return between.join(parts)


def value_cell(row: ThresholdRow, between: str = "  \n") -> str:
    ends = [f"{name} {inert(text)}" for name, text in (("strictest", row.strictest), ("laxest", row.laxest)) if text]
    parts = [inert(row.value) or "no number of its own", *ends, *([inert(row.note)] if row.note else [])]
    return between.join([parts[0], *(f":small[{part}]" for part in parts[1:])])


def source_cell(row: ThresholdRow) -> str:
    title = inert(row.source.title)
    return f"[{title}]({row.source.link})" if row.source.link else title


def places() -> frozenset[str]:
    """The places that a link from a number elsewhere led to."""
    return frozenset(code for code in st.query_params.get(PLACES, "").split(",") if code)


def of_places(rows: tuple[ThresholdRow, ...]) -> tuple[ThresholdRow, ...]:
    """Only what the link led to, and the way to everything else."""
    if not (codes := places()):
        return rows
    found = tuple(row for row in rows if row.code in codes)
    with st.container(horizontal=True, vertical_alignment="center"):
        said = "Only the place that the link led to." if found else "The link leads to nothing that is cited today."
        st.markdown(f":material/filter_alt: {said}")
        if st.button("Show everything of this source", key="all_places", icon=":material/close:"):
            st.query_params.pop(PLACES)
            st.rerun()
    return found


def profile_of(names: list[str]) -> str:
    """The profile that a person chose; after a link, the one in which its places are cited."""
    if (codes := places()) and "profile_of_sources" not in st.session_state:
        having = (name for name in [DEFAULT_PROFILE, *names] if any(row.code in codes for row in readable(name)))
        return next(having, DEFAULT_PROFILE)
    return DEFAULT_PROFILE


def readable(profile: str) -> tuple[ThresholdRow, ...]:
    """The rows of a profile; none of one that cannot be read, which says so itself when it is chosen."""
    try:
        return thresholds(profile)
    except Fault:
        return ()


def filtered(rows: tuple[ThresholdRow, ...]) -> list[ThresholdRow]:
    """Search and filters; the source stands in the address, since every number elsewhere links here."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Search",
            key="search",
            type="search",
            placeholder="For example: eGFR, wash-out, KDIGO",
            width=320,
        )
        titles = {row.source.id: row.source.title for row in rows}
        source = st.selectbox(
            "Source",
            sorted(titles, key=lambda key: titles[key].casefold()),
            index=None,
            key=from_address("source", titles, None),
            on_change=to_address,
            args=("source", None),
            format_func=lambda key: titles.get(key, key),
            placeholder="Every source",
            width=420,
        )
    areas = sorted({row.area for row in rows}, key=lambda area: (not area.startswith(PROFILE_FIRST), area))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        area = st.selectbox("Area", areas, index=None, key="area", placeholder="Every area", width=320)
        evidence = st.selectbox(
            "Kind of evidence",
            list(EVIDENCE),
            index=None,
            key="evidence",
            format_func=lambda kind: EVIDENCE[kind].word,
            placeholder="Every kind",
            width=220,
        )
        flagged = st.toggle("Only local opinion or not fully checked", key="flagged")
    return [
        row
        for row in rows
        if row.mentions(words or "")
        and source in (None, row.source.id)
        and area in (None, row.area)
        and evidence in (None, row.evidence)
        and (row.is_flagged or not flagged)
    ]


def page() -> None:
    st.title("Sources", anchor=False)
    names = profile_names()
    profile = DEFAULT_PROFILE
    if len(names) > 1:
        first = names.index(profile_of(names))
        profile = st.selectbox("Profile", names, index=first, key="profile_of_sources", width=320)
    rows = thresholds(profile)
    flagged = sum(row.is_flagged for row in rows)
    st.markdown(
        f"{counted(len(rows), 'cited value')}. {flagged} of them are local opinion or not fully checked, and say so "
        "wherever they are used."
    )
    found = filtered(of_places(rows))
    if not found:
        st.markdown("Nothing matches. Take a word or a filter away.")
        return
    pages = -(-len(found) // PER_PAGE)
    number = st.pagination(pages, key="sources_page") if pages > 1 else 1
    start = (min(number, pages) - 1) * PER_PAGE
    st.caption(f"{start + 1} to {min(start + PER_PAGE, len(found))} of {len(found)}")
    shown = found[start : start + PER_PAGE]
    if is_phone():
        st.markdown(list_of(shown))
    else:
        st.table(table_of(shown), border="horizontal", hide_index=True, alt="Cited thresholds with their sources")


page()
