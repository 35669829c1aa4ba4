"""Deciding a case: at most five fields, under a minute, and nothing lost when two people decide at once."""

from __future__ import annotations

from datetime import date

import streamlit as st

from eligibility.domain.faults import Fault
from eligibility.domain.meeting import AGREEMENT_TITLES, AgendaItem, Outcome, OutcomeConflict, Refused
from eligibility.services.meeting import OpenMeeting, open_meeting
from eligibility.services.meeting_cases import newest_case
from eligibility.services.meeting_decisions import (
    ASKED,
    Decision,
    code_titles,
    decide,
    reason_titles,
    settle,
    unsettled,
)
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.meeting_views import hear_patient
from pages.parts.faults import faults_shown, show_fault
from pages.parts.meeting_state import SEEN, SHOWN, close_dialog
from pages.parts.meeting_talk import view_fields
from pages.parts.person import person
from pages.parts.words import day, told

CONFLICT = "meeting_conflict"


@st.dialog("Outcome", width="large", dismissible=False, icon=":material/gavel:")
def decide_dialog(opened: OpenMeeting, item: AgendaItem) -> None:
    """The five fields. What was entered stays in them until it is saved or cancelled."""
    st.caption(f"Case {item.position}. Nothing is decided by the tool; the outcome is the meeting's.")
    st.session_state.setdefault(SHOWN, newest_case(item.patient).ref.assessment)
    told_here = st.container()
    view = view_fields(opened, item) if item.id not in opened.patient_views else None
    entered = _fields(item.id, opened.outcomes.get(item.id))
    save, cancel, _ = st.columns([1, 1, 2])
    if save.button("Save outcome", key="outcome.save", icon=":material/gavel:", width="stretch"):
        with told_here:
            _save(_with_view(opened, item, view), item, entered, st.session_state.get(SEEN))
    if cancel.button("Cancel", key="outcome.cancel", width="stretch"):
        st.session_state.pop(CONFLICT, None)
        close_dialog()
        st.rerun()
    if (conflict := st.session_state.get(CONFLICT)) is not None and conflict.entered.item == item.id:
        show_fault(conflict)
        _side_by_side(conflict.kept, conflict.entered)
        keep, mine = st.columns(2)
        if keep.button("Keep theirs", key="conflict.keep", width="stretch"):
            _finish(opened, conflict)
        if mine.button("Save mine over it, both stay in the record", key="conflict.mine", width="stretch"):
            seen = None if conflict.kept is None else conflict.kept.version
            _save(opened, item, entered, seen, settles=conflict)


def collisions(opened: OpenMeeting, item: AgendaItem) -> None:
    """Tells everybody who looks at the case that a second outcome was entered and not saved."""
    for refused in unsettled(opened, item.id):
        with st.container(border=True):
            st.markdown(
                f":material/call_split: **{told(refused.by)} decided this case too**, at {refused.at:%H:%M} UTC. "
                "That came second and was not saved. Compare the two and agree on one."
            )
            _side_by_side(opened.outcomes.get(item.id), refused)
            if st.button("What stands is right", key=f"settle.{refused.id}", icon=":material/check:"):
                with faults_shown():
                    settle(opened, refused.id, person())
                    st.rerun()


def _fields(item: str, outcome: Outcome | None) -> Decision:
    """The fields, filled with what stands when an outcome is changed."""
    rules = meeting_rules()
    key = f"outcome.{item}"
    _begin(key, outcome)
    left, right = st.columns([2, 3], gap="medium")
    code = left.radio(
        "1 Decision",
        [known.code for known in rules.codes],
        index=None,
        key=f"{key}.code",
        format_func=lambda one: f"**{one}** {code_titles()[one]}",
    )
    with right:
        reasons = st.pills(
            "2 Reason: choose kinds, say it in your own words, or both",
            list(reason_titles()),
            key=f"{key}.reasons",
            format_func=reason_titles().__getitem__,
            selection_mode="multi",
        )
        words = st.text_input(
            "Reason in your own words",
            key=f"{key}.words",
            max_chars=600,
            placeholder="In your own words",
            label_visibility="collapsed",
        )
        agreement = st.segmented_control(
            "3 The tool’s lane and grounds, and this decision",
            list(AGREEMENT_TITLES),
            key=f"{key}.agreement",
            format_func=AGREEMENT_TITLES.__getitem__,
        )
        why = ""
        if agreement == "differs":
            why = st.text_input("4 Why it differs", key=f"{key}.why", max_chars=600)
        asks = rules.code(code).asks if code else "nothing"
        detail, relist = "", None
        if asks in ASKED:
            detail = st.text_input(f"5 {ASKED[asks]}", key=f"{key}.detail", max_chars=600)
        elif asks == "relist_on":
            relist = st.date_input("5 Listed again on", value=None, key=f"{key}.relist", format="DD/MM/YYYY")
    day_again = relist if isinstance(relist, date) else None
    return Decision(code or "", tuple(reasons), agreement, words, why, detail, day_again)


def _begin(key: str, outcome: Outcome | None) -> None:
    """An outcome that stands is the start of its change; an empty one starts empty."""
    if outcome is None or f"{key}.code" in st.session_state:
        return
    st.session_state[f"{key}.code"] = outcome.code
    st.session_state[f"{key}.reasons"] = list(outcome.reasons)
    st.session_state[f"{key}.words"] = outcome.words
    st.session_state[f"{key}.agreement"] = outcome.agreement
    st.session_state[f"{key}.why"] = outcome.why_differs
    st.session_state[f"{key}.detail"] = outcome.detail
    st.session_state[f"{key}.relist"] = outcome.relist_on


def _save(
    opened: OpenMeeting, item: AgendaItem, entered: Decision, seen: int | None, settles: OutcomeConflict | None = None
) -> None:
    try:
        decide(opened, item.id, entered, seen, person(), st.session_state.get(SHOWN))
    except OutcomeConflict as conflict:
        # Shown below in the same run; a third person's entry in between is shown above it.
        if settles is not None:
            show_fault(conflict)
        st.session_state[CONFLICT] = conflict
        return
    except Fault as fault:
        show_fault(fault)
        return
    if settles is not None:
        _finish(opened, settles)
    close_dialog()
    st.rerun()


def _with_view(opened: OpenMeeting, item: AgendaItem, view: tuple[str, str, date | None, str] | None) -> OpenMeeting:
    """The meeting with the patient's view, where it was written down together with the outcome."""
    if view is not None and any(view):
        with faults_shown():
            hear_patient(opened, item.id, person(), *view)
    return open_meeting(opened.meeting.id, person())


def _finish(opened: OpenMeeting, conflict: OutcomeConflict) -> None:
    """The two were compared: the second entry is settled, and the dialog closes."""
    settle(open_meeting(opened.meeting.id, person()), conflict.entered.id, person())
    st.session_state.pop(CONFLICT, None)
    close_dialog()
    st.rerun()


def _side_by_side(kept: Outcome | None, entered: Refused) -> None:
    left, right = st.columns(2, border=True)
    with left:
        st.markdown("**Stands**")
        if kept is not None:
            _one(kept)
    with right:
        st.markdown("**Entered second, not saved**")
        _one(entered)


def _one(outcome: Outcome | Refused) -> None:
    reasons = [reason_titles().get(reason, reason) for reason in outcome.reasons]
    lines = [
        f"**{outcome.code}** {told(code_titles()[outcome.code])}",
        told("; ".join([*reasons, *([outcome.words] if outcome.words else [])])),
        AGREEMENT_TITLES[outcome.agreement] + (f": {told(outcome.why_differs)}" if outcome.why_differs else ""),
        told(outcome.detail),
        "" if outcome.relist_on is None else f"again on {day(outcome.relist_on)}",
        f":small[{told(outcome.by)}, {outcome.at:%H:%M} UTC, version {outcome.version}]",
    ]
    st.markdown("  \n".join(line for line in lines if line))
