"""Instruments: compute one published score, see the range still possible, and carry the entries into a record."""

from __future__ import annotations

import streamlit as st

from eligibility.services import calculate, patients
from eligibility.services.library import instruments
from pages.parts import draft as drafts
from pages.parts import opened
from pages.parts.address import from_address, to_address
from pages.parts.faults import faults_shown
from pages.parts.findings import linked
from pages.parts.instrument_entry import instrument_entries
from pages.parts.palette import EVIDENCE, STATUS, chip
from pages.parts.person import person
from pages.parts.words import counted, day, inert, joined

NEW_PATIENT = "new"
LONGEST_IN_LARGE = 24


def about(name: str) -> None:
    """What it is for, how sure its definition is, and what to be careful of."""
    known = instruments()[name].knowledge
    st.markdown(f"{inert(known.purpose)} {chip(STATUS[known.weakest_status])} :small[version {inert(known.version)}]")
    for caution in known.cautions:
        st.markdown(f":material/warning: {inert(caution)}")
    if known.window_days is not None:
        st.caption(f"Counts findings of the last {inert(known.window_days.value)} days.")


def result(name: str, entered: dict[str, calculate.Entry]) -> None:
    """Each output in words, with the range still possible while items are open."""
    calculated = calculate.calculate(name, entered)
    for fault in calculated.faults:
        st.warning(f"**{inert(fault.what)}**\n\n{inert(fault.remedy)}")
    for line in calculated.lines:
        is_large = len(calculated.lines) <= 4 and len(line.value) <= LONGEST_IN_LARGE
        value = f"### {inert(line.value)}" if is_large else f"**{inert(line.value)}**"
        with st.container(gap="xxsmall"):
            st.caption(f"{inert(line.label)}{'' if line.is_settled else ' (still open)'}")
            st.markdown(value)
    for note in calculated.notes:
        st.markdown(f":material/info: {inert(note)}")
    if calculated.open_inputs:
        more = " and more" if len(calculated.open_inputs) > 6 else ""
        st.caption(
            f"{counted(len(calculated.open_inputs), 'item')} open: {inert(joined(calculated.open_inputs[:6]))}{more}. "
            "The result is the range still possible."
        )


def sources(name: str) -> None:
    for cite in calculate.cites_of(name):
        st.markdown(
            f":small[{linked(cite)}, {inert(cite.locator)}. {EVIDENCE[cite.evidence].word}, "
            f"{STATUS[cite.status].word.lower()}, last checked {day(cite.checked_on)}.]"
        )
    st.caption(f"Rights: {inert(instruments()[name].knowledge.rights)}")


def carry(name: str, entered: dict[str, calculate.Entry]) -> None:
    """Writes the entries into a patient's draft in one action."""
    facts = calculate.as_facts(name, entered)
    st.subheader("Carry into a record", anchor=False)
    if not facts:
        st.caption("Nothing entered here is a fact of a patient record yet.")
        return
    rows = {row.key: row for row in patients.list_patients(person())}
    target = st.selectbox(
        "Patient",
        [NEW_PATIENT, *rows],
        index=None,
        key="carry_into",
        format_func=lambda key: "A new patient" if key == NEW_PATIENT else rows[key].pseudonym or "No pseudonym yet",
        placeholder="Choose a patient, or a new one",
    )
    if st.button(
        f"Carry {counted(len(facts), 'answer')} into the record",
        key="carry",
        icon=":material/move_item:",
        disabled=target is None,
        help="Choose the patient first." if target is None else None,
    ):
        if target == NEW_PATIENT:
            drafts.begin()
        else:
            drafts.resume(str(target))
        drafts.set_facts(facts)
        st.switch_page(opened.RECORD)


@st.fragment
def calculator(name: str) -> None:
    with faults_shown():
        left, right = st.columns([5, 3], gap="large")
        with left:
            entered = instrument_entries(name)
        with right, st.container(border=True):
            st.subheader("Result", anchor=False)
            result(name, entered)
            sources(name)
            carry(name, entered)


def page() -> None:
    st.title("Instruments", anchor=False)
    found = instruments()
    name = st.selectbox(
        "Instrument",
        sorted(found, key=lambda name: found[name].knowledge.title.casefold()),
        index=None,
        key=from_address("instrument", found, None),
        on_change=to_address,
        args=("instrument", None),
        format_func=lambda name: found[name].knowledge.title,
        placeholder="Choose an instrument",
        width=520,
    )
    if name is None:
        st.markdown(
            f"{counted(len(found), 'instrument')}. Choose one, enter what is known, and see the range that is still "
            "possible while items are open. Nothing is stored unless you carry it into a record."
        )
        return
    about(name)
    calculator(name)


page()
