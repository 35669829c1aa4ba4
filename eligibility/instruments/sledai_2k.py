"""SLEDAI-2K: 24 weighted items, a documented total, and what laboratory values settle about single items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eligibility.domain.cohort import Column
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth, any_of, reconcile
from eligibility.instruments.banding import band_up_to
from eligibility.instruments.documented_total import part_of_total
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.two_sources import Notes, add_note, has_any, no_only, settle, yes_only
from eligibility.instruments.weighted_items import Tally
from eligibility.knowledge.instrument_files import InstrumentKnowledge

SEROLOGY = frozenset({"low_complement", "increased_dna_binding"})
RENAL = frozenset({"urinary_casts", "hematuria", "proteinuria", "pyuria"})
CONTRADICTION = "The documented total and the items contradict each other; both are kept as bounds."


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Total, clinical and renal points with their attainable intervals, reconciled with a documented total."""
    notes: Notes = {}
    items = frozenset(knowledge.table("weights"))
    parts = {
        "total": items,
        "clinical": items - SEROLOGY,
        "renal": RENAL,
        "major_organ": frozenset(knowledge.table("major_organ")),
        "counted_nct06581198": items - frozenset(knowledge.table("not_counted_nct06581198")),
        "counted_nct05798117": items - frozenset(knowledge.table("not_counted_nct05798117")),
    }
    outputs: dict[str, Column] = dict(_points(inputs, knowledge, parts, notes))
    for band in ("eular_review_band", "classic_band"):
        outputs[band] = band_up_to(outputs["total"], knowledge.table(band))
    return Outcome(outputs, notes)


def total_without(inputs: Inputs, knowledge: InstrumentKnowledge, excluded: Iterable[str]) -> Interval:
    """The points a trial counts when it leaves these items out, bounded by the items and by a documented total."""
    left_out = frozenset(excluded)
    return totals_without(inputs, knowledge, [left_out])[left_out]


def totals_without(
    inputs: Inputs, knowledge: InstrumentKnowledge, excluded: Iterable[frozenset[str]]
) -> dict[frozenset[str], Interval]:
    """The same for several trials at once, each with the items that it leaves out."""
    items = frozenset(knowledge.table("weights"))
    parts = {",".join(sorted(left_out)): left_out for left_out in excluded}
    for left_out in parts.values():
        if unknown := left_out - items:
            raise KeyError(f"SLEDAI-2K has no item {', '.join(sorted(unknown))}")
    found = _points(inputs, knowledge, {name: items - left_out for name, left_out in parts.items()}, {})
    return {left_out: found[name] for name, left_out in parts.items()}


def _points(
    inputs: Inputs, knowledge: InstrumentKnowledge, parts: Mapping[str, frozenset[str]], notes: Notes
) -> dict[str, Interval]:
    """Points of each part of the score; items that every part treats alike are counted once."""
    weights, items = knowledge.table("weights"), settled_items(inputs, knowledge, notes)
    documented = _documented(inputs, knowledge, notes)
    alike: dict[tuple[bool, ...], list[str]] = {}
    for item in weights:
        alike.setdefault(tuple(item in part for part in parts.values()), []).append(item)
    tallies = {signature: Tally.of(items, weights, names) for signature, names in alike.items()}
    points = {}
    for place, name in enumerate(parts):
        part = Tally.together([tally for signature, tally in tallies.items() if signature[place]])
        if documented is None:
            points[name] = part.interval(inputs.size)
            continue
        rest = Tally.together([tally for signature, tally in tallies.items() if not signature[place]])
        points[name], contradiction = part_of_total(part, rest, documented)
        add_note(notes, CONTRADICTION, contradiction)
    return points


def settled_items(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> dict[str, Truth]:
    """The 24 items as the clinician answered them, with what laboratory values settle filled in."""
    items = {item: inputs.truth(item) for item in knowledge.table("weights")}
    for item, derived in (
        ("increased_dna_binding", _dna_binding(inputs, notes)),
        ("low_complement", _low_complement(inputs)),
    ):
        items[item] = settle(items[item], derived, knowledge.inputs[item].label, notes)
    for item, beyond in (
        ("thrombocytopenia", _below(inputs, "platelets_10e9_l", knowledge.parameter("thrombocytopenia_below"))),
        ("leukopenia", _below(inputs, "white_cells_10e9_l", knowledge.parameter("leukopenia_below"))),
        ("proteinuria", _proteinuria(inputs, knowledge, notes)),
    ):
        if beyond is None:
            continue
        label = knowledge.inputs[item].label
        add_note(
            notes,
            f"{label}: the laboratory value reaches the limit but needs attribution to SLE; left open.",
            beyond.is_yes & items[item].is_unknown,
        )
        items[item] = settle(items[item], no_only(beyond), label, notes)
    return items


def _documented(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Interval | None:
    """The documented total, left out where it lies outside the score's range."""
    if not has_any(inputs, ["documented_total"]):
        return None
    total, highest = inputs.number("documented_total"), sum(knowledge.table("weights").values())
    outside = (total.hi < 0) | (total.lo > highest)
    add_note(notes, "The documented total lies outside 0 to 105 and was left out.", outside)
    return total.where(outside, Interval.unknown(inputs.size)).clip(0, highest)


def _dna_binding(inputs: Inputs, notes: Notes) -> Truth | None:
    stated = inputs.truth("is_anti_dsdna_positive")
    if has_any(inputs, ["anti_dsdna_iu_ml"]):
        value, limit = inputs.number("anti_dsdna_iu_ml"), inputs.number("anti_dsdna_upper_limit_iu_ml")
        stated, contradiction = reconcile(stated, value.is_above(limit))
        add_note(notes, "Anti-dsDNA: the stated result and the value contradict each other.", contradiction)
        return stated
    return stated if has_any(inputs, ["is_anti_dsdna_positive"]) else None


def _low_complement(inputs: Inputs) -> Truth | None:
    """C3 or C4 below its limit proves the item; a normal one leaves the other and CH50 open."""
    found = []
    for name in ("c3", "c4"):
        if has_any(inputs, [f"is_{name}_low"]):
            found.append(inputs.truth(f"is_{name}_low"))
        if has_any(inputs, [f"{name}_g_l"]):
            found.append(inputs.number(f"{name}_lower_limit_g_l").is_above(inputs.number(f"{name}_g_l")))
    return yes_only(any_of(found)) if found else None


def _below(inputs: Inputs, name: str, limit: float) -> Truth | None:
    return inputs.number(name).below(limit) if has_any(inputs, [name]) else None


def _proteinuria(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Truth | None:
    """Above the limit by the 24-hour amount or, where that is not known, by the ratio that stands in for it."""
    by_day = inputs.number("proteinuria_g_24h").above(knowledge.parameter("proteinuria_above"))
    if not has_any(inputs, ["upcr_g_g"]):
        return by_day if has_any(inputs, ["proteinuria_g_24h"]) else None
    by_ratio = inputs.number("upcr_g_g").above(knowledge.parameter("proteinuria_above_ratio"))
    answer, contradiction = reconcile(by_day, by_ratio)
    add_note(notes, "Proteinuria: the 24-hour amount and the ratio contradict each other.", contradiction)
    return answer
