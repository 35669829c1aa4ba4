"""The treatment history: one row a course, added, edited and removed one at a time, with undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from eligibility.domain.cited import Drug
from eligibility.domain.courses import ADHERENCE, INDICATIONS, OUTCOMES
from pages.parts import draft as drafts
from pages.parts.entry import NOT_KNOWN, plain_number
from pages.parts.words import inert, told, value_of

DOSE_UNITS = (
    "mg/day",
    "g/day",
    "mg/week",
    "mg/kg/day",
    "mg/kg",
    "mg/m2",
    "g/m2",
    "mg/infusion",
    "g/infusion",
    "mg/month",
)
STILL_TAKEN = "ongoing"
OUTCOME_WORDS = {
    "no_response": "No response",
    "partial_response": "Partial response",
    "response_then_relapse": "Response, then relapse",
    "remission": "Remission",
    "intolerance": "Not tolerated",
    "contraindicated": "Contraindicated, not given",
    "declined": "Declined by the patient",
}
ADHERENCE_WORDS = {
    "documented": "Documented as taken",
    "doubtful": "Doubtful",
    "non_adherent": "Shown not to be taken",
}
INDICATION_WORDS = {"nephritis": "Nephritis", "extrarenal": "Other than kidney"}
CHOICES = {
    "indication": ("Given for", INDICATIONS, INDICATION_WORDS, "The organ that the drug was given for."),
    "outcome": ("Outcome", OUTCOMES, OUTCOME_WORDS, "How the disease responded, or why the drug was not given."),
    "adherence": (
        "Adherence",
        ADHERENCE,
        ADHERENCE_WORDS,
        "Whether the drug was taken. A failure counts only when it was; not known leaves that open.",
    ),
}
UNANSWERED = {"indication": "what it was for", "outcome": "outcome", "adherence": "adherence"}
TEXTS = {
    "dose": ("Dose", "The number alone; the unit stands beside it."),
    "doses_given": ("Doses or infusions given", "For drugs given as a set number of doses."),
    "weeks": ("Weeks taken", "When the days are not known."),
    "started_on": ("Started on", "2026-05-01, or 2026-05 or 2026 when the day is not known."),
    "stopped_on": ("Stopped on", "Blank means not known; “ongoing” means still taken."),
    "frequency": ("How often", "For example: every 4 weeks."),
    "route": ("Route", "For example: oral, intravenous."),
    "stop_reason": ("Why it was stopped", "In few words."),
}


def course_editor(draft: drafts.Writing, drugs: Mapping[str, Drug]) -> None:
    """The list of courses with its actions, and the form of the course being written."""
    editing = f"{draft.token}.course"
    for index, course in enumerate(draft.record.treatments):
        with st.container(border=True):
            st.markdown(f"**{index + 1} · {_drug(course, drugs)}** — {course_in_words(course)}")
            with st.container(horizontal=True):
                st.button(
                    "Edit",
                    key=f"{draft.token}.edit.{index}",
                    icon=":material/edit:",
                    on_click=_open,
                    args=(editing, index),
                )
                st.button(
                    "Remove",
                    key=f"{draft.token}.remove.{index}",
                    icon=":material/delete:",
                    on_click=_remove,
                    args=(editing, index),
                )
    if not draft.record.treatments:
        st.caption("No treatment course is listed. An empty list says nothing: it is not “never treated”.")
    with st.container(horizontal=True):
        st.button(
            "Add a course", key=f"{draft.token}.add", icon=":material/add:", on_click=_open, args=(editing, "new")
        )
        if draft.removed is not None:
            st.button(
                "Undo the removal", key=f"{draft.token}.undo", icon=":material/undo:", on_click=drafts.undo_remove
            )
    if (index := st.session_state.get(editing)) is not None:
        is_new = index == "new" or index >= len(draft.record.treatments)
        _form(draft, drugs, {} if is_new else draft.record.treatments[index], None if is_new else index, editing)


def course_in_words(course: Mapping[str, Any]) -> str:
    """One course read back: dose, length, what for, outcome and adherence; what is not known is said."""
    dose = " ".join(inert(course[name]) for name in ("dose", "unit") if course.get(name) is not None)
    often = [inert(str(course[name]).replace("_", " ")) for name in ("route", "frequency") if course.get(name)]
    given = [f"{inert(course['doses_given'])} doses"] if course.get("doses_given") is not None else []
    weeks = [f"{inert(course['weeks'])} weeks"] if course.get("weeks") is not None else []
    days = [f"from {told(course['started_on'])}"] if course.get("started_on") else []
    if course.get("stopped_on"):
        is_current = str(course["stopped_on"]).lower() == STILL_TAKEN
        days.append("still taken" if is_current else f"to {told(course['stopped_on'])}")
    answers = [
        words.get(str(course[name]), inert(course[name])).lower()
        if course.get(name)
        else f"{UNANSWERED[name]} not known"
        for name, (_, _, words, _) in CHOICES.items()
    ]
    reason = [f"stopped because: {inert(course['stop_reason'])}"] if course.get("stop_reason") else []
    length = weeks + given + days or ["length not known"]
    return " · ".join([dose or "dose not known", *often, *length, *answers, *reason])


def _drug(course: Mapping[str, Any], drugs: Mapping[str, Drug]) -> str:
    name = str(course.get("drug", ""))
    return drugs[name].label if name in drugs else inert(name) or "drug not named"


def _form(
    draft: drafts.Writing, drugs: Mapping[str, Drug], course: Mapping[str, Any], index: int | None, editing: str
) -> None:
    names = sorted(drugs, key=lambda drug: drugs[drug].label.casefold())
    at = f"{draft.token}.form.{'new' if index is None else index}"
    title = "A new course" if index is None else f"Course {index + 1}"
    with st.form(f"{at}.{len(draft.record.treatments)}", clear_on_submit=index is None):
        st.subheader(title)
        chosen = course.get("drug")
        drug = st.selectbox(
            "Drug",
            names if chosen in names or chosen is None else [*names, chosen],
            index=([*names, chosen]).index(chosen) if chosen else None,
            format_func=lambda name: f"{drugs[name].label} ({value_of(drugs[name].drug_class)})"
            if name in drugs
            else str(name),
            placeholder="Choose a drug",
        )
        fields: dict[str, Any] = {}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            fields["dose"] = _text("dose", course, 120)
            units = [*DOSE_UNITS, *([course["unit"]] if course.get("unit") not in (None, *DOSE_UNITS) else [])]
            fields["unit"] = st.selectbox(
                "Unit of the dose",
                units,
                index=units.index(course["unit"]) if course.get("unit") else None,
                placeholder="Unit",
                width=160,
            )
            fields["frequency"] = _text("frequency", course, 160)
            fields["route"] = _text("route", course, 160)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for name in ("weeks", "doses_given", "started_on", "stopped_on"):
                fields[name] = _text(name, course, 160)
        for name, (label, values, words, help_text) in CHOICES.items():
            fields[name] = _choice(label, values, words, help_text, course.get(name))
        fields["stop_reason"] = _text("stop_reason", course, "stretch")
        saved = st.form_submit_button(
            "Add this course" if index is None else "Save this course", icon=":material/check:"
        )
    if saved and drug is None:
        st.warning("**The course has no drug.**\n\nA course of no drug counts for nothing.\n\nChoose the drug.")
    elif saved:
        rest = {name: value for name, value in course.items() if name not in (*fields, "drug")}
        drafts.put_course({"drug": drug, **_given(fields, course), **rest}, index)
        st.session_state.pop(editing, None)
        st.rerun(scope="fragment")


def _given(fields: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Only what was answered; a value that was not touched keeps the form it came in."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if value in (None, "", NOT_KNOWN):
            continue
        if name in before and str(before[name]) == str(value):
            found[name] = before[name]
        else:
            found[name] = plain_number(value) if name in ("dose", "weeks", "doses_given") else value
    return found


def _text(name: str, course: Mapping[str, Any], width: int | str) -> str:
    label, help_text = TEXTS[name]
    before = "" if course.get(name) is None else str(course[name])
    return str(st.text_input(label, before, help=help_text, width=width, max_chars=200)).strip()


def _choice(label: str, values: tuple[str, ...], words: Mapping[str, str], help_text: str, before: Any) -> str:
    options = [*values, NOT_KNOWN]
    if before not in (None, "", "unknown", *values):
        options.insert(0, before)
    return st.radio(
        label,
        options,
        index=options.index(before) if before in options else options.index(NOT_KNOWN),
        format_func=lambda value: words.get(value, str(value)),
        help=help_text,
        horizontal=True,
    )


def _open(editing: str, index: int | str) -> None:
    st.session_state[editing] = index


def _remove(editing: str, index: int) -> None:
    st.session_state.pop(editing, None)
    drafts.remove_course(index)
