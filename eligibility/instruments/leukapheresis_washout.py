"""Wash-out before collection of cells: whether a drug has been left off long enough, and how many days remain."""

from __future__ import annotations

import numpy as np

from eligibility.domain.cited import Drug
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """One drug of the list a patient, held against its own wash-out; a drug without one stays unknown."""
    notes: Notes = {}
    since, dose = limited(inputs, "days_since_last", notes), limited(inputs, "daily_dose_mg", notes)
    drugs = inputs.library.drugs
    ok, left = Truth.unknown(inputs.size), Interval.unknown(inputs.size)
    named = np.array(inputs.rows("drug"), dtype=object)
    for name in {name for name in named if name is not None}:
        rows = named == name
        if name not in drugs:
            add_note(notes, "The drug is not on the list; its wash-out is not known.", rows)
            continue
        this_ok, this_left = is_washed_out(drugs[name], since, dose)
        ok, left = ok.where(rows, this_ok), left.where(rows, this_left)
        if drugs[name].washout_days is None:
            add_note(notes, "No wash-out is published for this drug.", rows)
        for sentence in (drugs[name].washout_note, drugs[name].washout_days and drugs[name].washout_days.note):
            if sentence:
                add_note(notes, sentence, rows)
    return Outcome({"ok": ok, "days_left": left}, notes)


def is_washed_out(drug: Drug, days_since_last: Interval, daily_dose_mg: Interval) -> tuple[Truth, Interval]:
    """Whether cells can be collected as far as this drug goes, and how many days are still to wait.

    A drug with a ceiling need not be stopped: a dose at or under the ceiling over the days asked is enough.
    """
    size = len(days_since_last)
    if drug.washout_days is None:
        return Truth.unknown(size), Interval.unknown(size)
    days = drug.washout_days.number
    if days == 0:
        return Truth.constant(size, 2), Interval.constant(size, 0.0)
    by_days = days_since_last.at_least(days)
    left = Interval(days - days_since_last.hi, days - days_since_last.lo).clip(0.0, days)
    if drug.washout_ceiling is None:
        return by_days, left
    is_low = daily_dose_mg.at_most(drug.washout_ceiling.number)
    # Stopped long enough ago, the dose over these days was nought; stopped more recently, it may have been low or high.
    ok = is_low.where(is_low.is_unknown & by_days.is_yes, by_days)
    none_left = Interval.constant(size, 0.0)
    return ok, left.hull(none_left).where(ok.is_yes, none_left).where(ok.is_no, left)
