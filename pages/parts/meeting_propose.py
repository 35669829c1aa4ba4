"""Proposing the open patient for a meeting, from the assessment."""

from __future__ import annotations

import streamlit as st

from eligibility.services import patients
from eligibility.services.meeting_agenda import propose, upcoming
from eligibility.services.permissions import Action, allows
from pages.parts.faults import faults_shown
from pages.parts.meeting_state import PAGE, choose_meeting
from pages.parts.person import person


def propose_for_meeting(key: str) -> None:
    """Puts the patient on the agenda of a meeting that is not signed yet; examples go to practice meetings."""
    with st.popover("Propose for MDT", icon=":material/meeting_room:", help="Put this patient on an agenda"):
        if not allows(person(), Action.ATTEND_MEETINGS):
            st.markdown("Proposing needs a name and a clinical role. Say who you are under “Who is working”.")
            return
        with faults_shown():
            found = dict(upcoming(person(), key.startswith(patients.EXAMPLE_KEY)))
            if not found:
                kind = "practice meeting" if key.startswith(patients.EXAMPLE_KEY) else "meeting"
                st.markdown(f"No {kind} is open. A coordinator or the chair creates one.")
                st.page_link(PAGE, label="Go to the meetings", icon=":material/meeting_room:")
                return
            _form(key, found)


def _form(key: str, found: dict[str, str]) -> None:
    with st.form("propose_for_meeting", border=False):
        meeting = st.selectbox(
            "Meeting", list(found), index=None, format_func=found.__getitem__, key="propose.meeting"
        )
        question = st.text_input("Question, where the record holds none", max_chars=300)
        if st.form_submit_button("Propose"):
            if meeting is None:
                st.warning("Choose the meeting.", icon=":material/warning:")
                return
            propose(meeting, key, question, person(), proposed_from="assessment")
            choose_meeting(meeting)
            st.info("On the agenda.", icon=":material/check:")
