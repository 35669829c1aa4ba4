"""SLEDAI-2K items from measurements: beyond the limit and, where the item asks for it, attributed to SLE."""

from __future__ import annotations

from eligibility.domain.truth import Truth, any_of, reconcile
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge

# item: (measurement, limit, whether below or above counts, the exclusion that must be answered)
ATTRIBUTED = {
    "leukopenia": ("white_cells_10e9_l", "leukopenia_below", "below", "is_leukopenia_from_drug"),
    "thrombocytopenia": ("platelets_10e9_l", "thrombocytopenia_below", "below", "is_thrombocytopenia_from_drug"),
    "hematuria": ("red_cells_hpf", "hematuria_above", "above", "is_hematuria_from_other_cause"),
    "pyuria": ("white_cells_hpf", "pyuria_above", "above", "is_pyuria_from_infection"),
    "fever": ("temperature_c", "fever_above", "above", "is_fever_from_infection"),
}


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Each item as yes, no or open; a value beyond its limit with the exclusion unanswered stays open and says so."""
    notes: Notes = {}
    outputs: dict[str, Truth] = {item: _attributed(item, inputs, knowledge, notes) for item in ATTRIBUTED}
    proteinuria = _proteinuria(inputs, knowledge, notes)
    joints = limited(inputs, "inflamed_joints", notes)
    outputs |= {
        "proteinuria": proteinuria,
        "proteinuria_selena": proteinuria & inputs.truth("is_proteinuria_new_or_rising"),
        "arthritis": joints.at_least(knowledge.parameter("arthritis_min_joints")),
        "arthritis_selena": joints.at_least(knowledge.parameter("arthritis_min_joints_selena")),
        "low_complement": any_of([inputs.truth(name) for name in ("is_c3_low", "is_c4_low", "is_ch50_low")]),
        "increased_dna_binding": inputs.truth("is_anti_dsdna_positive"),
    }
    return Outcome(dict(outputs), notes)


def _attributed(item: str, inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Truth:
    name, limit, side, exclusion = ATTRIBUTED[item]
    value, other_cause = limited(inputs, name, notes), inputs.truth(exclusion)
    threshold = knowledge.parameter(limit)
    beyond = value.below(threshold) if side == "below" else value.above(threshold)
    sentence = f"{knowledge.outputs[item].label}: needs attribution; the exclusion is not answered."
    add_note(notes, sentence, beyond.is_yes & other_cause.is_unknown)
    return beyond & ~other_cause


def _proteinuria(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Truth:
    by_day = limited(inputs, "proteinuria_g_24h", notes).above(knowledge.parameter("proteinuria_above"))
    by_ratio = limited(inputs, "upcr_g_g", notes).above(knowledge.parameter("proteinuria_above_ratio"))
    proteinuria, contradiction = reconcile(by_day, by_ratio)
    add_note(notes, "Proteinuria: the 24-hour amount and the ratio contradict each other.", contradiction)
    return proteinuria
