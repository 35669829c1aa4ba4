"""Two people wrote the same thing: both versions side by side, and nothing that was typed is lost."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.meeting_entry import StaleEntry
from pages.parts.faults import show_fault
from pages.parts.words import told, value_of


def show_stale(fault: StaleEntry) -> None:
    """The three lines, then what differs: theirs, which stands, and yours, which was not saved."""
    show_fault(fault)
    theirs, yours = st.columns(2, border=True)
    by = "" if fault.kept is None else f" ({told(fault.kept.by)}, version {fault.kept.version})"
    theirs.markdown(f"**Stands**{by}")
    yours.markdown("**Yours, not saved**")
    for name, (kept, entered) in fault.differing.items():
        theirs.markdown(f":small[{told(name.replace('_', ' '))}]  \n{told(value_of(kept or 'nothing'))}")
        yours.markdown(f":small[{told(name.replace('_', ' '))}]  \n{told(value_of(entered or 'nothing'))}")
