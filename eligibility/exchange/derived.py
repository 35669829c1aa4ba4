"""Age from the birth date and disease duration from the day of diagnosis, each held against what was stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from eligibility.domain.cohort import Cohort, RecordWarning
from eligibility.domain.interval import Interval
from eligibility.exchange.dates import completed_years

DAYS_A_YEAR = 365.25
# Durations are told in whole years, counted from the day or from the calendar year.
DURATION_TOLERANCE = 1.0


def with_derived(cohort: Cohort) -> tuple[Cohort, list[RecordWarning]]:
    """The cohort with age and duration filled in where a date gives them; where both disagree, both stay possible."""
    warnings: list[RecordWarning] = []
    columns = dict(cohort.columns)
    origins = dict(cohort.origins)
    for fact, source, derived, tolerance in _sources(cohort):
        stated = cohort.columns.get(fact)
        if stated is None:
            columns[fact] = derived
            origins[fact] = np.full(cohort.size, f"computed from {source}", dtype=object)
            continue
        assert isinstance(stated, Interval)
        # An age stated with a fraction lies within the completed year.
        room = Interval(derived.lo, _end_of_year(derived.hi)) if fact == "age_years" else derived
        agreed, apart = stated.reconcile(room, tolerance)
        columns[fact] = derived.where(~stated.is_unknown, agreed)
        if apart.any():
            columns[fact] = columns[fact].where(apart, stated.hull(derived))
            what = f"What the record says of {fact} and of {source} disagree; both stay possible."
            warnings.append(RecordWarning(f"contradiction.{fact}", what, (fact, source), apart))
        origin = origins.get(fact, np.full(cohort.size, "entered", dtype=object))
        origins[fact] = np.where(stated.is_unknown, f"computed from {source}", origin)
    return replace(cohort, columns=columns, origins=origins), warnings


def _sources(cohort: Cohort) -> Iterator[tuple[str, str, Interval, float]]:
    born = cohort.columns.get("birth_date")
    if isinstance(born, Interval):
        youngest, oldest = _years_ago(cohort.as_of, born.lo), _years_ago(cohort.as_of, born.hi)
        yield "age_years", "birth_date", Interval(youngest, oldest), 0.0
    diagnosed = cohort.columns.get("sle_diagnosed_on")
    if isinstance(diagnosed, Interval):
        years = Interval(diagnosed.lo / DAYS_A_YEAR, diagnosed.hi / DAYS_A_YEAR)
        yield "disease_duration_years", "sle_diagnosed_on", years, DURATION_TOLERANCE


def _end_of_year(years: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(years), np.nextafter(years + 1.0, -np.inf), years)


def _years_ago(as_of: np.ndarray, days: np.ndarray) -> np.ndarray:
    known = np.isfinite(days)
    born = as_of - np.where(known, days, 0.0).astype("timedelta64[D]")
    return np.where(known, completed_years(born, as_of).astype(float), days)
