"""CKiD U25 eGFR from creatinine, with its constant by age and sex."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.height_based_egfr import height_over_creatinine, where_it_holds
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge

CM_IN_M = 100.0


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The estimate from 1 to 25 years; the constant only rises with age, so the bounds are exact."""
    notes: Notes = {}
    age = limited(inputs, "age_years", notes)
    holds = age.at_least(knowledge.parameter("least_age")) & age.at_most(knowledge.parameter("greatest_age"))
    k = _constant(age.clip(knowledge.parameter("least_age"), knowledge.parameter("greatest_age")), inputs, knowledge)
    quotient = height_over_creatinine(inputs, knowledge.parameter("umol_l_for_1_mg_dl"), notes).times(1 / CM_IN_M)
    egfr = Interval(k.lo * quotient.lo, k.hi * quotient.hi)
    sentence = "CKiD U25 holds from 1 to 25 years; the age is another or not known."
    return Outcome(
        {
            "egfr": where_it_holds(egfr, holds, sentence, notes),
            "k": Interval.unknown(inputs.size).where(holds.is_yes, k),
        },
        notes,
    )


def _constant(age: Interval, inputs: Inputs, knowledge: InstrumentKnowledge) -> Interval:
    sex = inputs.choice("sex")
    female, male = (
        Interval(*(_at_age(bound, knowledge.table(name), knowledge.table("ages")) for bound in (age.lo, age.hi)))
        for name in ("female", "male")
    )
    may_be_female, may_be_male = ~sex.is_in(["female"]).is_no, ~sex.is_in(["male"]).is_no
    return female.hull(male).where(~may_be_male, female).where(~may_be_female, male)


def _at_age(age: np.ndarray, constants: dict[str, float], ages: dict[str, float]) -> np.ndarray:
    younger = constants["at_12"] * constants["each_year_below_12"] ** (age - ages["twelve"])
    older = constants["at_12"] * constants["each_year_from_12"] ** (age - ages["twelve"])
    grown = np.full_like(age, constants["from_18"])
    return np.where(age < ages["twelve"], younger, np.where(age < ages["eighteen"], older, grown))
