"""Who is there, which roles are missing, and which interests are declared."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.meeting import PRESENCE_TITLES, Attendance, Quorum
from eligibility.services.meeting import OpenMeeting
from eligibility.services.meeting_people import attend, declare, usual_members
from eligibility.services.meeting_rules import meeting_rules
from pages.parts.faults import faults_shown
from pages.parts.person import person
from pages.parts.words import told


def people_shown(opened: OpenMeeting, quorum: Quorum) -> None:
    """Quorum first; then everybody with a control for presence; then interests."""
    quorum_shown(quorum)
    titles = {role.id: role.title for role in meeting_rules().roles}
    for one in opened.attendance:
        _one(opened, one, titles)
    if not opened.meeting.is_signed:
        _add(opened, titles)
    st.subheader("Interests", anchor=False)
    if not opened.interests:
        st.markdown("Nobody has declared an interest.")
    for one in opened.interests:
        number = next((item.position for item in opened.listed if item.id == one.item), None)
        about = f"case {number}" if number is not None else "the meeting"
        st.markdown(f":material/info: **{told(one.name)}** ({about}): {told(one.what)}. {told(one.handling)}")
    if not opened.meeting.is_signed:
        _interest(opened)


def quorum_shown(quorum: Quorum) -> None:
    """Whether the outcomes will stand as decisions, or are advice only, and whom that takes."""
    if quorum.is_met:
        st.markdown(f":material/groups: **{quorum.standing}** {quorum.present} present.")
        return
    missing = f" Missing: {', '.join(quorum.missing_roles)}." if quorum.missing_roles else ""
    st.warning(
        f"**{quorum.standing}** {quorum.present} present, at least {quorum.least} are asked for.{missing}",
        icon=":material/group_off:",
    )


def _one(opened: OpenMeeting, one: Attendance, titles: dict[str, str]) -> None:
    who, there = st.columns([3, 4], vertical_alignment="center")
    who.markdown(f"**{told(one.name)}**  \n:small[{told(titles.get(one.clinical_role, one.clinical_role))}]")
    # A new field with every version: what stands is what it shows, whoever wrote it.
    key = f"presence.{one.id}.{one.version}"
    if key not in st.session_state:
        st.session_state[key] = one.presence
    there.segmented_control(
        f"Presence of {one.name}",
        list(PRESENCE_TITLES),
        key=key,
        format_func=PRESENCE_TITLES.__getitem__,
        label_visibility="collapsed",
        required=True,
        disabled=opened.meeting.is_signed,
        on_change=_presence,
        args=(opened, one, key),
    )


def _presence(opened: OpenMeeting, one: Attendance, key: str) -> None:
    with faults_shown():
        attend(opened, one.name, one.clinical_role, st.session_state[key], person())


def _add(opened: OpenMeeting, titles: dict[str, str]) -> None:
    if not opened.attendance:
        usual = usual_members(person(), opened.meeting.is_practice)
        if usual and st.button(f"Everybody of the last meeting ({len(usual)})", icon=":material/group_add:"):
            with faults_shown():
                for name, role in usual:
                    attend(opened, name, role, "present", person())
                st.rerun()
    with st.form("attend", clear_on_submit=True):
        name, role, presence, go = st.columns([3, 3, 2, 1], vertical_alignment="bottom")
        who = name.text_input("Name", max_chars=120)
        what = role.selectbox("Role", list(titles), index=None, format_func=titles.__getitem__)
        there = presence.selectbox(
            "Presence", list(PRESENCE_TITLES), index=None, format_func=PRESENCE_TITLES.__getitem__
        )
        if go.form_submit_button("Add", width="stretch"):
            with faults_shown():
                attend(opened, who, what or "", there or "", person())
                st.rerun()


def _interest(opened: OpenMeeting) -> None:
    with st.form("interest", clear_on_submit=True):
        name, about, what, handling, go = st.columns([2, 2, 3, 3, 1], vertical_alignment="bottom")
        who = name.selectbox("Who", [one.name for one in opened.attendance], index=None, accept_new_options=True)
        items = {item.id: f"Case {item.position}" for item in opened.listed}
        case = about.selectbox(
            "About", list(items), index=None, format_func=items.__getitem__, placeholder="The meeting"
        )
        text = what.text_input("Interest", max_chars=300)
        done = handling.text_input("How it is handled", max_chars=300)
        if go.form_submit_button("Declare", width="stretch"):
            with faults_shown():
                declare(opened, who or "", text, done, person(), case)
                st.rerun()
