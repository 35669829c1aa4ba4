"""Which trials are shown: by product, target, phase, and whether they may still enrol or take minors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from eligibility.domain.trial import TrialHead
from pages.parts.trials import phase

Head = TypeVar("Head", bound=TrialHead)


def trial_filters(heads: Sequence[Head]) -> list[Head]:
    """The trials that the person wants to see; nothing chosen shows all."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        products = sorted({head.product for head in heads}, key=str.casefold)
        product = st.selectbox(
            "Product", products, index=None, key="trial_product", placeholder="Every product", width=260
        )
        targets = sorted({target for head in heads for target in head.targets})
        target = st.selectbox("Target", targets, index=None, key="trial_target", placeholder="Every target", width=180)
        phases = sorted({head.phase for head in heads if head.phase is not None})
        chosen = st.selectbox(
            "Phase",
            phases,
            index=None,
            key="trial_phase",
            format_func=phase,
            placeholder="Every phase",
            width=200,
        )
        enrolling = st.toggle("May enrol now or soon", key="trial_enrolling")
        paediatric = st.toggle("Takes minors", key="trial_paediatric")
    return [
        head
        for head in heads
        if product in (None, head.product)
        and (target is None or target in head.targets)
        and chosen in (None, head.phase)
        and (head.may_enrol or not enrolling)
        and (head.takes_minors or not paediatric)
    ]
