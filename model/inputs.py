"""What the estimate reads of a record, one clinical input a function. Unknown stays unknown; no ethnicity."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth, any_of, reconcile
from eligibility.instruments.reading import Reading
from eligibility.knowledge.prognosis_files import PrognosisInput

Input = Interval | Truth | Choice

ADHERENCE = ("taken", "doses_missed", "level_severe", "level_severe_and_doses_missed")
LN_CLASSES = ("III", "IV", "V")
DAYS_A_YEAR = 365
EIGHT_POINT_ITEMS = (
    "sledai_seizure",
    "sledai_psychosis",
    "sledai_organic_brain_syndrome",
    "sledai_visual_disturbance",
    "sledai_cranial_nerve_disorder",
    "sledai_lupus_headache",
    "sledai_cva",
    "sledai_vasculitis",
)


def _number(reading: Reading, source: PrognosisInput) -> Interval:
    """The instrument's output where that instrument is there, else the first fact."""
    for name in source.instruments:
        if name.partition(".")[0] in reading.instruments:
            return reading.number(name)
    return reading.number(source.facts[0])


def _of_instrument(reading: Reading, source: PrognosisInput) -> Interval:
    """An output that no fact can stand in for: unknown where the instrument is not there."""
    name = source.instruments[0]
    is_there = name.partition(".")[0] in reading.instruments
    return reading.number(name) if is_there else Interval.unknown(reading.cohort.size)


def nephritis_ever(reading: Reading) -> Truth:
    """Nephritis stated, or shown by a biopsy of class III, IV or V."""
    classes = reading.members("ln_class")
    shown = any_of([classes.has(name) for name in LN_CLASSES]).is_yes
    stated = reading.truth("has_lupus_nephritis")
    return Truth.settled(stated.is_yes | shown, stated.is_no & ~shown)


def nephritis_active(reading: Reading, source: PrognosisInput) -> Truth:
    """Active nephritis as the clinician states it; unstated, from proteinuria and sediment in known nephritis.

    A rapidly progressive course in known nephritis is active whatever the proteinuria.
    """
    ever = nephritis_ever(reading)
    protein = _number(reading, source)
    sediment = any_of([reading.truth(f"sledai_{item}") for item in ("hematuria", "urinary_casts", "pyuria")])
    is_high = protein.at_least(source.cut("upcr_active"))
    is_enough = protein.at_least(source.cut("upcr_with_active_sediment"))
    may_be_enough = Truth(np.maximum(is_enough.codes, reading.truth("sledai_proteinuria").codes))
    is_progressive = reading.truth("is_rapidly_progressive_gn")
    derived = ever & (is_high | (may_be_enough & sediment) | is_progressive)
    # Between the two cuts a quiet sediment does not exclude activity on biopsy.
    derived = Truth.settled(derived.is_yes, ever.is_no | (is_enough.is_no & ~is_progressive.is_yes))
    stated = reading.truth("is_nephritis_active")
    return stated.where(stated.is_unknown, derived)


def high_activity_index(reading: Reading, source: PrognosisInput) -> Truth:
    return reading.number("ln_activity_index").at_least(source.cut("at_least"))


def ln_class(reading: Reading, source: PrognosisInput) -> Choice:
    """Class III, IV or pure V as far as the biopsy tells; a biopsy without any of the three tells nothing here."""
    members = reading.members("ln_class")
    three, four, five = (members.has(name) for name in LN_CLASSES)
    may_be = (
        ~three.is_no & ~four.is_yes,
        ~four.is_no,
        ~five.is_no & ~three.is_yes & ~four.is_yes,
    )
    mask = sum(possible.astype(np.uint32) << bit for bit, possible in enumerate(may_be))
    is_one_of_them = three.is_yes | four.is_yes | five.is_yes
    return Choice(LN_CLASSES, np.where(is_one_of_them, mask, 7).astype(np.uint32))


def is_other_class(reading: Reading) -> np.ndarray:
    """A biopsy that is known to show none of class III, IV or V."""
    members = reading.members("ln_class")
    return np.logical_and.reduce([members.has(name).is_no for name in LN_CLASSES])


def is_nephritis_long(reading: Reading, source: PrognosisInput) -> Truth:
    """Nephritis diagnosed so many years ago; `never` says nothing about how long."""
    days = reading.number("ln_diagnosed_on")
    dated = days.where(np.isposinf(days.lo), Interval.unknown(len(days)))
    return dated.at_least(source.cut("at_least") * DAYS_A_YEAR)


def adherence(reading: Reading, source: PrognosisInput) -> Choice:
    """What drug level and refills leave possible. Nothing measured leaves everything possible, never "taken"."""
    low_refills = reading.number("pdc_pct").below(source.cut("refills_low_below"))
    severe = Truth.unknown(reading.cohort.size)
    name = source.instruments[0]
    if name.partition(".")[0] in reading.instruments:
        severe = reading.truth(name)
    # A drug that is not prescribed has no level to be low.
    not_prescribed = reading.number("hydroxychloroquine_mg_day").at_most(0.0)
    severe = severe.where(not_prescribed.is_yes, Truth.constant(len(severe), 0))
    by_level = np.array([0b0011, 0b1111, 0b1100], dtype=np.uint32)[severe.codes]
    by_refills = np.array([0b0101, 0b1111, 0b1010], dtype=np.uint32)[low_refills.codes]
    return Choice(ADHERENCE, by_level & by_refills)


def no_antimalarial(reading: Reading, source: PrognosisInput) -> Truth:
    return reading.number("hydroxychloroquine_mg_day").at_most(0.0)


def low_complement(reading: Reading, source: PrognosisInput) -> Truth:
    """C3 or C4 low by the laboratory's own limit, as stated, as measured, or by the SLEDAI item."""
    low = [
        reconcile(
            reading.truth(f"is_{name}_low"),
            ~reading.number(f"{name}_g_l").is_at_least(reading.number(f"{name}_lower_limit_g_l")),
        )[0]
        for name in ("c3", "c4")
    ]
    return reconcile(any_of(low), reading.truth("sledai_low_complement"))[0]


def anti_dsdna(reading: Reading, source: PrognosisInput) -> Truth:
    """Anti-dsDNA above the laboratory's own limit, as stated, as measured, or by the SLEDAI item."""
    measured = reading.number("anti_dsdna_iu_ml").is_above(reading.number("anti_dsdna_upper_limit_iu_ml"))
    stated, _ = reconcile(reading.truth("is_anti_dsdna_positive"), measured)
    return reconcile(stated, reading.truth("sledai_increased_dna_binding"))[0]


def male(reading: Reading, source: PrognosisInput) -> Truth:
    return reading.choice("sex").is_in(["male"])


def damage(reading: Reading, source: PrognosisInput) -> Truth:
    return reading.number("sdi_total").at_least(source.cut("at_least"))


def prednisone_above_7_5(reading: Reading, source: PrognosisInput) -> Truth:
    return reading.number("prednisone_mg_day").above(source.cut("above"))


def prednisone_from_10(reading: Reading, source: PrognosisInput) -> Truth:
    return reading.number("prednisone_mg_day").at_least(source.cut("at_least"))


def anaemia(reading: Reading, source: PrognosisInput) -> Truth:
    """Haemoglobin below the limit of the patient's sex; below the lower of the two whatever the sex."""
    haemoglobin = reading.number("haemoglobin_g_l")
    is_male = reading.choice("sex").is_in(["male"])
    return haemoglobin.below(source.cut("female_below")) | (is_male & haemoglobin.below(source.cut("male_below")))


def past_nephritis(reading: Reading, source: PrognosisInput) -> Truth:
    return nephritis_ever(reading)


def neuro_or_vasculitic(reading: Reading, source: PrognosisInput) -> Truth:
    """Any of the eight-point items of SLEDAI-2K; a total below eight excludes them all."""
    items = any_of([reading.truth(item) for item in EIGHT_POINT_ITEMS])
    excluded = _number(reading, source).below(source.cut("item_weight")).is_yes
    return reconcile(items, Truth.settled(np.zeros_like(excluded), excluded))[0]


INPUTS: dict[str, Callable[[Reading, PrognosisInput], Input]] = {
    "nephritis_active": nephritis_active,
    "proteinuria": _number,
    "egfr": _number,
    "chronicity_index": _number,
    "high_activity_index": high_activity_index,
    "ln_class": ln_class,
    "is_relapsed": lambda reading, source: reading.truth("is_ln_relapsed"),
    "is_nephritis_long": is_nephritis_long,
    "failed_classes": _of_instrument,
    "adherence": adherence,
    "no_antimalarial": no_antimalarial,
    "low_complement": low_complement,
    "anti_dsdna": anti_dsdna,
    "hypertension": lambda reading, source: reading.truth("has_hypertension"),
    "male": male,
    "age": _number,
    "damage": damage,
    "prednisone_above_7_5": prednisone_above_7_5,
    "prednisone_from_10": prednisone_from_10,
    "anaemia": anaemia,
    "sledai_2k": _number,
    "past_nephritis": past_nephritis,
    "neuro_or_vasculitic": neuro_or_vasculitic,
}
