"""The patients here beside the synthetic reference cohort, input by input."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from eligibility.domain.monitoring import InputDrift, Monitoring
from pages.parts.screen import is_phone
from pages.parts.words import inert, unit_of


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
