"""The papers of an assessment: the rationale and the page for the patient, each drawn when it is asked for."""

from __future__ import annotations

from functools import partial

import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.services.exports import export_plain, export_rationale
from pages.parts.person import person

PAPERS = {"a4": "A4", "us-letter": "US Letter"}


def papers(key: str, assessment: Assessment) -> None:
    """Paper size and appendix first, then the two papers. Each download is noted with its hash."""
    # Who asks is known now; the file is made later, outside the session.
    by = person()
    with st.popover("PDF", icon=":material/picture_as_pdf:", help="The rationale, or a page in plain words."):
        chosen = st.radio("Paper", list(PAPERS), index=0, format_func=PAPERS.__getitem__, horizontal=True, key="paper")
        with_card = st.checkbox("Add the card of the estimate", key="with_card", help="An appendix of several pages.")
        st.download_button(
            "Rationale",
            partial(export_rationale, key, assessment, by, paper=chosen, with_card=with_card),
            file_name="rationale.pdf",
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
            on_click="ignore",
            help="Two to three pages and references, for the MDT and the record.",
        )
        st.download_button(
            "Page for the patient",
            partial(export_plain, key, assessment, by, paper=chosen),
            file_name="for_the_patient.pdf",
            mime="application/pdf",
            icon=":material/forum:",
            on_click="ignore",
            help="One page in plain words, to talk about together.",
        )
