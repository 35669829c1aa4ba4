"""Meeting: agenda on the left, the case card on the right; deciding, signing, and what goes on afterwards."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.meeting import AgendaItem
from eligibility.services.meeting import OpenMeeting, open_meeting
from eligibility.services.meeting_card import masked
from eligibility.services.meeting_minutes import card_of, is_assessed_again
from eligibility.services.meeting_people import quorum
from eligibility.services.viewing import note_view
from pages.parts import meeting_state as state
from pages.parts.address import from_address, to_address
from pages.parts.meeting_after import actions_shown, changes_table, left_shown, recheck_shown
from pages.parts.meeting_agenda import agenda_shown, list_of_cases
from pages.parts.meeting_card import card_shown, outcome_line
from pages.parts.meeting_minutes import minutes_shown
from pages.parts.meeting_outcome import collisions, decide_dialog
from pages.parts.meeting_people import people_shown
from pages.parts.meeting_start import all_meetings
from pages.parts.meeting_talk import add_to_case, own_views, patient_view_dialog, places
from pages.parts.meeting_ways import ways
from pages.parts.person import person
from pages.parts.screen import is_phone
from pages.parts.words import day, told

PARTS = {
    "cases": "Cases",
    "agenda": "Agenda",
    "people": "People",
    "actions": "Actions and who left",
    "minutes": "Minutes",
}
UNMASKED = "meeting_shows_pseudonyms"


def one_case(opened: OpenMeeting, item: AgendaItem, name: str) -> None:
    """The card, then what belongs to the discussion."""
    card = card_of(opened, item, person())
    note_view(person(), "meeting.case.view", item.id)
    ways(opened, item)
    collisions(opened, item)
    outcome_line(opened.outcomes.get(item.id))
    if is_assessed_again(opened, item):
        st.info("There is a newer assessment than the one that this was decided on.", icon=":material/history:")
    card_shown(card, opened.patient_views.get(item.id), name)
    own_views(opened, item)
    dialogs(opened, item)
    if state.is_presenting():
        return
    with st.expander("More about this case: places, actions, dissent, changes, checks", icon=":material/more_horiz:"):
        places(opened, item, card)
        add_to_case(opened, item)
        if card.changed_since is not None:
            st.markdown(f"**Changed since {day(card.changed_since)}**")
            changes_table(card.changes)
        if item.id in opened.outcomes:
            recheck_shown(opened, item)


def dialogs(opened: OpenMeeting, item: AgendaItem) -> None:
    match st.session_state.get(state.DIALOG):
        case "decide":
            decide_dialog(opened, item)
        case "view":
            patient_view_dialog(opened, item)


def cases(opened: OpenMeeting) -> None:
    current = state.case_id(opened)
    if current is None:
        st.markdown("**Nobody is on the agenda yet.** Put patients on it under “Agenda”.")
        return
    unmasked = bool(st.session_state.get(UNMASKED)) and not state.is_presenting()
    names = {item.id: item.pseudonym if unmasked else masked(item.pseudonym) for item in opened.listed}
    if state.is_presenting() or is_phone():
        one_case(opened, opened.item(current), names[current])
        return
    left, right = st.columns([1, 4])
    with left, st.container(gap="xsmall"):
        list_of_cases(opened, current, names)
        st.toggle("Show pseudonyms", key=UNMASKED)
    with right:
        one_case(opened, opened.item(current), names[current])


def page() -> None:
    id = state.open_id()
    if id is None:
        all_meetings()
        return
    opened = open_meeting(id, person())
    state.keep_in_address()
    if state.is_presenting():
        cases(opened)
        return
    head, back = st.columns([5, 1], vertical_alignment="center")
    head.title(told(opened.meeting.title), anchor=False)
    back.button("All meetings", icon=":material/list:", on_click=state.choose_meeting, args=(None,), width="stretch")
    said = [day(opened.meeting.held_on), told(opened.meeting.place), quorum(opened).standing]
    said.append("signed by the chair" if opened.meeting.is_signed else "not signed")
    st.caption(" · ".join(part for part in said if part))
    if opened.meeting.is_practice:
        st.info("Practice: the cases are examples, and nothing here is about a patient.", icon=":material/school:")
    part = st.segmented_control(
        "Part of the meeting",
        list(PARTS),
        required=True,
        key=from_address("part", PARTS, "cases" if opened.listed else "agenda"),
        on_change=to_address,
        args=("part", None),
        format_func=PARTS.__getitem__,
        label_visibility="collapsed",
    )
    match part:
        case "agenda":
            agenda_shown(opened)
        case "people":
            people_shown(opened, quorum(opened))
        case "actions":
            actions_shown(opened)
            left_shown(opened)
        case "minutes":
            minutes_shown(opened)
        case _:
            cases(opened)


page()
