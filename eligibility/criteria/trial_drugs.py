"""Failed, current and taken drugs as a trial counts them: its own weeks, its own list, what it says of intolerance.

A profile holds a course against the drug's own adequate trial; a trial holds it against nothing that its text does not
state. What the text leaves open (does intolerance count? a biologic?) leaves the count open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np

from eligibility.domain.cited import Cited, DoseRule, Drug
from eligibility.domain.condition import Condition
from eligibility.domain.courses import Courses
from eligibility.domain.faults import KnowledgeFault
from eligibility.domain.interval import Interval
from eligibility.domain.truth import NO, UNKNOWN, YES, Truth
from eligibility.instruments.treatment_history import (
    FAILED_OUTCOMES,
    INTOLERANT_OUTCOMES,
    RELAPSE,
    reaches_dose,
    relapsed_on_treatment,
)

DAYS_A_WEEK = 7.0
# Classes whose drugs are one substance in several forms; elsewhere two drugs of a class may count as one or as two.
ONE_SUBSTANCE = ("mycophenolate", "cyclophosphamide", "baff_inhibitor")
BITS = 64
TAKEN = ("current_drugs", "taken_drugs")
DURATIONS = frozenset({"weeks", "longer_than_weeks", "days", "dose", "dose_at_least", "adherence", "within_months"})


class DrugTally:
    """The courses of one cohort, counted by drug for any trial; every label of a course is made once."""

    def __init__(
        self,
        courses: Courses,
        drugs: dict[str, Drug],
        weight_kg: Interval,
        is_complete: Truth,
        doses_now: dict[str, Interval],
    ):
        """`doses_now`: by role, a dose that the record holds beside the courses (prednisone, hydroxychloroquine)."""
        self.courses, self.weight_kg, self.is_complete, self.doses_now = courses, weight_kg, is_complete, doses_now
        self.drugs = [drugs[drug] for drug in courses.drugs]
        self._made: dict[object, np.ndarray] = {}

    def count(self, condition: Condition) -> Interval:
        """How many drugs stand as the condition asks. Drugs of one class count once for sure, at most once each."""
        arguments = condition.arguments
        codes = self._standing(condition)
        classes = self._bits(arguments["as_one"], lambda drug: drug.counts_as)
        substances = self._bits(
            arguments["as_one"], lambda drug: drug.counts_as if drug.counts_as in ONE_SUBSTANCE else drug.id
        )
        surely = self._united(np.where(codes == YES, classes, np.uint64(0)))
        possibly = self._united(np.where(codes != NO, substances, np.uint64(0)))
        lo, hi = (np.bitwise_count(bits).astype(float) for bits in (surely, possibly))
        for role, dose in self.doses_now.items():
            if role in (*arguments["among"], *arguments["also_groups"]):
                is_sure = condition.word in TAKEN and not DURATIONS & set(arguments)
                lo += self._unlisted(dose.lo > 0, codes == YES, role) if is_sure else 0.0
                hi += self._unlisted(dose.hi > 0, codes != NO, role)
        return Interval(lo, np.where(self.is_complete.is_yes, hi, np.inf))

    def _unlisted(self, is_taken: np.ndarray, counts: np.ndarray, role: str) -> np.ndarray:
        """A drug that is taken now but stands in no course that counts: lists often leave glucocorticoid out."""
        listed = self._any(np.where(self._is_among((role,)) & counts, np.int8(YES), np.int8(NO)))
        return is_taken & (listed == NO)

    def none_within(self, among: tuple[str, ...], weeks: float) -> Truth:
        """No such drug taken within so many weeks: all stopped longer ago, and the list is complete."""
        recent = np.minimum(self._taken_within(weeks * DAYS_A_WEEK), self._taken)
        some = self._any(np.where(self._is_among(among), recent, np.int8(NO)))
        return Truth(np.where(self.is_complete.is_yes, 2 - some, np.minimum(2 - some, UNKNOWN)).astype(np.int8))

    def _standing(self, condition: Condition) -> np.ndarray:
        """Each course: does it count (yes), may it count (unknown), or not?"""
        arguments = condition.arguments
        codes = STANDINGS[condition.word](self)
        if "relapse" in arguments["also_standings"]:
            codes = np.maximum(codes, self._relapsed)
        if "relapse" in arguments["not_stated_standings"]:
            codes = np.maximum(codes, np.minimum(self._relapsed, UNKNOWN))
        for asked in self._asked(arguments):
            codes = np.minimum(codes, asked)
        if "intolerance" in arguments["also_standings"]:
            codes = np.maximum(codes, self._intolerant)
        if "intolerance" in arguments["not_stated_standings"]:
            codes = np.maximum(codes, np.minimum(self._intolerant, UNKNOWN))
        if "indication" in arguments:
            codes = np.minimum(codes, self._for_nephritis)
        surely = self._is_among((*arguments["among"], *arguments["also_groups"]))
        maybe = self._is_among(arguments["not_stated_groups"]) & ~surely
        return np.where(surely, codes, np.where(maybe, np.minimum(codes, UNKNOWN), NO)).astype(np.int8)

    def _asked(self, arguments: dict[str, object]) -> Iterable[np.ndarray]:
        """Time, dose, adherence and recency, each only where the text states it."""
        for key in ("weeks", "longer_than_weeks", "days"):
            if isinstance(cited := arguments.get(key), Cited):
                weeks = cited.number / DAYS_A_WEEK if key == "days" else cited.number
                yield self._once((key, weeks), lambda w=weeks, k=key: self._long_enough(w, k == "longer_than_weeks"))
        if "dose" in arguments:
            yield self._once("dose", self._adequate_dose)
        if isinstance(cited := arguments.get("dose_at_least"), Cited):
            key = ("dose", cited.number, cited.unit)
            yield self._once(key, lambda c=cited: self._dose_of_at_least(c))
        if "adherence" in arguments:
            yield self._adherent
        if isinstance(cited := arguments.get("within_months"), Cited):
            days = cited.number * 365.25 / 12
            yield self._once(("recent", days), lambda d=days: self._taken_within(d))

    def _once(self, key: object, make: Callable[[], np.ndarray]) -> np.ndarray:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def _long_enough(self, weeks: float, strictly: bool) -> np.ndarray:
        return (self.courses.weeks.above(weeks) if strictly else self.courses.weeks.at_least(weeks)).codes

    def _taken_within(self, days: float) -> np.ndarray:
        is_current = self.courses.is_current
        stopped = self.courses.stopped_days.at_most(days)
        return np.where(is_current.is_yes, np.int8(YES), stopped.codes).astype(np.int8)

    def _adequate_dose(self) -> np.ndarray:
        return reaches_dose(self.courses, [drug.adequate_dose for drug in self.drugs], self._weights).codes

    def _dose_of_at_least(self, cited: Cited) -> np.ndarray:
        rule = (DoseRule(unit=str(cited.unit), minimum=cited),)
        return reaches_dose(self.courses, [rule] * len(self.drugs), self._weights).codes

    @cached_property
    def _weights(self) -> Interval:
        return self.weight_kg.take(self.courses.patient)

    @cached_property
    def _fell_short(self) -> np.ndarray:
        return np.maximum(self.courses.outcome.is_in(FAILED_OUTCOMES).codes, relapsed_on_treatment(self.courses).codes)

    @cached_property
    def _relapsed(self) -> np.ndarray:
        return self.courses.outcome.is_in([RELAPSE]).codes

    @cached_property
    def _intolerant(self) -> np.ndarray:
        return self.courses.outcome.is_in(INTOLERANT_OUTCOMES).codes

    @cached_property
    def _taken(self) -> np.ndarray:
        """Surely taken: neither declined nor contraindicated, or with a time, a dose given, or a word on how."""
        courses = self.courses
        not_taken = courses.outcome.is_in(["declined", "contraindicated"])
        is_told = (courses.weeks.lo > 0) | (courses.doses_given.lo > 0) | courses.is_current.is_yes
        return np.where(is_told | ~courses.adherence.is_unknown, np.int8(YES), 2 - not_taken.codes).astype(np.int8)

    @cached_property
    def _current(self) -> np.ndarray:
        return np.minimum(self.courses.is_current.codes, self._taken)

    @cached_property
    def _adherent(self) -> np.ndarray:
        adherence = self.courses.adherence
        return Truth.settled(adherence.is_in(["documented"]).is_yes, adherence.is_in(["non_adherent"]).is_yes).codes

    @cached_property
    def _for_nephritis(self) -> np.ndarray:
        return self.courses.indication.is_in(["nephritis"]).codes

    def _is_among(self, groups: tuple[str, ...]) -> np.ndarray:
        """Courses of drugs whose role, class or own name is among these."""
        return self._once(("among", groups), lambda: self._among(groups))

    def _among(self, groups: tuple[str, ...]) -> np.ndarray:
        wanted = set(groups)
        table = [not wanted.isdisjoint((drug.role, drug.counts_as, drug.id)) for drug in self.drugs]
        return np.array([*table, False])[self.courses.drug]

    def _bits(self, as_one: tuple[str, ...], name_of: Callable[[Drug], str]) -> np.ndarray:
        """One bit a course, the same for all courses of one name."""
        merged = set(as_one)
        names = ["/".join(as_one) if drug.counts_as in merged else name_of(drug) for drug in self.drugs]
        key = ("bits", tuple(names))
        return self._once(key, lambda: self._bits_of(names))

    def _bits_of(self, names: list[str]) -> np.ndarray:
        given = {name: None for name in (names[drug] for drug in np.unique(self.courses.drug).tolist())}
        if len(given) > BITS:
            raise KnowledgeFault(
                f"These patients took {len(given)} different drugs, more than can be counted apart at once.",
                "Drugs that fall together would be counted as one.",
                "Match fewer patients at a time.",
            )
        bit = {name: np.uint64(1) << np.uint64(i) for i, name in enumerate(given)}
        table = np.array([bit.get(name, np.uint64(0)) for name in names] + [np.uint64(0)], dtype=np.uint64)
        return table[self.courses.drug]

    def _united(self, bits: np.ndarray) -> np.ndarray:
        return self._reduced(np.bitwise_or, bits, np.uint64)

    def _any(self, codes: np.ndarray) -> np.ndarray:
        return self._reduced(np.maximum, codes, np.int8)

    def _reduced(self, operation: np.ufunc, values: np.ndarray, kind: type) -> np.ndarray:
        """One value a patient; nothing for a patient without a course."""
        out = np.zeros(self.courses.patients, dtype=kind)
        if len(values):
            out[self._has_course] = operation.reduceat(values, self._starts)
        return out

    @cached_property
    def _has_course(self) -> np.ndarray:
        return np.flatnonzero(np.diff(self.courses.offsets) > 0)

    @cached_property
    def _starts(self) -> np.ndarray:
        return self.courses.offsets[:-1][self._has_course]


STANDINGS: dict[str, Callable[[DrugTally], np.ndarray]] = {
    "failed_drugs": lambda tally: tally._fell_short,
    "relapsed_after": lambda tally: tally._relapsed,
    "not_tolerated": lambda tally: tally._intolerant,
    "current_drugs": lambda tally: tally._current,
    "taken_drugs": lambda tally: tally._taken,
}
