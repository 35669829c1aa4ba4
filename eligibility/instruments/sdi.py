"""SLICC/ACR Damage Index: twelve domains, some events counted twice, end-stage kidney disease replacing renal items."""

from __future__ import annotations

from eligibility.domain.interval import Interval, maximum, points, total
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note, has_any
from eligibility.knowledge.instrument_files import InstrumentKnowledge

END_STAGE = "end_stage_renal_disease"


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Damage with its attainable interval, reconciled with a documented total."""
    notes: Notes = {}
    domains = {name: _domain(name, inputs, knowledge) for name in knowledge.tables}
    items, renal = total(list(domains.values())), domains["renal"]
    if not has_any(inputs, ["documented_total"]):
        return Outcome({"total": items, "renal": renal}, notes)
    documented = limited(inputs, "documented_total", notes)
    score, contradiction = items.reconcile(documented)
    add_note(notes, "The documented total and the items contradict each other; both are kept as bounds.", contradiction)
    others = total([points for name, points in domains.items() if name != "renal"])
    by_total, _ = renal.reconcile(documented - others)
    return Outcome({"total": score, "renal": by_total.where(contradiction, renal)}, notes)


def _domain(name: str, inputs: Inputs, knowledge: InstrumentKnowledge) -> Interval:
    weights = knowledge.table(name)
    parts = {item: _item(item, weight, inputs, knowledge) for item, weight in weights.items()}
    if END_STAGE not in parts:
        return total(list(parts.values()))
    end_stage = parts.pop(END_STAGE)
    return maximum([end_stage, total(list(parts.values()))])


def _item(item: str, weight: float, inputs: Inputs, knowledge: InstrumentKnowledge) -> Interval:
    """A flag's points, or one point for a first event and another for a repeated one."""
    if knowledge.inputs[item].kind == "flag":
        return points(inputs.truth(item), weight)
    events = inputs.choice(item)
    return points(events.is_in(["once", "repeated"]), weight) + points(events.is_in(["repeated"]), weight)
