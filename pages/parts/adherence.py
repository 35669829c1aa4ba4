"""Adherence, both ways: how well it was measured, whether it explains a failure, why, and capacity for the pathway.

Four statements beside each other. They are never added up, and none of them cancels another.
"""

from __future__ import annotations

import streamlit as st

from eligibility.domain.adherence import AdherenceSource, AdherenceView, Capacity, ExplainedFailure, Measurement
from eligibility.domain.finding import GradedFinding
from pages.parts.faults import faults_shown
from pages.parts.findings import sources_of
from pages.parts.palette import AGAINST, CAUTION, GROUND, MEETS, READINESS, UNKNOWN, Shown, chip
from pages.parts.treatments import bounds
from pages.parts.words import day, inert, joined, told

SAYS = {
    "taken": Shown("Taken", "check", MEETS),
    "missed": Shown("Doses missed", "warning", CAUTION),
    "unclear": Shown("Unclear", "help", None),
}
EFFECTS = {"removed": Shown("Out of the tally", "remove", AGAINST), "open": UNKNOWN}
FIXABLE = {
    "yes": "can be changed",
    "partly": "can be changed in part",
    "not_known": "not known whether it can be changed",
}


@st.fragment
def adherence(view: AdherenceView | None, compliance: GradedFinding | None) -> None:
    """The four statements, each with its own sources; then what the compliance ground makes of the same facts."""
    with faults_shown():
        if view is None:
            st.markdown("This assessment was made before adherence was kept with it. Assess again to see it.")
            return
        if view.equity_note:
            st.info(
                f"{told(view.equity_note)} :small[{sources_of(view.equity_cites)}]", icon=":material/diversity_3:"
            )
        left, right = st.columns(2)
        with left, st.container(border=True, height="stretch"):
            _measured(view.measured)
        with right, st.container(border=True, height="stretch"):
            _explains(view.explains)
        left, right = st.columns(2)
        with left, st.container(border=True, height="stretch"):
            _reasons(view)
        with right, st.container(border=True, height="stretch"):
            _capacity(view.capacity)
        if compliance is not None:
            st.markdown(
                f"**The other side.** The same facts may speak for the compliance ground: "
                f"{chip(GROUND[compliance.verdict])} Both statements stand; neither cancels the other."
            )


def _measured(measured: Measurement) -> None:
    st.markdown("**1 How well was it measured?**")
    st.markdown(told(measured.summary))
    for said in measured.disagreements:
        st.markdown(f":material/warning: {told(said)}")
    if measured.sources:
        st.markdown("\n".join(_source(source) for source in measured.sources))
    if measured.not_measured:
        st.caption(f"Not measured: {inert(joined(measured.not_measured))}.")


def _source(source: AdherenceSource) -> str:
    """One measure, with what it says for itself; a stale or subjective one says so."""
    notes = [] if source.on is None else [day(source.on)]
    notes += ["out of date"] if source.is_stale else []
    notes += [] if source.is_objective else ["what somebody says, not a measurement"]
    notes += [] if source.origin in ("entered", "derived") else [inert(source.origin)]
    return (
        f"- {chip(SAYS[source.says])} **{inert(source.title)}** {told(source.value)} :small[({', '.join(notes)})]  \n"
        f"  :small[{told(source.because)}. {sources_of(source.cites)}]"
    )


def _explains(explains: ExplainedFailure) -> None:
    st.markdown("**2 Does it explain a failure?**")
    st.markdown(told(explains.summary))
    for course in explains.courses:
        st.markdown(
            f"- {chip(EFFECTS[course.effect])} **{course.position + 1} {inert(course.drug)}**  \n"
            f"  {told(course.because)}  \n"
            f"  :material/arrow_forward: {told(course.put_back)}"
        )
    st.caption(
        f"Drug classes failed as it stands: {bounds(explains.classes_failed)}. Were these courses known to be taken: "
        f"{bounds(explains.classes_failed_if_taken)}. {sources_of(explains.cites)}"
    )


def _reasons(view: AdherenceView) -> None:
    st.markdown("**3 Why, and can it be changed?**")
    for reason in view.reasons:
        seen = "" if reason.is_recorded == "yes" else " :small[(possible, not confirmed)]"
        st.markdown(
            f"- **{inert(reason.label)}**{seen}: {FIXABLE[reason.is_fixable]}  \n"
            f"  :material/arrow_forward: {told(reason.action)} :small[{sources_of(reason.cites)}]"
        )
    if view.reasons_note:
        st.markdown(f":material/arrow_forward: {told(view.reasons_note)}")
    if not view.reasons and not view.reasons_note:
        st.markdown("No reason for missed doses is recorded.")


def _capacity(capacity: list[Capacity]) -> None:
    st.markdown("**4 Capacity for the CAR-T pathway**")
    for one in capacity:
        action = f"  \n  :material/arrow_forward: {told(one.action)}" if one.action else ""
        st.markdown(
            f"- {chip(READINESS[one.verdict])} {inert(one.label)} :small[{sources_of(one.cites)}]{action}"
        )
