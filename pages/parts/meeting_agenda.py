"""The agenda as a table to prepare: who is proposed, what is missing for whom, in which order, and who is taken off."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.meeting import AgendaItem
from eligibility.services.meeting import OpenMeeting
from eligibility.services.meeting_agenda import (
    ask,
    move,
    proposable,
    propose,
    readiness,
    take_off,
    waive_readiness,
)
from eligibility.services.permissions import Action, allows
from pages.parts.faults import faults_shown
from pages.parts.meeting_state import choose_case
from pages.parts.palette import AGAINST, CAUTION, MEETS, Shown, chip
from pages.parts.person import person
from pages.parts.words import counted, day, told


def agenda_shown(opened: OpenMeeting) -> None:
    """Every case with its readiness; then who else could be proposed."""
    missing = readiness(opened)
    ready = sum(not missing[item.id] or item.waiver is not None for item in opened.listed)
    st.markdown(f"**{counted(len(opened.listed), 'case')}** · {ready} ready to be discussed")
    for item in opened.listed:
        with st.container(border=True):
            _row(opened, item, missing[item.id])
    for item in opened.agenda:
        if not item.is_listed:
            st.markdown(
                f":material/remove_circle: {told(item.pseudonym)} was taken off by {told(item.by)}: "
                f"{told(item.taken_off_because)}"
            )
    if not opened.meeting.is_signed:
        _propose(opened)


def _row(opened: OpenMeeting, item: AgendaItem, missing: list[str]) -> None:
    who, state, ways = st.columns([4, 5, 3], vertical_alignment="center")
    who.markdown(f"**{item.position} · {told(item.pseudonym)}**  \n:small[{told(item.question) or 'No question yet'}]")
    with state:
        if not missing:
            st.markdown(chip(Shown("Ready to be discussed", "check", MEETS)))
        elif item.waiver is not None:
            st.markdown(chip(Shown("Waived by the chair", "warning", CAUTION)))
            st.markdown(f":small[{told(item.waiver.by)}, {day(item.waiver.on)}: {told(item.waiver.reason)}]")
        else:
            st.markdown(chip(Shown("Not ready", "close", AGAINST)))
        if missing:
            st.markdown(f":small[Missing: {told('; '.join(missing))}]")
    with ways, st.container(horizontal=True, horizontal_alignment="right"):
        if opened.meeting.is_signed:
            return
        if st.button("Up", key=f"up.{item.id}", icon=":material/arrow_upward:", help="Discuss one place earlier"):
            _do(lambda: move(opened, item.id, True, person()))
        if st.button("Down", key=f"down.{item.id}", icon=":material/arrow_downward:", help="Discuss one place later"):
            _do(lambda: move(opened, item.id, False, person()))
        with st.popover("More", key=f"more.{item.id}"):
            _more(opened, item, missing)


def _more(opened: OpenMeeting, item: AgendaItem, missing: list[str]) -> None:
    with st.form(f"ask.{item.id}", border=False):
        question = st.text_input("Question to the meeting", value=item.question, max_chars=300)
        if st.form_submit_button("Save the question"):
            _do(lambda: ask(opened, item.id, question, person()))
    if missing and item.waiver is None:
        with st.form(f"waive.{item.id}", border=False):
            reason = st.text_input("Discuss it although it is not complete, because", max_chars=300)
            allowed = allows(person(), Action.SIGN)
            if st.form_submit_button("Waive (chair)", help=None if allowed else "The chair alone may waive."):
                _do(lambda: waive_readiness(opened, item.id, reason, person()))
    with st.form(f"off.{item.id}", border=False):
        why = st.text_input("Take it off, because", max_chars=300)
        if st.form_submit_button("Take off the agenda"):
            _do(lambda: take_off(opened, item.id, why, person()))


def _propose(opened: OpenMeeting) -> None:
    listed = {item.patient for item in opened.listed}
    names = {key: name for key, name in proposable(person(), opened.meeting.is_practice) if key not in listed}
    if not names:
        st.caption(":material/info: Everybody who was assessed is on this agenda.")
        return
    with st.form("propose", clear_on_submit=True):
        chosen = st.pills("Put on the agenda", list(names), format_func=names.__getitem__, selection_mode="multi")
        question, go = st.columns([8, 2], vertical_alignment="bottom")
        asked = question.text_input("Question, where the record holds none", max_chars=300)
        if go.form_submit_button("Put on the agenda", width="stretch"):
            with faults_shown():
                for key in chosen:
                    propose(opened.meeting.id, key, asked, person())
                st.rerun()


def _do(act) -> None:  # type: ignore[no-untyped-def]
    with faults_shown():
        act()
        st.rerun()


def list_of_cases(opened: OpenMeeting, current: str | None, names: dict[str, str]) -> None:
    """The agenda as a column of buttons: number, masked name, and what was decided."""
    for item in opened.listed:
        outcome = opened.outcomes.get(item.id)
        state = f"  {outcome.code}" if outcome is not None else ""
        icon = "gavel" if outcome is not None else "radio_button_unchecked"
        label = f"{item.position} {names[item.id]}{state}"
        st.button(
            f"**{label}**" if item.id == current else label,
            key=f"case.{item.id}",
            icon=":material/arrow_forward:" if item.id == current else f":material/{icon}:",
            on_click=choose_case,
            args=(item.id,),
            width="stretch",
        )
