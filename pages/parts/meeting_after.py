"""What goes on: actions, who left the list, checks before collection and lymphodepletion."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.meeting import RECHECK_TITLES, STAGE_TITLES, ActionItem, AgendaItem, Left
from eligibility.domain.meeting_case import Change
from eligibility.services.meeting import OpenMeeting
from eligibility.services.meeting_actions import carried_to, close_action, is_overdue
from eligibility.services.meeting_left import explain, left_since
from eligibility.services.meeting_rechecks import changes_for, due_stage, rechecks_of, record_recheck
from pages.parts.faults import faults_shown
from pages.parts.palette import CAUTION, Shown, chip
from pages.parts.person import person
from pages.parts.words import day, told


def actions_shown(opened: OpenMeeting) -> None:
    """Actions of this meeting and those carried to it, the open ones first."""
    own = sorted(opened.actions, key=lambda action: (action.state != "open", action.due_on))
    st.subheader("Actions of this meeting", anchor=False)
    if not own:
        st.markdown("None yet. Actions are added beside the case they belong to.")
    for action in own:
        _action(action)
    st.subheader("Carried from earlier meetings", anchor=False)
    carried = carried_to(opened, person())
    if not carried:
        st.markdown("Nothing is open from earlier meetings.")
    for action in carried:
        _action(action)


def _action(action: ActionItem) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        about = f" · {told(action.pseudonym)}" if action.pseudonym else ""
        late = chip(Shown("Overdue", "schedule", CAUTION)) + " " if is_overdue(action) else ""
        note = f" · {told(action.note)}" if action.note else ""
        st.markdown(
            f"{late}**{told(action.what)}**  \n:small[{told(action.owner)} · until {day(action.due_on)}{about} · "
            f"{action.state}{note}]",
            width="stretch",
        )
        if action.state != "open":
            return
        if st.button("Done", key=f"done.{action.id}", icon=":material/task_alt:"):
            with faults_shown():
                close_action(action, "done", person())
                st.rerun()
        with st.popover("Drop", key=f"drop.{action.id}"), st.form(f"dropped.{action.id}", border=False):
            why = st.text_input("Dropped, because", max_chars=300)
            if st.form_submit_button("Drop it"):
                with faults_shown():
                    close_action(action, "dropped", person(), why)
                    st.rerun()


def left_shown(opened: OpenMeeting) -> None:
    """Everybody who was on the list at the last meeting and is not on this agenda, each with the reason."""
    st.subheader("Left the list since the last meeting", anchor=False)
    found = left_since(opened, person())
    if not found:
        st.markdown("Nobody; or this is the first signed meeting.")
    for one in found:
        with st.container(border=True):
            _left(opened, one)


def _left(opened: OpenMeeting, one: Left) -> None:
    st.markdown(f"**{told(one.pseudonym)}** · was: {told(one.was)} · now: {told(one.now)}")
    if one.is_explained:
        st.markdown(told(one.why) + (f"  \n:small[{told(one.by)}]" if one.by else ""))
        return
    st.markdown(chip(Shown("Nobody has said why", "help", None)))
    with st.form(f"left.{one.patient}", border=False):
        why, go = st.columns([6, 1], vertical_alignment="bottom")
        text = why.text_input("Why", max_chars=300)
        if go.form_submit_button("Save", width="stretch"):
            with faults_shown():
                explain(opened, one.patient, text, person())
                st.rerun()


def recheck_shown(opened: OpenMeeting, item: AgendaItem) -> None:
    """The case held against today's assessment before the next irreversible step."""
    for one in rechecks_of(opened, item.id):
        st.markdown(
            f":material/published_with_changes: **{STAGE_TITLES[one.stage]}**: {RECHECK_TITLES[one.answer]}. "
            f"{told(one.words)}  \n:small[{told(one.by)} · on the assessment of {day(one.now.as_of)}]"
        )
    stage = due_stage(opened, item.id)
    if stage is None:
        st.markdown("A check follows a referral (R1 or R2).")
        return
    _, changes = changes_for(opened, item.id)
    st.markdown(f"**{STAGE_TITLES[stage]}**: what changed since the last word on this case")
    changes_table(changes)
    with st.form(f"recheck.{item.id}", border=False, clear_on_submit=True):
        answer = st.radio("Conclusion", list(RECHECK_TITLES), index=None, format_func=RECHECK_TITLES.__getitem__)
        words = st.text_input("In words", max_chars=600)
        if st.form_submit_button(f"Record the check {STAGE_TITLES[stage].lower()}"):
            with faults_shown():
                record_recheck(opened, item.id, stage, answer or "", words, person())
                st.rerun()


def changes_table(changes: list[Change]) -> None:
    """What differs between two assessments."""
    if not changes:
        st.markdown("Nothing changed.")
        return
    st.table(
        {
            "What": [told(change.what) for change in changes],
            "Before": [told(change.before) for change in changes],
            "Now": [told(change.after) for change in changes],
        },
        border="horizontal",
        hide_index=True,
        alt="What changed between the two assessments",
    )
