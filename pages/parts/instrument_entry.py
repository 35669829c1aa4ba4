"""The inputs of one instrument, each with its definition beside it; blank means not known."""

from __future__ import annotations

from typing import Any

import streamlit as st

from eligibility.services import calculate
from eligibility.services.library import instruments, library
from pages.parts.entry import NO, NOT_KNOWN, YES, plain_number
from pages.parts.words import UNSAID, inert

ANSWERS = (YES, NO, NOT_KNOWN)


def instrument_entries(instrument: str) -> dict[str, calculate.Entry]:
    """What was entered for every input that can be typed."""
    found: dict[str, calculate.Entry] = {}
    for name, spec in instruments()[instrument].knowledge.inputs.items():
        if not calculate.is_entered_here(name, spec):
            st.caption(f"{inert(spec.label)}: taken from a patient's record; it cannot be entered here.")
            continue
        with st.container(gap="xxsmall"):
            st.markdown(_label(spec))
            st.caption(inert(spec.definition))
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                found[name] = _entry(f"{instrument}.{name}", name, spec)
    return found


def _label(spec: Any) -> str:
    units = calculate.units_of(spec)
    is_alone = spec.kind == "number" and len(units) == 1 and units[0] not in UNSAID
    return f"{inert(spec.label)} ({library().printed_units.get(units[0], units[0])})" if is_alone else inert(spec.label)


def _entry(key: str, name: str, spec: Any) -> calculate.Entry:
    match spec.kind:
        case "flag":
            return calculate.Entry({YES: True, NO: False}.get(_answer(spec.label, key)))
        case "choice":
            options = [*spec.values, NOT_KNOWN]
            chosen = st.selectbox(
                spec.label,
                options,
                index=len(options) - 1,
                key=key,
                format_func=lambda value: str(value).replace("_", " "),
                label_visibility="collapsed",
                width=320,
            )
            return calculate.Entry(None if chosen == NOT_KNOWN else chosen)
        case "set":
            return calculate.Entry(_members(key, spec))
        case "list":
            return _listed(key, name, spec)
        case _:
            return _number(key, spec)


def _answer(label: str, key: str, is_shown: bool = False) -> str:
    shown = "visible" if is_shown else "collapsed"
    return (
        st.segmented_control(label, ANSWERS, default=NOT_KNOWN, required=True, key=key, label_visibility=shown)
        or NOT_KNOWN
    )


def _members(key: str, spec: Any) -> dict[str, bool] | None:
    with st.container(gap="xsmall"):
        answers = {
            member: _answer(member.replace("_", " "), f"{key}.{member}", is_shown=True) for member in spec.values
        }
    return {member: answer == YES for member, answer in answers.items() if answer in (YES, NO)} or None


def _listed(key: str, name: str, spec: Any) -> calculate.Entry:
    if name == "drug":
        drugs = library().drugs
        return calculate.Entry(
            st.selectbox(
                spec.label,
                sorted(drugs, key=lambda drug: drugs[drug].label.casefold()),
                index=None,
                key=key,
                format_func=lambda drug: drugs[drug].label,
                placeholder=NOT_KNOWN,
                label_visibility="collapsed",
                width=320,
            )
        )
    if name in calculate.WORDS:
        text = st.text_input(spec.label, key=key, label_visibility="collapsed", width=260)
    else:
        text = st.text_area(spec.label, key=key, label_visibility="collapsed", placeholder="0 30\n30 30")
    return calculate.Entry((text or "").strip() or None)


def _number(key: str, spec: Any) -> calculate.Entry:
    text = st.text_input(spec.label, key=key, label_visibility="collapsed", width=170, max_chars=60)
    units = calculate.units_of(spec)
    unit = None
    if len(units) > 1:
        is_required = spec.fact is not None and library().facts[spec.fact].unit_required
        unit = st.selectbox(
            f"Unit of {spec.label}",
            units,
            index=None if is_required or spec.unit not in units else units.index(spec.unit),
            key=f"{key}.unit",
            format_func=lambda name: library().printed_units.get(name, name),
            placeholder="Unit",
            label_visibility="collapsed",
            width=150,
        )
    return calculate.Entry(plain_number(text) if text and text.strip() else None, unit)
