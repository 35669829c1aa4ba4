"""Two profiles side by side on one patient: where they differ, and the threshold that makes the difference."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.comparison import ComparedCriterion, DifferingThreshold, ProfileComparison
from eligibility.domain.record import PatientRecord
from eligibility.services.compare import compare_profiles
from eligibility.services.profiles import ProfileChoice, profile_choices
from pages.parts.faults import faults_shown
from pages.parts.findings import GROUP_TITLES, linked_value
from pages.parts.palette import LANES, chip, verdict
from pages.parts.rows import rows_shown
from pages.parts.words import counted, inert, told, value_of

ABSENT = "not in this profile"


def usable(choices: list[ProfileChoice]) -> dict[str, ProfileChoice]:
    """The profiles that can be used, by name."""
    return {choice.name: choice for choice in choices if choice.fault is None}


@st.fragment
def profiles(record: PatientRecord, name: str) -> None:
    """This assessment's profile against one other; what is broken in the centre's own folder is said below."""
    with faults_shown():
        choices = profile_choices()
        others = {other: choice for other, choice in usable(choices).items() if other != name}
        own = next((choice for choice in choices if choice.name == name), None)
        titled = name if own is None else own.title
        other = st.selectbox(
            f"Compare {titled} with",
            list(others),
            index=None,
            format_func=lambda key: f"{others[key].title}{' (this centre)' if others[key].is_own else ''}",
            placeholder="Choose a second profile",
            key="other_profile",
            width=420,
        )
        if other in others:
            if others[other].note:
                st.caption(told(others[other].note))
            comparison_shown(compare_profiles(record, [name, other]))
        else:
            st.markdown("Profiles are choices and never one truth. Choose a second one to see where they differ.")
        broken_shown(choices)


def broken_shown(choices: list[ProfileChoice]) -> None:
    """A centre's file that cannot be used, in three lines that say what to correct."""
    broken = [choice for choice in choices if choice.fault is not None]
    if broken:
        st.markdown(f"**{counted(len(broken), 'profile')} of this centre cannot be used**")
        for choice in broken:
            fault = choice.fault
            assert fault is not None
            text = f"**{told(fault.what)}**\n\n{told(fault.why)}\n\n{told(fault.remedy)}"
            st.warning(text, icon=":material/warning:")


def comparison_shown(found: ProfileComparison) -> None:
    """The lanes beside each other, then the criteria that differ with the thresholds behind them."""
    for column, profile in zip(st.columns(len(found.profiles), border=True), found.profiles, strict=True):
        with column:
            st.markdown(f"**{inert(profile.title)}** :small[{inert(profile.name)} {inert(profile.hash[:4])}]")
            st.markdown(chip(LANES[profile.lane]))
    titles = {profile.name: profile.title for profile in found.profiles}
    differing = [one for one in found.criteria if one.differs]
    if not differing:
        st.markdown(f"All {len(found.criteria)} criteria come out the same for this patient.")
    else:
        every = counted(len(found.criteria), "criterion", "criteria")
        st.markdown(f"{len(differing)} of {every} come out differently:")
        rows = [
            {
                "Criterion": f"{inert(one.statement)}  \n:small[{GROUP_TITLES.get(one.group, one.group)}]",
                **{titles[name]: said(one, name) for name in titles},
            }
            for one in differing
        ]
        rows_shown(rows, "Criteria on which the profiles differ")
        _thresholds(differing, titles, "The thresholds that make the difference", decisive=True)
    same = [one for one in found.criteria if one.thresholds and not one.differs]
    if same:
        label = f"Other thresholds that differ, without effect on this patient ({len(same)} criteria)"
        _thresholds(same, titles, label)


def said(one: ComparedCriterion, name: str) -> str:
    """The verdict's chip, with the grades that are still open."""
    word = one.verdicts[name]
    if word == ABSENT:
        return "Not asked by this profile"
    shown = verdict(one.group, word)
    return f"{shown} :small[({' or '.join(one.possible[name])})]" if len(one.possible[name]) > 1 else shown


def _thresholds(criteria: list[ComparedCriterion], titles: dict[str, str], label: str, decisive: bool = False) -> None:
    rows = [
        {"Question": f"{inert(_question(part))}  \n:small[{inert(one.statement)}]", **_values(part, titles)}
        for one in criteria
        for part in one.thresholds
        if part.decides or not decisive
    ]
    if rows:
        with st.expander(label):
            rows_shown(rows, label)


def _question(part: DifferingThreshold) -> str:
    """The grade is a word of the data; what is asked follows it."""
    return part.what.removeprefix("yes: ").replace("floor weeks", "Least weeks of a course")


def _values(part: DifferingThreshold, titles: dict[str, str]) -> dict[str, str]:
    return {
        titles[name]: "not asked"
        if cited is None
        else f"**{inert(value_of(cited.value, cited.unit))}** :small[{linked_value(cited)}]"
        for name, cited in part.values.items()
    }
