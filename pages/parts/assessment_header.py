"""The top of an assessment: who, as of when, by which profile; the ways out; and what it is not."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.domain.faults import Fault
from eligibility.domain.record import PatientRecord
from eligibility.services import library as knowledge
from eligibility.services import patients
from eligibility.services.exports import export_assessment
from pages.parts import opened
from pages.parts.meeting_propose import propose_for_meeting
from pages.parts.papers import papers
from pages.parts.person import person
from pages.parts.words import counted, day, inert


def assessment_header(key: str, record: PatientRecord, assessment: Assessment) -> None:
    """Title, one line of who and when, and the downloads, which are made when they are asked for."""
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        st.title(inert(assessment.patient_id), anchor=False)
        st.caption(who(record, assessment))
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Record", key="to_record", icon=":material/edit_note:", help="See or change what was entered."):
            opened.go_to_record(key)
        propose_for_meeting(key)
        papers(key, assessment)
        st.download_button(
            "JSON",
            _json(key, assessment),
            file_name="assessment.json",
            mime="application/json",
            icon=":material/data_object:",
            on_click="ignore",
            help="The whole assessment for a program.",
        )


def what_it_is(key: str, assessment: Assessment) -> None:
    """Examples and synthetic records say so; a stored answer stays as it was made, and what changed since is said."""
    if key.startswith(patients.EXAMPLE_KEY):
        kind = "A published patient" if key in patients.published_keys() else "An invented patient"
        st.info(f"{kind}, shown as an example. Not a patient of this installation.", icon=":material/menu_book:")
        return
    if assessment.is_example:
        st.info("This record began as a copy of an example.", icon=":material/menu_book:")
    if assessment.is_synthetic:
        st.info("This record is synthetic.", icon=":material/smart_toy:")
    made = (assessment.versions.get("knowledge"), (assessment.versions.get("profile") or {}).get("hash"))
    try:
        today = knowledge.profile(assessment.profile).hash
    except Fault:
        st.info(
            f"The profile {inert(assessment.profile)}, with which this was made, cannot be used today; it is "
            "shown as it was. The Profiles section says what is wrong with it.",
            icon=":material/history:",
        )
        return
    if made != (knowledge.library().snapshot, today):
        st.info(
            "Thresholds or sources changed after this assessment was made; it is shown as it was. "
            "Open the record and assess again for today's answer.",
            icon=":material/history:",
        )


def who(record: PatientRecord, assessment: Assessment) -> str:
    """Age, sex and disease duration where they are plainly given; the day; the profile with its code."""
    given = {name: raw.get("value") if isinstance(raw, dict) else raw for name, raw in record.facts.items()}
    parts = []
    if given.get("age_years") is not None:
        parts.append(f"{inert(given['age_years'])} years")
    if given.get("sex") is not None:
        parts.append(inert(given["sex"]))
    if isinstance(years := given.get("disease_duration_years"), int | float):
        parts.append(f"SLE for {inert(counted(years, 'year'))}")
    if assessment.waivers:
        parts.append(f"{counted(len(assessment.waivers), 'gate')} waived")
    profile = assessment.versions.get("profile") or {}
    code = str(profile.get("hash", ""))[:4]
    return " · ".join([*parts, f"as of {day(assessment.as_of)}", inert(f"{assessment.profile} {code}".strip())])


def _json(key: str, assessment: Assessment) -> Callable[[], str]:
    # Who asks is known now; the file is made later, outside the session.
    by = person()
    return lambda: export_assessment(key, assessment, by)
