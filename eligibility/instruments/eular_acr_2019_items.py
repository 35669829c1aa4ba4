"""Which limits of the EULAR/ACR 2019 items a measurement reaches; attribution to SLE is not part of it."""

from __future__ import annotations

from eligibility.domain.truth import reconcile
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Whether each measured limit is reached, with the comparators of this classification and no other."""
    notes: Notes = {}

    def number(name: str):  # noqa: ANN202
        return limited(inputs, name, notes)

    limit = knowledge.parameter
    by_day = number("proteinuria_g_24h").above(limit("proteinuria_above"))
    by_ratio = number("upcr_g_g").above(limit("proteinuria_above_ratio"))
    proteinuria, contradiction = reconcile(by_day, by_ratio)
    add_note(notes, "Proteinuria: the 24-hour amount and the ratio contradict each other.", contradiction)
    joints = limit("joints")
    stiff = number("tender_joints").at_least(joints) & number("morning_stiffness_min").at_least(limit("stiffness_min"))
    return Outcome(
        {
            "leukopenia": number("white_cells_10e9_l").below(limit("leukopenia_below")),
            "thrombocytopenia": number("platelets_10e9_l").below(limit("thrombocytopenia_below")),
            "fever": number("temperature_c").above(limit("fever_above")),
            "proteinuria": proteinuria,
            "joint_involvement": number("swollen_joints").at_least(joints) | stiff,
            "is_entry_met": number("ana_titre").at_least(limit("entry_titre")),
        },
        notes,
    )
