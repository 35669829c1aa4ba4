"""HCT-CI: comorbidity before cell therapy, with and without the item that every lupus patient scores."""

from __future__ import annotations

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval, points, total
from eligibility.domain.truth import Truth, any_of
from eligibility.instruments.banding import band_from
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, product, ratio
from eligibility.instruments.two_sources import Notes, has_any, settle, yes_only
from eligibility.knowledge.instrument_files import InstrumentKnowledge

RHEUMATOLOGICAL = "rheumatologic"
CM_FOR_1_M = 100.0


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Score and group with what open items can still add; items add up independently, so the bounds are exact."""
    notes: Notes = {}
    weights = knowledge.table("weights")
    items = _items(inputs, knowledge, notes)
    scored = {item: points(truth, weights[item]) for item, truth in items.items()}
    score = total(list(scored.values()))
    without = total([part for item, part in scored.items() if item != RHEUMATOLOGICAL])
    return Outcome(
        {
            "score": score,
            "score_without_rheumatologic": without,
            "group": _group(score, knowledge),
            "group_without_rheumatologic": _group(without, knowledge),
        },
        notes,
    )


def _group(score: Interval, knowledge: InstrumentKnowledge) -> Choice:
    return band_from(score, knowledge.table("group_from"))


def _items(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> dict[str, Truth]:
    """Every item as stated, filled from the record where a test proves it; graded organs as two steps each."""
    stated = {name: inputs.truth(name) for name, spec in knowledge.inputs.items() if spec.kind == "flag"}
    stated.pop("is_on_dialysis")
    for organ, grades in (("hepatic", ("mild", "moderate_severe")), ("pulmonary", ("moderate", "severe"))):
        choice = inputs.choice(organ)
        stated[f"{organ}_any"] = choice.is_in(grades)
        stated[f"{organ}_worse"] = choice.is_in(grades[1:])
    derived = _derived(inputs, knowledge, notes)
    return {item: settle(truth, derived.get(item), _label(item, knowledge), notes) for item, truth in stated.items()}


def _derived(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> dict[str, Truth]:
    parameter = knowledge.parameter
    found: dict[str, Truth] = {}
    if has_any(inputs, ["lvef_pct"]):
        found["cardiac"] = yes_only(limited(inputs, "lvef_pct", notes).at_most(parameter("lvef_up_to")))
    if has_any(inputs, ["creatinine_umol_l", "is_on_dialysis"]):
        limit = parameter("creatinine_above_mg_dl") * parameter("umol_l_for_1_mg_dl")
        high = limited(inputs, "creatinine_umol_l", notes).above(limit)
        found["renal"] = yes_only(high | inputs.truth("is_on_dialysis"))
    if has_any(inputs, ["weight_kg"]) and has_any(inputs, ["height_cm"]):
        metres = limited(inputs, "height_cm", notes, is_positive=True).times(1.0 / CM_FOR_1_M)
        found["obesity"] = ratio(limited(inputs, "weight_kg", notes), product(metres, metres)).above(
            parameter("bmi_above")
        )
    if has_any(inputs, ["fev1_pct", "dlco_pct"]):
        tests = [limited(inputs, name, notes) for name in ("fev1_pct", "dlco_pct")]
        found["pulmonary_any"] = any_of([test.at_most(parameter("lung_moderate_up_to")) for test in tests])
        found["pulmonary_worse"] = any_of([test.at_most(parameter("lung_severe_up_to")) for test in tests])
    if has_any(inputs, ["sle_classification"]):
        documented = inputs.members("sle_classification")
        found[RHEUMATOLOGICAL] = yes_only(any_of(list(documented.truths.values())))
    return found


def _label(item: str, knowledge: InstrumentKnowledge) -> str:
    name = item if item in knowledge.inputs else item.rpartition("_")[0]
    return knowledge.inputs[name].label
