"""Weights: what each axis counts in the order of the list, agreed by swing weighting; who, when and why are kept."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from eligibility.domain.ranking import AxisDefinition, Weights
from eligibility.services import weights
from eligibility.services.clock import in_clinic
from eligibility.services.permissions import Action, allows
from pages.parts.faults import faults_shown
from pages.parts.opened import WORKLIST
from pages.parts.person import person
from pages.parts.words import day, inert

POINTS = "weight_points"
REASON, MEETING = "weight_reason", "weight_meeting"
SAVED = "weights_just_saved"


def in_force(current: Weights, axes: list[AxisDefinition]) -> None:
    """The set that the list is ordered by now."""
    st.subheader("In force now", anchor=False)
    st.markdown(provenance(current))
    rows = {
        "Axis": [axis.label for axis in axes],
        "Question": [axis.question for axis in axes],
        "Points": [str(current.points[axis.id]) for axis in axes],
        "Counts, of 100": [str(current.of_100[axis.id]) for axis in axes],
    }
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="The weights in force")


def provenance(one: Weights) -> str:
    """Who, when and why, in one line."""
    if one.is_shipped:
        return f"Shipped with the product: local opinion. {inert(one.reason)}"
    when = "" if one.set_at is None else f" on {day(in_clinic(one.set_at).date())}"
    at = f", {inert(one.meeting)}" if one.meeting else ""
    return f"Set {one.id}, agreed by {inert(one.set_by)}{when}{at}: {inert(one.reason)}"


def taken_up(points: dict[str, int]) -> None:
    """Fills the fields from an older set; the reason stays to be given."""
    for axis, value in points.items():
        st.session_state[f"{POINTS}.{axis}"] = value


@st.fragment
def new_set(current: Weights, axes: list[AxisDefinition]) -> None:
    """The swings in clinical words, their points, and what would follow; nothing is filled in beforehand."""
    st.subheader("Agree on a new set", anchor=False)
    st.markdown(
        "Imagine a patient at the “from” end of every axis below. Which one step to its “to” end matters most for "
        "discussing this patient early? Give it 100 points. Give every other step its points in comparison: half as "
        "important is 50, of no importance is 0. The fields start empty, so that the set in force steers nobody."
    )
    st.button(
        "Start from the set in force", icon=":material/content_copy:", on_click=taken_up, args=(current.points,),
        key="start_from_current",
    )  # fmt: skip
    for axis in axes:
        with st.container(border=True):
            words, field = st.columns([4, 1], vertical_alignment="center")
            words.markdown(
                f"**{axis.label}**: {axis.question}  \nfrom: {axis.least}  \n"
                f":material/arrow_forward: to: {axis.most}"
            )
            if axis.note:
                words.caption(axis.note)
            key = f"{POINTS}.{axis.id}"
            st.session_state[key] = st.session_state.get(key)
            field.number_input(f"Points, {axis.label.lower()}", 0, 100, step=5, key=key, placeholder="0 to 100")
    points = {axis.id: st.session_state[f"{POINTS}.{axis.id}"] for axis in axes}
    following(points, axes)
    st.text_area("Why these weights (kept with the set)", key=REASON, max_chars=weights.LONGEST_REASON)
    st.text_input("Meeting (where there was one)", key=MEETING, max_chars=200, placeholder="MDT of 3 June")
    save(points, current)


def following(points: dict[str, int | None], axes: list[AxisDefinition]) -> None:
    """What each axis would count of a hundred, as soon as all have points."""
    given = {axis: value for axis, value in points.items() if value is not None}
    if len(given) < len(points):
        st.markdown(f"{len(given)} of {len(points)} steps have points.")
    elif any(given.values()):
        total = sum(given.values())
        shares = " · ".join(f"{axis.label} {round(100 * given[axis.id] / total)}" for axis in axes)
        st.markdown(f"Each would count, of 100: **{shares}**")


def save(points: dict[str, int | None], current: Weights) -> None:
    by = person()
    if not allows(by, Action.SET_WEIGHTS):
        st.markdown(
            ":material/lock: Only the chair, with a name given under “Who is working”, keeps a set. Anybody can try "
            "points here."
        )
        return
    if st.button("Keep this set", icon=":material/save:", key="keep_weights"):
        with faults_shown():
            chosen = {axis: value for axis, value in points.items() if value is not None}
            kept = weights.set_weights(chosen, st.session_state[REASON], by, current, st.session_state[MEETING])
            for axis in points:
                st.session_state.pop(f"{POINTS}.{axis}", None)
            for key in (REASON, MEETING):
                st.session_state.pop(key, None)
            st.session_state[SAVED] = kept.id
            st.rerun()


def earlier(sets: list[Weights], axes: list[AxisDefinition]) -> None:
    """Every set that ever held; taking one up again makes a new entry and never rewrites an old one."""
    st.subheader("History", anchor=False)
    for number, one in enumerate(sets):
        with st.container(border=True):
            text, action = st.columns([5, 1], vertical_alignment="center")
            shares = " · ".join(f"{axis.label} {one.of_100[axis.id]}" for axis in axes if axis.id in one.of_100)
            text.markdown(f"{provenance(one)}  \n:small[Of 100: {shares}]")
            if number == 0:
                action.markdown(":material/check: in force")
            else:
                action.button(
                    "Take up again", key=f"again.{one.id}", on_click=taken_up, args=(one.points,), width="stretch",
                    help="Fills the fields above. Give a reason, then keep it as a new set.",
                )  # fmt: skip


def page() -> None:
    st.title("Weights", anchor=False)
    st.markdown(
        "What each axis counts in the order of the worklist. Weights never decide who is on the list, and never "
        "outweigh a lane: whoever is blocked or deferred is not ranked."
    )
    if (kept := st.session_state.pop(SAVED, None)) is not None:
        st.info(f"Set {kept} is in force. The worklist is ordered by it from now on.", icon=":material/check:")
    sets, axes = weights.history(person()), weights.axes()
    in_force(sets[0], axes)
    new_set(sets[0], axes)
    earlier(sets, axes)
    st.page_link(WORKLIST, label="Back to the worklist", icon=":material/view_list:")


page()
