"""Record a patient: enter what is known, or open a record file; read it back; then assess and save."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.faults import Fault
from eligibility.services import patients
from eligibility.services.library import library
from eligibility.services.records import check, record_to_yaml
from eligibility.services.uploads import KINDS, record_from_paste, record_from_upload
from pages.parts import draft as drafts
from pages.parts import opened
from pages.parts.faults import faults_shown, show_fault
from pages.parts.person import person
from pages.parts.read_back import read_back
from pages.parts.record_form import all_sections, overview, record_form
from pages.parts.words import inert


def start() -> None:
    """Nothing is being written: begin, open a file, or go on with a draft."""
    st.title("Record a patient", anchor=False)
    new, file = st.columns(2, border=True)
    with new:
        st.subheader("Enter what is known", anchor=False)
        st.markdown("Only a pseudonym is required. What is left blank stays not known; it is never taken for a no.")
        if st.button("New patient", icon=":material/person_add:"):
            drafts.begin()
            st.rerun()
    with file:
        st.subheader("Open a record", anchor=False)
        given = st.file_uploader(
            "A record file (YAML, JSON, or a CSV of one row)", type=[kind[1:] for kind in KINDS], max_upload_size=10
        )
        with st.form("paste", border=False):
            text = st.text_area("Or paste a record (YAML or JSON)", height=140)
            pasted = st.form_submit_button("Open what I pasted", icon=":material/content_paste:")
        with faults_shown():
            if given is not None:
                open_as_draft(given.name, given.getvalue())
            elif pasted:
                drafts.begin_from_file(record_from_paste(text))
                st.rerun()
    unfinished()


def open_as_draft(name: str, content: bytes) -> None:
    drafts.begin_from_file(record_from_upload(name, content))
    st.rerun()


def unfinished() -> None:
    # A page never ends on slow work: a run that was overtaken and ends quietly takes the newer run's fragments with it.
    rows = [row for row in patients.list_patients() if row.has_draft]
    if not rows:
        return
    st.subheader("Drafts to go on with", anchor=False)
    for row in rows:
        if st.button(inert(row.pseudonym) or "No pseudonym yet", key=f"draft.{row.key}", icon=":material/edit_note:"):
            drafts.resume(row.key)
            st.rerun()


def toolbar(draft: drafts.Writing) -> None:
    title, actions = st.columns([2, 3], vertical_alignment="center")
    with title:
        st.title(inert(draft.record.patient_id) or "New patient", anchor=False)
    with actions, st.container(horizontal=True, horizontal_alignment="right"):
        if draft.stage == drafts.ENTERING:
            label, icon, key, stage = "Check what you entered", ":material/fact_check:", "check", drafts.CHECKING
        else:
            label, icon, key, stage = "Back to the form", ":material/arrow_back:", "back", drafts.ENTERING
        st.button(label, key=key, icon=icon, on_click=_stage, args=(stage,))
        st.download_button(
            "YAML",
            lambda: record_to_yaml(draft.record),
            file_name="record.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
            help="The record as a file that can be opened here or on the command line.",
        )
        st.button(
            "Close",
            key="close",
            icon=":material/close:",
            help="What you entered is kept as a draft.",
            on_click=drafts.close,
        )


def _stage(stage: str) -> None:
    draft = drafts.writing()
    if draft is not None:
        draft.stage = stage


def check_stage(draft: drafts.Writing) -> None:
    checked = check(draft.record)
    known = {entry.fact for entry in checked.read_back}
    overview(draft)
    st.header("Check what you entered", anchor=False)
    read_back(draft, checked, all_sections(), len([fact for fact in library().facts if fact not in known]))
    waiting = patients.unconfirmed(checked.warnings, draft.confirmed)
    reasons = []
    if not draft.record.patient_id.strip():
        reasons.append("give the patient a pseudonym")
    if checked.faults:
        reasons.append("correct what cannot be read")
    if waiting:
        reasons.append("confirm or correct the unusual values")
    if reasons:
        st.markdown(f":material/info: Before it can be assessed: {'; '.join(reasons)}.")
    if st.button("Assess and save", key="assess", icon=":material/check:", disabled=bool(reasons)):
        assess_and_save(draft)


def assess_and_save(draft: drafts.Writing) -> None:
    try:
        saved, _ = patients.save_patient(draft.record, person(), draft.key, draft.version, draft.confirmed)
    except Fault as fault:
        show_fault(fault)
        return
    drafts.close()
    opened.go_to_assessment(saved.key)


def page() -> None:
    if (key := st.session_state.pop(opened.RESUME, None)) is not None:
        drafts.resume(key)
    draft = drafts.writing()
    if draft is None:
        start()
        return
    toolbar(draft)
    if draft.stage == drafts.CHECKING:
        check_stage(draft)
    else:
        record_form()


page()
