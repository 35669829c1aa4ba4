"""What stands behind the verdict: treatments, the planner, instruments and versions."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from eligibility.domain.assessment import Assessment, InstrumentResult, Planner
from eligibility.services.calculate import output_labels
from eligibility.services.treatments import LabelledCourse
from pages.parts.course_entry import course_in_words
from pages.parts.findings import linked
from pages.parts.palette import AGAINST, CAUTION, MEETS, STATUS, UNKNOWN, Shown, chip
from pages.parts.words import day, inert, value_of

LABELS = {
    "failed": Shown("Failed", "check", MEETS),
    "intolerant": Shown("Not tolerated", "warning", CAUTION),
    "inadequate": Shown("Not an adequate trial", "close", AGAINST),
    "not_failed": Shown("Not a failure", "close", AGAINST),
    "declined": Shown("Declined", "close", AGAINST),
    "unknown": UNKNOWN,
}


def treatments_shown(courses: list[LabelledCourse], is_complete: Any) -> None:
    """Each course with what it counts as, and whether these are all there were."""
    if not courses:
        st.markdown("No treatment course is recorded. That says nothing: it is not “never treated”.")
    else:
        rows = {
            "Counts as": [chip(LABELS[course.label]) if course.is_counted else "Not counted" for course in courses],
            "Drug": [f"{inert(course.drug)} :small[{inert(value_of(course.drug_class))}]" for course in courses],
            "Course": [course_in_words(course.entered) for course in courses],
            "Adequate dose": [course.is_dose_adequate.replace("unknown", "not known") for course in courses],
            "Long enough": [course.is_time_adequate.replace("unknown", "not known") for course in courses],
            "Taken": [course.is_adherent.replace("unknown", "not known") for course in courses],
        }
        st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="Treatment courses")
    said = "Whether these are all the courses there were is not known."
    if is_complete in (True, "yes"):
        said = "These are all the courses there were."
    elif is_complete in (False, "no"):
        said = "Other courses existed that are not listed."
    st.caption(said)


def planner_shown(planner: Planner) -> None:
    """Wash-outs and other tasks before collection. They never set the lane."""
    st.caption("Tasks before collection. They never set the lane. Stopping treatment risks a flare: plan the bridging.")
    if planner.earliest_leukapheresis is not None:
        st.markdown(f"Earliest collection: **{day(planner.earliest_leukapheresis)}**")
    if not planner.is_complete:
        st.markdown(":material/help: Not every wash-out could be worked out from what is known.")
    if not planner.tasks:
        st.markdown("No task is known from this record.")
        return
    rows = {
        "Task": [inert(task.what) for task in planner.tasks],
        "Why": [inert(task.why) for task in planner.tasks],
        "Earliest": ["" if task.earliest is None else day(task.earliest) for task in planner.tasks],
        "Source": [" · ".join(dict.fromkeys(linked(cite) for cite in task.cites)) for task in planner.tasks],
    }
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="Tasks before collection")


def instruments_shown(results: dict[str, InstrumentResult]) -> None:
    """Every instrument that the record allows, with version, status and what is missing."""
    if not results:
        st.markdown("The record allows no instrument yet.")
        return
    for result in results.values():
        with st.container(border=True):
            st.markdown(f"**{inert(result.title)}** {chip(STATUS[result.status])} :small[{inert(result.version)}]")
            labels = output_labels(result.id)
            outputs = {
                inert(labels.get(name, name.replace("_", " "))): inert(output_in_words(value))
                for name, value in result.outputs.items()
            }
            st.table(outputs, border="horizontal", width="content", alt=f"Results of {result.title}")
            for note in result.notes:
                st.markdown(f":material/info: {inert(note)}")
            if result.missing:
                st.caption(f"Open items: {len(result.missing)}. The result is the range still possible.")
            st.markdown(f":small[{' · '.join(dict.fromkeys(linked(cite) for cite in result.cites))}]")


def output_in_words(value: Any) -> str:
    """A number, a range still possible, an answer, or names."""
    if isinstance(value, dict) and set(value) >= {"lo", "hi"}:
        return f"{value_of(value['lo'])} to {value_of(value['hi'])}"
    if isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(end, int | float) for end in value):
        return value_of(value[0]) if value[0] == value[1] else f"{value_of(value[0])} to {value_of(value[1])}"
    return value_of(value)


def versions_shown(assessment: Assessment) -> None:
    """What made this assessment: the same versions give the same answer again."""
    flat: dict[str, str] = {}
    for name, value in assessment.versions.items():
        parts = value if isinstance(value, dict) else {"": value}
        for part, text in parts.items():
            flat[inert(f"{name} {part}".strip())] = inert(text)
    st.table(flat, border="horizontal", width="content", alt="Versions that made this assessment")
