"""Treatment courses: drugs by any of their names, doses with their units, and how long each was taken."""

from __future__ import annotations

from typing import Any

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.cohort import RecordWarning
from eligibility.domain.courses import Courses
from eligibility.domain.faults import InputFault
from eligibility.domain.interval import Interval
from eligibility.domain.truth import NO, UNKNOWN, YES, Truth
from eligibility.exchange.answers import Vocabulary
from eligibility.exchange.course_words import (
    CHOICES,
    DOSE_UNIT,
    FREQUENCIES,
    STILL_TAKEN,
    drug_names,
    in_one_spelling,
)
from eligibility.exchange.dates import date_span
from eligibility.exchange.days import days_before
from eligibility.exchange.numbers import NOTHING, UNKNOWN_WORDS, number_bounds
from eligibility.exchange.raw import CURRENT, Cells, RawCourses
from eligibility.exchange.reader import Reader, Wrong
from eligibility.exchange.troubles import trouble
from eligibility.exchange.units import plain
from eligibility.knowledge.yaml_file import nearest

WEEKS_TOLERANCE = 1.0  # a course told in whole weeks differs from its dates by less than one


class CourseReader:
    """Reads the courses of one table; what is wrong is refused for the patients it belongs to."""

    def __init__(self, facts: Reader, raw: RawCourses):
        self.facts, self.table, self.library = facts, facts.table, facts.library
        order = np.argsort(raw.row, kind="stable")
        self.row = raw.row[order]
        self.fields = {
            name: Cells(column.distinct, column.codes[order]) if isinstance(column, Cells) else column[order]
            for name, column in raw.fields.items()
        }
        self.size = len(self.row)
        self.number_in_record = np.arange(self.size) - np.searchsorted(self.row, self.row) + 1
        self.as_of = self.table.as_of[self.row]

    def read(self) -> Courses:
        """The courses, sorted by patient in the order given."""
        started, stopped, is_current = self._dates()
        unit_words, dose_unit = self._dose_units()
        dose = self._number("dose")
        drug = self._drug()
        weeks = self._weeks(drug, started, stopped, is_current)
        without_unit = ~dose.is_unknown & (dose_unit < 0)
        self._warn("dose_without_unit", "a dose has no unit, and counts as not known.", without_unit)
        return Courses(
            offsets=np.searchsorted(self.row, np.arange(self.table.size + 1)).astype(np.int64),
            drugs=tuple(self.library.drugs),
            drug=drug,
            dose_units=unit_words,
            dose_unit=dose_unit,
            dose=dose,
            weeks=weeks,
            doses_given=self._number("doses_given"),
            started_days=started,
            stopped_days=stopped,
            is_current=is_current,
            indication=self._choice("indication"),
            outcome=self._choice("outcome"),
            adherence=self._choice("adherence"),
            stop_reason=self._words("stop_reason"),
            frequency=self._frequency(),
        )

    def _drug(self) -> np.ndarray:
        names, index = drug_names(self.library), {drug: i for i, drug in enumerate(self.library.drugs)}
        cells = self._cells("drug")
        self._refuse_rows(
            lambda place: InputFault(
                f"{place}: a treatment has no drug.",
                "A course of no drug counts for nothing.",
                "Name the drug, or take the course out.",
                where="treatments",
            ),
            "drug",
            ~cells.is_given,
        )
        codes = []
        for code, raw in enumerate(cells.distinct):
            drug = names.get(in_one_spelling(str(raw)))
            if drug is None:
                near = nearest(in_one_spelling(str(raw)), names)
                self._refuse_rows(
                    lambda place, near=near: InputFault(
                        f"{place}: the drug is not in the drug list{near}.",
                        "Its class and its adequate dose are not known, so it could not count.",
                        "Use a name of the list (docs/record.md says where it is), or ask for the drug to be added.",
                        where="treatments",
                    ),
                    "drug",
                    cells.rows_of([code]),
                )
            codes.append(-1 if drug is None else index[drug])
        return cells.spread(codes, -1, np.int64)

    def _dates(self) -> tuple[Interval, Interval, Truth]:
        started = self._days("started_on", allow_current=False)[0]
        stopped, current = self._days("stopped_on", allow_current=True)
        is_stopped = ~stopped.is_unknown & ~current
        is_current = Truth(np.where(current, YES, np.where(is_stopped, NO, UNKNOWN)).astype(np.int8))
        return started, stopped, is_current

    def _days(self, name: str, allow_current: bool) -> tuple[Interval, np.ndarray]:
        cells = self._cells(name)

        def span(raw: Any) -> Any:
            if allow_current and isinstance(raw, str) and raw.strip().lower() in STILL_TAKEN:
                return CURRENT
            found = date_span(raw)
            return Wrong("never_not_allowed" if found == "never" else found) if isinstance(found, str) else found

        spans = self._read(cells, span, None, name)
        current = cells.rows_of([code for code, found in enumerate(spans) if isinstance(found, str)])
        days, future = days_before(cells, spans, self.as_of)
        self._refuse("future", name, future)
        return days, current

    def _is_fixed_course(self, drug: np.ndarray) -> np.ndarray:
        fixed = [known.is_fixed_course for known in self.library.drugs.values()]
        return np.array([*fixed, False])[drug]

    def _weeks(self, drug: np.ndarray, started: Interval, stopped: Interval, is_current: Truth) -> Interval:
        """Weeks as stated and as the dates have them; where the two disagree both stay possible."""
        stated = self._number("weeks")
        backwards = started.hi < stopped.lo
        self._warn("stopped_before_started", "a treatment stops before it starts.", backwards)
        # Without a stop the course may have ended on any day since it began.
        ended = stopped.where(is_current.is_unknown, Interval(np.zeros(self.size), started.hi))
        # The last of a set number of doses is not the day of judgement: that may be any day since.
        until_judged = ~is_current.is_unknown & self._is_fixed_course(drug)
        ended = ended.where(until_judged, Interval(np.zeros(self.size), ended.hi))
        dated = ~started.is_unknown & ~backwards
        longest = np.where(dated, (started.hi - np.where(dated, ended.lo, 0.0)) / 7.0, np.inf)
        with np.errstate(invalid="ignore"):
            shortest = np.where(dated, np.maximum(started.lo - ended.hi, 0.0) / 7.0, -np.inf)
        weeks, apart = stated.reconcile(Interval(shortest, longest), WEEKS_TOLERANCE)
        self._warn("weeks_against_dates", "the weeks of a treatment and its dates disagree.", apart)
        return weeks

    def _dose_units(self) -> tuple[tuple[str, ...], np.ndarray]:
        cells = self._cells("unit")
        words: list[str] = []
        codes = []
        for code, raw in enumerate(cells.distinct):
            unit = plain(str(raw))
            if not DOSE_UNIT.fullmatch(unit.lower()):
                self._refuse(
                    "unit_unknown", "unit", cells.rows_of([code]), "g/day, mg/day, mg/kg/day, mg/m2, g/infusion"
                )
            if unit not in words:
                words.append(unit)
            codes.append(words.index(unit))
        return tuple(words), cells.spread(codes, -1, np.int64)

    def _number(self, name: str) -> Interval:
        column = self.fields.get(name)
        if column is None:
            return Interval.unknown(self.size)
        if isinstance(column, np.ndarray):
            self._refuse("not_finite", name, np.isinf(column))
            found = Interval.known(np.where(np.isinf(column), np.nan, column))
        else:
            bounds = self._read(column, number_bounds, NOTHING, name)
            lo = column.spread([pair[0] for pair in bounds], -np.inf, np.float64)
            hi = column.spread([pair[1] for pair in bounds], np.inf, np.float64)
            found = Interval(lo, hi)
        self._refuse("hard_limit", name, found.hi < 0, "0 or more", "Doses and weeks are not negative")
        return found

    def _choice(self, name: str) -> Choice:
        vocabulary, cells = Vocabulary(CHOICES[name]), self._cells(name)
        masks = self._read(cells, vocabulary.choice_mask, vocabulary.everything, name, ", ".join(CHOICES[name]))
        return Choice(CHOICES[name], cells.spread(masks, vocabulary.everything, np.uint32))

    def _words(self, name: str) -> np.ndarray:
        if name not in self.fields:
            return np.empty(0, dtype=object)
        cells = self._cells(name)
        return cells.spread([in_one_spelling(str(raw)) for raw in cells.distinct], None, object)

    def _frequency(self) -> np.ndarray:
        cells = self._cells("frequency")
        known = FREQUENCIES | {in_one_spelling(word) for word in UNKNOWN_WORDS}
        odd = cells.rows_of([code for code, raw in enumerate(cells.distinct) if in_one_spelling(str(raw)) not in known])
        self._warn("frequency_unknown", "how often a dose is given is not understood, and counts as not known.", odd)
        return self._words("frequency")

    def _cells(self, name: str) -> Cells:
        column = self.fields.get(name)
        if column is None:
            return Cells([], np.full(self.size, -1, dtype=np.int64))
        return column if isinstance(column, Cells) else Cells.of(column.tolist())

    def _read(self, cells: Cells, read: Any, nothing: Any, name: str, accepted: str = "") -> list[Any]:
        def refuse(kind: str, rows: np.ndarray) -> None:
            if kind == "words_for_missing":
                self._warn(kind, f"{name} says in words that there is no value; it is read as not known.", rows)
            else:
                self._refuse(kind, name, rows, accepted)

        return self.facts.read_distinct(cells, read, nothing, "", refuse=refuse)

    def _refuse(self, kind: str, name: str, courses: np.ndarray, accepted: str = "", reason: str = "") -> None:
        self._refuse_rows(lambda place: trouble(kind, place, "treatments", accepted, reason), name, courses)

    def _refuse_rows(self, fault: Any, name: str, courses: np.ndarray) -> None:
        """One patient is told which course; of many patients, only that one of their courses is at fault."""
        if not courses.any():
            return
        if self.table.size == 1:
            for number in self.number_in_record[courses]:
                self.table.refuse(fault(f"Treatment {number}, {name}"), self._patients(courses))
        else:
            self.table.refuse(fault(f"Treatments, {name}"), self._patients(courses))

    def _warn(self, code: str, what: str, courses: np.ndarray) -> None:
        if courses.any():
            warning = RecordWarning(
                f"treatments.{code}", f"Treatments: {what}", ("treatments",), self._patients(courses)
            )
            self.facts.warnings.append(warning)

    def _patients(self, courses: np.ndarray) -> np.ndarray:
        rows = np.zeros(self.table.size, dtype=bool)
        rows[self.row[courses]] = True
        return rows


def courses_of(facts: Reader) -> Courses:
    """The table's courses; none listed proves nothing unless the history is said to be complete."""
    raw = facts.table.courses
    if raw is None or len(raw) == 0:
        return Courses.none(facts.size, tuple(facts.library.drugs), ())
    return CourseReader(facts, raw).read()
