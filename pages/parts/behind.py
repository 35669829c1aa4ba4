"""What stands behind the verdict, one section at a time: only the section that is open is made."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.domain.record import PatientRecord
from eligibility.services.patients import StoredAssessment
from eligibility.services.treatments import labelled_courses
from pages.parts import details
from pages.parts.address import from_address, to_address
from pages.parts.adherence import adherence
from pages.parts.faults import faults_shown
from pages.parts.history import history_shown
from pages.parts.planner import planner
from pages.parts.profiles import profiles
from pages.parts.renal import RELAPSE, renal
from pages.parts.treatments import treatments
from pages.parts.waivers import waivers

SECTION = "section"
TREATMENTS = "treatments"


def behind(key: str, record: PatientRecord, made: Assessment, stored: list[StoredAssessment]) -> None:
    """Treatments first, since most verdicts rest on them."""
    st.subheader("Behind this", anchor="behind")
    sections: dict[str, tuple[str, Callable[[], None]]] = {
        TREATMENTS: ("Treatments", lambda: _treatments(record, made)),
        "adherence": ("Adherence, both ways", lambda: adherence(made.adherence, made.grounds.get("compliance"))),
        "kidney": (
            "Kidney",
            lambda: renal(made.renal_standards, made.grounds.get("renal"), made.instruments.get(RELAPSE)),
        ),
        "planner": ("Planner", lambda: planner(made.planner, made.as_of)),
        "profiles": ("Profiles", lambda: profiles(record, made.profile)),
        "waivers": (_waivers_title(made), lambda: waivers(key, made)),
        "instruments": ("Instruments", lambda: details.instruments_shown(made.instruments)),
        "history": ("History", lambda: history_shown(stored)),
        "versions": ("Versions", lambda: details.versions_shown(made)),
    }
    chosen = st.segmented_control(
        "Section",
        list(sections),
        required=True,
        key=from_address(SECTION, sections, TREATMENTS),
        on_change=to_address,
        args=(SECTION, TREATMENTS),
        format_func=lambda name: sections[name][0],
        label_visibility="collapsed",
    )
    with faults_shown():
        sections[chosen or TREATMENTS][1]()


def _waivers_title(made: Assessment) -> str:
    return f"Waivers ({len(made.waivers)})" if made.waivers else "Waivers"


def _treatments(record: PatientRecord, made: Assessment) -> None:
    """As they were kept with the assessment; an older one, which kept none, is labelled anew."""
    courses = made.treatments or (labelled_courses(record, made.profile) if record.treatments else [])
    treatments(courses, record.treatments, made.class_counts, made.as_of)
