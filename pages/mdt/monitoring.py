"""Monitoring: what became of patients against what was predicted, and whether the patients are still the same kind."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.monitoring import Monitoring
from eligibility.domain.people import Person
from eligibility.services.clock import today
from eligibility.services.monitoring import monitoring
from eligibility.services.outcomes import outcomes_csv
from eligibility.services.permissions import Action, allows
from pages.parts.calibration import model_shown
from pages.parts.drift import drift_shown
from pages.parts.faults import faults_shown
from pages.parts.outcome_entry import outcome_form
from pages.parts.person import person


def counts(found: Monitoring) -> None:
    with st.container(horizontal=True):
        st.metric("Patients predicted", found.patients, width="content")
        st.metric("Outcome recorded", found.recorded, width="content")
        st.metric("Due now", found.due, width="content", help="11 to 14 months after the assessment")
        st.metric("Overdue", found.overdue, width="content")


def export(by: Person) -> None:
    if not allows(by, Action.EXPORT):
        return
    st.download_button(
        "Registry for learning (CSV)",
        data=lambda: outcomes_csv(by),
        file_name=f"registry_{today().isoformat()}.csv",
        mime="text/csv",
        icon=":material/download:",
        help="Facts at index and outcomes, under pseudonyms, as `python -m model update` reads them. No free text.",
    )


def page() -> None:
    st.title("Monitoring", anchor=False)
    st.markdown(
        "What became of patients a year after their assessment, beside the prediction stored then. It watches the "
        "estimate, not the people who care for the patients."
    )
    by = person()
    found = monitoring(by)
    counts(found)
    if found.invented:
        nobody = f"{found.invented} of these patients are synthetic or examples. What they show is not evidence."
        st.warning(nobody, icon=":material/science:")
    with st.container(border=True):
        st.subheader("Record an outcome", anchor=False)
        if allows(by, Action.WRITE_OUTCOMES):
            with faults_shown():
                outcome_form(by)
        else:
            st.markdown("Recording an outcome needs a name and a role that may record: see “Who is working” above.")
    for model in found.models:
        with st.container(border=True), faults_shown():
            model_shown(model)
    with st.container(border=True):
        st.subheader("Are these still the patients it was built for?", anchor=False)
        with faults_shown():
            drift_shown(found)
    if found.recorded:
        export(by)


page()
