"""The record being written in this session. Every change is kept in the store at once, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import streamlit as st

from eligibility.domain.faults import Fault
from eligibility.domain.record import PatientRecord
from eligibility.services import patients
from pages.parts.person import person

STATE = "draft_being_written"
ENTERING, CHECKING = "enter", "check"


@dataclass
class Writing:
    """A draft and where it is kept. `token` names its fields, so that two drafts never share what was typed."""

    record: PatientRecord
    key: str | None = None
    version: int | None = None
    confirmed: list[str] = field(default_factory=list)
    removed: tuple[int, dict[str, Any]] | None = None
    fault: Fault | None = None
    # What is on screen was begun from this, so that after a conflict one's own changes can be told from the others'.
    base: PatientRecord | None = None
    stage: str = ENTERING
    section: str | None = None
    token: str = field(default_factory=lambda: uuid4().hex[:8])


def writing() -> Writing | None:
    """The draft of this session, if one is open."""
    return st.session_state.get(STATE)


def begin(record: PatientRecord | None = None) -> Writing:
    """Starts a new patient, empty or from a record. Nothing is stored until something is entered or changed."""
    st.session_state[STATE] = Writing(record or patients.new_draft().record)
    return st.session_state[STATE]


def begin_from_file(record: PatientRecord) -> Writing:
    """Starts from a record that somebody handed over, and keeps it at once."""
    begun = begin(record)
    keep(begun)
    return begun


def resume(key: str) -> Writing:
    """Goes on with a patient: the draft where it was left, the saved record, or a copy of an example."""
    found = patients.open_patient(key, person())
    if found.is_example:
        return begin(found.newest.model_copy(deep=True))
    confirmed = list(found.draft.confirmed) if found.draft else []
    base = found.newest.model_copy(deep=True)
    st.session_state[STATE] = Writing(found.newest, found.key, found.version, confirmed, base=base)
    return st.session_state[STATE]


def close() -> None:
    st.session_state.pop(STATE, None)


def keep(draft: Writing) -> None:
    """Keeps the draft in the store; a fault stays with the draft until a later attempt succeeds."""
    try:
        kept = patients.save_draft(
            patients.Draft(draft.record, tuple(draft.confirmed)), person(), draft.key, draft.version
        )
    except Fault as fault:
        draft.fault = fault
    else:
        draft.key, draft.version, draft.fault = kept.key, kept.version, None
        draft.base = draft.record.model_copy(deep=True)


def replace(record: PatientRecord, version: int) -> None:
    """Goes on with another record in place of this one, based on a stored version; its fields show it at once."""
    if (old := writing()) is not None:
        st.session_state[STATE] = new = Writing(record, old.key, version, old.confirmed, section=old.section)
        keep(new)


def set_fact(fact: str, raw: Any) -> None:
    """Writes one fact; None takes it out, which is the same as not known."""

    set_facts({fact: raw})


def set_facts(facts: dict[str, Any]) -> None:
    """Writes several facts and keeps them together; None takes a fact out."""

    def change(draft: Writing) -> None:
        for fact, raw in facts.items():
            if raw is None:
                draft.record.facts.pop(fact, None)
            else:
                draft.record.facts[fact] = raw
            _lapse(draft, fact)

    _change(change)


def set_pseudonym(pseudonym: str) -> None:
    def change(draft: Writing) -> None:
        draft.record.patient_id = pseudonym.strip()

    _change(change)


def set_as_of(day: date | None) -> None:
    def change(draft: Writing) -> None:
        if day is not None:
            draft.record.as_of = day

    _change(change)


def put_course(course: dict[str, Any], index: int | None) -> None:
    """Adds a treatment course, or replaces the one at this place."""

    def change(draft: Writing) -> None:
        if index is None:
            draft.record.treatments.append(course)
        else:
            draft.record.treatments[index] = course
        draft.removed = None

    _change(change)


def remove_course(index: int) -> None:
    def change(draft: Writing) -> None:
        draft.removed = (index, draft.record.treatments.pop(index))

    _change(change)


def undo_remove() -> None:
    def change(draft: Writing) -> None:
        if draft.removed is not None:
            index, course = draft.removed
            draft.record.treatments.insert(index, course)
            draft.removed = None

    _change(change)


def confirm(warning: str, is_confirmed: bool) -> None:
    """A person confirms an unusual value by its warning's code, or takes the confirmation back."""

    def change(draft: Writing) -> None:
        draft.confirmed = [other for other in draft.confirmed if other != warning]
        if is_confirmed:
            draft.confirmed.append(warning)

    _change(change)


def _lapse(draft: Writing, fact: str) -> None:
    """What was confirmed of a value does not hold of the value that replaces it."""
    draft.confirmed = [code for code in draft.confirmed if code != f"plausible.{fact}"]


def _change(change: Callable[[Writing], None]) -> None:
    draft = writing()
    if draft is not None:
        change(draft)
        keep(draft)
