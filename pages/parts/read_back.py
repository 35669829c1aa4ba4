"""Check what you entered: every value as it was read, before anything is concluded from it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from eligibility.domain.cited import Section
from eligibility.domain.cohort import RecordWarning
from eligibility.services.patients import is_to_confirm
from eligibility.services.read_back import Entry
from eligibility.services.records import RecordCheck
from pages.parts import draft as drafts
from pages.parts.faults import show_fault
from pages.parts.words import counted, day, inert, unit_of


def read_back(draft: drafts.Writing, checked: RecordCheck, sections: tuple[Section, ...], facts_in_all: int) -> None:
    """Faults, what to confirm, what to know, and everything entered, section by section."""
    for fault in checked.faults:
        show_fault(fault)
    to_confirm = [warning for warning in checked.warnings if is_to_confirm(warning)]
    if to_confirm:
        st.subheader("Unusual values: confirm or correct", anchor=False)
        for warning in to_confirm:
            _confirmation(draft, warning)
    to_know = [warning for warning in checked.warnings if not is_to_confirm(warning)]
    if to_know:
        st.subheader("What does not fit together", anchor=False)
        st.markdown("\n".join(f"- :material/warning: {inert(warning.what)}" for warning in to_know))
    st.subheader("Everything entered", anchor=False)
    st.markdown(
        f"**{inert(draft.record.patient_id) or 'No pseudonym yet'}**, as of {day(draft.record.as_of)}. "
        f"{counted(len(checked.read_back), 'answer')}; about {facts_in_all} other facts nothing is known, "
        "and none of them is taken for a no."
    )
    if checked.read_back:
        st.table(
            table_of(checked.read_back, {section.id: section.label for section in sections}),
            border="horizontal",
            hide_index=True,
            alt="Everything entered, as it was read",
        )


def table_of(entries: list[Entry], sections: dict[str, str]) -> pd.DataFrame:
    """One row an answer; a section is named where it begins."""
    begins = [i == 0 or entries[i - 1].section != entry.section for i, entry in enumerate(entries)]
    return pd.DataFrame(
        {
            "Section": [
                f"**{sections.get(entry.section, entry.section)}**" if first else ""
                for entry, first in zip(entries, begins, strict=True)
            ],
            "Fact": [inert(entry.label) for entry in entries],
            "Read as": [inert(f"{entry.value} {unit_of(entry.unit or '1', entry.value)}".strip()) for entry in entries],
            "Day": [inert(day(entry.on)) if entry.on else "current" for entry in entries],
            "Source": [inert(entry.source or "entered") for entry in entries],
        }
    )


def _confirmation(draft: drafts.Writing, warning: RecordWarning) -> None:
    key = f"{draft.token}.confirm.{warning.code}"
    if key not in st.session_state:
        st.session_state[key] = warning.code in draft.confirmed
    st.checkbox(
        f"{inert(warning.what)} **It is correct as entered.**",
        key=key,
        on_change=lambda: drafts.confirm(warning.code, bool(st.session_state[key])),
    )
