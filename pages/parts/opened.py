"""Which patient is open. The address holds at most an opaque key, never a name; the rest stays in the session."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

ASSESSMENT = "pages/clinician/assessment.py"
RECORD = "pages/clinician/record_patient.py"
WORKLIST = "pages/mdt/worklist.py"
TRIALS = "pages/clinician/trials.py"
KEY = "open_patient"
RESUME = "record_to_resume"
PARAMETER = "patient"
PROFILE = "profile_to_assess_with"


def opened() -> str | None:
    """The key of the open patient: of this session, or of the address after a reload."""
    if KEY not in st.session_state and PARAMETER in st.query_params:
        st.session_state[KEY] = st.query_params[PARAMETER]
    return st.session_state.get(KEY)


def keep_in_address() -> None:
    """Lets a reload of the page find the patient again."""
    if (key := opened()) is not None:
        st.query_params[PARAMETER] = key


def forget() -> None:
    st.session_state.pop(KEY, None)
    st.query_params.pop(PARAMETER, None)


def go_to_assessment(key: str) -> NoReturn:
    st.session_state[KEY] = key
    st.switch_page(ASSESSMENT, query_params={PARAMETER: key})


def go_to_trials(key: str) -> NoReturn:
    st.session_state[KEY] = key
    st.switch_page(TRIALS, query_params={PARAMETER: key})


def go_to_record(key: str) -> NoReturn:
    """Opens the patient's record for writing (an example as a copy)."""
    st.session_state[RESUME] = key
    st.switch_page(RECORD)
