"""Treatments: what every course counts as and why, on a timeline and in a list; how many classes failed."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from eligibility.domain.cited import Cited
from eligibility.domain.treatment import ClassCounts, LabelledCourse
from pages.parts.course_entry import course_in_words
from pages.parts.faults import faults_shown
from pages.parts.findings import linked_value
from pages.parts.palette import AGAINST, CAUTION, MEETS, UNKNOWN, Shown, chip
from pages.parts.rows import rows_shown
from pages.parts.timeline import timeline
from pages.parts.treatment_chart import LOOKS, calendar, lengths, nowhere
from pages.parts.words import counted, day, inert, joined, told, value_of

CLASS_STATES = {
    "failed": Shown("Failed", "check", MEETS),
    "may_have_failed": UNKNOWN,
    "intolerant": Shown("Not tolerated", "warning", CAUTION),
    "not_failed": Shown("Not failed", "close", AGAINST),
}
COMPLETE = {
    "yes": "These are all the courses there were.",
    "no": "Other courses existed that are not listed, so more classes may have failed.",
    "unknown": "Whether these are all the courses there were is not known, so more classes may have failed.",
}
NEVER_ALONE = "  \n:small[no class of its own in the count]"


@st.fragment
def treatments(
    courses: list[LabelledCourse], entered: list[dict[str, Any]], counts: ClassCounts | None, as_of: date
) -> None:
    """The answer first (how many classes failed), then the timeline, the list, and one course's working."""
    with faults_shown():
        if counts is not None:
            counts_shown(counts, courses)
        if not courses:
            st.markdown("No treatment course is recorded. That says nothing: it is not “never treated”.")
            return
        _charts(courses, as_of)
        rows_shown(_list(courses, entered), "Treatment courses")
        working(courses)


def counts_shown(counts: ClassCounts, courses: list[LabelledCourse]) -> None:
    """How many classes failed as it stands, and what a complete list would make of it."""
    st.markdown(
        f"Drug classes failed: **{bounds(counts.failed)}**. Failed, not tolerated or contraindicated: "
        f"**{bounds(counts.failed_or_intolerant)}**."
    )
    said = COMPLETE[counts.is_complete]
    if counts.is_complete != "yes":
        said += f" Were they all, it would be {bounds(counts.failed_if_complete)}."
    st.caption(f"{said} Hydroxychloroquine and glucocorticoid are no class of this count.")
    if counts.classes:
        lines = [
            f"- {chip(CLASS_STATES[one.state])} {inert(one.name)} "
            f":small[({', '.join(f'{place + 1} {inert(courses[place].drug)}' for place in one.positions)})]"
            for one in counts.classes
        ]
        st.markdown("\n".join(lines))


def bounds(text: str) -> str:
    """`0 to 5`, `2 or more`."""
    return f"{text.removeprefix('≥').strip()} or more" if text.startswith("≥") else text


def _charts(courses: list[LabelledCourse], as_of: date) -> None:
    dated, undated, lost = calendar(courses, as_of), lengths(courses), nowhere(courses)
    present = [name for name in LOOKS if any(course.label == name for course in courses)]
    legend = " · ".join(f"**{LOOKS[name].letter}** {LOOKS[name].shown.word.lower()}" for name in present)
    if dated:
        alt = f"Courses by day: {'; '.join(_plain(line.words) for line in dated)}."
        figure = timeline(dated, mark=(as_of, f"assessed {day(as_of)}"))
        st.plotly_chart(figure, config={"displayModeBar": False}, alt=alt, key="treatments_by_day")
    if undated:
        st.caption("Length alone is known; when it was is not, so these stand on no calendar.")
        alt = f"Courses by length: {'; '.join(_plain(line.words) for line in undated)}."
        figure = timeline(undated, unit="weeks")
        st.plotly_chart(figure, config={"displayModeBar": False}, alt=alt, key="treatments_by_length")
    if dated or undated:
        st.markdown(f":small[{legend}. Faint: may have been taken then.]")
    if lost:
        names = joined([f"{course.position + 1} {inert(course.drug)}" for course in lost])
        st.caption(f":material/help: Neither days nor length known, so not drawn: {names}.")


def _plain(words: str) -> str:
    return words.replace("<b>", "").replace("</b>", "")


def _list(courses: list[LabelledCourse], entered: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The same as the charts in words, so that nothing depends on seeing them."""
    rows = []
    for course in courses:
        look = LOOKS[course.label]
        given = course.entered or (entered[course.position] if course.position < len(entered) else {})
        rows.append(
            {
                "Counts as": f"{look.letter}\u00a0{chip(look.shown)}{'' if course.is_counted else NEVER_ALONE}",
                "Drug": f"{course.position + 1} {inert(course.drug)} :small[{inert(value_of(course.drug_class))}]",
                "Course": course_in_words(given) if given else _in_words(course),
                "Dose, time, taken": " · ".join(
                    f"{name} {answer.replace('unknown', 'not known')}"
                    for name, answer in (
                        ("dose enough:", course.is_dose_adequate),
                        ("long enough:", course.is_time_adequate),
                        ("taken:", course.is_adherent),
                    )
                ),
            }
        )
    return rows


def _in_words(course: LabelledCourse) -> str:
    return told(f"{course.dose} · {course.weeks} weeks · {course.outcome} · adherence {course.adherence}")


def working(courses: list[LabelledCourse]) -> None:
    """How one course came to its label: the dose and the time asked, the floor and the drug's own minimum cited."""
    place = st.selectbox(
        "Working of one course",
        range(len(courses)),
        index=None,
        format_func=lambda index: f"{index + 1} {courses[index].drug}",
        placeholder="Why it counts as it does",
        key="course_working",
        width=420,
    )
    if place is None:
        return
    course = courses[place]
    with st.container(border=True):
        st.markdown(f"{chip(LOOKS[course.label].shown)} **{inert(course.drug)}**")
        if not course.is_counted:
            st.caption("This drug never counts alone, whatever its label.")
        st.markdown("\n".join(f"- {told(line)}" for line in course.working))
        rows_shown(_asked(course), "What was asked of the course")


def _asked(course: LabelledCourse) -> list[dict[str, str]]:
    rows = [_row("Least time: the profile's floor", course.floor_weeks)]
    for indication, cited in course.own_minimum.items():
        purpose = "nephritis" if indication == "nephritis" else "other than nephritis"
        rows.append(_row(f"Least time: the drug's own minimum ({purpose})", cited))
    if not course.own_minimum:
        rows.append({"Asked": "Least time: the drug's own minimum", "Value": "none in print", "Source": ""})
    for rule in course.dose_rules:
        how = f" ({inert(rule.how)})" if rule.how else ""
        rows.append(_row(f"Least dose{how}", rule.cited, inert(rule.least)))
    if course.least_doses_given is not None:
        rows.append(_row("Least number of doses", course.least_doses_given))
    given = counted(len(course.dose_rules), "way of dosing", "ways of dosing")
    if len(course.dose_rules) > 1:
        rows.append({"Asked": f"Any of the {given} is enough", "Value": "", "Source": ""})
    return rows


def _row(what: str, cited: Cited, value: str | None = None) -> dict[str, str]:
    said = value if value is not None else inert(value_of(cited.value, cited.unit))
    note = f"  \n:small[{told(cited.note)}]" if cited.note else ""
    return {"Asked": what, "Value": said, "Source": f"{linked_value(cited)}{note}"}
