"""The minutes on screen: read before they are signed, downloaded, and corrected afterwards beside the old words."""

from __future__ import annotations

from functools import partial

import streamlit as st

from eligibility.domain.meeting import PRESENCE_TITLES, CaseRecord, Minutes
from eligibility.services.meeting import OpenMeeting
from eligibility.services.meeting_exports import minutes_csv, minutes_pdf, pack_pdf
from eligibility.services.meeting_minutes import minutes
from eligibility.services.meeting_signing import correct, is_as_signed, open_before_signing, sign, stamp_of
from eligibility.services.permissions import Action, allows
from pages.parts.faults import faults_shown
from pages.parts.meeting_card import outcome_line
from pages.parts.meeting_people import quorum_shown
from pages.parts.person import person
from pages.parts.words import day, told


def minutes_shown(opened: OpenMeeting) -> None:
    """The whole record; what still stands in the way of a signature; the signature; the downloads."""
    # Taken before the record is read: whatever is written after this moment makes the signature void.
    stamp = stamp_of(opened)
    found = minutes(opened.meeting.id, person())
    if found.sign_off is not None:
        whole = "unchanged since" if is_as_signed(opened) else "NOT as it was signed: verify the store"
        st.info(
            f"Signed by {told(found.sign_off.chair)} on {day(found.sign_off.at.date())} at "
            f"{found.sign_off.at:%H:%M} UTC; {whole}.  \n:small[{found.sign_off.digest[:16]}]",
            icon=":material/verified:",
        )
    quorum_shown(found.quorum)
    _downloads(opened)
    _who(found)
    for case in found.cases:
        with st.container(border=True):
            _case(case, found)
    for one in found.left:
        st.markdown(f":material/logout: {told(one.pseudonym)}: {told(one.now)}. {told(one.why) or 'nobody said why'}")
    for correction in found.corrections:
        number = next((case.item.position for case in found.cases if case.item.id == correction.item), None)
        about = "the meeting" if number is None else f"case {number}"
        st.markdown(
            f":material/edit: **Correction**, {about}, {told(correction.field)}: “{told(correction.before)}” "
            f"should say “{told(correction.after)}”. {told(correction.reason)}  \n:small[{told(correction.by)}, "
            f"{day(correction.at.date())}]"
        )
    if found.sign_off is None:
        _sign(opened, found, stamp)
    else:
        _correct(opened, found)


def _who(found: Minutes) -> None:
    """Who was there, in which role; who was not; and which interests were declared."""
    for presence, title in PRESENCE_TITLES.items():
        names = [
            f"{told(one.name)} ({told(found.role_titles.get(one.clinical_role, one.clinical_role))})"
            for one in found.attendance
            if one.presence == presence
        ]
        if names:
            st.markdown(f"**{title}:** {', '.join(names)}")
    for one in found.interests:
        number = next((case.item.position for case in found.cases if case.item.id == one.item), None)
        about = f"case {number}" if number else "the meeting" if one.item is None else "a case taken off"
        st.markdown(f"**Interest** ({about}): {told(one.name)}, {told(one.what)}; {told(one.handling)}")


def _downloads(opened: OpenMeeting) -> None:
    """Made when they are asked for; each download is noted in the audit."""
    id, who = opened.meeting.id, person()
    may = allows(who, Action.EXPORT)
    with st.container(horizontal=True):
        for label, make, file, mime, icon, help_text in (
            ("Minutes (PDF)", minutes_pdf, "minutes.pdf", "application/pdf", "picture_as_pdf", "The whole record"),
            ("Minutes (CSV)", minutes_csv, "minutes.csv", "text/csv", "table", "One line a case"),
            ("Meeting pack (PDF)", pack_pdf, "meeting_pack.pdf", "application/pdf", "folder_zip", "Agenda and cards"),
        ):
            st.download_button(
                label,
                partial(make, id, who),
                file_name=file,
                mime=mime,
                icon=f":material/{icon}:",
                on_click="ignore",
                help=help_text,
                disabled=not may,
            )


def _case(case: CaseRecord, found: Minutes) -> None:
    st.markdown(
        f"**{case.item.position} · {told(case.item.pseudonym)}** {told(case.item.question)}  \n"
        f":small[{told(case.card.headline)} · assessment of {day(case.card.ref.as_of)} · "
        f"{told(case.card.ref.profile)} {case.card.ref.profile_hash[:4]}]"
    )
    if (view := case.patient_view) is not None:
        words = f"“{told(view.words)}”" if view.words else f"not heard: {told(view.not_heard_because)}"
        st.markdown(f":material/record_voice_over: {words}")
    if case.outcome is None:
        st.markdown(":material/radio_button_unchecked: No outcome yet.")
    else:
        outcome_line(case.outcome)
        reasons = [found.reason_titles.get(one, one) for one in case.outcome.reasons]
        st.markdown(told("; ".join([*reasons, *([case.outcome.words] if case.outcome.words else [])])))
    for one in case.dissents:
        st.markdown(f":material/thumbs_up_down: {told(one.name)} dissents: {told(one.words)}")
    for action in case.actions:
        st.markdown(
            f":material/task: {told(action.what)} · {told(action.owner)} until {day(action.due_on)} · {action.state}"
        )


def _sign(opened: OpenMeeting, found: Minutes, stamp: str) -> None:
    waiting = open_before_signing(found)
    if waiting:
        st.info("**Before the chair can sign**\n\n" + "\n".join(f"- {one}" for one in waiting), icon=":material/info:")
    if not found.quorum.is_met:
        st.caption("The record can be signed without a quorum. It then says that it is advice only.")
    allowed = allows(person(), Action.SIGN)
    if st.button(
        "Sign the record",
        key="sign",
        icon=":material/draw:",
        disabled=bool(waiting) or not allowed,
        help=None if allowed else "The chair signs, with a name. Say who you are at the top of the page.",
    ):
        with faults_shown():
            sign(opened, stamp, person())
            st.rerun()
    if not allowed:
        st.caption(":material/info: The chair signs, with a name. Say who you are at the top of the page.")


def _correct(opened: OpenMeeting, found: Minutes) -> None:
    with st.expander("Add a correction", icon=":material/edit:"), st.form("correct", clear_on_submit=True):
        items = {case.item.id: f"Case {case.item.position}" for case in found.cases}
        about = st.selectbox("About", list(items), index=None, format_func=items.__getitem__, placeholder="The meeting")
        what = st.text_input("What is corrected", max_chars=120)
        before = st.text_input("What was written", max_chars=600)
        after = st.text_input("What it should say", max_chars=600)
        reason = st.text_input("Reason", max_chars=300)
        if st.form_submit_button("Add the correction"):
            with faults_shown():
                correct(opened, what, before, after, reason, person(), about)
                st.rerun()
