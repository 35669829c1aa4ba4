"""Monitoring: what became of patients against what was predicted, and whether the patients are still the same kind."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from eligibility.domain.monitoring import InputDrift, Monitoring
from eligibility.domain.people import Person
from eligibility.services.clock import today
from eligibility.services.monitoring import monitoring
from eligibility.services.outcomes import outcomes_csv
from eligibility.services.permissions import Action, allows
from pages.parts.calibration import model_shown
from pages.parts.faults import faults_shown
from pages.parts.outcome_entry import outcome_form
from pages.parts.person import person
from pages.parts.screen import is_phone
from pages.parts.words import inert, unit_of


def counts(found: Monitoring) -> None:
    with st.container(horizontal=True):
        st.metric("Patients predicted", found.patients, width="content")
        st.metric("Outcome recorded", found.recorded, width="content")
        st.metric("Due now", found.due, width="content", help="11 to 14 months after the assessment")
        st.metric("Overdue", found.overdue, width="content")


def drift_shown(found: Monitoring) -> None:
    """Every input here beside the synthetic reference cohort that missing answers are averaged over."""
    kinds = {one.model: title_of(found, one.model) for one in found.drift}
    if not kinds:
        st.markdown("No stored record can be compared yet.")
        return
    kind = next(iter(kinds))
    if len(kinds) > 1:
        kind = st.segmented_control("Model", list(kinds), default=kind, format_func=kinds.get, key="drift_of") or kind
    rows = [one for one in found.drift if one.model == kind]
    differing = [one for one in rows if one.differs]
    st.markdown(
        f"Against the synthetic reference cohort ({inert(found.reference_title)}): {len(differing)} of {len(rows)} "
        "figures differ. By chance alone about one in twenty would. Records are read by today's rules."
    )
    only = st.toggle("Only those that differ", key="drift_differs") if differing else False
    shown = differing if only else rows
    if is_phone():
        lines = [f"- **{name_of(one)}** {here(one)}, reference {plain(one, one.reference)}" for one in shown]
        st.markdown("\n".join(lines))
        return
    table = {
        "Input": [name_of(one) for one in shown],
        "Here (95%)": [here(one) for one in shown],
        "Reference": [plain(one, one.reference) for one in shown],
        "Known": [f"{one.known} of {one.of}" for one in shown],
        "Differs": ["too few to say" if one.differs is None else "differs" if one.differs else "no" for one in shown],
    }
    st.table(pd.DataFrame(table), border="horizontal", hide_index=True, alt="Inputs here and in the reference cohort")


def title_of(found: Monitoring, kind: str) -> str:
    return next(model.title for model in found.models if model.model == kind)


def name_of(one: InputDrift) -> str:
    kind = "" if one.figure in ("mean", "present") else f": {inert(one.figure)}"
    return f"{inert(one.label)}{kind}"


def plain(one: InputDrift, value: float) -> str:
    return f"{bare(one, value)} {'%' if one.is_share else unit_of(one.unit or '', value)}".strip()


def bare(one: InputDrift, value: float) -> str:
    return f"{100 * value:.0f}" if one.is_share else f"{value:.1f}"


def here(one: InputDrift) -> str:
    if one.here is None or one.here.low is None or one.here.high is None:
        return f"too few to say ({one.known})"
    return f"{plain(one, one.here.value)} ({bare(one, one.here.low)} to {bare(one, one.here.high)})"


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
