"""Where trials disagree: for every number they ask for, all thresholds, and this patient's value among them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from eligibility.services import patients
from eligibility.services.trial_thresholds import NumericCriterion, numeric_criteria
from pages.parts import opened
from pages.parts.address import from_address, to_address
from pages.parts.faults import faults_shown
from pages.parts.person import person
from pages.parts.rows import rows_shown
from pages.parts.threshold_chart import chart, direction, in_words, patient_value, table
from pages.parts.trials import NOT_STATED
from pages.parts.words import inert, number, value_of


def closely(criterion: NumericCriterion) -> None:
    """One criterion: the chart, the same in a sentence, and every trial's threshold with its place."""
    st.subheader(f"{inert(criterion.label)}: {direction(criterion)}", anchor=False)
    said = in_words(criterion)
    st.markdown(inert(said))
    st.plotly_chart(chart(criterion), config={"displayModeBar": False}, alt=said, key="thresholds")
    with st.expander("The same as a table: every trial's threshold, and where it stands in its text"):
        alt = f"Thresholds of {criterion.label} by trial"
        rows_shown(table(criterion).to_dict("records"), alt)


def overview(criteria: list[NumericCriterion]) -> None:
    """Every number in one table, those of most trials first."""
    st.subheader("Every number", anchor=False)
    rows = {
        "Criterion": [f"{inert(one.label)}  \n:small[{direction(one)}]" for one in criteria],
        "Trials": [str(one.trials) for one in criteria],
        "Laxest": [_end(one, one.laxest) for one in criteria],
        "Median": [_end(one, one.median) for one in criteria],
        "Strictest": [_end(one, one.strictest) for one in criteria],
        "Agreement": ["differ" if one.is_disputed else "agree" for one in criteria],
    }
    if any(one.patient is not None for one in criteria):
        rows["This patient"] = [_of_patient(one) for one in criteria]
    rows_shown(pd.DataFrame(rows).to_dict("records"), "Numbers that trials ask for")


def _end(criterion: NumericCriterion, value: float) -> str:
    return f"{number(value)} days" if criterion.is_window else inert(value_of(value, criterion.unit))


def _of_patient(criterion: NumericCriterion) -> str:
    if criterion.patient is None:
        return "not known"
    return inert(criterion.patient if criterion.is_window else patient_value(criterion))


def page() -> None:
    st.title("Where trials disagree", anchor=False)
    key = opened.opened()
    record = None if key is None else patients.open_patient(key, person()).newest
    if record is not None:
        opened.keep_in_address()
        st.markdown(f"With the values of **{inert(record.patient_id) or 'the open patient'}**.")
    else:
        st.markdown(
            "No patient is open, so the thresholds stand alone. Open one from the worklist to see where it stands."
        )
    st.caption(f":material/info: {NOT_STATED}")
    criteria = numeric_criteria(record)
    several = {one.key: one for one in criteria if one.trials > 1}
    name = st.selectbox(
        "Criterion",
        list(several),
        index=list(several).index("sledai_2k.total.floor"),
        key=from_address("criterion", several, "sledai_2k.total.floor"),
        on_change=to_address,
        args=("criterion", "sledai_2k.total.floor"),
        format_func=lambda one: f"{several[one].label}: {direction(several[one])} ({several[one].trials} trials)",
        width=520,
    )
    with faults_shown():
        closely(several[name])
    overview(criteria)


page()
