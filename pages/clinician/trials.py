"""Trials for this patient: every registered trial with its verdict, every criterion and why."""

from __future__ import annotations

from datetime import date

import streamlit as st

from eligibility.domain.trial import TRIAL_VERDICT_TITLES, TrialMatch
from eligibility.services import patients
from eligibility.services.trials import match_trials
from pages.parts import opened
from pages.parts.faults import faults_shown
from pages.parts.findings import Row, list_of, table_of
from pages.parts.lane_line import lane_line
from pages.parts.person import person
from pages.parts.screen import is_phone
from pages.parts.trial_filters import trial_filters
from pages.parts.trials import NOT_STATED, VERDICTS, remarks, seen, verdict_line
from pages.parts.words import counted, day, inert, told

ALL = "all"
PER_PAGE = 10


def nobody() -> None:
    """No patient is open: what to do next."""
    st.markdown("No patient is open. Open one from the worklist, or record a new one.")
    with st.container(horizontal=True):
        st.page_link(opened.WORKLIST, label="Go to the worklist", icon=":material/view_list:")
        st.page_link(opened.RECORD, label="Record a patient", icon=":material/edit_note:")


def shown_trial(match: TrialMatch, as_of: date) -> None:
    """One trial: the verdict and why, then every criterion on asking."""
    with st.container(border=True):
        st.markdown(verdict_line(match))
        for remark in remarks(match):
            st.caption(remark)
        label = f"{counted(match.modelled, 'criterion', 'criteria')}, {match.to_check} to check by hand"
        with st.expander(label), faults_shown():
            rows = [Row("gates", finding) for finding in match.findings]
            if rows and is_phone():
                st.markdown(list_of(rows, as_of))
            elif rows:
                alt = f"Criteria of {match.nct}: verdict, value and threshold"
                st.table(table_of(rows, as_of), border="horizontal", hide_index=True, alt=alt)
            open_or_against = [finding for finding in match.findings if finding.verdict != "yes"]
            if open_or_against:
                lines = [f"- {inert(f.statement)}: {told(f.because)}" for f in open_or_against]
                st.markdown("**Why it is not met, or not known**\n" + "\n".join(lines))
            if match.notes:
                st.markdown("**How the text was read**\n" + "\n".join(f"- {inert(n)}" for n in match.notes.values()))
            if match.not_modelled:
                st.markdown("**To check by hand**\n" + "\n".join(f"- {inert(text)}" for text in match.not_modelled))
            text = f" [The text that was read]({match.link})" if match.link else ""
            st.caption(f"{inert(seen(match))}{text}")


def listed(found: list[TrialMatch], as_of: date) -> None:
    counts = {verdict: sum(match.verdict == verdict for match in found) for verdict in TRIAL_VERDICT_TITLES}
    verdict = st.pills(
        "Verdict",
        [ALL, *counts],
        default=ALL,
        required=True,
        key="trial_verdict",
        format_func=lambda name: f"All ({len(found)})" if name == ALL else f"{VERDICTS[name].word} ({counts[name]})",
    )
    chosen = [match for match in found if verdict in (ALL, None, match.verdict)]
    if not chosen:
        st.markdown("No trial is left. Choose another verdict, or take a filter away.")
        return
    pages = -(-len(chosen) // PER_PAGE)
    number = st.pagination(pages, key="trial_page") if pages > 1 else 1
    for match in chosen[(number - 1) * PER_PAGE : number * PER_PAGE]:
        shown_trial(match, as_of)


def page() -> None:
    st.title("Trials for this patient", anchor=False)
    key = opened.opened()
    if key is None:
        nobody()
        return
    record = patients.open_patient(key, person()).newest
    opened.keep_in_address()
    st.markdown(f"**{inert(record.patient_id) or 'No pseudonym yet'}**, as of {day(record.as_of)}")
    lane_line(key)
    st.caption(f":material/info: {NOT_STATED}")
    listed(trial_filters(match_trials(record)), record.as_of)


page()
