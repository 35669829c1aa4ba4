"""What is said about a case: the patient's own view, members' views, and the places that every case has."""

from __future__ import annotations

from datetime import date

import streamlit as st

from eligibility.domain.faults import Fault
from eligibility.domain.meeting import AgendaItem, Place
from eligibility.domain.meeting_case import CaseCard
from eligibility.domain.meeting_entry import StaleEntry
from eligibility.domain.meeting_rules import PlaceRule
from eligibility.services.meeting import OpenMeeting
from eligibility.services.meeting_actions import add_action
from eligibility.services.meeting_decisions import code_titles, dissent
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.meeting_views import (
    fill_place,
    give_own_view,
    hear_patient,
    is_estimate_hidden,
    own_views_of,
    reveal,
)
from eligibility.services.permissions import Action, allows
from pages.parts.faults import faults_shown, show_fault
from pages.parts.meeting_conflict import show_stale
from pages.parts.meeting_state import SEEN, close_dialog
from pages.parts.person import person
from pages.parts.words import counted, day, told

STALE_PLACE = "meeting_stale_place"


@st.dialog("The patient’s own view", width="large", dismissible=False, icon=":material/record_voice_over:")
def patient_view_dialog(opened: OpenMeeting, item: AgendaItem) -> None:
    """What the patient wants, in words; or why nobody could ask."""
    st.caption("A case is decided with this on the table, or with the reason why it is not there.")
    fields = view_fields(opened, item)
    if _saved_or_cancelled("patient_view"):
        with faults_shown():
            try:
                hear_patient(opened, item.id, person(), *fields, st.session_state.get(SEEN))
            except StaleEntry as stale:
                show_stale(stale)
                # Whoever has seen both may save again.
                st.session_state[SEEN] = stale.version
                return
            close_dialog()
            st.rerun()


def view_fields(opened: OpenMeeting, item: AgendaItem) -> tuple[str, str, date | None, str]:
    """The patient's words, who heard them and when; or why nobody could ask."""
    key = f"patient_view.{item.id}"
    before = opened.patient_views.get(item.id)
    if before is not None and f"{key}.words" not in st.session_state:
        st.session_state[f"{key}.words"] = before.words
        st.session_state[f"{key}.heard_by"] = before.heard_by
        st.session_state[f"{key}.heard_on"] = before.heard_on
        st.session_state[f"{key}.why"] = before.not_heard_because
    words = st.text_input("The patient’s own view, close to the patient’s words", key=f"{key}.words", max_chars=600)
    by_whom, when, otherwise = st.columns([2, 2, 3])
    heard_by = by_whom.text_input("Heard by", key=f"{key}.heard_by", max_chars=120)
    heard_on = when.date_input("On", value=None, key=f"{key}.heard_on", format="DD/MM/YYYY")
    why = otherwise.text_input("Or: not heard, because", key=f"{key}.why", max_chars=300)
    return words, heard_by, heard_on if isinstance(heard_on, date) else None, why


def own_views(opened: OpenMeeting, item: AgendaItem) -> None:
    """Own views first, where the meeting agreed so; then the estimate is revealed."""
    if not opened.meeting.own_view_first:
        return
    given = own_views_of(opened, item.id)
    hidden = is_estimate_hidden(opened, item.id)
    with st.container(border=True):
        st.markdown(f"**Own views first** · {counted(len(given), 'view')} of {len(opened.attendance)} people")
        if given and not hidden:
            st.markdown("  \n".join(f"{told(one.name)}: **{one.code}** {told(one.note)}" for one in given))
        if not hidden or opened.meeting.is_signed:
            return
        with st.form(f"own_view.{item.id}", border=False, clear_on_submit=True):
            name, code, note, go = st.columns([2, 3, 3, 1], vertical_alignment="bottom")
            who = name.selectbox("Member", [one.name for one in opened.attendance], index=None, accept_new_options=True)
            chosen = code.selectbox(
                "Own view", list(code_titles()), index=None, format_func=lambda one: f"{one} {code_titles()[one]}"
            )
            said = note.text_input("Note", max_chars=300)
            if go.form_submit_button("Save", width="stretch"):
                with faults_shown():
                    give_own_view(opened, item.id, who or "", chosen or "", person(), said)
                    st.rerun()
        if st.button("Reveal the estimate", key=f"reveal.{item.id}", icon=":material/visibility:", shortcut="V"):
            with faults_shown():
                reveal(opened, item.id, person())
                st.rerun()


def places(opened: OpenMeeting, item: AgendaItem, card: CaseCard) -> None:
    """Options not yet used, bridging, fludarabine, pathology, intensive care, slot and funding: each has its place."""
    if (stale := st.session_state.pop(STALE_PLACE, None)) is not None:
        show_stale(stale)
    kept = {one.place: one for one in opened.places if one.item == item.id}
    for rule in meeting_rules().places:
        _place(opened, item, rule, kept.get(rule.id), card)


def _place(opened: OpenMeeting, item: AgendaItem, rule: PlaceRule, before: Place | None, card: CaseCard) -> None:
    """One place. Its fields are new ones with every version, so that what stands is what they show."""
    version = 0 if before is None else before.version
    key = f"place.{item.id}.{rule.id}.{version}"
    if before is not None and f"{key}.words" not in st.session_state:
        st.session_state[f"{key}.words"] = before.words
        st.session_state[f"{key}.answer"] = before.answer or None
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    write = {"on_change": _write_place, "args": (opened, item, rule, key, before)}
    closed = opened.meeting.is_signed or not allows(person(), Action.ATTEND_MEETINGS)
    if rule.answers:
        left.selectbox(
            rule.title,
            list(rule.answers),
            index=None,
            key=f"{key}.answer",
            format_func=rule.answers.__getitem__,
            placeholder="Not discussed",
            disabled=closed,
            **write,
        )
    else:
        used = "; ".join(f"{option.title} {option.words}" for option in card.options)
        left.markdown(f"{told(rule.title)}  \n:small[{told(used)}]")
    right.text_input(
        f"{rule.title}: in words" if rule.answers else rule.hint,
        key=f"{key}.words",
        max_chars=400,
        placeholder=rule.hint,
        help=rule.hint,
        disabled=closed,
        **write,
    )
    if rule.id == "fludarabine":
        right.caption(told(card.fludarabine))


def _write_place(opened: OpenMeeting, item: AgendaItem, rule: PlaceRule, key: str, before: Place | None) -> None:
    answer, words = st.session_state.get(f"{key}.answer"), st.session_state.get(f"{key}.words")
    seen = None if before is None else before.version
    try:
        fill_place(opened, item.id, rule.id, person(), seen, answer or "", words or "")
    except StaleEntry as stale:
        st.session_state[STALE_PLACE] = stale
    except Fault as fault:
        show_fault(fault)


def add_to_case(opened: OpenMeeting, item: AgendaItem) -> None:
    """Actions and dissent of one case, each one line."""
    for action in opened.actions:
        if action.item == item.id:
            st.markdown(f":material/task: {told(action.what)} · **{told(action.owner)}** until {day(action.due_on)}")
    for one in opened.dissents:
        if one.item == item.id:
            st.markdown(f":material/thumbs_up_down: {told(one.name)} dissents: {told(one.words)}")
    if opened.meeting.is_signed:
        return
    with st.form(f"action.{item.id}", border=False, clear_on_submit=True):
        what, owner, due, go = st.columns([4, 2, 2, 1], vertical_alignment="bottom")
        text = what.text_input("Action", max_chars=300)
        who = owner.selectbox("Owner", [one.name for one in opened.attendance], index=None, accept_new_options=True)
        until = due.date_input("Until", value=None, format="DD/MM/YYYY")
        if go.form_submit_button("Add", width="stretch"):
            with faults_shown():
                add_action(opened, text, who or "", until if isinstance(until, date) else None, person(), item.id)
                st.rerun()
    with st.form(f"dissent.{item.id}", border=False, clear_on_submit=True):
        name, why, go = st.columns([3, 5, 1], vertical_alignment="bottom")
        who = name.selectbox(
            "Who dissents", [one.name for one in opened.attendance], index=None, accept_new_options=True
        )
        words = why.text_input("Why", max_chars=600)
        if go.form_submit_button("Add", width="stretch"):
            with faults_shown():
                dissent(opened, item.id, who or "", words, person())
                st.rerun()


def _saved_or_cancelled(name: str) -> bool:
    save, cancel, _ = st.columns([1, 1, 1])
    if cancel.button("Cancel", key=f"{name}.cancel", width="stretch"):
        close_dialog()
        st.rerun()
    return save.button("Save", key=f"{name}.save", width="stretch")
