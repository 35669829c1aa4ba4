"""Waived gates: said at the top and beside the gate; a named person waives or withdraws, with a reason."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.domain.faults import Fault
from eligibility.domain.finding import GradedFinding
from eligibility.domain.waiver import Waiver
from eligibility.services import patients
from eligibility.services import waivers as kept
from eligibility.services.clock import today
from pages.parts import opened
from pages.parts.faults import faults_shown, show_fault
from pages.parts.palette import CAUTION, GATE, Shown, chip
from pages.parts.person import person
from pages.parts.words import day, told

WAIVED = Shown("Waived", "signature", CAUTION)


def waived_banner(made: Assessment) -> None:
    """At the top of the assessment, since every verdict below rests on it."""
    for gate in made.gates:
        if gate.waived is not None:
            st.warning(in_words(gate), icon=":material/signature:")


def in_words(gate: GradedFinding) -> str:
    """Who waived which gate, why, on which day, and what the gate says by itself."""
    assert gate.waived is not None
    return (
        f"**Waived: {told(gate.statement)}.** {told(gate.waived.by)} on {day(gate.waived.on)}: "
        f"{told(gate.waived.reason)} By itself the gate says: {GATE[gate.waived.original_verdict].word.lower()}."
    )


@st.fragment
def waivers(key: str, made: Assessment) -> None:
    """What is waived now, and the form to waive a gate or withdraw a waiver."""
    with faults_shown():
        st.markdown(
            "A named person may waive a gate for a reason. The gate then counts as met with caution; what it says by "
            "itself stays beside it, here and on paper. Grounds, safety and readiness cannot be waived."
        )
        if key.startswith(patients.EXAMPLE_KEY):
            st.markdown("Nothing is decided about an example. Record a patient, or take a copy of the example.")
            return
        in_force = {waiver.criterion: waiver for waiver in kept.waivers_of(key, person())}
        _not_yet_counted(key, made, in_force)
        for gate in made.gates:
            _gate(key, gate, in_force.get(gate.id), made)


def _not_yet_counted(key: str, made: Assessment, in_force: dict[str, Waiver]) -> None:
    """An assessment is never changed after it was made, so a later waiver counts in the next one."""
    gates = {gate.id for gate in made.gates}
    later = [one for one in in_force.values() if one.criterion in gates and one.on > made.as_of]
    for one in later:
        st.caption(
            f":material/history: A waiver of {day(one.on)} counts in assessments of that day or later; this is as "
            f"of {day(made.as_of)}."
        )
    counts = {(one.criterion, one.reason) for one in in_force.values() if one.criterion in gates and one not in later}
    if {(one.criterion, one.reason) for one in made.waivers} == counts:
        return
    st.info("Waivers changed after this assessment was made. Assess again to count them.", icon=":material/history:")
    if st.button("Check the record and assess again", key="assess_for_waiver", icon=":material/edit_note:"):
        st.session_state[opened.PROFILE] = made.profile
        opened.go_to_record(key)


def _gate(key: str, gate: GradedFinding, waiver: Waiver | None, made: Assessment) -> None:
    own = gate.verdict if gate.waived is None else gate.waived.original_verdict
    with st.container(border=True):
        st.markdown(f"{chip(GATE[own])} {told(gate.statement)}")
        if waiver is not None:
            st.markdown(f"{chip(WAIVED)} {told(waiver.by)} on {day(waiver.on)}: {told(waiver.reason)}")
            _form(key, gate.id, made, is_waived=True)
        elif own != "yes":
            _form(key, gate.id, made, is_waived=False)


def _form(key: str, criterion: str, made: Assessment, is_waived: bool) -> None:
    label = "Withdraw this waiver" if is_waived else "Waive this gate"
    with st.expander(label), st.form(f"waiver.{criterion}.{is_waived}"):
        reason = st.text_area("Reason", key=f"waiver.reason.{criterion}.{is_waived}", max_chars=500)
        on = None
        if not is_waived:
            on = st.date_input(
                "Agreed on",
                value=today(),
                max_value=today(),
                format="DD/MM/YYYY",
                help=f"It counts in assessments of that day or later. This one is as of {day(made.as_of)}.",
                key=f"waiver.on.{criterion}",
            )
        if st.form_submit_button(label, icon=":material/signature:"):
            try:
                if is_waived:
                    kept.withdraw(key, criterion, str(reason or ""), person())
                else:
                    kept.waive(key, criterion, str(reason or ""), person(), on, made.profile)  # type: ignore[arg-type]
            except Fault as fault:
                show_fault(fault)
                return
            st.rerun(scope="fragment")
