"""The kidney: what each response standard says, side by side; the milestone due; what the ground was read from."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import InstrumentResult
from eligibility.domain.finding import GradedFinding, Threshold
from eligibility.domain.renal import RenalStandard, RenalStandards
from eligibility.services.calculate import output_labels
from eligibility.services.sources import fact_label
from pages.parts.faults import faults_shown
from pages.parts.findings import OPERATORS, linked_value, sources_of
from pages.parts.palette import AGAINST, GROUND, MEETS, UNKNOWN, Shown, chip
from pages.parts.rows import rows_shown
from pages.parts.words import day, fact_value, inert, joined, told, value_of

ON_TARGET = {
    "yes": Shown("On target", "check", MEETS),
    "no": Shown("Target missed", "close", AGAINST),
    "unknown": UNKNOWN,
    "not_due": Shown("Not due yet", "schedule", None),
}
STATES = {
    "passed": "its time is past",
    "due": "**due now**",
    "later": "still ahead",
    "unknown": "not known: the day of induction is not",
}
RELAPSE = "ln_relapse_kdigo2012"


@st.fragment
def renal(standards: RenalStandards | None, ground: GradedFinding | None, relapse: InstrumentResult | None) -> None:
    """Where the standards differ comes first; none of them is preferred."""
    with faults_shown():
        if ground is not None:
            st.markdown(f"Renal ground: {chip(GROUND[ground.verdict])} {told(ground.statement)}")
            for caution in ground.cautions:
                st.markdown(f":material/warning: {told(caution)}")
        if standards is None:
            st.markdown("No nephritis is recorded, or nothing of its course, so no response standard can be applied.")
        else:
            _standards(standards)
        if relapse is not None:
            _relapse(relapse)
        if ground is not None and ground.values:
            _read(ground)


def _standards(found: RenalStandards) -> None:
    if found.differ:
        st.markdown("**The standards differ**, and none is preferred here:")
        st.markdown("\n".join(f"- {told(said)}" for said in found.differ))
    else:
        st.markdown("The standards do not contradict each other on this patient.")
    rows_shown([_row(one) for one in found.standards], "What each response standard says")
    said = [f"{inert(label)} **{told(value)}**" for label, value in found.values.items()]
    st.markdown(f"Held against: {' · '.join(said)}")
    if found.milestones:
        rows = [
            {
                "EULAR milestone": f"by {inert(one.by)}",
                "When": STATES[one.state],
                "Asks for": " · ".join(asked(threshold) for threshold in one.asks),
            }
            for one in found.milestones
        ]
        rows_shown(rows, "Milestones by time since induction")
    for note in found.notes:
        st.markdown(f":material/info: {told(note)}")


def _row(one: RenalStandard) -> dict[str, str]:
    named = inert(joined([fact_label(fact) for fact in one.missing]))
    missing = f"  \n:small[Not known: {named}]" if one.missing else ""
    shown = ON_TARGET[one.is_on_target]
    said = "" if one.says.casefold() == shown.word.casefold() else f" {told(one.says)}"
    return {
        "Standard": f"**{inert(one.title)}**",
        "Says": f"{chip(shown)}{said}{missing}",
        "Milestone due": told(one.due),
        "Asks for": " · ".join(asked(threshold) for threshold in one.thresholds) or "nothing yet",
        "Source": sources_of(one.cites),
    }


def asked(threshold: Threshold) -> str:
    """What was asked, linked to its place; a share of what it was is said as a percentage."""
    label = inert(fact_label(threshold.fact).rpartition(": ")[2])
    value = value_of(threshold.value, threshold.unit)
    if threshold.unit == "fraction" and isinstance(threshold.value, int | float):
        value = f"{100 * threshold.value:g}%"
    said = f"{label} {OPERATORS[threshold.operator]} {inert(value)}"
    return said if threshold.cited is None else f"{said} :small[{linked_value(threshold.cited)}]"


def _relapse(result: InstrumentResult) -> None:
    labels = output_labels(result.id)
    outputs = {labels.get(name, name): value for name, value in result.outputs.items() if value is not None}
    said = [f"{label}: {value_of(value)}" for label, value in outputs.items()]
    if said:
        st.markdown(f"Relapse, {inert(result.title)}: {told('; '.join(said))} :small[{sources_of(result.cites)}]")


def _read(ground: GradedFinding) -> None:
    """Class, activity, chronicity, biopsy and course as the ground read them."""
    rows = [
        {
            "Read from the record": inert(value.label.rpartition(": ")[2]),
            "Value": inert(fact_value(value.fact, value.value, value.unit)),
            "On": "" if value.on is None else day(value.on),
        }
        for value in ground.values
    ]
    with st.expander("What the renal ground was read from"):
        rows_shown(rows, "What the renal ground was read from")
