"""A treatment course's dose held against the least dose that counts as an adequate trial."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from eligibility.domain.cited import DoseRule
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth, any_of

MILLIGRAMS = {"ug": 0.001, "mg": 1.0, "g": 1000.0}
DAYS = {"day": 1.0, "d": 1.0, "week": 7.0, "wk": 7.0, "month": 30.0}
FREQUENCY_DAYS = {
    "once_daily": 1.0,
    "daily": 1.0,
    "twice_daily": 0.5,
    "three_times_daily": 1.0 / 3.0,
    "weekly": 7.0,
    "every_2_weeks": 14.0,
    "every_4_weeks": 28.0,
    "monthly": 30.0,
}
_SPELT = {"once_a_day": "daily", "twice_a_day": "twice_daily", "every_two_weeks": "every_2_weeks"}
_UNIT = re.compile(r"^(ug|mg|g)(?:/(kg|m2))?(?:/(day|d|week|wk|month|dose|infusion))?$")


@dataclass(frozen=True, slots=True)
class DoseUnit:
    """Milligrams for one unit of the number, per what of the body, and over how many days (None: a single dose)."""

    milligrams: float
    body: str | None
    days: float | None


def dose_unit(text: str | None, frequency: str | None = None) -> DoseUnit | None:
    """The unit as written on a prescription ("g/day", "mg/kg/day", "mg/m2/infusion"); None when it is not readable."""
    found = _UNIT.match((text or "").strip().lower().replace("²", "2").replace("µ", "u").replace(" ", ""))
    if found is None:
        return None
    mass, body, period = found.groups()
    days = DAYS.get(period) if period else None
    if days is None and period not in ("dose", "infusion") and frequency is not None:
        word = frequency.replace(" ", "_")
        days = FREQUENCY_DAYS.get(_SPELT.get(word, word))
    return DoseUnit(MILLIGRAMS[mass], body, days)


def is_adequate_dose(
    dose: Interval,
    written: str | None,
    frequency: str | None,
    doses_given: Interval,
    rules: tuple[DoseRule, ...],
    weight_kg: Interval,
) -> Truth:
    """Whether the dose reaches the least adequate dose by any published way of giving the drug.

    A rule in another kind of unit leaves it unknown (no body surface is guessed; a per-kg rule needs the weight).
    A drug without a published least dose is unknown, never adequate.
    """
    if not rules:
        return Truth.unknown(len(dose))
    return any_of([_meets(dose, written, frequency, doses_given, rule, weight_kg) for rule in rules])


def _meets(
    dose: Interval,
    written: str | None,
    frequency: str | None,
    doses_given: Interval,
    rule: DoseRule,
    weight_kg: Interval,
) -> Truth:
    wanted = dose_unit(rule.unit)
    # A rule for each infusion is held against the single dose, however often it was given.
    unit = dose_unit(written, frequency if wanted is not None and wanted.days is not None else None)
    if wanted is None or unit is None or (wanted.days is None) != (unit.days is None):
        return Truth.unknown(len(dose))
    factor = unit.milligrams / wanted.milligrams
    if wanted.days is not None and unit.days is not None and wanted.days != unit.days:
        factor = factor * wanted.days / unit.days
    given = dose if factor == 1.0 else dose.times(factor)
    if unit.body != wanted.body:
        given = _by_weight(given, unit, wanted, weight_kg)
    enough = given.at_least(rule.minimum.number)
    return enough if rule.doses_given is None else enough & doses_given.at_least(rule.doses_given.number)


def _by_weight(given: Interval, unit: DoseUnit, wanted: DoseUnit, weight_kg: Interval) -> Interval:
    weight = Interval(np.maximum(weight_kg.lo, 0.0), weight_kg.hi)
    with np.errstate(divide="ignore", invalid="ignore"):
        if wanted.body == "kg" and unit.body is None:
            return _bounded(given.lo / weight.hi, given.hi / weight.lo)
        if wanted.body is None and unit.body == "kg":
            return _bounded(given.lo * weight.lo, given.hi * weight.hi)
    return Interval.unknown(len(given))


def _bounded(lo: np.ndarray, hi: np.ndarray) -> Interval:
    """Undefined bounds (an unknown dose over an unknown weight) are open."""
    return Interval(np.where(np.isnan(lo), -np.inf, lo), np.where(np.isnan(hi), np.inf, hi))
