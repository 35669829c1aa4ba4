"""The harms of CAR-T in lupus beside the estimate, on the same scale; what nobody counted says so."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.harms import Harm
from pages.parts.findings import linked, sources_of
from pages.parts.hundred import CONFIG, Strip, per_hundred, strips
from pages.parts.palette import BAR_STOPS, Shown, chip
from pages.parts.words import inert, joined, uncapitalised

NOT_COUNTED = Shown("Not known", "help", None)


def harms_shown(harms: list[Harm]) -> None:
    """Each harm of a hundred treated with its interval, then those that nobody counted."""
    if not harms:
        st.markdown("This assessment was stored before harms stood beside the estimate. Assess again to see them.")
        return
    known = [harm for harm in harms if harm.is_known]
    unknown = [harm for harm in harms if not harm.is_known]
    st.markdown("Of 100 people with lupus treated with CAR-T, so many had:")
    st.plotly_chart(strips([_strip(harm) for harm in known]), config=CONFIG, alt=in_words(harms), key="harms")
    if unknown:
        names = joined([uncapitalised(harm.title) for harm in unknown])
        st.markdown(f"**{chip(NOT_COUNTED)}**, because nobody counted: {inert(names)}.")
    st.caption(
        "Published series without a comparison group, mostly followed for less than two years. "
        "They are not this patient's own risk."
    )


def harms_in_full(harms: list[Harm]) -> None:
    """Every harm with what it is, each count in its pool, how the pool was made, and what stands beside it."""
    if not harms:
        return
    with st.expander("What each harm is, who counted it, and how it was pooled"):
        st.markdown("\n\n".join(_in_full(harm) for harm in harms))


def figure_of(harm: Harm) -> str:
    """`56 (48–64)`, or that it is not known: never a zero for what nobody counted."""
    if harm.per_100 is None or harm.low is None or harm.high is None:
        return "not known"
    return f"{per_hundred(harm.per_100)} ({per_hundred(harm.low)}–{per_hundred(harm.high)})"


def in_words(harms: list[Harm]) -> str:
    """The chart in words, for those who do not see it."""
    said = [f"{harm.title} {figure_of(harm)}" for harm in harms]
    return f"Of 100 people treated with CAR-T: {'; '.join(said)}."


def _strip(harm: Harm) -> Strip:
    return Strip(f"{harm.title}: <b>{figure_of(harm)}</b>", harm.per_100, harm.low, harm.high, colour=BAR_STOPS)


def _in_full(harm: Harm) -> str:
    lines = [f"**{inert(harm.title)}**: {inert(figure_of(harm))}{' of 100' if harm.is_known else ''}. "]
    lines[0] += inert(harm.meaning)
    lines += [
        f"- {inert(study.name[:1].upper() + study.name[1:])}: {study.events} of {study.of}, {linked(study.cite)}."
        f"{' ' + inert(study.note) if study.note else ''}"
        for study in harm.studies
    ]
    if harm.method:
        lines.append(f"- {inert(harm.method)}")
    if harm.beside is not None:
        beside = harm.beside
        pooled = f"{per_hundred(beside.per_100)} ({per_hundred(beside.low)}–{per_hundred(beside.high)}) of 100"
        counted = f"{beside.events} of {beside.of}, {pooled}"
        lines.append(f"- Beside it, never added: {inert(joined(beside.names))}; together {counted}.")
    if harm.note:
        lines.append(f"- {inert(harm.note)}")
    if not harm.is_known:
        lines.append(f"- Looked at: {sources_of(harm.cites)}")
    return "\n".join([lines[0], "", *lines[1:]])
