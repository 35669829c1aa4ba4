"""The list of meetings, and a new one."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.meeting import Meeting
from eligibility.services.meeting import create_meeting, meetings
from eligibility.services.permissions import Action, allows
from pages.parts.faults import faults_shown
from pages.parts.meeting_state import choose_meeting
from pages.parts.person import person
from pages.parts.words import day, inert


def all_meetings() -> None:
    """Every meeting, the latest first, and the way to a new one."""
    st.title("Meeting", anchor=False)
    found = meetings(person())
    if not found:
        st.markdown(
            "**There is no meeting yet.** Create one below, put patients on its agenda, and the case cards are ready. "
            "A practice meeting takes the examples instead of patients."
        )
    for meeting in found:
        _row(meeting)
    _new(is_open=not found)


def _row(meeting: Meeting) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        state = ":material/lock: signed" if meeting.is_signed else ":material/edit_note: open"
        practice = " · practice, with examples" if meeting.is_practice else ""
        st.markdown(
            f"**{inert(meeting.title)}**  \n:small[{day(meeting.held_on)} · {state}{practice}]", width="stretch"
        )
        st.button(
            "Open",
            key=f"open.{meeting.id}",
            icon=":material/meeting_room:",
            on_click=choose_meeting,
            args=(meeting.id,),
        )


def _new(is_open: bool) -> None:
    if not allows(person(), Action.CREATE_MEETINGS):
        st.caption(
            ":material/info: A coordinator or the chair creates meetings, with a name. "
            "Say who you are under “Who is working” at the top of the page."
        )
    with st.expander("New meeting", icon=":material/add:", expanded=is_open), st.form("new_meeting"):
        left, right = st.columns(2)
        title = left.text_input("Title", key="new_meeting.title", max_chars=120, placeholder="Lupus CAR-T meeting")
        held_on = right.date_input("Day", value=None, key="new_meeting.day", format="DD/MM/YYYY")
        place = left.text_input("Place", key="new_meeting.place", max_chars=120)
        own_first = st.checkbox(
            "Own view first: members write down their view before the estimate of a case is shown",
            key="new_meeting.own_first",
        )
        practice = st.checkbox("Practice meeting: with the examples, and marked so", key="new_meeting.practice")
        if st.form_submit_button("Create", icon=":material/add:"):
            with faults_shown():
                if held_on is None:
                    st.warning("Choose the day of the meeting.", icon=":material/warning:")
                    return
                made = create_meeting(held_on, title, person(), place, own_first, practice)
                choose_meeting(made.id)
                st.rerun()
