"""The form: sections on the left, one section in the middle, what follows from it on the right."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.cited import FactDefinition, Section
from eligibility.domain.faults import Conflict
from eligibility.services.library import library
from pages.parts import draft as drafts
from pages.parts.conflict import conflict_shown
from pages.parts.course_entry import course_editor
from pages.parts.entry import is_recorded
from pages.parts.fact_entry import fact_entry, known_of
from pages.parts.fact_state import put_day_on_all
from pages.parts.faults import faults_shown, show_fault
from pages.parts.live_panel import live_panel
from pages.parts.words import counted

TREATMENTS = Section(id="treatments", label="Treatment courses", hint="Each drug tried: dose, time, outcome, adherence")
CASE = "identity"


@st.fragment
def record_form() -> None:
    """Everything of the form reruns together, and nothing else on the page does."""
    with faults_shown():
        draft = drafts.writing()
        # A button outside that is clicked straight from a field arrives as a rerun of this fragment alone.
        if draft is None or draft.stage != drafts.ENTERING:
            st.rerun()
        sections = all_sections()
        names = [section.id for section in sections]
        chosen = f"{draft.token}.section"
        if st.session_state.get(chosen) not in names:
            st.session_state[chosen] = draft.section if draft.section in names else names[0]
        with st.sidebar:
            st.radio(
                "Sections",
                names,
                key=chosen,
                format_func=lambda name: sections[names.index(name)].label,
                captions=[count_of(section, draft) for section in sections],
            )
        draft.section = st.session_state[chosen]
        section = sections[names.index(draft.section)]
        middle, right = st.columns([5, 3], gap="large")
        with middle:
            _kept(draft)
            st.header(section.label, anchor=False)
            st.caption(f"{section.hint}. {count_of(section, draft)}. What is left blank stays not known.")
            _section(section, draft)
            _step(names, chosen)
        with right, st.container(border=True), faults_shown():
            live_panel(draft.record)


def all_sections() -> tuple[Section, ...]:
    """The sections in the order of the form, with the treatment courses before the present treatment."""
    found = list(library().sections)
    at = next((i for i, section in enumerate(found) if section.id == "therapy"), len(found))
    return (*found[:at], TREATMENTS, *found[at:])


def facts_of(section: Section) -> list[FactDefinition]:
    return [fact for fact in library().facts.values() if fact.section == section.id]


def count_of(section: Section, draft: drafts.Writing) -> str:
    """`7 of 12 known`; courses are counted."""
    if section.id == TREATMENTS.id:
        return counted(len(draft.record.treatments), "course")
    known, total = known_of(facts_of(section), draft)
    return f"{known} of {total} known"


def overview(draft: drafts.Writing) -> None:
    """While the answers are read back: what each section holds."""
    with st.sidebar:
        st.markdown("Sections")
        for section in all_sections():
            st.caption(f"{section.label}: {count_of(section, draft)}")


def _section(section: Section, draft: drafts.Writing) -> None:
    if section.id == TREATMENTS.id:
        course_editor(draft, library().drugs)
        return
    if section.id == CASE:
        _case(draft)
    facts = facts_of(section)
    for fact in facts:
        fact_entry(fact, draft, library().printed_units)
    if sum(fact.stale_after_days is not None for fact in facts) >= 3:
        _one_day_for_all(facts, draft, section)


def _case(draft: drafts.Writing) -> None:
    name, day = f"{draft.token}.pseudonym", f"{draft.token}.as_of"
    if name not in st.session_state:
        st.session_state[name] = draft.record.patient_id
    if day not in st.session_state:
        st.session_state[day] = draft.record.as_of
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Pseudonym",
            key=name,
            max_chars=128,
            help="The only field that has to be filled. No name, no initials, no date of birth.",
            on_change=_named,
            args=(name,),
            width=320,
        )
        st.date_input(
            "Assessment day",
            key=day,
            format="YYYY-MM-DD",
            help="Everything is judged as of this day.",
            on_change=lambda: drafts.set_as_of(st.session_state[day]),
            width=200,
        )


def _named(field: str) -> None:
    drafts.set_pseudonym(st.session_state[field])
    st.rerun()


def _one_day_for_all(facts: list[FactDefinition], draft: drafts.Writing, section: Section) -> None:
    undated = [
        fact
        for fact in facts
        if fact.stale_after_days is not None
        and is_recorded(raw := draft.record.facts.get(fact.id))
        and not (isinstance(raw, dict) and "on" in raw)
    ]
    if not undated:
        return
    key = f"{draft.token}.{section.id}.day_for_all"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("One day for all answers without one", key=key, placeholder="2026-05-01", width=280)
        st.button(
            f"Put it on {counted(len(undated), 'answer')}",
            key=f"{key}.put",
            icon=":material/event:",
            on_click=put_day_on_all,
            args=(undated, key),
        )


def _step(names: list[str], chosen: str) -> None:
    """Previous and next, so that nobody has to go back to the list of sections."""
    at = names.index(st.session_state[chosen])

    def go(to: int) -> None:
        st.session_state[chosen] = names[to]

    with st.container(horizontal=True):
        if at > 0:
            st.button("Previous section", key="previous", icon=":material/arrow_back:", on_click=go, args=(at - 1,))
        if at < len(names) - 1:
            st.button("Next section", key="next", icon=":material/arrow_forward:", on_click=go, args=(at + 1,))


def _kept(draft: drafts.Writing) -> None:
    if draft.fault is not None:
        show_fault(draft.fault)
        if isinstance(draft.fault, Conflict):
            conflict_shown(draft)
            return
        st.button("Try to keep it again", key="keep_again", icon=":material/save:", on_click=drafts.keep, args=(draft,))
        if draft.key is not None:
            st.button(
                "Reload what is stored",
                key="reload",
                icon=":material/refresh:",
                help="Drops what is on screen since the last time it was kept.",
                on_click=drafts.resume,
                args=(draft.key,),
            )
