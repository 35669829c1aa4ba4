"""How the open patient stands with the registered trials, in one line, and the way to them."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.record import PatientRecord
from eligibility.domain.trial import TRIAL_VERDICT_TITLES
from eligibility.services.trials import count_trials
from pages.parts import opened
from pages.parts.faults import faults_shown
from pages.parts.palette import chip
from pages.parts.trials import VERDICTS


@st.fragment
def trial_counts(key: str, record: PatientRecord) -> None:
    """No criterion failed, cannot tell, does not fit: how many of each, and the door to why."""
    with faults_shown():
        st.subheader("Registered trials", anchor="registered-trials")
        counts = count_trials(record)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(" · ".join(f"{chip(VERDICTS[name])} {counts[name]}" for name in TRIAL_VERDICT_TITLES))
            if st.button("Trials for this patient", key="to_trials", icon=":material/science:"):
                opened.go_to_trials(key)
        st.caption("A trial's text says nothing of this installation's own safety and readiness.")
