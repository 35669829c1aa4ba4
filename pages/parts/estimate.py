"""The estimate under the evidence: of a hundred such patients, with every reason for uncertainty, harms beside it."""

from __future__ import annotations

import streamlit as st

from eligibility.domain.assessment import Assessment, Contribution, Prognosis
from eligibility.domain.record import PatientRecord
from eligibility.services.sources import setting_titles
from pages.parts.estimate_missing import missing_shown
from pages.parts.estimate_points import points_shown
from pages.parts.estimate_secondary import secondary_shown
from pages.parts.estimate_what_if import what_if_shown
from pages.parts.findings import sources_of
from pages.parts.harms import harms_in_full, harms_shown
from pages.parts.hundred import CONFIG, Strip, hundred_squares, of_hundred, strips
from pages.parts.palette import BAR_AGAINST, LOWERS
from pages.parts.words import inert, uncapitalised

KEY_TO_SQUARES = (
    "Filled: not in response, at the low end of the interval. Crossed: as far as the estimate, then to its high end. "
    "Empty: in response even so."
)
# Both terms raise the risk of failure and lower what any treatment can still win back.
FIXED_DAMAGE = ("chronicity_index", "egfr_deficit")
RESPONSE_SO_FAR = {
    "yes": "no response so far",
    "no": "with a response so far",
    "unknown": "response so far not known",
}
BUILT_FOR = {"renal": "active lupus nephritis", "extrarenal": "SLE without active nephritis"}


def estimate_section(record: PatientRecord, assessment: Assessment) -> None:
    """The estimate with its comparator, harms in the same format beside it, and everything needed to question both."""
    found = assessment.prognosis
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("#### On conventional therapy")
        if found is None:
            st.markdown("There is no estimate: what it needs first is not known.")
        elif found.estimate is None:
            _no_estimate(found)
        else:
            _figures(found)
    with right:
        st.markdown("#### Harms of CAR-T")
        harms_shown(assessment.harms)
    if found is not None and found.estimate is not None:
        not_benefit(found)
    harms_in_full(assessment.harms)
    if found is None:
        return
    if found.estimate is not None:
        points_shown(found)
        missing_shown(found)
    secondary_shown(found.secondary)
    if found.estimate is not None:
        # The day of the assessment counts, also where the record was written for another.
        what_if_shown(record.model_copy(update={"as_of": assessment.as_of}), found)


def sentence(prognosis: Prognosis) -> str:
    """`About 77 of 100 such patients are …`, with the interval."""
    assert prognosis.estimate is not None, "a sentence needs an estimate"
    text = f"**About {of_hundred(prognosis.estimate)} of 100 such patients** are {inert(prognosis.target)}"
    if prognosis.interval is None:
        return f"{text}."
    low, high = prognosis.interval
    return f"{text} ({of_hundred(low)}–{of_hundred(high)} of 100)."


def strips_of(prognosis: Prognosis) -> list[Strip]:
    """This patient, then the same kind of patient on average, then this patient in the other settings."""
    assert prognosis.estimate is not None, "nothing to draw without an estimate"
    here = _strip("This patient", prognosis.estimate, prognosis.interval, prognosis.missing_bounds)
    lines = [here]
    kind = BUILT_FOR.get(prognosis.model, prognosis.model)
    if prognosis.reference is not None:
        label = f"Average patient with {kind}" if prognosis.model == "renal" else f"Average: {kind}"
        lines.append(_strip(label, prognosis.reference, symbol="diamond", colour=BAR_AGAINST))
    if (later := prognosis.at_six_months) is not None:
        label = f"At six months, {RESPONSE_SO_FAR[later.no_response]}"
        lines.append(_strip(label, later.estimate, later.interval, later.missing_bounds, symbol="square"))
    titles = setting_titles()
    for name, value in prognosis.other_settings.items():
        label = f"This patient, setting “{uncapitalised(titles.get(name, name))}”"
        lines.append(_strip(label, value, symbol="circle-open", colour=LOWERS))
    return lines


def not_benefit(prognosis: Prognosis) -> None:
    """What the figure must not be taken for, with this patient's chronic damage and kidney function."""
    parts = {part.predictor: part for part in prognosis.contributions}
    said = [f"{uncapitalised(_name(parts[key]))} {inert(parts[key].value)}" for key in FIXED_DAMAGE if key in parts]
    here = f" Here: {'; '.join(said)}." if said else ""
    st.info(
        "**A high risk of failure is not the same as benefit from CAR-T.** Chronic damage and a low eGFR raise this "
        f"figure and lower what any treatment can win back.{here}",
        icon=":material/info:",
    )


def _figures(prognosis: Prognosis) -> None:
    assert prognosis.estimate is not None, "drawn only with an estimate"
    st.markdown(sentence(prognosis))
    low, high = prognosis.interval or (prognosis.estimate, prognosis.estimate)
    squares = hundred_squares(prognosis.estimate, low, high)
    st.plotly_chart(squares, config=CONFIG, alt=f"{in_words(prognosis)} {KEY_TO_SQUARES}", key="estimate_squares")
    st.caption(KEY_TO_SQUARES)
    st.plotly_chart(strips(strips_of(prognosis)), config=CONFIG, alt=in_words(prognosis), key="estimate_strips")
    st.caption(
        f"Thick: interval of the published effects. Thin: whatever the missing answers are. "
        f"Setting: {inert(uncapitalised(prognosis.setting_title))}. "
        f"{inert(_titled(prognosis.status))}. {sources_of(prognosis.cites)}"
    )
    if (later := prognosis.at_six_months) is not None:
        st.caption(
            f"Six months into induction the response so far says most: {inert(later.title)}. {sources_of(later.cites)}"
        )
    for warning in prognosis.warnings:
        st.markdown(f":material/warning: {inert(warning)}")


def in_words(prognosis: Prognosis) -> str:
    """The chart in words, for those who do not see it."""
    said = []
    for strip in strips_of(prognosis):
        ends = "" if strip.low is None or strip.high is None else f" ({strip.low:.0f} to {strip.high:.0f})"
        widest = (
            "" if strip.widest is None else f", between {strip.widest[0]:.0f} and {strip.widest[1]:.0f} in any case"
        )
        said.append(f"{strip.label.split(':')[0]} {strip.value or 0:.0f}{ends}{widest}")
    return f"Of 100 patients: {'; '.join(said)}."


def _no_estimate(prognosis: Prognosis) -> None:
    st.markdown(f"There is no single estimate. {inert(prognosis.reason)}".strip())
    for name, value in prognosis.alternatives.items():
        st.markdown(f"- {inert(_titled(BUILT_FOR.get(name, name)))}: about {of_hundred(value)} of 100")
    for warning in prognosis.warnings:
        st.markdown(f":material/warning: {inert(warning)}")


def _strip(
    label: str,
    value: float,
    interval: tuple[float, float] | None = None,
    widest: tuple[float, float] | None = None,
    symbol: str = "circle",
    colour: str | None = None,
) -> Strip:
    ends = "" if interval is None else f" ({of_hundred(interval[0])}–{of_hundred(interval[1])})"
    strip = Strip(
        label=f"{label}: <b>{of_hundred(value)}{ends}</b>",
        value=100 * value,
        low=None if interval is None else 100 * interval[0],
        high=None if interval is None else 100 * interval[1],
        widest=None if widest is None else (100 * widest[0], 100 * widest[1]),
        symbol=symbol,
    )
    return strip if colour is None else Strip(**{**vars(strip), "colour": colour})


def _titled(text: str) -> str:
    return text[:1].upper() + text[1:]


def _name(part: Contribution) -> str:
    return "eGFR" if part.predictor == "egfr_deficit" else part.label
