"""Beside the form: what is settled so far, what is open, and what does not fit together."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.domain.record import PatientRecord
from eligibility.services.assess import assess
from eligibility.services.records import RecordCheck, check
from pages.parts.findings import GROUND_TITLES
from pages.parts.palette import GATE, GROUND, LANES, chip
from pages.parts.words import counted, inert, joined

SHOWN_FACTS = 5


def live_panel(record: PatientRecord) -> None:
    """Reads the record as it stands and says what follows; a value that cannot be read is named and left out."""
    checked = check(record)
    troubles(checked)
    so_far = assess(readable(record, checked))
    shown = LANES[so_far.lane]
    st.markdown(f"**So far: {inert(so_far.headline)}** :material/{shown.symbol}:")
    if any(finding.verdict == "yes" for finding in so_far.urgent):
        st.error("Treat now; do not wait for this assessment.", icon=":material/emergency:")
    _settled(so_far)
    _open(so_far)


def troubles(checked: RecordCheck) -> None:
    """Faults first, then contradictions and unusual values."""
    for fault in checked.faults:
        st.warning(f"**{inert(fault.what)}**\n\n{inert(fault.remedy)} It is not counted until then.")
    for warning in checked.warnings:
        st.markdown(f":material/warning: {inert(warning.what)}")


def readable(record: PatientRecord, checked: RecordCheck) -> PatientRecord:
    """The record without what cannot be read, so that one slip does not hide everything else."""
    faulty = {fault.where for fault in checked.faults}
    facts = {fact: raw for fact, raw in record.facts.items() if fact not in faulty}
    treatments = [] if "treatments" in faulty else record.treatments
    name = record.patient_id.strip() or "draft"
    return record.model_copy(update={"patient_id": name, "facts": facts, "treatments": treatments})


def _settled(so_far: Assessment) -> None:
    st.markdown("**Settled**")
    gates = [gate for gate in so_far.gates if gate.verdict != "unknown"]
    grounds = {key: ground for key, ground in so_far.grounds.items() if ground.verdict != "unknown"}
    for gate in gates:
        st.markdown(f"{chip(GATE[gate.verdict])} {inert(gate.statement)}")
    for key, ground in grounds.items():
        st.markdown(f"{chip(GROUND[ground.verdict])} {GROUND_TITLES.get(key, key)}")
    safety = sum(item.verdict != "unknown" for item in so_far.safety)
    ready = sum(item.verdict != "unknown" for item in so_far.readiness)
    said = [f"{counted(safety, 'safety item')}", f"{counted(ready, 'readiness item')}"]
    st.caption(f"{joined(said)} answered." if gates or grounds or safety or ready else "Nothing yet.")


def _open(so_far: Assessment) -> None:
    st.markdown("**Open, in the order it matters**")
    if not so_far.deciding_facts:
        st.caption("Nothing that is still open can move the lane.")
        return
    lines = [f"{i}. {inert(fact.question)}" for i, fact in enumerate(so_far.deciding_facts[:SHOWN_FACTS], start=1)]
    st.markdown("\n".join(lines))
    more = len(so_far.deciding_facts) - SHOWN_FACTS
    if more > 0:
        st.caption(f"and {more} more")
