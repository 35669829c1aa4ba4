"""The activity gates of two CAR-T trials that leave items of SLEDAI-2K out."""

from __future__ import annotations

from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes
from eligibility.knowledge.instrument_files import InstrumentKnowledge

TRIALS = ("nct06581198", "nct05798117")


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Whether the points that each trial counts reach its gate."""
    notes: Notes = {}
    gates = {
        f"{trial}_activity": limited(inputs, f"counted_{trial}", notes).at_least(knowledge.parameter(f"{trial}_from"))
        for trial in TRIALS
    }
    return Outcome(dict(gates), notes)
