"""CKD-EPI 2021 from creatinine, for adults, held against the eGFR that the laboratory reports."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.two_sources import Notes, add_note, has_any
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The eGFR of an adult; under 18 it is not computed and a note names the equation that applies.

    It falls with creatinine and with age, so the bounds are exact; an unknown sex gives the range of both.
    """
    notes: Notes = {}
    computed = _computed(inputs, knowledge, notes)
    egfr = computed
    if has_any(inputs, ["egfr_reported"]):
        reported = inputs.number("egfr_reported")
        egfr, contradiction = computed.reconcile(reported, _tolerance(computed, reported, knowledge))
        add_note(
            notes,
            "The reported eGFR and the one computed from creatinine contradict each other; both are kept as bounds.",
            contradiction,
        )
    return Outcome({"egfr": egfr, "computed": computed}, notes)


def _computed(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> Interval:
    if not has_any(inputs, ["creatinine_umol_l"]):
        return Interval.unknown(inputs.size)
    creatinine, age = inputs.number("creatinine_umol_l"), inputs.number("age_years")
    is_adult = age.at_least(knowledge.parameter("least_age"))
    add_note(
        notes,
        "Under 18 years CKD-EPI 2021 does not apply; use CKiD U25, with the bedside Schwartz equation beside it.",
        is_adult.is_no & ~creatinine.is_unknown,
    )
    add_note(notes, "The age is not known to be 18 or more; eGFR is not computed from creatinine.",
             is_adult.is_unknown & ~creatinine.is_unknown)
    is_impossible = creatinine.hi <= 0
    add_note(notes, "A creatinine of zero or less cannot be used.", is_impossible)
    usable = is_adult.is_yes & ~creatinine.is_unknown & ~is_impossible
    mg_dl = creatinine.times(1 / knowledge.parameter("umol_l_for_1_mg_dl")).clip(0, np.inf)
    sex, constants = inputs.choice("sex"), knowledge.table("constants")
    low, high = np.full(inputs.size, np.inf), np.full(inputs.size, -np.inf)
    for name in ("female", "male"):
        rows = np.flatnonzero(usable & ~sex.is_in([name]).is_no)
        found = _for_sex(mg_dl.take(rows), age.take(rows), constants, name)
        low[rows], high[rows] = np.minimum(low[rows], found.lo), np.maximum(high[rows], found.hi)
    return Interval.unknown(inputs.size).where(usable, Interval(low, high))


def _for_sex(mg_dl: Interval, age: Interval, constants: dict[str, float], sex: str) -> Interval:
    highest = _egfr(mg_dl.lo, age.lo, constants, sex)
    if np.array_equal(mg_dl.lo, mg_dl.hi) and np.array_equal(age.lo, age.hi):
        return Interval(highest, highest)
    return Interval(_egfr(mg_dl.hi, age.hi, constants, sex), highest)


def _egfr(mg_dl: np.ndarray, age: np.ndarray, constants: dict[str, float], sex: str) -> np.ndarray:
    """The published equation; a creatinine without a lower limit leaves the eGFR without an upper one."""
    relative = mg_dl / constants[f"kappa_{sex}"]
    with np.errstate(divide="ignore", over="ignore"):
        below = np.minimum(relative, 1.0) ** constants[f"alpha_{sex}"]
        above = np.maximum(relative, 1.0) ** constants["above_kappa"]
        years = constants["each_year"] ** np.maximum(age, 0.0)
    factor = constants["female"] if sex == "female" else 1.0
    return constants["scale"] * factor * below * above * years


def _tolerance(computed: Interval, reported: Interval, knowledge: InstrumentKnowledge) -> np.ndarray:
    """How far two eGFRs may lie apart before they contradict each other: a share of the larger, or a least distance."""
    larger = np.maximum(computed.lo, reported.lo)
    share = np.where(np.isfinite(larger), larger, 0.0) * knowledge.parameter("agreement_share")
    return np.maximum(share, knowledge.parameter("agreement_least"))
