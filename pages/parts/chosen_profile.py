"""Which profile the patient is shown under. Looking under another one changes nothing that is saved."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.domain.record import PatientRecord
from eligibility.services import library as knowledge
from eligibility.services import patients
from eligibility.services.assess import assess
from eligibility.services.profiles import profile_choices
from pages.parts import opened
from pages.parts.address import from_address, to_address
from pages.parts.person import person
from pages.parts.profiles import usable
from pages.parts.words import inert

NAME = "profile"
TO_ASSESS = "profile_to_save_under"


def chosen_profile(saved: str) -> str:
    """The profile to look under: the one of the saved assessment unless the person chooses another."""
    choices = usable(profile_choices())
    if saved not in choices:
        # It was made under a profile that cannot be read today, and is shown as it was made.
        return saved
    # The address or the saved profile chooses; the widget's own first option never does.
    name = st.selectbox(
        "Profile",
        list(choices),
        index=0,
        key=from_address(NAME, choices, saved),
        on_change=to_address,
        args=(NAME, saved),
        format_func=lambda key: f"{choices[key].title}{' (this centre)' if choices[key].is_own else ''}",
        help="The thresholds that the patient is held against. The Profiles section below shows two side by side.",
        width=420,
    )
    return name or saved


def under(name: str, key: str, record: PatientRecord, saved: Assessment) -> Assessment:
    """The assessment under that profile, made for looking and never saved; the saved one when it is the same."""
    if name == saved.profile:
        return saved
    if key.startswith(patients.EXAMPLE_KEY):
        return patients.example_assessment(key, name)
    return assess(record, name, waivers=[one for one in saved.waivers if is_gate_of(name, one.criterion)])


def is_gate_of(profile: str, criterion: str) -> bool:
    return criterion in {gate.id for gate in knowledge.profile(profile).gates}


def not_the_saved_one(key: str, shown: Assessment, saved: Assessment) -> None:
    """Says that this is another profile's answer, and how to make it the patient's own."""
    if shown.profile == saved.profile:
        return
    if key.startswith(patients.EXAMPLE_KEY):
        st.info(f"Shown under {inert(knowledge.profile(shown.profile).title)}.", icon=":material/tune:")
        return
    st.info(
        f"Shown under {inert(knowledge.profile(shown.profile).title)} and not saved. The saved assessment is under "
        f"{inert(knowledge.profile(saved.profile).title)}.",
        icon=":material/tune:",
    )
    if st.button("Check the record and assess with this profile", key="assess_with", icon=":material/edit_note:"):
        st.session_state[opened.PROFILE] = shown.profile
        opened.go_to_record(key)


def profile_to_assess_with(key: str | None) -> str:
    """The profile to save the next assessment under: the one looked at, the patient's last, or the usual one."""
    choices = usable(profile_choices())
    if len(choices) < 2:
        return knowledge.DEFAULT_PROFILE
    wanted = st.session_state.pop(opened.PROFILE, None)
    if TO_ASSESS not in st.session_state or wanted in choices:
        kept = patients.stored_assessments(key, person()) if key is not None and wanted not in choices else []
        last = kept[0].assessment.profile if kept else knowledge.DEFAULT_PROFILE
        first = wanted if wanted in choices else last
        st.session_state[TO_ASSESS] = first if first in choices else knowledge.DEFAULT_PROFILE
    st.selectbox(
        "Assess with the profile",
        list(choices),
        key=TO_ASSESS,
        format_func=lambda name: f"{choices[name].title}{' (this centre)' if choices[name].is_own else ''}",
        width=420,
    )
    return st.session_state[TO_ASSESS]
