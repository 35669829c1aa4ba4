"""What is not known of the estimate: how far it could lie either way, and which answer would settle most of it."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Prognosis
from eligibility.domain.secondary import MissingMove
from eligibility.services.sources import fact_label
from pages.parts.hundred import of_hundred
from pages.parts.words import counted, inert, joined, uncapitalised

SHOWN = 3


def missing_shown(prognosis: Prognosis) -> None:
    """The bounds over every missing answer, and the missing answers by how much each would bring them together."""
    if prognosis.missing_bounds is None:
        return
    st.markdown("#### What is missing")
    if not prognosis.moves_most:
        if prognosis.missing:
            st.markdown(f"Averaged over: {inert(joined([fact_label(fact) for fact in prognosis.missing]))}.")
        else:
            st.markdown("Everything that the estimate reads is known.")
        return
    low, high = prognosis.missing_bounds
    first = prognosis.moves_most[0]
    st.markdown(
        f"Whatever the missing answers are, it lies between {of_hundred(low)} and {of_hundred(high)} of 100: "
        f"{of_hundred(high) - of_hundred(low)} apart. **{inert(first.label)} would bring that together most.**"
    )
    st.markdown("\n".join(_line(move) for move in prognosis.moves_most[:SHOWN]))
    rest = prognosis.moves_most[SHOWN:]
    if rest:
        with st.expander(f"{counted(len(rest), 'more missing answer')}"):
            st.markdown("\n".join(_line(move) for move in rest))


def _line(move: MissingMove) -> str:
    narrower = of_hundred(move.narrows_by)
    said = f"{narrower} of 100 narrower" if narrower else "hardly narrower"
    ask = [uncapitalised(fact_label(fact)) for fact in move.facts]
    return f"- **{inert(move.label)}**: {said}{f' :small[(ask for {inert(joined(ask))})]' if ask else ''}"
