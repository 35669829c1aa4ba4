"""Where the estimate comes from: points by clinical domain that add up, each domain open to its predictors."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from eligibility.domain.assessment import Prognosis
from eligibility.domain.points import DomainPoints, PredictorPoints, points_of
from eligibility.services.predictors import Predictor, predictors
from pages.parts.findings import GROUND_TITLES, linked
from pages.parts.hundred import CONFIG, of_hundred
from pages.parts.palette import LOWERS, RAISES
from pages.parts.words import counted, inert, joined, uncapitalised

NOT_KNOWN = "not known"


def points_shown(prognosis: Prognosis) -> None:
    """Points from the average patient to this one, by domain; the published effects behind each predictor inside."""
    domains = points_of(prognosis.contributions)
    if not domains:
        return
    total = sum(domain.points for domain in domains)
    st.markdown("#### Where it comes from")
    start = "" if prognosis.reference is None else f" (about {of_hundred(prognosis.reference)} of 100)"
    st.markdown(
        f"From the average patient{start} to this one: **{signed(total)}**, which add up below. Above zero raises "
        "the risk of failure; seven points are about twice the odds. What is not known counts as on average."
    )
    moved = [domain for domain in domains if domain.points]
    if moved:
        st.plotly_chart(points_chart(moved), config=CONFIG, alt=in_words(domains, total), key="points")
    overlapping_shown(prognosis)
    published = predictors(prognosis.model)
    with st.container(gap="xxsmall"):
        for domain in domains:
            with st.expander(f"{titled(domain.domain)}: {signed(domain.points)}{_unknown_of(domain)}"):
                said = [_predictor(one, published.get(one.contribution.predictor)) for one in domain.predictors]
                st.markdown("\n\n".join(said))


def overlapping_shown(prognosis: Prognosis) -> None:
    """Which predictors read the same facts as a ground: the two agree partly because they read the same."""
    grounds: dict[str, list[str]] = {}
    for part in prognosis.contributions:
        for ground in part.overlaps:
            grounds.setdefault(ground, []).append(uncapitalised(part.label))
    if grounds:
        said = [f"{GROUND_TITLES[ground].lower()} ({joined(labels)})" for ground, labels in grounds.items()]
        st.caption(
            f"Read by the rules as well: {inert(joined(said))}. Where estimate and rules agree on these, they are one "
            "piece of evidence, not two."
        )


def signed(points: int) -> str:
    """`+3 points`, `−1 point`, `0 points`."""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{counted(abs(points), 'point')}"


def titled(text: str) -> str:
    return inert(text[:1].upper() + text[1:])


def in_words(domains: list[DomainPoints], total: int) -> str:
    """The chart in words, for those who do not see it."""
    said = [f"{domain.domain} {signed(domain.points)}" for domain in domains if domain.points]
    return f"Points from the average patient: {'; '.join(said)}; together {signed(total)}."


def points_chart(domains: list[DomainPoints]) -> go.Figure:
    """One bar for each domain that moves the estimate, the largest on top, its points beside it."""
    ordered = sorted(domains, key=lambda domain: abs(domain.points))
    widest = max(abs(domain.points) for domain in ordered) * 1.3
    figure = go.Figure(
        go.Bar(
            y=[domain.domain[:1].upper() + domain.domain[1:] for domain in ordered],
            x=[domain.points for domain in ordered],
            orientation="h",
            text=[f"{domain.points:+d}".replace("-", "−") for domain in ordered],
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": [RAISES if domain.points > 0 else LOWERS for domain in ordered],
                "pattern": {"shape": ["" if domain.points > 0 else "/" for domain in ordered]},
            },
        )
    )
    figure.update_layout(
        height=70 + 26 * len(ordered),
        margin={"l": 8, "r": 8, "t": 4, "b": 36},
        xaxis={"title": "lowers ← points → raises", "range": [-widest, widest], "zeroline": True, "fixedrange": True},
        yaxis={"automargin": True, "fixedrange": True},
    )
    return figure


def _unknown_of(domain: DomainPoints) -> str:
    unknown = sum(one.contribution.value in ("", NOT_KNOWN) for one in domain.predictors)
    if not unknown:
        return ""
    return ", not known" if unknown == len(domain.predictors) else f", {unknown} of {len(domain.predictors)} not known"


def _predictor(one: PredictorPoints, published: Predictor | None) -> str:
    part = one.contribution
    value = inert(part.value or NOT_KNOWN)
    log_odds = f"{part.log_odds:+.2f}".replace("-", "−")
    lines = [f"**{inert(part.label)}**: {value}. **{signed(one.points)}** :small[(log-odds {log_odds})]", ""]
    if part.overlaps:
        names = joined([GROUND_TITLES[ground].lower() for ground in part.overlaps])
        lines.append(f"- Also read by the rules on {inert(names)}")
    if published is not None:
        lines.append(f"- In the model: {inert('; '.join(published.coefficients))}")
        lines += [f"- {inert(effect.says)} ({linked(effect.cite)})" for effect in published.effects]
        if published.note:
            lines.append(f"- {inert(published.note)}")
    return "\n".join(lines)
