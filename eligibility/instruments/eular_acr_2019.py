"""EULAR/ACR 2019 classification of SLE: entry criterion, ten domains counting the heaviest item, a clinical item."""

from __future__ import annotations

from eligibility.domain.truth import Truth, all_of, any_of, reconcile
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.two_sources import Notes, add_note, has_any, proves, settle, yes_only
from eligibility.instruments.weighted_items import added, as_interval, heaviest_bounds
from eligibility.knowledge.instrument_files import InstrumentKnowledge

ANTIBODY_FLAGS = ("is_anti_dsdna_positive", "is_anti_dsdna_ever_positive", "is_anti_sm_positive")
ANTIPHOSPHOLIPID_FLAGS = (
    "is_antiphospholipid_positive",
    "is_lupus_anticoagulant_positive",
    "is_acl_positive",
    "is_anti_b2gpi_positive",
)
BIOPSY_ITEMS = {"renal_biopsy_class_iii_or_iv": ("III", "IV"), "renal_biopsy_class_ii_or_v": ("II", "V")}


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Whether SLE is classified, with the attainable total while items are open.

    Everything rises with every item, so the bounds and the verdict are exact: the lower bound and the clinical item
    are both lowest when every open item is absent, and both highest when every open item is present.
    """
    notes: Notes = {}
    domains = {name: table.values for name, table in knowledge.tables.items()}
    items = _items(inputs, knowledge, notes)
    total = as_interval(added([heaviest_bounds(items, weights) for weights in domains.values()]), inputs.size)
    has_clinical = any_of([items[i] for name in domains if name.startswith("clinical_") for i in domains[name]])
    entry = _entry(inputs, knowledge, notes)
    meets = all_of([entry, has_clinical, total.at_least(knowledge.parameter("classifying_total"))])
    return Outcome(
        {"total": total, "is_entry_met": entry, "has_clinical_item": has_clinical, "meets": meets}, notes
    )


def _entry(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Truth:
    stated = inputs.truth("is_ana_positive")
    if not has_any(inputs, ["ana_titre"]):
        return stated
    by_titre = inputs.number("ana_titre").at_least(knowledge.parameter("entry_titre"))
    entry, contradiction = reconcile(stated, by_titre)
    add_note(notes, "ANA: the stated result and the titre contradict each other; counted as unknown.", contradiction)
    return entry


def _items(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> dict[str, Truth]:
    """The 22 items; what the record proves fills an open item, and never answers no to an item that counts for ever."""
    items = {item: inputs.truth(item) for table in knowledge.tables.values() for item in table.values}
    derived = {
        "anti_dsdna_or_anti_sm": proves(inputs, ANTIBODY_FLAGS),
        "antiphospholipid_any": proves(inputs, ANTIPHOSPHOLIPID_FLAGS),
    }
    if has_any(inputs, ["ln_class"]):
        classes = inputs.members("ln_class")
        for item, names in BIOPSY_ITEMS.items():
            derived[item] = yes_only(any_of([classes.has(name) for name in names]))
    for item, truth in derived.items():
        items[item] = settle(items[item], truth, knowledge.inputs[item].label, notes)
    if has_any(inputs, ["is_c3_low", "is_c4_low"]):
        _settle_complement(inputs, knowledge, items, notes)
    return items


def _settle_complement(
    inputs: Inputs, knowledge: InstrumentKnowledge, items: dict[str, Truth], notes: Notes
) -> None:
    """Both low proves the heavier item; one low proves at least the lighter one, unless both are already known low."""
    c3, c4 = inputs.truth("is_c3_low"), inputs.truth("is_c4_low")
    both = settle(items["low_c3_and_c4"], yes_only(c3 & c4), knowledge.inputs["low_c3_and_c4"].label, notes)
    one = yes_only(c3 | c4).where(both.is_yes, Truth.unknown(inputs.size))
    items["low_c3_and_c4"] = both
    items["low_c3_or_c4"] = settle(items["low_c3_or_c4"], one, knowledge.inputs["low_c3_or_c4"].label, notes)
