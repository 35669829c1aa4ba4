"""Who a pseudonym is: masked until somebody asks to see it, and only where there is a key to keep it encrypted."""

from __future__ import annotations

import streamlit as st

from eligibility.services import identifiers as services
from eligibility.services.identifiers import Identifiers
from eligibility.services.permissions import Action, allows
from pages.parts.faults import faults_shown
from pages.parts.person import person

LABELS = {
    "full_name": "Full name",
    "hospital_number": "Hospital number",
    "date_of_birth": "Date of birth (to tell people apart; nothing is computed from it)",
}
MASK = "•••••"


def identifiers_shown(key: str | None) -> None:
    """A small form beside the pseudonym; nothing at all where this installation keeps pseudonyms only."""
    if not services.are_kept() or not allows(person(), Action.VIEW_IDENTIFIERS):
        return
    with st.popover("Identifiers", icon=":material/id_card:", help="Kept encrypted, never part of the record"):
        if key is None:
            st.caption("Enter something into the record first; then it has a place to keep identifiers beside.")
            return
        with faults_shown():
            _form(key)


def _form(key: str) -> None:
    shown = f"{key}.identifiers_shown"
    if not st.session_state.get(shown):
        st.markdown("  \n".join(f"{label.partition(' (')[0]}: {MASK}" for label in LABELS.values()))
        st.button("Show and change", key=f"{shown}.ask", icon=":material/visibility:", on_click=_show, args=(shown,))
        st.caption("Whoever looks is named in the audit.")
        return
    found = services.identifiers_of(key, person())
    with st.form(f"{key}.identifiers", border=False):
        given = {
            field: st.text_input(label, value=getattr(found, field) or "", key=f"{key}.{found.version}.{field}")
            for field, label in LABELS.items()
        }
        if st.form_submit_button("Keep", icon=":material/lock:"):
            services.save_identifiers(key, Identifiers(**given, version=found.version), person())
            _hide(shown)
            st.rerun()
    st.button("Hide", key=f"{shown}.hide", icon=":material/visibility_off:", on_click=_hide, args=(shown,))
    st.caption("Kept encrypted beside the pseudonym; never in the record, an export or a PDF.")


def _show(shown: str) -> None:
    st.session_state[shown] = True


def _hide(shown: str) -> None:
    st.session_state[shown] = False
