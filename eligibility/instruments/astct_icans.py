"""ICE score and ASTCT 2019 grade of immune effector cell-associated neurotoxicity (ICANS): the worst domain counts."""

from __future__ import annotations

from eligibility.domain.interval import Interval, total
from eligibility.instruments.cells import of_choice, of_number, outcomes
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge

ICE_PARTS = ("orientation", "naming", "command", "writing", "attention")
DOMAINS = ("consciousness", "seizure", "motor", "oedema")


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The ICE score and the grade, or every grade still possible while a domain is open."""
    notes: Notes = {}
    ice = _ice(inputs, notes)
    limits = {grade: knowledge.parameter(f"ice_grade_{grade}_up_to") for grade in (1, 2, 3)}
    tables = [knowledge.table(f"{domain}_grade") for domain in DOMAINS]

    def decide(score: float, *found: str) -> str:
        by_ice = max([grade for grade, limit in limits.items() if score <= limit], default=0)
        return str(int(max(by_ice, *(table[value] for table, value in zip(tables, found, strict=True)))))

    axes = [of_number(ice, limits.values()), *(of_choice(inputs.choice(domain)) for domain in DOMAINS)]
    return Outcome({"grade": outcomes(knowledge.outputs["grade"].values, inputs.size, axes, decide), "ice": ice}, notes)


def _ice(inputs: Inputs, notes: Notes) -> Interval:
    """The ICE score as stated, brought together with the sum of its parts."""
    parts = total([limited(inputs, part, notes) for part in ICE_PARTS])
    ice, contradiction = limited(inputs, "ice", notes).reconcile(parts)
    add_note(notes, "The stated ICE score and its parts contradict each other; both are kept as bounds.", contradiction)
    return ice
