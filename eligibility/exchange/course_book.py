"""Treatment courses from a file of their own, found by patient."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from eligibility.exchange.raw import Cells, Column, RawCourses


class CourseBook:
    """Every course of the file, in the order given within each patient. It is held in memory whole."""

    def __init__(self, columns: Mapping[str, Column]):
        ids = columns["patient_id"]
        if not isinstance(ids, Cells):
            whole = [None if np.isnan(i) else int(i) if i == int(i) else i for i in ids.tolist()]
            ids = Cells.of(whole)
        order = np.argsort(ids.codes, kind="stable")
        codes = ids.codes[order]
        ends = np.searchsorted(codes, np.arange(len(ids.distinct) + 1))
        names = [str(name).strip() for name in ids.distinct]
        self.spans = {name: (int(ends[i]), int(ends[i + 1])) for i, name in enumerate(names)}
        self.fields = {name: _take(column, order) for name, column in columns.items() if name != "patient_id"}
        self.without_patient = int((ids.codes < 0).sum())
        self.met: set[str] = set()

    def courses_of(self, patient_ids: np.ndarray) -> RawCourses | None:
        """The courses of these patients; one with several rows (visits) has the same courses on each."""
        spans = [self.spans.get(str(patient), (0, 0)) for patient in patient_ids]
        self.met.update(str(patient) for patient in patient_ids if str(patient) in self.spans)
        starts = np.array([span[0] for span in spans], dtype=np.int64)
        counts = np.array([span[1] for span in spans], dtype=np.int64) - starts
        if not counts.any():
            return None
        rows = np.repeat(np.arange(len(spans)), counts)
        before = np.concatenate([[0], np.cumsum(counts)[:-1]])
        take = np.arange(counts.sum()) - np.repeat(before - starts, counts)
        return RawCourses(rows, {name: _take(column, take) for name, column in self.fields.items()})

    @property
    def unmet(self) -> int:
        """Patients of the courses' file who were in no row of the table so far."""
        return len(self.spans) - len(self.met)


def _take(column: Column, rows: np.ndarray) -> Column:
    return Cells(column.distinct, column.codes[rows]) if isinstance(column, Cells) else column[rows]
