"""The planner: what to stop and when, the earliest day of collection, and each bar with its source."""

from __future__ import annotations

from datetime import date

import streamlit as st

from eligibility.domain.assessment import Planner, Task
from eligibility.services.clock import today
from pages.parts.faults import faults_shown
from pages.parts.findings import short_name, sources_of
from pages.parts.palette import BAR_AGAINST, LOWERS, RAISES
from pages.parts.rows import rows_shown
from pages.parts.timeline import Line, Span, timeline
from pages.parts.words import day, told

WAITS = {"washout": ("W", LOWERS, ""), "taper": ("T", RAISES, "/"), "wait": ("H", BAR_AGAINST, ".")}
LEGEND = {"washout": "wash-out of a drug", "taper": "dose to bring down", "wait": "wait for something else"}


@st.fragment
def planner(plan: Planner, as_of: date) -> None:
    """The day first, with the warning that stopping treatment carries; then the timeline and the list."""
    with faults_shown():
        _answer(plan, as_of)
        if not plan.tasks:
            st.markdown("No task is known from this record.")
            return
        dated = [task for task in plan.tasks if task.earliest is not None and task.earliest > as_of]
        if dated:
            _chart(plan, dated, as_of)
        rows_shown(_list(plan.tasks), "Tasks before collection")


def _answer(plan: Planner, as_of: date) -> None:
    if plan.earliest_leukapheresis is not None:
        st.markdown(
            f"Earliest collection (leukapheresis): **{day(plan.earliest_leukapheresis)}**, "
            f"if everything below begins on {day(as_of)}."
        )
        if plan.earliest_leukapheresis < today():
            st.caption(":material/history: That day has passed. Assess again for a plan that begins today.")
    else:
        st.markdown("**No day of collection can be named yet.** Something below has no end that is known, or blocks.")
    if any(kind(task) != "wait" for task in plan.tasks):
        st.warning(
            "Stopping treatment may bring a flare. Agree the bridging treatment before anything is stopped, and stop "
            "nothing on the strength of this page.",
            icon=":material/warning:",
        )
    if not plan.is_complete:
        st.markdown(":material/help: Not everything could be worked out from what is known; the day may be later.")
    st.caption("Tasks never set the lane.")


def kind(task: Task) -> str:
    if task.id.startswith("washout_"):
        return "washout"
    return "taper" if task.id == "prednisone_ceiling" else "wait"


def _chart(plan: Planner, dated: list[Task], as_of: date) -> None:
    """Each bar from the day of the assessment to the earliest day that its task allows."""
    lines = []
    for task in sorted(dated, key=lambda one: one.earliest or as_of):
        assert task.earliest is not None
        letter, colour, pattern = WAITS[kind(task)]
        source = f" ({short_name(task.cites[0].source)})" if task.cites else ""
        words = f"<b>{letter}</b> {_short(task)}, until {day(task.earliest)}{source}"
        lines.append(Line(words, (Span(as_of, task.earliest),), colour, pattern))
    mark = None
    if plan.earliest_leukapheresis is not None:
        mark = (plan.earliest_leukapheresis, "earliest collection")
    said = "; ".join(line.words.replace("<b>", "").replace("</b>", "") for line in lines)
    figure = timeline(lines, mark=mark)
    figure.update_xaxes(tickformat="%-d %b %Y", nticks=4)
    st.plotly_chart(figure, config={"displayModeBar": False}, alt=f"Tasks before collection: {said}.", key="planner")
    kinds = dict.fromkeys(kind(task) for task in dated)
    legend = " · ".join(f"**{WAITS[one][0]}** {LEGEND[one]}" for one in kinds)
    st.markdown(f":small[{legend}]")


def _short(task: Task) -> str:
    """The words before the wash-out: the drug, or what is waited for."""
    return task.what.split(";")[0].removeprefix("Wait: ").split(" for the ")[0]


def _list(tasks: list[Task]) -> list[dict[str, str]]:
    """The same in words: what, why, the earliest day, and the source."""
    return [
        {
            "What": told(task.what),
            "Why": told(task.why),
            "Earliest": "no day can be named" if task.earliest is None else day(task.earliest),
            "Source": sources_of(task.cites),
        }
        for task in tasks
    ]
