"""Damage points a year on conventional therapy: a cohort's rate times what raises or lowers it. An assumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.secondary import SecondaryOutput
from eligibility.domain.truth import Truth
from eligibility.knowledge.library import Library
from eligibility.knowledge.prognosis_files import PrognosisKnowledge, RangedCited
from eligibility.knowledge.secondary_files import DamageFactor, DamageKnowledge, DoseFactor
from model.inputs import Input

UNIT = "points a year"
SAID = (
    "The rate is that of an average patient; what raises or lowers it was published one by one and is multiplied here, "
    "as if nothing overlapped."
)


@dataclass(frozen=True)
class Share:
    """What one factor adds to the logarithm of the rate: expected, and at its least and most over what is possible.

    `weight` is how far the expected value moves with the logarithm of the ratio.
    """

    expected: float
    least: float
    most: float
    weight: float


def damage_a_year(
    known: DamageKnowledge,
    columns: Mapping[str, Input],
    dose: Interval,
    prognosis: PrognosisKnowledge,
    library: Library,
) -> SecondaryOutput:
    """SDI points a year of one patient, with the interval of the published ratios and what is left open."""
    shares = {key: _flag(factor, _truth(columns[factor.input], factor)) for key, factor in known.factors.items()}
    shares["prednisone"] = _dose(known.prednisone, dose)
    ratios = {**{key: factor.ratio for key, factor in known.factors.items()}, "prednisone": known.prednisone.ratio}
    z = NormalDist().inv_cdf(0.5 + known.reading_of_intervals.number / 2)
    centre = sum(share.expected for share in shares.values())
    spread = sum((share.weight * z * _sd(ratios[key], z)) ** 2 for key, share in shares.items())
    rate = known.rate
    low = exp(centre - (log(rate.number / rate.low) ** 2 + spread) ** 0.5)
    high = exp(centre + (log(rate.high / rate.number) ** 2 + spread) ** 0.5)
    is_open = [key for key, share in shares.items() if share.least != share.most]
    least, most = (sum(getattr(share, end) for share in shares.values()) for end in ("least", "most"))
    asked = [
        fact for key, factor in known.factors.items() if key in is_open for fact in prognosis.inputs[factor.input].ask
    ]
    if "prednisone" in is_open:
        asked.append(known.prednisone.fact)
    cited = [rate, known.assumption, *ratios.values()]
    return SecondaryOutput(
        id="damage_a_year",
        title="New damage a year (SDI points)",
        unit=UNIT,
        status="assumption",
        value=rate.number * exp(centre),
        low=rate.number * low,
        high=rate.number * high,
        span=(rate.number * exp(least), rate.number * exp(most)) if is_open else None,
        said=[SAID],
        missing=list(dict.fromkeys(asked)),
        cites=list(dict.fromkeys(library.cite(one) for one in cited)),
    )


def _flag(factor: DamageFactor, present: Truth) -> Share:
    """Measured from the average patient: of a factor that nobody knows, nothing is expected."""
    ratio, share = factor.ratio.number, factor.share.number
    mean = share * ratio + 1.0 - share
    average = share * ratio / mean
    ends = {True: log(ratio / mean), False: log(1.0 / mean)}
    match present.word(0):
        case "yes":
            return Share(ends[True], ends[True], ends[True], 1.0 - average)
        case "no":
            return Share(ends[False], ends[False], ends[False], -average)
    return Share(0.0, min(ends.values()), max(ends.values()), 0.0)


def _dose(factor: DoseFactor, dose: Interval) -> Share:
    """Each milligram from the average dose; a dose beyond the studies counts as their highest."""
    low, high = (float(np.clip(end[0], 0.0, factor.highest.number)) for end in (dose.lo, dose.hi))
    each, centre = log(factor.ratio.number), factor.centre.number
    least, most = each * (low - centre), each * (high - centre)
    if low == high:
        return Share(least, least, least, low - centre)
    return Share(min(max(0.0, least), most), least, most, 0.0)


def _truth(column: Input, factor: DamageFactor) -> Truth:
    """Whether the factor is present, as far as the input of the estimate tells."""
    if isinstance(column, Choice):
        severe = {name.startswith("level_severe") for name in column.possible(0)}
        return Truth.of(["unknown" if len(severe) == 2 else "yes" if True in severe else "no"])
    assert isinstance(column, Truth)
    return ~column if factor.is_reversed else column


def _sd(ratio: RangedCited, z: float) -> float:
    return (log(ratio.high) - log(ratio.low)) / (2.0 * z)
