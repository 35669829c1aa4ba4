"""What would change this: the open answers in order, the fewest answers to each lane, and the nearest change."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Assessment, DecidingFact
from eligibility.domain.path import LanePath, NearestChange, PathAnswer
from pages.parts.faults import faults_shown
from pages.parts.palette import LANES, chip
from pages.parts.rows import rows_shown
from pages.parts.words import counted, inert, told, uncapitalised

SHOWN_FACTS = 5
TOGETHER = "Where no lane is named, the answer counts only together with others."


@st.fragment
def what_would_change(assessment: Assessment) -> None:
    """The missing answers with where each would lead; the shortest ways; the nearest change for who is outside."""
    with faults_shown():
        st.subheader("What would change this", anchor="change")
        facts = assessment.deciding_facts
        if not facts:
            st.markdown("Nothing that is still open can move the lane.")
        else:
            _deciding_table(facts[:SHOWN_FACTS], first=1)
        if len(facts) > SHOWN_FACTS:
            more = counted(len(facts) - SHOWN_FACTS, "more open answer")
            with st.expander(f"{more}, in the order of how much they settle"):
                _deciding_table(facts[SHOWN_FACTS:], first=SHOWN_FACTS + 1)
        ways = [path for path in assessment.paths.values() if path.count != 0 or path.to_arrange]
        if ways:
            with st.expander(f"The fewest answers to each lane that is still possible ({len(ways)})"):
                for path in ways:
                    _path(path)
        if assessment.nearest_change is not None:
            _nearest(assessment.nearest_change)


def outcome_in_words(fact: DecidingFact) -> str:
    """`yes → work-up needed · no → outside this profile today`; answers that lead to the same lane stand together."""
    if len(fact.outcomes) <= 1:
        return ""
    return "  \n".join(
        f"{told(outcome['answer'])}\u00a0:material/arrow_right_alt:\u00a0{inert(uncapitalised(outcome['lane_title']))}"
        for outcome in fact.outcomes
    )


def _deciding_table(facts: list[DecidingFact], first: int) -> None:
    rows = [
        {"Find out": f"{first + i} {told(fact.question)}", "What each answer would do": outcome_in_words(fact)}
        for i, fact in enumerate(facts)
    ]
    rows_shown(rows, "Missing answers in the order they matter")
    if any(len(fact.outcomes) <= 1 for fact in facts):
        st.caption(TOGETHER)


def _path(path: LanePath) -> None:
    """One lane with its fewest answers; what has to be arranged is no answer and stands apart."""
    lines = [f"{chip(LANES[path.lane])} {told(path.says)}"]
    lines += [f"- {_answer(answer)}" for answer in path.answers]
    lines += [f"- :material/event_available: To be arranged: {told(said)}" for said in path.to_arrange]
    st.markdown("\n".join([lines[0], "", *lines[1:]]))


def _answer(answer: PathAnswer) -> str:
    """`Tuberculosis: negative or latent (now not known)`."""
    said = told(answer.answer) if answer.answer else "answered together with the others here"
    return f"**{told(answer.label)}**: {said} :small[(now {told(answer.now)})]"


def _nearest(change: NearestChange) -> None:
    """Hypothetical and marked so; it is never saved, and nobody is asked to bring it about."""
    with st.container(border=True):
        st.markdown(":material/science: **Hypothetical: the nearest change that would bring this patient in**")
        st.markdown(told(change.says))
        lines = [
            f"- **{told(one.label)}**: {told(one.now)}\u00a0:material/arrow_right_alt:\u00a0{told(one.answer)}"
            for one in change.changes
        ]
        if lines:
            st.markdown("\n".join(lines))
        st.caption("Only facts that can change were tried. This is no assessment of the patient and is never saved.")
