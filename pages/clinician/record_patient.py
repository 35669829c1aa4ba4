"""Record a patient: enter what is known, or open a record file; read it back; then assess and save."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.faults import Conflict, Fault
from eligibility.services import patients
from eligibility.services.exports import export_record
from eligibility.services.library import library
from eligibility.services.records import check
from pages.parts import draft as drafts
from pages.parts import opened
from pages.parts.chosen_profile import profile_to_assess_with
from pages.parts.faults import show_fault
from pages.parts.identifiers import identifiers_shown
from pages.parts.person import person
from pages.parts.read_back import read_back
from pages.parts.record_form import all_sections, overview, record_form
from pages.parts.record_start import record_start
from pages.parts.words import inert


def toolbar(draft: drafts.Writing) -> None:
    title, actions = st.columns([1, 3], vertical_alignment="center")
    with title:
        st.title(inert(draft.record.patient_id) or "New patient", anchor=False)
    with actions, st.container(horizontal=True, horizontal_alignment="right"):
        if draft.stage == drafts.ENTERING:
            label, icon, key, stage = "Check what you entered", ":material/fact_check:", "check", drafts.CHECKING
        else:
            label, icon, key, stage = "Back to the form", ":material/arrow_back:", "back", drafts.ENTERING
        st.button(label, key=key, icon=icon, on_click=_stage, args=(stage,))
        by = person()
        st.download_button(
            "YAML",
            lambda: export_record(draft.key, draft.record, by),
            file_name="record.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
            help="The record as a file that can be opened here or on the command line.",
        )
        identifiers_shown(draft.key)
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
    profile = profile_to_assess_with(draft.key)
    if st.button("Assess and save", key="assess", icon=":material/check:", disabled=bool(reasons)):
        assess_and_save(draft, profile)


def assess_and_save(draft: drafts.Writing, profile: str) -> None:
    try:
        saved, _ = patients.save_patient(draft.record, person(), draft.key, draft.version, draft.confirmed, profile)
    except Conflict as fault:
        if fault.where is not None:
            show_fault(fault)
            return
        # Somebody else wrote it meanwhile: back to the form, which shows both versions.
        draft.fault, draft.stage = fault, drafts.ENTERING
        st.rerun()
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
        record_start()
        return
    toolbar(draft)
    if draft.stage == drafts.CHECKING:
        check_stage(draft)
    else:
        record_form()


page()
