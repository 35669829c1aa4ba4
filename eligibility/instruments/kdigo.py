"""KDIGO stages of GFR (G) and albuminuria (A), and the risk group of the two together."""

from __future__ import annotations

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.instruments.banding import band_from
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge

A_STAGES = ("A1", "A2", "A3")
MG_IN_G = 1000.0


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Every stage and risk group that is still possible."""
    notes: Notes = {}
    by_egfr = band_from(limited(inputs, "egfr", notes), knowledge.table("g_from"))
    g = _both(by_egfr, inputs.choice("g_documented"), "GFR stage", notes)
    a = _both(_albuminuria(inputs, knowledge, notes), inputs.choice("a_documented"), "Albuminuria stage", notes)
    return Outcome({"g": g, "a": a, "risk": _risk(g, a, knowledge)}, notes)


def _albuminuria(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Choice:
    """By albumin in the unit reported, or by protein where albumin was not measured."""
    everything = Choice.unknown(A_STAGES, inputs.size)
    stages = {}
    for measure, names in (("albumin", ("uacr_mg_g", "uacr_mg_mmol")), ("protein", ("upcr_g_g", "upcr_mg_mmol"))):
        stage = everything
        for name in names:
            value = limited(inputs, name, notes)
            if name == "upcr_g_g":
                value = value.times(MG_IN_G)
            unit = "mg_mmol" if name.endswith("mg_mmol") else "mg_g"
            by_this = _stage(value, knowledge.table(f"{'acr' if measure == 'albumin' else 'pcr'}_{unit}"))
            stage = _both(stage, by_this, "Albuminuria stage", notes)
        stages[measure] = stage
    return _both(stages["albumin"], stages["protein"], "Albuminuria by albumin and by protein", notes)


def _stage(ratio: Interval, limits: dict[str, float]) -> Choice:
    """A2 from its lower limit up to and including its upper one."""
    reaches_a2, exceeds_a2 = ratio.at_least(limits["a2_from"]), ratio.above(limits["a3_above"])
    possible = (~reaches_a2.is_yes, ~reaches_a2.is_no & ~exceeds_a2.is_yes, ~exceeds_a2.is_no)
    mask = sum(answer.astype(np.uint32) << np.uint32(i) for i, answer in enumerate(possible))
    return Choice(A_STAGES, np.asarray(mask, dtype=np.uint32))


def _both(one: Choice, other: Choice, what: str, notes: Notes) -> Choice:
    """What both sources still allow; where they allow nothing in common, all that either allows, and a note."""
    common = one.mask & other.mask
    contradiction = common == 0
    add_note(notes, f"{what}: two sources contradict each other; both are kept.", contradiction)
    return Choice(one.values, np.where(contradiction, one.mask | other.mask, common))


def _risk(g: Choice, a: Choice, knowledge: InstrumentKnowledge) -> Choice:
    values, ranks = knowledge.outputs["risk"].values, knowledge.table("risk_rank")
    mask = np.zeros(len(g), dtype=np.uint32)
    for i, g_stage in enumerate(g.values):
        for j, a_stage in enumerate(a.values):
            rank = int(ranks.get(f"{g_stage}_{a_stage}", len(values) - 1))
            is_possible = (g.mask >> np.uint32(i)) & (a.mask >> np.uint32(j)) & np.uint32(1)
            mask |= is_possible.astype(np.uint32) << np.uint32(rank)
    return Choice(values, mask)
