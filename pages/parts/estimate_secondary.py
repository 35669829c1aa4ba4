"""Kidney failure and damage on conventional therapy: each with its figure, its interval, and how firm it is."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.secondary import SecondaryOutput
from eligibility.services.sources import fact_label
from pages.parts.findings import sources_of
from pages.parts.hundred import per_hundred
from pages.parts.palette import CAUTION, Shown, chip
from pages.parts.words import inert, joined, uncapitalised

STATUS = {
    "published": Shown("As published", "query_stats", None),
    "assumption": Shown("Assumption", "edit_note", CAUTION),
}
NO_FIGURE = Shown("No figure", "help", None)


def secondary_shown(outputs: list[SecondaryOutput]) -> None:
    """What else may happen on conventional therapy; what no publication gives is said, never filled in."""
    if not outputs:
        return
    st.markdown("#### Kidney failure and damage on conventional therapy")
    for output in outputs:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"{inert(output.title)}: **{figure_of(output)}** &nbsp; {chip(_status(output))}")
            said = [inert(sentence) for sentence in output.said]
            if output.whole is not None and output.state != "as lupus nephritis as a whole":
                said.insert(0, f"{inert(output.whole.title[:1].upper() + output.whole.title[1:])}: {_whole(output)}.")
            if output.missing:
                ask = [uncapitalised(fact_label(fact)) for fact in output.missing]
                said.append(f"Ask for {inert(joined(ask))}.")
            st.caption(f"{' '.join(said)} {sources_of(output.cites)}")


def _status(output: SecondaryOutput) -> Shown:
    has_figure = any(number is not None for number in (output.value, output.low, output.span))
    return STATUS[output.status] if has_figure else NO_FIGURE


def figure_of(output: SecondaryOutput) -> str:
    """The figure with its interval and the state it holds for; or what is still open; or that none was read."""
    state = f" ({inert(output.state)})" if output.state else ""
    if output.value is not None:
        ends = _ends(output, output.low, output.high)
        open_to = (
            "" if output.span is None else f", {_number(output, output.span[0])} to {_number(output, output.span[1])}"
        )
        open_to += " whatever is missing" if open_to else ""
        return f"{_number(output, output.value)}{ends} {output.unit}{open_to}{state}"
    if output.low is not None and output.high is not None:
        return f"{_number(output, output.low)} to {_number(output, output.high)} {output.unit}{state}"
    if output.span is not None:
        return f"not settled; {_open(output)}"
    return f"not known{state}"


def _open(output: SecondaryOutput) -> str:
    assert output.span is not None, "said only where something is open"
    if not output.span_is_partial:
        return f"{_number(output, output.span[0])} to {_number(output, output.span[1])} {output.unit}"
    given = [
        f"{_number(output, state.value)} {output.unit} if {inert(state.title)}"
        for state in output.states
        if state.is_possible and state.value is not None
    ]
    return joined(given)


def _whole(output: SecondaryOutput) -> str:
    whole = output.whole
    assert whole is not None and whole.value is not None, "said only where there is one"
    return f"{_number(output, whole.value)}{_ends(output, whole.low, whole.high)} {output.unit}"


def _ends(output: SecondaryOutput, low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({_number(output, low)}–{_number(output, high)})"


def _number(output: SecondaryOutput, value: float) -> str:
    """Whole people of a hundred, or points to two figures."""
    return per_hundred(value) if output.unit == "of 100" else f"{value:.2f}"
