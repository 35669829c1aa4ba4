"""Audit: who did what to whom and when, what changed, and whether all of it is still what was written."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from eligibility.domain.people import Role
from eligibility.services.clock import in_clinic
from eligibility.services.permissions import MAY, Action, allows
from eligibility.services.store_duties import AuditEntry, history_of, verify_audit
from eligibility.services.store_words import audit_in_words
from pages.parts import opened
from pages.parts.faults import faults_shown
from pages.parts.person import person
from pages.parts.words import day, inert, joined

NEWEST = 200
LONGEST = 160


def page() -> None:
    st.title("Audit", anchor=False)
    if not allows(person(), Action.VIEW_AUDIT):
        able = [role.label.lower() for role in Role if Action.VIEW_AUDIT in MAY[role]]
        st.markdown(
            "Every write, score, export, refusal and reading of a patient is listed here. "
            f"It is shown to: {joined(able)}. The role is set above, under who is working."
        )
        return
    if st.button("Check that nothing was changed", key="verify_audit", icon=":material/link:"):
        with faults_shown():
            report = verify_audit(person())
            show = st.info if report.is_intact else st.error
            show("  \n".join(inert(line) for line in audit_in_words(report).splitlines()))
    key = opened.opened()
    only = False
    if key is not None:
        st.session_state["audit_of_one"] = only = st.session_state.get("audit_of_one", False)
        only = st.toggle("Only the open patient", key="audit_of_one")
    found = history_of(key if only else None, person(), NEWEST)
    if not found:
        st.markdown("Nothing has been done here yet.")
        return
    st.table(
        pd.DataFrame([row_of(entry) for entry in found]),
        border="horizontal",
        hide_index=True,
        alt="Entries of the audit, the newest first",
    )
    if len(found) == NEWEST:
        st.caption(f"The newest {NEWEST} are shown; a backup holds all of them.")


def row_of(entry: AuditEntry) -> dict[str, str]:
    """One entry in words. A patient is named by the beginning of the key, never by a pseudonym."""
    at = in_clinic(entry.at)
    checked = "" if entry.is_authenticated else ", not authenticated"
    return {
        "Entry": str(entry.seq),
        "When": f"{day(at.date())}, {at:%H:%M:%S}",
        "Who": inert(f"{entry.person} ({Role(entry.role).label.lower()}{checked})"),
        "What": inert(entry.action.replace(".", ": ", 1).replace("_", " ").capitalize()),
        "Whom": inert(entry.subject[:8]),
        "Changed": inert(changed(entry)),
    }


def changed(entry: AuditEntry) -> str:
    """`facts.age_years: 34 → 35`, each answer that differs; shortened where it is long."""
    if not entry.is_readable:
        return "encrypted under a key that is not set here"
    was, is_now = _flat(entry.before or {}), _flat(entry.after or {})
    said = [
        f"{name}: {was.get(name, 'nothing')} → {is_now.get(name, 'nothing')}" if entry.before else f"{name}: {value}"
        for name, value in {**was, **is_now}.items()
    ]
    text = "; ".join(said)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": each for inner, each in value.items()}
        else:
            flat[name] = value
    return flat


page()
