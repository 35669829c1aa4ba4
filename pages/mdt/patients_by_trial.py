"""Patients by trial: the whole worklist held against every registered trial."""

from __future__ import annotations

import streamlit as st

from eligibility.services.trial_worklist import TrialPatients, patients_by_trial
from eligibility.services.worklist import WorklistRow, waived_in_words
from pages.parts import opened
from pages.parts.address import from_address, to_address
from pages.parts.faults import faults_shown
from pages.parts.lane_line import STOP_WORDS
from pages.parts.palette import LANES, chip
from pages.parts.person import person
from pages.parts.trial_filters import trial_filters
from pages.parts.trials import NOT_STATED, VERDICTS, trial_link, what_it_is
from pages.parts.words import counted, inert, joined, uncapitalised

KINDS = {"patient": "This installation", "published": "Published examples", "invented": "Invented examples"}
ALL = "all"
PER_PAGE = 20
PER_LANE = 40
LANE_NOTE = (
    "The lane says what stands against a patient here, under this installation's own profile; a trial's text says "
    "nothing of it."
)


def shown(found: TrialPatients) -> None:
    """One trial: who has no failed criterion, of how many nobody can tell, and how many do not fit."""
    head = found.trial.head
    counts = {verdict: len(listed) for verdict, listed in found.by_verdict.items()}
    with st.container(border=True):
        st.markdown(f"**{inert(head.title)}** {trial_link(head.nct)}  \n:small[{what_it_is(head)}]")
        if not head.is_read:
            st.markdown(f"{chip(VERDICTS['unknown'])} Its criteria were not read, so nobody can tell of anybody.")
            return
        said = [f"{chip(VERDICTS[verdict])} {count}" for verdict, count in counts.items()]
        st.markdown(" · ".join(said))
        if found.fitting:
            lines = [of_lane(lane, listed) for lane, listed in found.fitting.items()]
            st.markdown("\n".join([":small[No criterion failed, by lane]", *lines]))
            modelled = counted(len(found.trial.criteria), "modelled criterion", "modelled criteria")
            st.caption(f"On {modelled}; {len(found.trial.not_modelled)} more to check by hand for each.")


def of_lane(lane: str, listed: list[WorklistRow]) -> str:
    """One line a lane, so that nobody who is blocked, deferred or declines stands among those who can go on."""
    names = [named(one) for one in listed]
    more = f", and {len(names) - PER_LANE} more" if len(names) > PER_LANE else ""
    return f"- {chip(LANES[lane])} {', '.join(names[:PER_LANE])}{more}"


def named(one: WorklistRow) -> str:
    """The pseudonym, with what blocks or defers today, whatever the lane."""
    said = [f"{STOP_WORDS[grade]} {joined(list(stops))}" for grade, stops in one.stops.items() if stops]
    said += [waived_in_words(one.waived_gates)] if one.waived_gates else []
    if one.is_urgent:
        said.insert(0, "urgent state: treat now")
    reasons = f" :small[({inert('; '.join(said))})]" if said else ""
    return f"**{inert(one.pseudonym)}**{reasons}"


def opening(listed: tuple[WorklistRow, ...]) -> None:
    """The way from a pseudonym to that patient's trials."""
    names = {one.key: one for one in listed}
    key = st.selectbox(
        "Open a patient's trials",
        list(names),
        index=None,
        key="trials_of",
        format_func=lambda name: f"{names[name].pseudonym}: {uncapitalised(LANES[names[name].lane].word)}",
        placeholder="Every criterion and why",
        width=360,
    )
    if key is not None:
        opened.go_to_trials(key)


def page() -> None:
    st.title("Patients by trial", anchor=False)
    kind = st.segmented_control(
        "Patients",
        [ALL, *KINDS],
        required=True,
        key=from_address("trial_patients", [ALL, *KINDS], ALL),
        on_change=to_address,
        args=("trial_patients", ALL),
        format_func=lambda name: KINDS.get(name, "All"),
    )
    found = patients_by_trial(person(), KINDS if kind in (ALL, None) else [kind])
    if not found.listed:
        st.markdown("No patient of this kind has a saved record yet. Record a patient, or choose the examples.")
        st.page_link(opened.RECORD, label="Record a patient", icon=":material/edit_note:")
        return
    st.caption(f":material/info: {counted(len(found.listed), 'patient')}. {LANE_NOTE} {NOT_STATED}")
    if found.unreadable:
        names = ", ".join(inert(one.pseudonym) for one in found.unreadable)
        st.warning(f"Could not be read, and are in no count: {names}.", icon=":material/warning:")
    opening(found.listed)
    numbers = {head.nct for head in trial_filters([one.trial.head for one in found.trials])}
    chosen = [one for one in found.trials if one.trial.nct in numbers]
    if not chosen:
        st.markdown("No trial is left. Take a filter away.")
        return
    pages = -(-len(chosen) // PER_PAGE)
    number = st.pagination(pages, key="patients_by_trial_page") if pages > 1 else 1
    for one in chosen[(number - 1) * PER_PAGE : number * PER_PAGE]:
        with faults_shown():
            shown(one)


page()
