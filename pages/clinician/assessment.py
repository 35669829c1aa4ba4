"""Assessment: the lane and why, what would change it, every criterion with its source, then the estimate."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.domain.record import PatientRecord
from eligibility.services import patients
from pages.parts import opened
from pages.parts.assessment_header import assessment_header, what_it_is
from pages.parts.axes import three_axes, urgent_banner, verdict_line
from pages.parts.behind import behind
from pages.parts.change import what_would_change
from pages.parts.chosen_profile import chosen_profile, not_the_saved_one, under
from pages.parts.criteria import criteria
from pages.parts.estimate import estimate_section
from pages.parts.person import person
from pages.parts.trial_counts import trial_counts
from pages.parts.waivers import waived_banner
from pages.parts.words import told

ON_THIS_PAGE = (
    "On this page: [what would change this](#change) · [criteria](#criteria) · [treatments, adherence, kidney, "
    "planner, profiles, history](#behind) · [registered trials](#registered-trials) · [estimate](#estimate)"
)


def nobody() -> None:
    """No patient is open: what to do next."""
    st.title("Assessment", anchor=False)
    st.markdown("No patient is open. Open one from the worklist, or record a new one.")
    with st.container(horizontal=True):
        st.page_link(opened.WORKLIST, label="Go to the worklist", icon=":material/view_list:")
        st.page_link(opened.RECORD, label="Record a patient", icon=":material/edit_note:")


def not_yet(key: str) -> None:
    """The record is still being written."""
    st.title("Not assessed yet", anchor=False)
    st.markdown("The record of this patient is not finished. Finish it, check it, and assess.")
    if st.button("Go on with the record", icon=":material/edit_note:"):
        opened.go_to_record(key)


def evidence_then_estimate(
    key: str, record: PatientRecord, assessment: Assessment, stored: list[patients.StoredAssessment]
) -> None:
    urgent_banner(assessment)
    waived_banner(assessment)
    verdict_line(assessment)
    three_axes(assessment)
    st.caption(ON_THIS_PAGE)
    what_would_change(assessment)
    criteria(assessment)
    behind(key, record, assessment, stored)
    trial_counts(key, record)
    st.subheader("Estimate", anchor="estimate")
    estimate_section(record, assessment)
    if assessment.warnings:
        with st.expander(f"Warnings about the record ({len(assessment.warnings)})", icon=":material/warning:"):
            st.markdown("\n".join(f"- {told(warning)}" for warning in assessment.warnings))


def page() -> None:
    key = opened.opened()
    if key is None:
        nobody()
        return
    found = patients.open_patient(key, person())
    opened.keep_in_address()
    stored: list[patients.StoredAssessment] = []
    if found.is_example:
        saved, record = patients.example_assessment(key), found.newest
    elif stored := patients.stored_assessments(key, person()):
        saved, record = stored[0].assessment, stored[0].record
    else:
        not_yet(key)
        return
    title = st.container()
    name = chosen_profile(saved.profile)
    assessment = under(name, key, record, saved)
    with title:
        assessment_header(key, record, assessment)
    what_it_is(key, saved)
    not_the_saved_one(key, assessment, saved)
    if found.draft is not None:
        st.info("The record was changed after this assessment and not assessed again.", icon=":material/edit_note:")
    evidence_then_estimate(key, record, assessment, stored)


page()
