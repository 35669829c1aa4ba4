"""What stands behind the verdict: instruments and versions."""

from __future__ import annotations

from typing import Any

import streamlit as st

from eligibility.domain.assessment import Assessment, InstrumentResult
from eligibility.services.calculate import output_labels
from pages.parts.findings import sources_of
from pages.parts.palette import STATUS, chip
from pages.parts.words import inert, told, value_of


def instruments_shown(results: dict[str, InstrumentResult]) -> None:
    """Every instrument that the record allows, with version, status and what is missing."""
    if not results:
        st.markdown("The record allows no instrument yet.")
        return
    for result in results.values():
        with st.container(border=True):
            st.markdown(f"**{inert(result.title)}** {chip(STATUS[result.status])} :small[{told(result.version)}]")
            labels = output_labels(result.id)
            outputs = {
                inert(labels.get(name, name.replace("_", " "))): inert(output_in_words(value))
                for name, value in result.outputs.items()
            }
            st.table(outputs, border="horizontal", width="content", alt=f"Results of {result.title}")
            for note in result.notes:
                st.markdown(f":material/info: {told(note)}")
            if result.missing:
                st.caption(f"Open items: {len(result.missing)}. The result is the range still possible.")
            st.markdown(f":small[{sources_of(result.cites)}]")


def output_in_words(value: Any) -> str:
    """A number, a range still possible, an answer, or names."""
    if isinstance(value, dict) and set(value) >= {"lo", "hi"}:
        return f"{value_of(value['lo'])} to {value_of(value['hi'])}"
    if isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(end, int | float) for end in value):
        return value_of(value[0]) if value[0] == value[1] else f"{value_of(value[0])} to {value_of(value[1])}"
    return value_of(value)


def versions_shown(assessment: Assessment) -> None:
    """What made this assessment: the same versions give the same answer again."""
    flat: dict[str, str] = {}
    for name, value in assessment.versions.items():
        parts = value if isinstance(value, dict) else {"": value}
        for part, text in parts.items():
            flat[inert(f"{name} {part}".strip())] = inert(text)
    st.table(flat, border="horizontal", width="content", alt="Versions that made this assessment")
