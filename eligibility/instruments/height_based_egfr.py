"""What the height-based equations share: a constant times height over creatinine, within the ages they hold for."""

from __future__ import annotations

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.instrument import Inputs
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note


def height_over_creatinine(inputs: Inputs, umol_l_for_1_mg_dl: float, notes: Notes) -> Interval:
    """Height in cm over creatinine in mg/dL; each moves it in one direction, so the bounds are exact."""
    height = limited(inputs, "height_cm", notes, is_positive=True)
    mg_dl = limited(inputs, "creatinine_umol_l", notes, is_positive=True).times(1 / umol_l_for_1_mg_dl)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = height.lo / mg_dl.hi, height.hi / mg_dl.lo
    return Interval(np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), np.inf, high))


def where_it_holds(egfr: Interval, holds: Truth, sentence: str, notes: Notes) -> Interval:
    """The estimate at ages the equation was made for; elsewhere, and where the age is not known, nothing."""
    add_note(notes, sentence, ~holds.is_yes & ((egfr.lo > 0) | np.isfinite(egfr.hi)))
    nothing = Interval.unknown(len(egfr))
    is_empty = (egfr.lo <= 0) & np.isposinf(egfr.hi)
    return nothing.where(holds.is_yes & ~is_empty, egfr)
