"""ASTCT 2019 grade of cytokine release syndrome: fever first, then the worse of blood pressure and oxygen."""

from __future__ import annotations

from eligibility.instruments.cells import of_choice, of_number, of_truth, outcomes
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The grade, or every grade still possible; fever is no longer asked once it has been treated."""
    notes: Notes = {}
    by_pressure, by_oxygen = knowledge.table("hypotension_grade"), knowledge.table("oxygen_grade")
    fever = knowledge.parameter("fever_from_c")

    def decide(temperature: float, is_treated: bool, hypotension: str, oxygen: str) -> str:
        worse = int(max(by_pressure[hypotension], by_oxygen[oxygen]))
        if temperature >= fever:
            return str(max(1, worse))
        return str(worse) if is_treated else "0"

    axes = [
        of_number(limited(inputs, "temp_c", notes), [fever]),
        of_truth(inputs.truth("tocilizumab_or_steroid_given")),
        of_choice(inputs.choice("hypotension")),
        of_choice(inputs.choice("oxygen")),
    ]
    grade = outcomes(knowledge.outputs["grade"].values, inputs.size, axes, decide)
    add_note(
        notes,
        "Without fever this is not cytokine release by definition; look for another cause.",
        grade.is_in(["0"]).is_yes & ~inputs.choice("hypotension").is_in(["none"]).is_yes
        | grade.is_in(["0"]).is_yes & ~inputs.choice("oxygen").is_in(["none"]).is_yes,
    )
    return Outcome({"grade": grade}, notes)
