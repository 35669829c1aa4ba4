"""Record what became of a patient a year after an assessment, or correct an entry; nothing is ever overwritten."""

from __future__ import annotations

from datetime import date

import streamlit as st

from eligibility.domain.outcome_12m import NOT_USABLE, OUTCOME_TITLES, PredictedAndSeen
from eligibility.domain.people import Person
from eligibility.services.clock import today
from eligibility.services.outcomes import outcome_entries, predicted_and_seen, record_outcome
from pages.parts.faults import faults_shown
from pages.parts.words import day, inert

SAID = "outcome_recorded"


@st.fragment
def outcome_form(by: Person) -> None:
    """Choose a patient, those due first; see what was predicted; record what happened."""
    if SAID in st.session_state:
        st.info(st.session_state.pop(SAID), icon=":material/check:")
    seen = in_order(predicted_and_seen(by), today())
    if not seen:
        st.markdown("No assessment is stored yet. Record and save a patient first.")
        return
    chosen = st.selectbox(
        "Patient and assessment day",
        list(seen),
        index=None,
        key="outcome_of",
        format_func=lambda key: said_of(seen[key], today()),
        placeholder="Those due come first",
    )
    if chosen is None:
        return
    one = seen[chosen]
    entries = outcome_entries(one.assessment, by)
    window = f"from {day(one.due_from)} to {day(one.due_until)}"
    st.markdown(f"Predicted then: {prediction(one)}. A response is judged {window}.")
    for entry in entries:
        stands = "stands" if entry is entries[-1] else "corrected later"
        note = f" — {inert(entry.note)}" if entry.note else ""
        st.markdown(
            f"- {OUTCOME_TITLES[entry.outcome]}, {day(entry.happened_on)} ({stands}){note} "
            f":small[{inert(entry.recorded_by)}, {day(entry.recorded_at.date())}]"
        )
    with st.form(f"outcome.{chosen}.{len(entries)}", border=False):
        outcome = st.selectbox(
            "What became of the patient",
            list(OUTCOME_TITLES),
            index=None,
            format_func=lambda code: OUTCOME_TITLES[code],
            placeholder="Choose one",
        )
        on = st.date_input("On which day", value=None, min_value=one.as_of, max_value=today(), format="YYYY-MM-DD")
        about = "Why this is corrected" if entries else "Note (optional)"
        note = st.text_input(about, max_chars=500, help="No names, no dates of birth.")
        sent = st.form_submit_button("Record the correction" if entries else "Record the outcome")
    if sent:
        with faults_shown():
            _record(by, one, outcome, on, note, entries[-1].id if entries else None)


def _record(by: Person, one: PredictedAndSeen, outcome, on: date | None, note: str, replaces: str | None) -> None:
    if outcome is None:
        st.warning("Choose what became of the patient first.", icon=":material/warning:")
        return
    kept = record_outcome(one.assessment, outcome, None if outcome in NOT_USABLE else on, by, note, replaces)
    st.session_state[SAID] = f"Recorded: {OUTCOME_TITLES[kept.outcome]}."
    st.rerun()


def in_order(seen: list[PredictedAndSeen], now: date) -> dict[str, PredictedAndSeen]:
    """Overdue, then due, then the others by index day, then those with an outcome."""

    def rank(one: PredictedAndSeen) -> tuple[int, date]:
        if one.outcome is not None:
            return 3, one.as_of
        return (0 if now > one.due_until else 1 if now >= one.due_from else 2), one.as_of

    return {one.assessment: one for one in sorted(seen, key=rank)}


def said_of(one: PredictedAndSeen, now: date) -> str:
    """One line of the choice: who, when, and how it stands."""
    if one.outcome is not None:
        state = "outcome recorded"
    elif now > one.due_until:
        state = f"overdue since {day(one.due_until)}"
    elif now >= one.due_from:
        state = f"due until {day(one.due_until)}"
    else:
        state = f"not due before {day(one.due_from)}"
    return f"{one.pseudonym} · {day(one.as_of)} · {state}"


def prediction(one: PredictedAndSeen) -> str:
    """The prediction as it was stored."""
    if one.estimate is None:
        return "no estimate, since it was not settled whether nephritis was active"
    low, high = one.interval if one.interval is not None else (one.estimate, one.estimate)
    span = f"{100 * low:.0f} to {100 * high:.0f}"
    version = f"{inert(one.model)} model {inert(one.model_version)}"
    return f"{100 * one.estimate:.0f} of 100 not in response ({span}), {version}"
