"""Front door: page set-up, navigation and the standing notice. Nothing clinical."""

from pathlib import Path

import streamlit as st

from pages.parts.faults import faults_shown
from pages.parts.meeting_state import is_presenting
from pages.parts.person import who_is_working

PAGES = Path(__file__).parent / "pages"

# The mark is a file of ours: a symbol named here would be fetched from another host by every visitor.
st.set_page_config(page_title="Early CAR-T in SLE", page_icon=PAGES / "parts" / "icon.svg", layout="wide")

MEETING = [
    st.Page(
        PAGES / "mdt" / "worklist.py",
        title="Worklist",
        icon=":material/view_list:",
        default=True,
        help="Patients of this installation and the published examples, by lane. Open one to see why it is there.",
    ),
    st.Page(
        PAGES / "mdt" / "meeting.py",
        title="Meeting",
        icon=":material/meeting_room:",
        help="Agenda, case cards, outcomes and signed minutes of the MDT.",
    ),
    st.Page(
        PAGES / "mdt" / "weights.py",
        title="Weights",
        icon=":material/balance:",
        help="What need, urgency, reversibility and treatment burden count in the order of the list: who, when, why.",
    ),
    st.Page(
        PAGES / "mdt" / "equity.py",
        title="Equity",
        icon=":material/diversity_3:",
        help="Who reaches which stage, by age band, sex, ethnicity and centre, with small numbers withheld.",
    ),
    st.Page(
        PAGES / "mdt" / "patients_by_trial.py",
        title="Patients by trial",
        icon=":material/groups:",
        help="The whole worklist held against every registered trial.",
    ),
    st.Page(
        PAGES / "mdt" / "monitoring.py",
        title="Monitoring",
        icon=":material/monitoring:",
        help="Outcomes at 12 months against what was predicted, calibration as it accrues, drift of inputs.",
    ),
]
PATIENT = [
    st.Page(
        PAGES / "clinician" / "record_patient.py",
        title="Record a patient",
        icon=":material/edit_note:",
        help="Enter what is known about a patient, or open a record file. What is left blank stays unknown.",
    ),
    st.Page(
        PAGES / "clinician" / "assessment.py",
        title="Assessment",
        icon=":material/fact_check:",
        help="The open patient: lane and reasons, what would change them, every criterion with its source.",
    ),
    st.Page(
        PAGES / "clinician" / "trials.py",
        title="Trials for this patient",
        icon=":material/science:",
        help="Every registered trial for the open patient, with every criterion and why.",
    ),
]
REFERENCE = [
    st.Page(
        PAGES / "reference" / "where_trials_disagree.py",
        title="Where trials disagree",
        icon=":material/balance:",
        help="For every number that trials ask for, all thresholds, and the open patient's value.",
    ),
    st.Page(
        PAGES / "reference" / "instruments.py",
        title="Instruments",
        icon=":material/calculate:",
        help="Compute one published instrument, with the range still possible while items are open.",
    ),
    st.Page(
        PAGES / "reference" / "sources.py",
        title="Sources",
        icon=":material/menu_book:",
        help="Every threshold with its source, place in the source, kind of evidence and day last checked.",
    ),
    st.Page(
        PAGES / "reference" / "model_card.py",
        title="Model card",
        icon=":material/assignment:",
        help="What the estimate is for, what it rests on, and what is not known about it.",
    ),
    st.Page(
        PAGES / "reference" / "audit.py",
        title="Audit",
        icon=":material/history_edu:",
        help="Who did what to whom and when, and whether the list is still what was written.",
    ),
]

# A case on a shared screen has the screen to itself; the notice then stands below it.
is_shared = is_presenting()
position = "hidden" if is_shared else "top"
page = st.navigation({"MDT": MEETING, "Patient": PATIENT, "Reference": REFERENCE}, position=position)


def standing_notice() -> None:
    """What this is and is not, on every page, beside who is working."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(
            ":material/info: Helps decide whom to discuss. Never says give CAR-T. Estimates are not validated.",
            width="stretch",
        )
        who_is_working()


if not is_shared:
    standing_notice()
with faults_shown():
    page.run()
if is_shared:
    standing_notice()
