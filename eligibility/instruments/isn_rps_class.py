"""ISN/RPS class of lupus nephritis from the shares of glomeruli affected."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.cells import of_choice, of_number, of_truth, outcomes
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge

ALL_GLOMERULI = 100.0


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The class, or every class still possible. Shares that add up to more than all glomeruli are refused."""
    notes: Notes = {}
    active = limited(inputs, "pct_glomeruli_endo_extracapillary", notes)
    sclerosed = limited(inputs, "pct_globally_sclerosed_no_activity", notes)
    too_much = active.lo + sclerosed.lo > ALL_GLOMERULI
    add_note(notes, "Active and sclerosed glomeruli add up to more than all; both are counted as unknown.", too_much)
    anything = Interval.constant(inputs.size, 0.0, ALL_GLOMERULI)
    active, sclerosed = active.where(too_much, anything), sclerosed.where(too_much, anything)
    active, sclerosed = (
        Interval(active.lo, np.minimum(active.hi, ALL_GLOMERULI - sclerosed.lo)),
        Interval(sclerosed.lo, np.minimum(sclerosed.hi, ALL_GLOMERULI - active.lo)),
    )

    def decide(active: float, sclerosed: float, is_membranous: bool, mesangium: str) -> str:
        if sclerosed >= knowledge.parameter("sclerosed_from_pct"):
            return "VI"
        if active > 0:
            proliferative = "III" if active < knowledge.parameter("diffuse_from_pct") else "IV"
            return f"{proliferative}+V" if is_membranous else proliferative
        if is_membranous:
            return "V"
        return {"proliferation": "II", "deposits_only": "I", "normal": "none"}[mesangium]

    axes = [
        of_number(active, [0.0, knowledge.parameter("diffuse_from_pct")]),
        of_number(sclerosed, [knowledge.parameter("sclerosed_from_pct")]),
        of_truth(inputs.truth("membranous")),
        of_choice(inputs.choice("mesangium")),
    ]
    found = outcomes(knowledge.outputs["class"].values, inputs.size, axes, decide)
    sampled = limited(inputs, "glomeruli_sampled", notes)
    enough = sampled.at_least(knowledge.parameter("glomeruli_needed"))
    add_note(notes, "Few glomeruli were sampled: the class may be wrong.", enough.is_no)
    return Outcome({"class": found, "is_sample_adequate": enough}, notes)
