"""The ways through a meeting: between the cases, to the patient's view, to a decision, and onto a shared screen."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.meeting import AgendaItem
from eligibility.services.meeting import OpenMeeting
from eligibility.services.permissions import Action, allows
from pages.parts import meeting_state as state
from pages.parts.person import person


def ways(opened: OpenMeeting, item: AgendaItem) -> None:
    """Between the cases by arrow keys, deciding, and the shared screen. A dialog has the keys to itself."""
    keys = state.DIALOG not in st.session_state
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Previous",
            icon=":material/arrow_back:",
            on_click=state.step,
            args=(opened, -1),
            key="previous",
            shortcut="Left" if keys else None,
        )
        st.button(
            "Next",
            icon=":material/arrow_forward:",
            on_click=state.step,
            args=(opened, 1),
            key="next",
            shortcut="Right" if keys else None,
        )
        if not opened.meeting.is_signed:
            view, outcome = opened.patient_views.get(item.id), opened.outcomes.get(item.id)
            st.button(
                "Patient’s view",
                icon=":material/record_voice_over:",
                key="to_view",
                on_click=state.open_dialog,
                args=("view", None if view is None else view.version),
                shortcut="P" if keys else None,
            )
            st.button(
                "Decide" if outcome is None else "Change the outcome",
                icon=":material/gavel:",
                key="to_decide",
                on_click=state.open_dialog,
                args=("decide", None if outcome is None else outcome.version),
                shortcut="D" if keys else None,
                disabled=not allows(person(), Action.DECIDE),
            )
        if state.is_presenting():
            st.button(
                "Leave the shared view",
                icon=":material/close_fullscreen:",
                on_click=state.present,
                args=(False,),
                key="leave",
                shortcut="Esc" if keys else None,
            )
        else:
            st.button(
                "Shared view",
                icon=":material/present_to_all:",
                on_click=state.present,
                args=(True,),
                key="share",
                shortcut="F" if keys else None,
                help="The case alone, identifiers masked; F11 fills the screen",
            )
