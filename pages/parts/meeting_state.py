"""Which meeting and which case are on screen. The address holds opaque ids, never a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from eligibility.services.meeting import OpenMeeting

MEETING, CASE = "meeting", "case"
DIALOG = "meeting_dialog"
PRESENTING = "presenting"
SEEN = "meeting_seen_version"
SHOWN = "meeting_shown_assessment"
PAGE = "pages/mdt/meeting.py"


def open_id() -> str | None:
    """The meeting of this session, or of the address after a reload."""
    if MEETING not in st.session_state and MEETING in st.query_params:
        st.session_state[MEETING] = st.query_params[MEETING]
    return st.session_state.get(MEETING)


def choose_meeting(id: str | None) -> None:
    """Opens a meeting, or goes back to the list."""
    for key in (CASE, DIALOG, PRESENTING):
        st.session_state.pop(key, None)
    st.query_params.pop(CASE, None)
    if id is None:
        st.session_state.pop(MEETING, None)
        st.query_params.pop(MEETING, None)
    else:
        st.session_state[MEETING] = id


def keep_in_address() -> None:
    """Lets a reload find the meeting and the case again."""
    for key in (MEETING, CASE):
        if st.session_state.get(key) is not None:
            st.query_params[key] = st.session_state[key]


def case_id(opened: OpenMeeting) -> str | None:
    """The case on screen: the chosen one while it is listed, else the first that is not decided."""
    listed = [item.id for item in opened.listed]
    chosen = st.session_state.get(CASE) or st.query_params.get(CASE)
    if chosen not in listed:
        undecided = [item.id for item in opened.listed if not opened.is_decided(item)]
        chosen = next(iter(undecided or listed), None)
    st.session_state[CASE] = chosen
    return chosen


def choose_case(id: str) -> None:
    st.session_state[CASE] = id


def step(opened: OpenMeeting, by: int) -> None:
    """The case before or after; the first and the last stay where they are."""
    listed = [item.id for item in opened.listed]
    here = listed.index(case_id(opened)) + by
    if 0 <= here < len(listed):
        choose_case(listed[here])


def open_dialog(name: str, seen: int | None = None) -> None:
    """Opens a dialog, and remembers the version of what the person saw when it was opened."""
    st.session_state[DIALOG] = name
    st.session_state[SEEN] = seen


def close_dialog() -> None:
    st.session_state.pop(DIALOG, None)
    st.session_state.pop(SEEN, None)
    st.session_state.pop(SHOWN, None)


def present(is_on: bool) -> None:
    st.session_state[PRESENTING] = is_on


def is_presenting() -> bool:
    """Whether the screen is shared: only the case is drawn, and identifiers stay masked."""
    return bool(st.session_state.get(PRESENTING))
