"""Somebody else wrote the same patient: both versions side by side, and two ways on. What was entered stays."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from eligibility.domain.faults import InputFault
from eligibility.domain.people import NOT_NAMED
from eligibility.services.stale_writes import Answer, StoredNow, put_on_top, stored_beside
from pages.parts import draft as drafts
from pages.parts.faults import show_fault
from pages.parts.person import person
from pages.parts.words import counted, day, inert, unit_of


def conflict_shown(draft: drafts.Writing) -> None:
    """What is stored now beside what is on the screen, answer by answer."""
    if draft.key is None:
        return
    try:
        found = stored_beside(draft.key, draft.base, draft.record, person())
    except InputFault as fault:
        show_fault(fault)
        st.button("Keep mine as a new patient", icon=":material/person_add:", on_click=_as_new, args=(draft,))
        return
    when = f"{day(found.changed_at.date())}, {found.changed_at:%H:%M}"
    who = "Somebody who gave no name" if found.changed_by == NOT_NAMED else f"**{inert(found.changed_by)}**"
    st.markdown(f"{who} wrote this patient on {when}. Yours is still here and not yet kept.")
    if found.differences:
        st.table(_table(found), border="horizontal", hide_index=True, alt="What is stored now beside yours")
    else:
        st.markdown("Both versions say the same.")
    contested = sum(each.is_contested for each in found.differences)
    said = f"Replaces {counted(contested, 'answer')} that you both changed." if contested else "Nothing is replaced."
    with st.container(horizontal=True):
        st.button(
            "Put my changes on top",
            key="put_on_top",
            icon=":material/merge:",
            help=f"Keeps what they wrote, and yours with it. {said}",
            on_click=_on_top,
            args=(draft, found),
        )
        st.button(
            "Take what is stored",
            key="reload",
            icon=":material/refresh:",
            help="Drops what is on the screen since it was last kept.",
            on_click=drafts.resume,
            args=(draft.key,),
        )


def _table(found: StoredNow) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Answer": inert(each.label) + (" (both changed it)" if each.is_contested else ""),
                "Stored now": _said(each.stored),
                "Yours": _said(each.yours),
            }
            for each in found.differences
        ]
    )


def _said(answer: Answer | None) -> str:
    if answer is None:
        return "not known"
    words = f"{answer.value} {unit_of(answer.unit or '1', answer.value)}".strip()
    return inert(f"{words} ({day(answer.on)})" if answer.on else words)


def _on_top(draft: drafts.Writing, found: StoredNow) -> None:
    drafts.replace(put_on_top(draft.base, found.record, draft.record), found.version)


def _as_new(draft: drafts.Writing) -> None:
    draft.key, draft.version = None, None
    drafts.keep(draft)
