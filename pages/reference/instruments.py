"""Instruments: compute one published score, see the range still possible, and carry the entries into a record."""

from __future__ import annotations

from typing import Any

import streamlit as st

from eligibility.services import calculate, patients
from eligibility.services.library import instruments, library
from pages.parts import draft as drafts
from pages.parts import opened
from pages.parts.entry import NO, NOT_KNOWN, YES, plain_number
from pages.parts.faults import faults_shown
from pages.parts.findings import linked
from pages.parts.palette import EVIDENCE, STATUS, chip
from pages.parts.words import counted, day, inert, joined

ANSWERS = (YES, NO, NOT_KNOWN)
NEW_PATIENT = "new"


def choose() -> str | None:
    found = instruments()
    return st.selectbox(
        "Instrument",
        sorted(found, key=lambda name: found[name].knowledge.title.casefold()),
        index=None,
        key="instrument",
        bind="query-params",
        format_func=lambda name: found[name].knowledge.title,
        placeholder="Choose an instrument",
        width=520,
    )


def about(name: str) -> None:
    """What it is for, how sure its definition is, and what to be careful of."""
    known = instruments()[name].knowledge
    st.markdown(f"{inert(known.purpose)} {chip(STATUS[known.status])} :small[version {inert(known.version)}]")
    for caution in known.cautions:
        st.markdown(f":material/warning: {inert(caution)}")
    if known.window_days is not None:
        st.caption(f"Counts findings of the last {inert(known.window_days.value)} days.")


def entries(name: str) -> dict[str, calculate.Entry]:
    """Every input with its definition beside it; blank means not known."""
    known = instruments()[name].knowledge
    found: dict[str, calculate.Entry] = {}
    for input_name, spec in known.inputs.items():
        if not calculate.is_entered_here(input_name, spec):
            st.caption(f"{inert(spec.label)}: taken from a patient's record; it cannot be entered here.")
            continue
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            found[input_name] = _entry(f"{name}.{input_name}", input_name, spec)
        st.caption(inert(spec.definition))
    return found


def _entry(key: str, name: str, spec: Any) -> calculate.Entry:
    match spec.kind:
        case "flag":
            answer = st.segmented_control(spec.label, ANSWERS, default=NOT_KNOWN, required=True, key=key)
            return calculate.Entry({YES: True, NO: False}.get(answer or NOT_KNOWN))
        case "choice":
            options = [*spec.values, NOT_KNOWN]
            chosen = st.selectbox(
                spec.label,
                options,
                index=len(options) - 1,
                key=key,
                format_func=lambda value: str(value).replace("_", " "),
                width=320,
            )
            return calculate.Entry(None if chosen == NOT_KNOWN else chosen)
        case "set":
            return calculate.Entry(_members(key, spec))
        case "list":
            return _listed(key, name, spec)
        case _:
            return _number(key, spec)


def _members(key: str, spec: Any) -> dict[str, bool] | None:
    with st.container(gap="xsmall"):
        st.markdown(f"**{spec.label}**")
        answers = {
            member: st.segmented_control(
                member.replace("_", " "), ANSWERS, default=NOT_KNOWN, required=True, key=f"{key}.{member}"
            )
            for member in spec.values
        }
    known = {member: answer == YES for member, answer in answers.items() if answer in (YES, NO)}
    return known or None


def _listed(key: str, name: str, spec: Any) -> calculate.Entry:
    if name == "drug":
        drugs = library().drugs
        names = sorted(drugs, key=lambda drug: drugs[drug].label.casefold())
        return calculate.Entry(
            st.selectbox(
                spec.label,
                names,
                index=None,
                key=key,
                format_func=lambda drug: drugs[drug].label,
                placeholder="Not known",
                width=320,
            )
        )
    if name in calculate.WORDS:
        return calculate.Entry(st.text_input(spec.label, key=key, width=260).strip() or None)
    return calculate.Entry(st.text_area(spec.label, key=key, placeholder="0 30\n30 30").strip() or None)


def _number(key: str, spec: Any) -> calculate.Entry:
    units = calculate.units_of(spec)
    printed = library().printed_units
    is_alone = len(units) == 1 and units[0] not in ("point", "reciprocal")
    alone = f" ({printed.get(units[0], units[0])})" if is_alone else ""
    text = st.text_input(f"{spec.label}{alone}", key=key, width=240, max_chars=60).strip()
    unit = None
    if len(units) > 1:
        unit = st.selectbox(
            f"Unit of {spec.label}",
            units,
            index=None if _unit_required(spec) else units.index(spec.unit) if spec.unit in units else None,
            key=f"{key}.unit",
            format_func=lambda name: printed.get(name, name),
            placeholder="Unit",
            label_visibility="collapsed",
            width=150,
        )
    return calculate.Entry(plain_number(text) if text else None, unit)


def _unit_required(spec: Any) -> bool:
    return spec.fact is not None and library().facts[spec.fact].unit_required


def result(name: str, found: dict[str, calculate.Entry]) -> None:
    """Each output in words, with the range still possible while items are open."""
    calculated = calculate.calculate(name, found)
    for fault in calculated.faults:
        st.warning(f"**{inert(fault.what)}**\n\n{inert(fault.remedy)}")
    for line in calculated.lines:
        settled = "" if line.is_settled else " :small[still open]"
        st.markdown(f"{inert(line.label)}{settled}")
        st.markdown(f"### {inert(line.value)}" if len(line.value) <= 24 else f"**{inert(line.value)}**")
    for note in calculated.notes:
        st.markdown(f":material/info: {inert(note)}")
    if calculated.open_inputs:
        st.caption(
            f"{counted(len(calculated.open_inputs), 'item')} open: {inert(joined(calculated.open_inputs[:6]))}"
            f"{' and more' if len(calculated.open_inputs) > 6 else ''}. The result is the range still possible."
        )


def sources(name: str) -> None:
    known = instruments()[name].knowledge
    for cite in calculate.cites_of(name):
        st.caption(
            f"{linked(cite)}, {inert(cite.locator)}. {EVIDENCE[cite.evidence].word}, "
            f"{STATUS[cite.status].word.lower()}, last checked {day(cite.checked_on)}."
        )
    st.caption(f"Rights: {inert(known.rights)}")


def carry(name: str, found: dict[str, calculate.Entry]) -> None:
    """Writes the entries into a patient's draft in one action."""
    facts = calculate.as_facts(name, found)
    st.subheader("Carry into a record", anchor=False)
    if not facts:
        st.caption("Nothing entered here is a fact of a patient record yet.")
        return
    rows = {row.key: row for row in patients.worklist() if row.kind == "patient"}
    target = st.selectbox(
        "Patient",
        [NEW_PATIENT, *rows],
        key="carry_into",
        format_func=lambda key: "A new patient" if key == NEW_PATIENT else rows[key].pseudonym or "No pseudonym yet",
        width=320,
    )
    if st.button(f"Carry {counted(len(facts), 'answer')} into the record", icon=":material/move_item:"):
        if target == NEW_PATIENT:
            drafts.begin()
        else:
            drafts.resume(target)
        for fact, raw in facts.items():
            drafts.set_fact(fact, raw)
        st.switch_page(opened.RECORD)


@st.fragment
def calculator(name: str) -> None:
    with faults_shown():
        left, right = st.columns([5, 3], gap="large")
        with left:
            found = entries(name)
        with right, st.container(border=True):
            st.subheader("Result", anchor=False)
            result(name, found)
            sources(name)
            carry(name, found)


def page() -> None:
    st.title("Instruments", anchor=False)
    name = choose()
    if name is None:
        st.markdown(
            f"{counted(len(instruments()), 'instrument')}. Choose one, enter what is known, and see the range that is "
            "still possible while items are open. Nothing is stored unless you carry it into a record."
        )
        return
    about(name)
    calculator(name)


page()
