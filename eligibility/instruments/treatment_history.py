"""Each treatment course as failed, intolerant, inadequate or unknown, and how many drug classes have failed.

A failure counts only at an adequate dose, for long enough, taken as prescribed, with a response that fell short.
Doubtful adherence leaves it unknown; non-adherence makes it "not failed" (pseudo-refractory until shown otherwise).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eligibility.domain.cited import DoseRule, Drug
from eligibility.domain.courses import Courses
from eligibility.domain.interval import Interval
from eligibility.domain.truth import NO, YES, Truth
from eligibility.instruments.dose import is_adequate_dose
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.knowledge.instrument_files import InstrumentKnowledge

COUNTED_ROLES = ("immunosuppressant", "biologic")
FAILED_OUTCOMES = ("no_response", "partial_response")
RELAPSE = "response_then_relapse"
INTOLERANT_OUTCOMES = ("intolerance", "contraindicated")
# Each way in which some drug is given (drug, unit, frequency), and which of them every course is.
WaysGiven = tuple[list[tuple[int, int, str | None]], np.ndarray]


@dataclass(frozen=True, slots=True)
class TreatmentRules:
    """What a profile asks of a course: the floor in weeks, and which drugs it counts as one."""

    floor_weeks: float
    merged: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class TreatmentHistory:
    """The labels of every course, and the courses themselves."""

    courses: Courses
    is_dose_adequate: Truth
    is_time_adequate: Truth
    is_completed: Truth
    is_relapse_on_drug: Truth
    is_adherent: Truth
    fell_short: Truth
    is_failed: Truth
    is_intolerant: Truth
    is_induction: np.ndarray
    is_counted: np.ndarray
    classes: tuple[str, ...]
    class_index: np.ndarray
    required_weeks: Interval
    is_complete: Truth

    @property
    def is_adequate(self) -> Truth:
        """Adequate dose for long enough, taken as prescribed, whatever came of it."""
        return self.is_dose_adequate & self.is_time_adequate & self.is_adherent

    @property
    def is_endured(self) -> Truth:
        """Taken to its judgement with a response that fell short; not refused, not intolerable, not in remission."""
        return self.courses.outcome.is_in(FAILED_OUTCOMES)

    @property
    def is_prescribed(self) -> Truth:
        """Surely prescribed: not declined, or with a dose, a time or a statement on how it was taken."""
        courses = self.courses
        taken = courses.dose.is_known | courses.weeks.is_known | courses.adherence.is_known
        return ~courses.outcome.is_in(["declined"]) | Truth.settled(taken, np.zeros(len(courses), dtype=bool))

    def label(self, course: int) -> str:
        """One word for a course: failed, intolerant, inadequate, not_failed, declined or unknown."""
        if self.courses.outcome.possible(course) == ["declined"]:
            return "declined"
        if self.is_failed.codes[course] == 2:
            return "failed"
        if self.is_intolerant.codes[course] == 2:
            return "intolerant"
        if self.is_failed.codes[course] == 1:
            return "unknown"
        return "inadequate" if self.is_adequate.codes[course] == 0 else "not_failed"

    def count_classes(self, truth: Truth, mask: np.ndarray | None = None) -> Interval:
        """How many drug classes have a course of which this is true.

        Courses that may or may not count raise only the upper bound; so does a list not said to be complete.
        """
        counted = self.is_counted if mask is None else self.is_counted & mask
        best = np.zeros((self.courses.patients, len(self.classes)), dtype=np.int8)
        rows = np.flatnonzero(counted)
        np.maximum.at(best, (self.courses.patient[rows], self.class_index[rows]), truth.codes[rows])
        lo = np.sum(best == YES, axis=1, dtype=float)
        hi = np.sum(best != NO, axis=1, dtype=float)
        return Interval(lo, np.where(self.is_complete.is_yes, hi, np.inf))


def label_courses(
    courses: Courses, drugs: dict[str, Drug], rules: TreatmentRules, weight_kg: Interval, is_complete: Truth
) -> TreatmentHistory:
    """Every course held against the longer of the profile's floor and the drug's own minimum."""
    known = [drugs[drug] for drug in courses.drugs]
    weight = weight_kg.take(courses.patient) if len(courses) else weight_kg.take(np.empty(0, dtype=int))
    required = _required_weeks(courses, known, rules.floor_weeks)
    is_completed = _enough_doses(courses, known)
    is_time = courses.weeks.is_at_least(required) & is_completed
    relapsed = relapsed_on_treatment(courses)
    is_dose = _adequate_dose(courses, known, weight)
    is_adherent = courses.adherence.is_in(["documented"])
    # A doubtful or unknown adherence is never a no: only stated non-adherence is.
    is_adherent = Truth.settled(is_adherent.is_yes, courses.adherence.is_in(["non_adherent"]).is_yes)
    fell_short = courses.outcome.is_in(FAILED_OUTCOMES) | relapsed
    merged = {drug: "/".join(group) for group in rules.merged for drug in group}
    class_of = [merged.get(drug.counts_as, drug.counts_as) for drug in known]
    classes = tuple(dict.fromkeys(class_of))
    index_of = np.array([*(classes.index(name) for name in class_of), -1], dtype=np.int64)
    return TreatmentHistory(
        courses=courses,
        is_dose_adequate=is_dose,
        is_time_adequate=is_time,
        is_completed=is_completed,
        is_relapse_on_drug=relapsed,
        is_adherent=is_adherent,
        fell_short=fell_short,
        is_failed=_as_assumed(fell_short & is_dose & is_time & is_adherent, courses),
        is_intolerant=courses.outcome.is_in(INTOLERANT_OUTCOMES),
        is_induction=_where(courses, [drug.is_induction for drug in known]),
        is_counted=_where(courses, [drug.role in COUNTED_ROLES for drug in known]),
        classes=classes,
        class_index=index_of[courses.drug],
        required_weeks=required,
        is_complete=is_complete,
    )


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Class counts by the default floor, for the prognosis and the instruments table."""
    courses = inputs.columns.get("courses")
    if courses is None:
        return Outcome({name: Interval.unknown(inputs.size) for name in knowledge.outputs})
    rules = TreatmentRules(floor_weeks=knowledge.parameter("floor_weeks"))
    history = label_courses(
        courses, inputs.library.drugs, rules, inputs.number("weight_kg"), inputs.truth("is_treatment_history_complete")
    )
    return Outcome(
        {
            "failed_classes": history.count_classes(history.is_failed),
            "failed_or_intolerant_classes": history.count_classes(history.is_failed | history.is_intolerant),
            "prescribed_classes": history.count_classes(history.is_prescribed),
        }
    )


def _as_assumed(failed: Truth, courses: Courses) -> Truth:
    if courses.assumed_failed is None:
        return failed
    return Truth(np.where(failed.is_unknown, courses.assumed_failed, failed.codes).astype(np.int8))


def _where(courses: Courses, of_drug: list[bool]) -> np.ndarray:
    return np.array([*of_drug, False])[courses.drug] if len(courses) else np.empty(0, dtype=bool)


def _required_weeks(courses: Courses, drugs: list[Drug], floor: float) -> Interval:
    general = np.array([drug.adequate_weeks.number if drug.adequate_weeks else 0.0 for drug in drugs] + [0.0])
    nephritis = np.array(
        [
            (drug.adequate_weeks_nephritis or drug.adequate_weeks).number
            if (drug.adequate_weeks_nephritis or drug.adequate_weeks)
            else 0.0
            for drug in drugs
        ]
        + [0.0]
    )
    general, nephritis = np.maximum(general, floor)[courses.drug], np.maximum(nephritis, floor)[courses.drug]
    for_nephritis = courses.indication.is_in(["nephritis"])
    lo = np.where(
        for_nephritis.is_yes, nephritis, np.where(for_nephritis.is_no, general, np.minimum(general, nephritis))
    )
    hi = np.where(
        for_nephritis.is_yes, nephritis, np.where(for_nephritis.is_no, general, np.maximum(general, nephritis))
    )
    return Interval(lo, hi)


def _adequate_dose(courses: Courses, drugs: list[Drug], weight: Interval) -> Truth:
    """The dose against the drug's rule: after a response that was lost, the rule for maintenance where there is one."""
    full = reaches_dose(courses, [drug.adequate_dose for drug in drugs], weight)
    if not any(drug.maintenance_dose for drug in drugs):
        return full
    kept = reaches_dose(courses, [drug.maintenance_dose or drug.adequate_dose for drug in drugs], weight)
    is_relapse = courses.outcome.is_in([RELAPSE])
    # Where the outcome is open, the dose is settled only if both rules agree.
    either = full.where(full.codes != kept.codes, Truth.unknown(len(courses)))
    return either.where(is_relapse.is_yes, kept).where(is_relapse.is_no, full)


def _enough_doses(courses: Courses, drugs: list[Drug]) -> Truth:
    """Regimens that are a fixed number of infusions must have been completed."""
    codes = np.full(len(courses), 2, dtype=np.int8)
    for index, drug in enumerate(drugs):
        if drug.adequate_doses_given is not None:
            rows = courses.drug == index
            codes = np.where(rows, courses.doses_given.at_least(drug.adequate_doses_given.number).codes, codes)
    return Truth(codes)


def reaches_dose(
    courses: Courses, rules: Sequence[tuple[DoseRule, ...]], weight: Interval, given: WaysGiven | None = None
) -> Truth:
    """Whether each course reaches a least dose of its drug, by any of the ways given for it; no rule: unknown.

    `rules` stands in the order of `courses.drugs`; `weight` has one entry a course.
    """
    codes = np.ones(len(courses), dtype=np.int8)
    ways, which = ways_given(courses) if given is None else given
    for way, (drug, unit, frequency) in enumerate(ways):
        if not rules[drug]:
            continue
        index = np.flatnonzero(which == way)
        written = courses.dose_units[unit] if unit >= 0 else None
        codes[index] = is_adequate_dose(
            courses.dose.take(index),
            written,
            frequency,
            courses.doses_given.take(index),
            rules[drug],
            weight.take(index),
        ).codes
    return Truth(codes)


def ways_given(courses: Courses) -> WaysGiven:
    """Every way in which some drug is given (drug, unit, frequency), and which of them each course is."""
    spelt: dict[str | None, int] = {}
    frequency = np.zeros(len(courses), dtype=np.int64)
    if len(courses.frequency):
        frequency = np.fromiter((spelt.setdefault(f, len(spelt)) for f in courses.frequency), np.int64, len(courses))
    words = list(spelt) or [None]
    units = len(courses.dose_units) + 1
    packed = (courses.drug * units + courses.dose_unit + 1) * len(words) + frequency
    found = np.flatnonzero(np.bincount(packed)) if len(packed) else packed
    place = np.zeros(int(packed.max()) + 1 if len(packed) else 1, dtype=np.int64)
    place[found] = np.arange(len(found))
    ways = [
        (int(key // len(words) // units), int(key // len(words) % units) - 1, words[key % len(words)]) for key in found
    ]
    return ways, place[packed]


def relapsed_on_treatment(courses: Courses) -> Truth:
    """A relapse counts against a drug only when it came on the drug: still taken, or stopped for the relapse."""
    relapsed = courses.outcome.is_in([RELAPSE])
    codes = np.array(relapsed.codes)
    rows = np.flatnonzero(codes != NO)
    if len(rows):
        reasons = courses.stop_reason[rows].astype(str) if len(courses.stop_reason) else np.full(len(rows), "")
        on_drug = np.isin(reasons, ["relapse", "inefficacy"]) | courses.is_current.is_yes[rows]
        off_drug = np.isin(reasons, ["remission", "completed"])
        codes[rows] = np.minimum(codes[rows], Truth.settled(on_drug & ~off_drug, off_drug & ~on_drug).codes)
    return Truth(codes)
