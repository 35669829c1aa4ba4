"""Nothing is being written yet: begin a patient, open a record file, or go on with a draft."""

from __future__ import annotations

import streamlit as st

from eligibility.services import patients
from eligibility.services.uploads import KINDS, record_from_paste, record_from_upload
from pages.parts import draft as drafts
from pages.parts.faults import faults_shown
from pages.parts.person import person
from pages.parts.words import inert


def record_start() -> None:
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
                _open_as_draft(given.name, given.getvalue())
            elif pasted:
                drafts.begin_from_file(record_from_paste(text))
                st.rerun()
    _unfinished()


def _open_as_draft(name: str, content: bytes) -> None:
    drafts.begin_from_file(record_from_upload(name, content))
    st.rerun()


def _unfinished() -> None:
    # A page never ends on slow work: a run that was overtaken and ends quietly takes the newer run's fragments with it.
    rows = [row for row in patients.list_patients(person()) if row.has_draft]
    if not rows:
        return
    st.subheader("Drafts to go on with", anchor=False)
    for row in rows:
        if st.button(inert(row.pseudonym) or "No pseudonym yet", key=f"draft.{row.key}", icon=":material/edit_note:"):
            drafts.resume(row.key)
            st.rerun()
