"""The open patient's lane on a page that is about something else, with what blocks or defers, and the way back."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.services import patients
from eligibility.services.worklist import NOT_ASSESSED, stops_of, waived_in_words
from pages.parts import opened
from pages.parts.palette import LANES, STOPS, Shown, chip
from pages.parts.person import person
from pages.parts.words import inert, joined, told

STOP_WORDS = {"block": "blocked by", "defer": "deferred by"}
URGENT = Shown("Urgent state recorded: treat now", "emergency", STOPS)


def lane_line(key: str) -> None:
    """The lane under this installation's own profile, which a trial's text knows nothing of."""
    made = newest_assessment(key)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(lane_in_words(made))
        if made is not None and st.button("Back to the assessment", key="to_assessment", icon=":material/fact_check:"):
            opened.go_to_assessment(key)


def newest_assessment(key: str) -> Assessment | None:
    """The example's assessment, the one saved last, or none."""
    if key.startswith(patients.EXAMPLE_KEY):
        return patients.example_assessment(key)
    stored = patients.stored_assessments(key, person())
    return stored[0].assessment if stored else None


def lane_in_words(made: Assessment | None) -> str:
    if made is None:
        return chip(LANES[NOT_ASSESSED])
    said = [f"{STOP_WORDS[grade]} {joined(stops)}" for grade, stops in stops_of(made).items() if stops]
    said += [waived_in_words(len(made.waivers))] if made.waivers else []
    reasons = f" :small[{inert('; '.join(said))}]" if said else ""
    urgent = f"{chip(URGENT)} " if made.urgent else ""
    rest = made.headline.removeprefix(made.lane_title)
    return f"{urgent}{chip(LANES[made.lane])}{told(rest)}{reasons}"
