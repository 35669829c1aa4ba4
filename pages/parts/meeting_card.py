"""The case card: one case on one screen, legible from the back of a room, with identifiers masked."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.meeting import Outcome, PatientView
from eligibility.domain.meeting_case import CaseCard, CaseLine
from eligibility.services.meeting_decisions import code_titles
from pages.parts.palette import AGAINST, LANES, MEETS, SCALES, STOPS, Shown, chip
from pages.parts.words import counted, day, told

SHOWN_CHANGES = 4
SHOWN_OPEN = 3


def card_shown(card: CaseCard, view: PatientView | None, name: str) -> None:
    """Who and what is asked; the verdict; the three axes; then what is open, the estimate, and what changed."""
    beside = [card.who, f"as of {day(card.ref.as_of)}"]
    if card.days_waiting is not None:
        beside.append(f"waiting {counted(card.days_waiting, 'day')}")
    with st.container(gap="xsmall"):
        asked, verdict = st.columns([2, 3])
        with asked, st.container(gap=None):
            st.markdown(f"### {card.number}/{card.of} · {told(name)}")
            st.markdown(told(" · ".join(part for part in beside if part)))
            st.markdown(f"**Question:** {told(card.question) or 'none was written down'}")
        with verdict, st.container(gap=None):
            lane = LANES[card.ref.lane]
            st.markdown(f"### :material/{lane.symbol}: {told(card.headline)}")
            st.markdown(told(card.reason))
            for urgent in card.urgent:
                st.markdown(chip(Shown("Treat now", "emergency", STOPS)) + f" {told(urgent)}")
        for row in ((_merit, _safety, _readiness), (_open_points, _estimate, _changes)):
            for column, draw in zip(st.columns(3, border=True), row, strict=True):
                with column, st.container(gap=None):
                    draw(card, view)


def outcome_line(outcome: Outcome | None) -> None:
    """What was decided, in one line; the same chip for whatever was decided."""
    if outcome is None:
        return
    title = code_titles()[outcome.code]
    rest = []
    if outcome.detail:
        rest.append(told(outcome.detail))
    if outcome.relist_on is not None:
        rest.append(f"again on {day(outcome.relist_on)}")
    if outcome.agreement == "differs":
        rest.append(f"differs from the tool: {told(outcome.why_differs)}")
    said = " · ".join([f"**{told(title)}**", *rest])
    st.markdown(f"{chip(Shown(outcome.code, 'gavel', MEETS))} {said}  \n:small[{told(outcome.by)}]")


def _merit(card: CaseCard, view: PatientView | None) -> None:
    met = sum(gate.verdict in ("yes", "caution") for gate in card.gates)
    st.markdown(f"**Merit** · gates {met} of {len(card.gates)}")
    for gate in card.gates:
        if gate.verdict != "yes":
            _line(gate)
    st.markdown("  \n".join(f"{_chip(ground)} {told(ground.words)}" for ground in card.grounds))


def _safety(card: CaseCard, view: PatientView | None) -> None:
    st.markdown(f"**Safety** · {card.safety_clear} clear · {card.safety_open} not known")
    for item in card.safety[:SHOWN_OPEN]:
        _line(item)
    if len(card.safety) > SHOWN_OPEN:
        st.markdown(f":small[and {len(card.safety) - SHOWN_OPEN} more in the assessment]")
    if not card.safety:
        st.markdown("Nothing is known yet." if not card.safety_clear else "What is known is clear.")
    if card.earliest_collection is not None:
        st.markdown(f":small[Earliest collection {day(card.earliest_collection)}]")


def _readiness(card: CaseCard, view: PatientView | None) -> None:
    st.markdown(f"**Readiness** · {card.readiness_met} of {card.readiness_of}")
    if view is not None and view.words:
        st.markdown(f":material/record_voice_over: “{told(view.words)}”  \n:small[heard by {told(view.heard_by)}]")
    elif view is not None:
        st.markdown(f":material/voice_over_off: Not heard: {told(view.not_heard_because)}")
    else:
        st.markdown(f"{chip(Shown('Patient’s own view missing', 'record_voice_over', AGAINST))}")
        st.markdown(f":small[In the record: {told(card.preference.lower())}]")
    still = card.readiness_open[:SHOWN_OPEN]
    more = len(card.readiness_open) - len(still)
    if still:
        st.markdown(f":small[Open: {told('; '.join(still))}{f'; and {more} more' if more else ''}]")


def _open_points(card: CaseCard, view: PatientView | None) -> None:
    st.markdown("**What would change this**")
    lines = [f"{n}\\. {told(one)}" for n, one in enumerate(card.deciding, start=1)]
    st.markdown("  \n".join(lines) or "Nothing is open.")
    unused = [option.title for option in card.options if option.used == "no"]
    unknown = [option.title for option in card.options if option.used == "unknown"]
    if unused:
        st.markdown(f":small[Not used yet: {told(', '.join(unused))}]")
    if unknown:
        st.markdown(f":small[Use not recorded: {told(', '.join(unknown))}]")


def _estimate(card: CaseCard, view: PatientView | None) -> None:
    st.markdown("**Estimate**")
    if card.estimate_hidden:
        st.markdown(":material/visibility_off: Hidden until the members' own views are written down.")
    else:
        st.markdown(told(card.estimate))


def _changes(card: CaseCard, view: PatientView | None) -> None:
    if card.changed_since is None:
        st.markdown("**Since last time**")
        st.markdown("First discussion of this patient here.")
        return
    st.markdown(f"**Since {day(card.changed_since)}**")
    if not card.changes:
        st.markdown("Nothing changed.")
    for change in card.changes[:SHOWN_CHANGES]:
        st.markdown(f":small[{told(change.what)}: {told(change.before)} → **{told(change.after)}**]")
    if len(card.changes) > SHOWN_CHANGES:
        st.markdown(f":small[and {len(card.changes) - SHOWN_CHANGES} more, under “More about this case”]")


def _line(line: CaseLine) -> None:
    action = f"  \n:small[{told(line.action)}]" if line.action else ""
    st.markdown(f"{_chip(line)} {told(line.words)}{action}")


def _chip(line: CaseLine) -> str:
    return chip(SCALES[line.scale][line.verdict])
