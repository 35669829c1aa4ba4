"""Who is working. Every write to the store names somebody, and every page asks here who that is."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.faults import Fault
from eligibility.domain.people import NOT_NAMED, Person, Role
from eligibility.services import identity
from pages.parts.faults import faults_shown, show_fault
from pages.parts.words import inert

NAME, ROLE = "working_name", "working_role"
TYPED, CHOSEN = "who_is_working.name", "who_is_working.role"


def person() -> Person:
    """Whoever works in this session."""
    return identity.working(st.session_state.get(NAME), st.session_state.get(ROLE))


def who_is_working() -> None:
    """A small control at the top of every page: the name and role of this session, and what they are worth."""
    with faults_shown():
        now = person()
        name = "Nobody named" if not now.is_named else inert(now.name)
        with st.popover(f"{name}, {now.role.label.lower()}", icon=":material/badge:", help="Who is working"):
            _control(now)


def _control(now: Person) -> None:
    st.markdown("**Who is working**")
    if identity.fixed_name() is None:
        st.session_state[TYPED] = st.session_state.get(TYPED, "" if now.name == NOT_NAMED else now.name)
        st.text_input("Name", key=TYPED, max_chars=80, on_change=_named, placeholder="As it should stand in the audit")
    if identity.fixed_role() is None:
        st.session_state[CHOSEN] = st.session_state.get(CHOSEN, now.role)
        st.selectbox("Role", list(Role), key=CHOSEN, format_func=lambda role: role.label, on_change=_placed)
    if identity.fixed_name() and identity.fixed_role():
        st.markdown("Name and role are set on this machine.")
    st.caption(
        f"{identity.NOT_AUTHENTICATED} Without a name you can record and assess; decisions, waivers and signatures "
        "need one."
    )


def _named() -> None:
    typed = st.session_state.get(TYPED, "")
    try:
        identity.working(typed)
    except Fault as fault:
        show_fault(fault)
        return
    st.session_state[NAME] = typed


def _placed() -> None:
    st.session_state[ROLE] = st.session_state.get(CHOSEN)
