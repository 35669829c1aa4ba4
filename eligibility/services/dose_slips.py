"""Doses that are probably a slip of the pen: grams written for milligrams, a day for a week."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from eligibility.domain.cited import DoseRule
from eligibility.domain.cohort import Cohort, RecordWarning
from eligibility.domain.interval import Interval
from eligibility.exchange.door import Admission
from eligibility.instruments.treatment_history import reaches_dose
from eligibility.services.library import library

# Local: a day written for a week is sevenfold, grams for milligrams a thousandfold; doses in use stay below.
TIMES = 5.0


def with_dose_slips(admission: Admission) -> Admission:
    """The records as read, with a warning to confirm where a dose is many times the least adequate one.

    Without it such a course would count as adequate, and a failure that was none would stand.
    """
    warning = _warning(admission.cohort)
    if warning is None:
        return admission
    cohort = replace(admission.cohort, warnings=(*admission.cohort.warnings, warning))
    return replace(admission, cohort=cohort)


def _warning(cohort: Cohort) -> RecordWarning | None:
    courses = cohort.courses
    if not len(courses):
        return None
    weight = cohort.column("weight_kg")
    assert isinstance(weight, Interval)
    # A drug that could not be read is a fault already; nothing is said of its dose.
    is_known = courses.drug >= 0
    read = replace(courses, drug=np.where(is_known, courses.drug, 0))
    far = reaches_dose(read, _far_above(library().snapshot), weight.take(courses.patient)).is_yes & is_known
    if not far.any():
        return None
    rows = np.zeros(cohort.size, dtype=bool)
    rows[courses.patient[far]] = True
    what = f"Treatments: a dose is {TIMES:g} times the least adequate dose of its drug, or more. Check its unit."
    return RecordWarning("plausible.treatments_dose", what, ("treatments",), rows)


@lru_cache(maxsize=2)
def _far_above(_: str) -> list[tuple[DoseRule, ...]]:
    """The least adequate doses of every drug, so many times over, in the drugs' order; kept by knowledge snapshot."""
    return [tuple(_times(rule) for rule in drug.adequate_dose) for drug in library().drugs.values()]


def _times(rule: DoseRule) -> DoseRule:
    minimum = rule.minimum.model_copy(update={"value": TIMES * rule.minimum.number})
    return rule.model_copy(update={"minimum": minimum, "doses_given": None})
