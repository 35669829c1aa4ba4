"""Merit, safety and readiness side by side, each with its own verdict."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.domain.finding import Finding, GradedFinding
from pages.parts.findings import GROUND_TITLES
from pages.parts.palette import GATE, GROUND, LANES, SAFETY, chip
from pages.parts.words import counted, day, inert, joined, told, uncapitalised


def urgent_banner(assessment: Assessment) -> None:
    """Above everything, and only when there is something."""
    urgent = [finding.statement for finding in assessment.urgent if finding.verdict == "yes"]
    if urgent:
        st.error(
            f"**Treat now; do not wait for this assessment.** {inert(joined(urgent))}.",
            icon=":material/emergency:",
        )


def verdict_line(assessment: Assessment) -> None:
    """The lane and tier, then one sentence why."""
    shown = LANES[assessment.lane]
    with st.container(gap="xsmall"):
        st.header(f"{inert(assessment.headline)}", icon=f":material/{shown.symbol}:", anchor=False)
        st.markdown(told(assessment.reason))
        if len(assessment.possible_lanes) > 1:
            titles = [uncapitalised(LANES[lane].word) for lane in assessment.possible_lanes]
            st.caption(f"Still possible once everything open is answered: {joined(titles, 'or')}.")


def three_axes(assessment: Assessment) -> None:
    """Safety stands beside merit, never inside it; on a phone the three stack."""
    merit, safety, readiness = st.columns(3, border=True)
    with merit:
        _merit(assessment)
    with safety:
        _safety(assessment)
    with readiness:
        _readiness(assessment)


def _merit(assessment: Assessment) -> None:
    st.subheader("Merit", anchor=False)
    met = [gate for gate in assessment.gates if gate.verdict in ("yes", "caution")]
    st.markdown(f"Gates: {len(met)} of {len(assessment.gates)} met")
    for gate in assessment.gates:
        if gate.verdict != "yes":
            st.markdown(f"{chip(GATE[gate.verdict])} {inert(gate.statement)}")
    for key, ground in assessment.grounds.items():
        st.markdown(f"**{GROUND_TITLES.get(key, key)}**: {chip(GROUND[ground.verdict])}{_open_grades(ground)}")
        for caution in ground.cautions:
            st.caption(f":material/warning: {inert(caution)}")
        if ground.action and ground.verdict != "established":
            st.caption(f":material/arrow_forward: {inert(ground.action)}")


def _open_grades(ground: GradedFinding) -> str:
    is_partly_open = ground.verdict == "unknown" and 1 < len(ground.possible) < 3
    return f" :small[({joined(ground.possible, 'or')})]" if is_partly_open else ""


def _safety(assessment: Assessment) -> None:
    st.subheader("Safety", anchor=False)
    counts = {grade: [item for item in assessment.safety if item.verdict == grade] for grade in SAFETY}
    said = [f"{len(counts[grade])} {SAFETY[grade].word.lower()}" for grade in ("clear", "caution") if counts[grade]]
    unknown = counts["unknown"]
    if unknown:
        said.append(f"{len(unknown)} not known")
    st.markdown(" · ".join(said))
    for grade in ("block", "defer"):
        for item in counts[grade]:
            until = f" until {day(item.until)}" if item.until else ""
            st.markdown(f"{chip(SAFETY[grade])} {inert(item.statement)}{until}")
    for item in counts["caution"]:
        st.markdown(f"{chip(SAFETY['caution'])} {inert(item.statement)}")
    if unknown:
        with st.expander(f"Not known: {counted(len(unknown), 'item')}"):
            for item in unknown:
                worst = f" — at worst {SAFETY[item.possible[-1]].word.lower()}" if item.possible else ""
                st.markdown(f"{inert(item.statement)}{worst}")
    earliest = assessment.planner.earliest_leukapheresis
    if earliest is not None:
        tail = "" if assessment.planner.is_complete else ", later if what is not known asks for it"
        st.caption(f":material/event: Earliest collection {day(earliest)}{tail}")


def _readiness(assessment: Assessment) -> None:
    st.subheader("Readiness", anchor=False)
    in_place = [item for item in assessment.readiness if item.verdict == "yes"]
    st.markdown(f"{len(in_place)} of {len(assessment.readiness)} in place")
    _listed("Not in place", "close", [item for item in assessment.readiness if item.verdict == "no"])
    _listed("Not known", "help", [item for item in assessment.readiness if item.verdict == "unknown"])


def _listed(title: str, symbol: str, items: list[Finding]) -> None:
    if items:
        st.markdown(f":material/{symbol}: **{title}**\n" + "\n".join(f"- {inert(item.statement)}" for item in items))
