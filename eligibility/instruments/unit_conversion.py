"""A laboratory value in another unit, by the conversions that records are read with."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, rounded
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge

# What each quantity is called in the record, whose unit and conversions it shares.
FACT_OF = {
    "creatinine": "creatinine_umol_l",
    "upcr": "upcr_g_g",
    "uacr": "uacr_mg_g",
    "proteinuria": "proteinuria_g_24h",
    "haemoglobin": "haemoglobin_g_l",
    "crp": "crp_mg_l",
    "ferritin": "ferritin_ug_l",
    "albumin": "albumin_g_l",
    "igg": "igg_g_l",
    "c3": "c3_g_l",
    "c4": "c4_g_l",
    "hcq_blood": "hcq_level_ng_ml",
    "hcq_serum": "hcq_level_ng_ml",
    "white_cells": "white_cells_10e9_l",
    "neutrophils": "neutrophils_10e9_l",
    "lymphocytes": "lymphocytes_10e9_l",
    "platelets": "platelets_10e9_l",
    "height": "height_cm",
}
BILIRUBIN = "bilirubin"


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """The value in the unit asked for; a unit that the quantity does not have leaves it unknown and says so."""
    notes: Notes = {}
    value, quantity = limited(inputs, "value", notes), inputs.choice("quantity")
    result, refused = Interval.unknown(inputs.size), np.zeros(inputs.size, dtype=bool)
    pairs = list(zip(inputs.rows("from"), inputs.rows("to"), strict=True))
    for i, name in enumerate(quantity.values):
        is_this = quantity.mask == np.uint32(1 << i)
        factors = canonical_factors(name, inputs, knowledge) if is_this.any() else {}
        for given, asked in {pairs[row] for row in np.flatnonzero(is_this)}:
            rows = is_this & np.array([pair == (given, asked) for pair in pairs])
            if given in factors and asked in factors:
                result = result.where(rows, rounded(value.times(factors[given] / factors[asked])))
            elif given is not None and asked is not None:
                refused |= rows
    add_note(notes, "There is no conversion between these two units for this quantity.", refused)
    return Outcome({"value": result}, notes)


def canonical_factors(quantity: str, inputs: Inputs, knowledge: InstrumentKnowledge) -> dict[str, float]:
    """For each unit of a quantity, what its number is multiplied by to reach the unit of the record."""
    if quantity == BILIRUBIN:
        return {"umol/L": 1.0, "mg/dL": knowledge.parameter("bilirubin_umol_l_for_1_mg_dl")}
    fact = FACT_OF[quantity]
    definition = inputs.library.facts[fact]
    factors = {unit.unit: float(unit.factor) for unit in inputs.library.units.values() if unit.quantity == fact}
    return {str(definition.unit): 1.0, **factors}
