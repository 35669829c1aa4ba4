"""What the fields of one fact hold: started from the draft, read together, and written at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from eligibility.domain.cited import FactDefinition
from pages.parts import draft as drafts
from pages.parts.entry import NO, NOT_ASKED, NOT_KNOWN, Answer, answer_of, written


def put_day_on_all(facts: list[FactDefinition], key: str) -> None:
    """Puts one day on these answers, which carry none (results of one visit)."""
    draft, day = drafts.writing(), str(st.session_state.get(key, "")).strip()
    if draft is None or not day:
        return
    dated: dict[str, Any] = {}
    for fact in facts:
        answer = answer_of(fact, draft.record.facts.get(fact.id))
        dated[fact.id] = written(fact, replace(answer, on=day))
        st.session_state.pop(field_key(draft, fact, "on"), None)
    drafts.set_facts(dated)
    st.session_state[key] = ""


def changed(definition: FactDefinition) -> None:
    """Reads the fact's fields together and writes what they say."""
    draft = drafts.writing()
    if draft is None:
        return
    before = answer_of(definition, draft.record.facts.get(definition.id))
    answer = _entered(definition, draft, before)
    if definition.kind == "number" and before.is_blank and answer.is_blank:
        return
    drafts.set_fact(definition.id, written(definition, answer))


def _entered(definition: FactDefinition, draft: drafts.Writing, before: Answer) -> Answer:
    def typed(part: str, otherwise: object) -> object:
        return st.session_state.get(field_key(draft, definition, part), otherwise)

    if definition.kind == "set":
        value: object = {member: typed(f"member.{member}", NOT_KNOWN) for member in definition.values}
        is_blank = all(answer == NOT_KNOWN for answer in value.values())
    else:
        value = typed("value", before.value)
        if definition.kind == "date" and typed("never", False):
            value = "never"
        is_blank = value in (None, "", NOT_KNOWN)
    kept = before.kept if is_blank else NOT_ASKED
    unit = typed("unit", before.unit)
    return Answer(None if is_blank else value, unit, str(typed("on", before.on) or ""), before.source, kept)


def complete_set(definition: FactDefinition) -> None:
    """A person says that the list is complete: every member not answered is no."""
    draft = drafts.writing()
    if draft is None:
        return
    for member in definition.values:
        key = field_key(draft, definition, f"member.{member}")
        if st.session_state.get(key, NOT_KNOWN) == NOT_KNOWN:
            st.session_state[key] = NO
    changed(definition)


def field_start(draft: drafts.Writing, definition: FactDefinition, part: str, value: object) -> str:
    """The field's key; a field that is not on screen yet starts from the draft."""
    key = field_key(draft, definition, part)
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def field_key(draft: drafts.Writing, definition: FactDefinition, part: str) -> str:
    """One name for one field of one draft."""
    return f"{draft.token}.{definition.id}.{part}"
