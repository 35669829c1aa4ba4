"""Assessment: the lane and why, what would change it, every criterion with its source, then the estimate."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.domain.record import PatientRecord
from eligibility.services import library as knowledge
from eligibility.services import patients
from eligibility.services.report import rationale_pdf
from eligibility.services.treatments import labelled_courses
from pages.parts import details, opened
from pages.parts.axes import three_axes, urgent_banner, verdict_line, what_would_change
from pages.parts.estimate import estimate_shown
from pages.parts.faults import faults_shown
from pages.parts.findings import chosen, finding_in_full, rows_of, table_of
from pages.parts.words import day, inert, value_of

WHICH = {"all": "All", "open": "Open", "against": "Against"}


def pdf_of(assessment: Assessment) -> Callable[[], bytes]:
    """The download is made when it is asked for, from the assessment that is on screen."""
    return lambda: rationale_pdf(assessment)


def who(record: PatientRecord, assessment: Assessment) -> str:
    """Age, sex and disease duration where they are plainly given, the day and the profile."""
    given = {name: raw.get("value") if isinstance(raw, dict) else raw for name, raw in record.facts.items()}
    parts = []
    if given.get("age_years") is not None:
        parts.append(f"{inert(given['age_years'])} years")
    if given.get("sex") is not None:
        parts.append(inert(given["sex"]))
    if given.get("disease_duration_years") is not None:
        parts.append(f"SLE for {inert(value_of(given['disease_duration_years']))} years")
    profile = assessment.versions.get("profile", {})
    code = str(profile.get("hash", ""))[:4] if isinstance(profile, dict) else ""
    return " · ".join([*parts, f"as of {day(assessment.as_of)}", inert(f"{assessment.profile} {code}".strip())])


@st.fragment
def criteria(assessment: Assessment) -> None:
    """The table of criteria, filtered, and one of them in full."""
    with faults_shown():
        st.subheader("Criteria", anchor=False)
        rows = rows_of(assessment)
        counts = {which: len(chosen(rows, which)) for which in WHICH}
        which = st.segmented_control(
            "Show criteria",
            list(WHICH),
            default="all",
            required=True,
            format_func=lambda name: f"{WHICH[name]} ({counts[name]})",
            label_visibility="collapsed",
            key="criteria_shown",
        )
        shown = chosen(rows, which or "all")
        if not shown:
            st.markdown("No criterion is open." if which == "open" else "No criterion speaks against.")
            return
        st.table(table_of(shown), border="horizontal", hide_index=True, alt="Criteria with verdict, value and source")
        names = {f"{row.group}.{row.finding.id}": row for row in shown}
        name = st.selectbox(
            "Look closely at one criterion",
            list(names),
            index=None,
            format_func=lambda key: names[key].title,
            placeholder="Choose a criterion to see everything it read and cites",
            key="criterion_in_full",
        )
        if name is not None and name in names:
            with st.container(border=True):
                finding_in_full(names[name])


def behind(record: PatientRecord, assessment: Assessment) -> None:
    treatments, planner, instruments, versions = st.tabs(["Treatments", "Planner", "Instruments", "Versions"])
    with treatments, faults_shown():
        complete = record.facts.get("is_treatment_history_complete")
        value = complete.get("value") if isinstance(complete, dict) else complete
        details.treatments_shown(labelled_courses(record), {True: "yes", False: "no"}.get(value, str(value)))
    with planner:
        details.planner_shown(assessment.planner)
    with instruments:
        details.instruments_shown(assessment.instruments)
    with versions:
        details.versions_shown(assessment)


def header(key: str, record: PatientRecord, assessment: Assessment) -> None:
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        st.title(inert(assessment.patient_id), anchor=False)
        st.caption(who(record, assessment))
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Record", icon=":material/edit_note:", help="See or change what was entered."):
            opened.go_to_record(key)
        st.download_button(
            "PDF",
            pdf_of(assessment),
            file_name="rationale.pdf",
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
            on_click="ignore",
            help="The rationale as a PDF of one or two pages.",
        )
        st.download_button(
            "JSON",
            lambda: assessment.model_dump_json(indent=2),
            file_name="assessment.json",
            mime="application/json",
            icon=":material/data_object:",
            on_click="ignore",
            help="The whole assessment for a program.",
        )
    if assessment.is_example or key.startswith(patients.EXAMPLE_KEY):
        is_published = key in patients.published_keys()
        kind = "A published patient" if is_published else "An invented patient"
        st.info(f"{kind}, shown as an example. Not a patient of this installation.", icon=":material/menu_book:")
    elif assessment.is_synthetic:
        st.info("This record is synthetic.", icon=":material/smart_toy:")


def freshness(assessment: Assessment) -> None:
    """A stored answer stays as it was made; what has changed since is said."""
    profile = knowledge.profile(assessment.profile)
    now = (knowledge.library().snapshot, profile.hash)
    made = (assessment.versions.get("knowledge"), (assessment.versions.get("profile") or {}).get("hash"))
    if made != now:
        st.info(
            "Thresholds or sources changed after this assessment was made; it is shown as it was. "
            "Open the record and assess again for today's answer.",
            icon=":material/history:",
        )


def page() -> None:
    key = opened.opened()
    if key is None:
        st.title("Assessment", anchor=False)
        st.markdown("No patient is open. Open one from the worklist, or record a new one.")
        with st.container(horizontal=True):
            st.page_link(opened.WORKLIST, label="Go to the worklist", icon=":material/view_list:")
            st.page_link(opened.RECORD, label="Record a patient", icon=":material/edit_note:")
        return
    found = patients.open_patient(key)
    opened.keep_in_address()
    if found.is_example:
        assessment, record = patients.example_assessment(key), found.newest
    else:
        stored = patients.stored_assessments(key)
        if not stored:
            st.title("Not assessed yet", anchor=False)
            st.markdown("The record of this patient is not finished. Finish it, check it, and assess.")
            if st.button("Go on with the record", icon=":material/edit_note:"):
                opened.go_to_record(key)
            return
        assessment, record = stored[0].assessment, stored[0].record
    header(key, record, assessment)
    if found.draft is not None:
        st.info(
            "There are changes to the record that are not assessed yet. This is the last assessment.",
            icon=":material/edit_note:",
        )
    if not found.is_example:
        freshness(assessment)
    urgent_banner(assessment)
    verdict_line(assessment)
    three_axes(assessment)
    what_would_change(assessment.deciding_facts)
    criteria(assessment)
    st.subheader("Estimate", anchor=False)
    if assessment.prognosis is None:
        st.markdown("There is no estimate: what the model needs first is not known.")
    else:
        estimate_shown(assessment.prognosis)
    if assessment.warnings:
        with st.expander(f"Warnings about the record ({len(assessment.warnings)})"):
            for warning in assessment.warnings:
                st.markdown(f":material/warning: {inert(warning)}")
    st.subheader("Behind this", anchor=False)
    behind(record, assessment)


page()
