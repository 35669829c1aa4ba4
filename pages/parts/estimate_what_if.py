"""Suppose something that can change: the estimate beside it, marked hypothetical, never saved."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Prognosis
from eligibility.domain.record import PatientRecord
from eligibility.domain.what_if import WhatIf, WhatIfInput
from eligibility.services.what_if import changeable, what_if
from pages.parts.faults import faults_shown
from pages.parts.findings import sources_of
from pages.parts.hundred import CONFIG, HYPOTHETICAL, Strip, of_hundred, strips
from pages.parts.opened import opened
from pages.parts.palette import BAR_AGAINST, CAUTION, LOWERS, Shown, chip
from pages.parts.words import inert, joined

KEY = "what_if"
MARK = Shown("Hypothetical", "science", CAUTION)
SAID = "An association, not an effect: patients like that fail so often; it does not say that changing it would help."


@st.fragment
def what_if_shown(record: PatientRecord, stored: Prognosis) -> None:
    """Answers to suppose, and the estimate with them. What is left blank stays as recorded."""
    with faults_shown():
        inputs = changeable(record, stored.model)
        if not inputs:
            return
        st.markdown("#### What if")
        with st.container(border=True, key="what_if_box"):
            st.markdown(f"{chip(MARK)} Suppose something that treatment or support can change. Nothing here is saved.")
            supposed = _asked(inputs)
            if not supposed:
                st.caption("Nothing is supposed: the estimate above stands.")
                return
            found = what_if(record, supposed, stored.setting)
            _compared(found)
            _if_older(found.before, stored)
            st.button("Back to the record", icon=":material/undo:", on_click=_forget, args=([i.id for i in inputs],))


def _asked(inputs: list[WhatIfInput]) -> dict[str, str | float]:
    supposed: dict[str, str | float] = {}
    columns = st.columns(2)
    for place, one in enumerate(inputs):
        with columns[place % 2]:
            answer = _asked_one(one)
            st.caption(f"Recorded: {inert(one.now)}. {inert(one.note)} {sources_of(one.cites)}")
        if answer is not None:
            supposed[one.id] = answer
    return supposed


def _asked_one(one: WhatIfInput) -> str | float | None:
    key = _key(one.id)
    if one.kind == "number":
        return st.number_input(
            f"{one.label} ({one.unit})" if one.unit else one.label,
            min_value=one.lowest,
            max_value=one.highest,
            value=None,
            step=2.5,
            format="%.1f",
            placeholder="as recorded",
            key=key,
        )
    labels = {option.id: option.label for option in one.options}
    return st.pills(one.label, list(labels), format_func=labels.__getitem__, key=key)


def _key(name: str) -> str:
    """Of this patient alone: what was supposed of one is never carried to another."""
    return f"{KEY}_{opened()}_{name}"


def _forget(names: list[str]) -> None:
    for name in names:
        st.session_state[_key(name)] = None


def _compared(found: WhatIf) -> None:
    before, after = found.before, found.after
    changes = joined(
        [f"{inert(f'{one.label}: {one.then}'.lower())} :small[(recorded: {inert(one.now)})]" for one in found.supposed]
    )
    if before.estimate is None or after.estimate is None:
        st.markdown(f"Supposing {changes}: there would be no single estimate. {inert(after.reason)}")
        return
    st.markdown(
        f"**Hypothetical.** Supposing {changes}: about **{of_hundred(after.estimate)} of 100** instead of "
        f"{of_hundred(before.estimate)}. {SAID}"
    )
    lines = [
        _strip("As recorded", before, "circle", BAR_AGAINST),
        _strip("Supposed (hypothetical)", after, "diamond", LOWERS),
    ]
    said = "; ".join(line.label.replace("<b>", "").replace("</b>", "") for line in lines)
    st.plotly_chart(
        strips(lines, HYPOTHETICAL), config=CONFIG, alt=f"Hypothetical, of 100: {said}.", key="what_if_chart"
    )


def _if_older(now: Prognosis, stored: Prognosis) -> None:
    """An assessment stored by another version says another number; the two compared here are both of today."""
    if now.estimate is None or stored.estimate is None or of_hundred(now.estimate) == of_hundred(stored.estimate):
        return
    st.caption(
        f"Both figures are made now; the stored assessment says {of_hundred(stored.estimate)} of 100."
    )


def _strip(label: str, found: Prognosis, symbol: str, colour: str) -> Strip:
    assert found.estimate is not None, "compared only where both have an estimate"
    low, high = found.interval or (found.estimate, found.estimate)
    return Strip(
        f"{label}: <b>{of_hundred(found.estimate)} ({of_hundred(low)}–{of_hundred(high)})</b>",
        100 * found.estimate,
        100 * low,
        100 * high,
        symbol=symbol,
        colour=colour,
    )
