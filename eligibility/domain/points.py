"""Contributions as whole points that add up: what a person adds by head comes out as printed."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from eligibility.domain.assessment import Contribution
from eligibility.domain.cited import Frozen

# One point is a tenth of a log-odds, so seven points are about twice the odds.
POINTS_A_LOG_ODDS = 10.0


class PredictorPoints(Frozen):
    """One predictor with its whole points."""

    contribution: Contribution
    points: int


class DomainPoints(Frozen):
    """One clinical domain; its predictors' points add up to its own."""

    domain: str
    points: int
    predictors: list[PredictorPoints]


def points_of(contributions: Sequence[Contribution]) -> list[DomainPoints]:
    """Whole points by clinical domain, then by predictor, each level adding up exactly to the one above."""
    domains: dict[str, list[Contribution]] = {}
    for part in contributions:
        domains.setdefault(part.domain, []).append(part)
    sums = [sum(POINTS_A_LOG_ODDS * part.log_odds for part in parts) for parts in domains.values()]
    shown = largest_remainder(sums, round(sum(sums)))
    found = []
    for (domain, parts), points in zip(domains.items(), shown, strict=True):
        each = largest_remainder([POINTS_A_LOG_ODDS * part.log_odds for part in parts], points)
        predictors = [PredictorPoints(contribution=p, points=n) for p, n in zip(parts, each, strict=True)]
        found.append(DomainPoints(domain=domain, points=points, predictors=predictors))
    return found


def largest_remainder(values: Sequence[float], total: int) -> list[int]:
    """Whole numbers that add up to `total`, each next to its value; those cut most by rounding down are rounded up."""
    down = [floor(value) for value in values]
    short = total - sum(down)
    order = sorted(range(len(values)), key=lambda i: (down[i] - values[i], i))
    for i in order[:short]:
        down[i] += 1
    return down
