"""One fact on the form: the answer, its unit and its day side by side. Blank means not known, never no."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from eligibility.domain.cited import FactDefinition
from pages.parts import draft as drafts
from pages.parts.entry import NO, NOT_ASKED, NOT_KNOWN, YES, Answer, answer_of, is_recorded
from pages.parts.fact_state import changed, complete_set, field_key, field_start
from pages.parts.words import UNSAID, inert

ANSWERS = (YES, NO, NOT_KNOWN)
DATE_HELP = (
    "Day of the result: 2026-05-01, or 2026-05 or 2026 when the day is not known. "
    "Left blank, the answer counts as current on the assessment day. Write “not known” when nobody knows how old it is."
)
NUMBER_HELP = "A number with a decimal point, or as the laboratory wrote it: <0.5, >1.0, 0.5-1.0."
EVENT_HELP = "2026-05-01, or 2026-05 or 2026 when the day is not known. Blank means not known."
SERIES_HELP = "One result a line: the day, the value, and the unit where several are used."


def fact_entry(definition: FactDefinition, draft: drafts.Writing, printed_units: Mapping[str, str]) -> None:
    """The fields of one fact, filled from the draft; a change is written at once."""
    raw = draft.record.facts.get(definition.id)
    answer = answer_of(definition, raw)
    has_unit = definition.kind == "number" and len(definition.accepted_units) > 1
    has_day = definition.kind not in ("date", "text", "series") and (
        definition.stale_after_days is not None or bool(answer.on)
    )
    with st.container(key=field_key(draft, definition, "row"), gap="xxsmall"):
        if definition.kind != "set":
            st.markdown(_label(definition, printed_units), help=_help(definition))
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            _answer(definition, answer, draft)
            if has_unit:
                _unit(definition, answer, draft, printed_units)
            if has_day and definition.kind != "set":
                _day(definition, answer, draft)
        if has_day and definition.kind == "set":
            _day(definition, answer, draft)
        if answer.kept is not NOT_ASKED:
            _kept_from_file(definition, answer, draft)
        if answer.source:
            st.caption(f"Source: {inert(answer.source)}")


def known_of(facts: list[FactDefinition], draft: drafts.Writing) -> tuple[int, int]:
    """How many of these facts the record says anything about, and how many there are."""
    return sum(is_recorded(draft.record.facts.get(fact.id)) for fact in facts), len(facts)


def _label(definition: FactDefinition, printed: Mapping[str, str]) -> str:
    unit = definition.unit if definition.kind == "number" and len(definition.accepted_units) <= 1 else None
    beside = f" ({printed.get(unit, unit)})" if unit and unit not in UNSAID else ""
    return f"{definition.label}{beside}"


def _help(definition: FactDefinition) -> str:
    more = {"number": NUMBER_HELP, "date": EVENT_HELP, "series": SERIES_HELP}.get(definition.kind)
    said = [definition.meaning, *([more] if more else [])]
    return "\n\n".join([*said, *([DATE_HELP] if definition.stale_after_days is not None else [])])


def _kept_from_file(definition: FactDefinition, answer: Answer, draft: drafts.Writing) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f":material/description: From the file: {inert(answer.kept)}. Answering above replaces it.")
        st.button(
            "Take it out",
            key=field_key(draft, definition, "take_out"),
            icon=":material/delete:",
            on_click=drafts.set_fact,
            args=(definition.id, None),
        )


def _answer(definition: FactDefinition, answer: Answer, draft: drafts.Writing) -> None:
    match definition.kind:
        case "flag":
            _flag(definition, answer, draft)
        case "choice":
            _choice(definition, answer, draft)
        case "set":
            _set(definition, answer, draft)
        case "date":
            _event_day(definition, answer, draft)
        case "series":
            _series(definition, answer, draft)
        case _:
            _text(definition, answer, draft)


def _flag(definition: FactDefinition, answer: Answer, draft: drafts.Writing) -> None:
    key = field_start(draft, definition, "value", answer.value or NOT_KNOWN)
    st.segmented_control(
        definition.label,
        ANSWERS,
        key=key,
        required=True,
        on_change=changed,
        args=(definition,),
        label_visibility="collapsed",
        wrap=True,
    )


def _choice(definition: FactDefinition, answer: Answer, draft: drafts.Writing) -> None:
    key = field_start(draft, definition, "value", answer.value or NOT_KNOWN)
    labels = {**definition.value_labels, NOT_KNOWN: NOT_KNOWN}
    options = [*definition.values, NOT_KNOWN]
    widget = st.segmented_control if len(options) <= 5 or _is_letters(definition) else st.selectbox
    more = {"required": True, "wrap": True} if widget is st.segmented_control else {"width": 320}
    widget(
        definition.label,
        options,
        key=key,
        format_func=lambda value: labels.get(value, str(value).replace("_", " ")),
        label_visibility="collapsed",
        on_change=changed,
        args=(definition,),
        **more,
    )


def _set(definition: FactDefinition, answer: Answer, draft: drafts.Writing) -> None:
    """Each member has its own answer, so that "III or IV" can be said by leaving both open."""
    with st.container(gap="xsmall"):
        st.markdown(f"**{definition.label}**", help=definition.meaning)
        for member in definition.values:
            key = field_start(draft, definition, f"member.{member}", (answer.value or {}).get(member, NOT_KNOWN))
            st.segmented_control(
                definition.value_labels.get(member, member.replace("_", " ")),
                ANSWERS,
                key=key,
                required=True,
                on_change=changed,
                args=(definition,),
            )
        st.button(
            "The others: no",
            key=field_key(draft, definition, "complete"),
            icon=":material/done_all:",
            help="Says that the list is complete: what is not yes and not answered is no.",
            on_click=complete_set,
            args=(definition,),
        )


def _event_day(definition: FactDefinition, answer: Answer, draft: drafts.Writing) -> None:
    is_never = str(answer.value or "").strip().lower() == "never"
    key = field_start(draft, definition, "value", "" if is_never else answer.value or "")
    st.text_input(
        definition.label,
        key=key,
        placeholder="2026-05-01",
        label_visibility="collapsed",
        on_change=changed,
        args=(definition,),
        width=190,
        disabled=is_never,
    )
    if definition.allows_never:
        never = field_start(draft, definition, "never", is_never)
        st.checkbox("Never", key=never, on_change=changed, args=(definition,), help="It never happened.")


def _series(definition: FactDefinition, answer: Answer, draft: drafts.Writing) -> None:
    key = field_start(draft, definition, "value", answer.value or "")
    units = f" {definition.unit}" if definition.unit_required else ""
    st.text_area(
        definition.label,
        key=key,
        label_visibility="collapsed",
        placeholder=f"2026-03-01 1.2{units}",
        on_change=changed,
        args=(definition,),
    )


def _text(definition: FactDefinition, answer: Answer, draft: drafts.Writing) -> None:
    is_number = definition.kind == "number"
    st.text_input(
        definition.label,
        key=field_start(draft, definition, "value", answer.value or ""),
        max_chars=60 if is_number else 2000,
        label_visibility="collapsed",
        on_change=changed,
        args=(definition,),
        width=150 if is_number else "stretch",
    )


def _unit(definition: FactDefinition, answer: Answer, draft: drafts.Writing, printed: Mapping[str, str]) -> None:
    chosen = answer.unit or (None if definition.unit_required else definition.unit)
    key = field_start(draft, definition, "unit", chosen if chosen in definition.accepted_units else None)
    st.selectbox(
        f"Unit of {definition.label}",
        definition.accepted_units,
        index=None,
        key=key,
        format_func=lambda unit: printed.get(unit, unit),
        placeholder="Unit",
        label_visibility="collapsed",
        on_change=changed,
        args=(definition,),
        width=145,
    )


def _day(definition: FactDefinition, answer: Answer, draft: drafts.Writing) -> None:
    st.text_input(
        f"Day of {definition.label}",
        key=field_start(draft, definition, "on", answer.on),
        placeholder="Day: current",
        label_visibility="collapsed",
        on_change=changed,
        args=(definition,),
        width=145,
    )


def _is_letters(definition: FactDefinition) -> bool:
    return all(len(value) == 1 for value in definition.values)
