"""A cohort in blocks that fit the processor's cache: views of neighbouring rows, without copying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cohort import Cohort, Column
from eligibility.domain.courses import Courses
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth

ROWS = 32_768


def blocks(cohort: Cohort, rows: int = ROWS) -> Iterator[Cohort]:
    """The cohort's patients in their order, so many at a time."""
    if cohort.size <= rows:
        yield cohort
        return
    for start in range(0, cohort.size, rows):
        yield block(cohort, start, min(start + rows, cohort.size))


def block(cohort: Cohort, start: int, stop: int) -> Cohort:
    """The patients from `start` up to `stop`."""
    part = slice(start, stop)
    return Cohort(
        size=stop - start,
        as_of=cohort.as_of[part],
        patient_ids=cohort.patient_ids[part],
        vocabulary=cohort.vocabulary,
        columns={fact: _column(column, part) for fact, column in cohort.columns.items()},
        courses=_courses(cohort.courses, start, stop),
        ages={fact: _interval(age, part) for fact, age in cohort.ages.items()},
        origins={fact: origin[part] for fact, origin in cohort.origins.items()},
        texts={fact: text[part] for fact, text in cohort.texts.items()},
        series={fact: values[part] for fact, values in cohort.series.items()},
        warnings=tuple(replace(warning, rows=warning.rows[part]) for warning in cohort.warnings),
    )


def _column(column: Column, part: slice) -> Column:
    match column:
        case Interval():
            return _interval(column, part)
        case Truth():
            return Truth(column.codes[part])
        case Choice():
            return Choice(column.values, column.mask[part])
        case Members():
            return Members({member: Truth(truth.codes[part]) for member, truth in column.truths.items()})
    raise TypeError(type(column).__name__)


def _interval(column: Interval, part: slice) -> Interval:
    lo = column.lo[part]
    return Interval(lo, lo if column.hi is column.lo else column.hi[part])


def _courses(courses: Courses, start: int, stop: int) -> Courses:
    part = slice(int(courses.offsets[start]), int(courses.offsets[stop]))
    cut: dict[str, object] = {"offsets": courses.offsets[start : stop + 1] - courses.offsets[start]}
    for field in fields(courses):
        value = getattr(courses, field.name)
        if field.name == "offsets" or value is None or isinstance(value, tuple):
            continue
        if isinstance(value, np.ndarray):
            # What nobody's courses tell is left out as an empty array.
            cut[field.name] = value[part] if len(value) else value
        else:
            cut[field.name] = _column(value, part)
    return replace(courses, **cut)  # type: ignore[arg-type]
