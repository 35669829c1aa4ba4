"""Failed, current and taken drugs as a trial counts them: its own weeks, its own list, what it says of intolerance.

A profile holds a course against the drug's own adequate trial; a trial holds it against nothing that its text does not
state. What the text leaves open (does intolerance count? a biologic?) leaves the count open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from eligibility.criteria.course_slots import CourseSlots
from eligibility.domain.cited import Cited, DoseRule, Drug
from eligibility.domain.condition import Condition
from eligibility.domain.courses import Courses
from eligibility.domain.interval import Interval
from eligibility.domain.truth import NO, UNKNOWN, YES, Truth
from eligibility.instruments.treatment_history import (
    FAILED_OUTCOMES,
    INTOLERANT_OUTCOMES,
    RELAPSE,
    WaysGiven,
    reaches_dose,
    relapsed_on_treatment,
    ways_given,
)

DAYS_A_WEEK = 7.0
DAYS_A_MONTH = 365.25 / 12
# Classes whose drugs are one substance in several forms; elsewhere two drugs of a class may count as one or as two.
ONE_SUBSTANCE = ("mycophenolate", "cyclophosphamide", "baff_inhibitor")
TAKEN = ("current_drugs", "taken_drugs")
MAY_BE_UNLISTED = ("failed_drugs", *TAKEN)
# What a text may ask of each course. A dose taken now, told without a course, answers none of these.
ASKED = ("weeks", "longer_than_weeks", "days", "dose", "dose_at_least", "adherence", "within_months")
# Each drug that anybody took is one bit of a number; the drug list is shorter than the longest of them.
BIT_KINDS = (np.uint8, np.uint16, np.uint32, np.uint64)


class DrugTally:
    """The courses of one cohort, counted by drug for any trial; what several trials ask of a course is made once."""

    def __init__(
        self,
        courses: Courses,
        drugs: Mapping[str, Drug],
        weight_kg: Interval,
        is_complete: Truth,
        doses_now: Mapping[str, Interval],
    ):
        """`doses_now`: by class, a dose that the record holds beside the courses (prednisone, hydroxychloroquine)."""
        self.courses, self.weight_kg, self.doses_now = courses, weight_kg, doses_now
        self.is_complete = is_complete.is_yes
        self.slots = CourseSlots(courses.offsets)
        self.drugs = [drugs[drug] for drug in courses.drugs]
        self.names = tuple((drug.role, drug.counts_as, drug.id) for drug in self.drugs)
        self.present = np.flatnonzero(np.bincount(courses.drug[courses.drug >= 0], minlength=1)).tolist()
        self._made: dict[object, Any] = {}

    def count(self, condition: Condition) -> Interval:
        """How many drugs stand as the condition asks, from those that surely count to those that may."""
        lo, hi = self._bounds(condition)
        return Interval(lo.astype(float), np.where(self.is_complete, hi.astype(float), np.inf))

    def at_least(self, condition: Condition, k: float) -> Truth:
        """The same held against a number: yes, no or unknown for each patient."""
        lo, hi = self._bounds(condition)
        least = np.uint8(np.ceil(k))
        return Truth.settled(lo >= least, (hi < least) & self.is_complete)

    def none_within(self, among: tuple[str, ...], weeks: float) -> Truth:
        """No such drug taken within so many weeks: all stopped longer ago, and the list is complete."""
        days = weeks * DAYS_A_WEEK
        recent = self._label(("recent", days), lambda: self._taken_within(days))
        surely, possibly = self._taken_by(("recent", days), np.minimum(recent, self._standing("taken_drugs")))
        mask = self._mask(among)
        return Truth.settled(((possibly & mask) == 0) & self.is_complete, (surely & mask) != 0)

    def _bounds(self, condition: Condition) -> tuple[np.ndarray, np.ndarray]:
        """Drugs that surely count, by class, and drugs that may, by substance, for each patient."""
        arguments = condition.arguments
        counted = (*arguments["among"], *arguments["also_groups"])
        surely, possibly = self._drugs_of(condition, counted)
        surely = surely & self._mask(counted)
        possibly = possibly & self._mask((*counted, *arguments["not_stated_groups"]))
        lo = self._distinct(surely, arguments["as_one"], _class_of)
        hi = self._distinct(possibly, arguments["as_one"], _substance_of)
        for drug_class, dose in self.doses_now.items():
            mask = self._mask((drug_class,))
            if condition.word not in MAY_BE_UNLISTED or not _has_class(self.names, counted, drug_class):
                continue
            # Lists often leave glucocorticoid and antimalarial out; a dose now stands for a course that is not listed.
            if condition.word in TAKEN and not set(ASKED) & set(arguments):
                lo = lo + ((dose.lo > 0) & ((surely & mask) == 0))
            hi = hi + ((dose.hi > 0) & ((possibly & mask) == 0))
        return lo, hi

    def _drugs_of(self, condition: Condition, counted: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Which drugs stand as asked, before it is asked which of them the trial counts."""
        arguments = condition.arguments
        also, not_stated = arguments["also_standings"], arguments["not_stated_standings"]
        asked = tuple(_key(name, arguments[name], counted) for name in ASKED if name in arguments)
        key = (condition.word, also, not_stated, asked, arguments.get("indication"))
        if key in self._made:
            return self._made[key]
        codes = self._standing(condition.word)
        codes = self._with("relapse", codes, also, not_stated)
        for one in self._asked(arguments, counted):
            codes = np.minimum(codes, one)
        # Intolerance needs no weeks and no dose, so it joins after they were asked.
        codes = self._with("intolerance", codes, also, not_stated)
        if "indication" in arguments:
            codes = np.minimum(codes, self._label("nephritis", self._for_nephritis))
        return self._taken_by(key, codes)

    def _with(self, name: str, codes: np.ndarray, also: Iterable[str], not_stated: Iterable[str]) -> np.ndarray:
        if name in also:
            return np.maximum(codes, self._standing(name))
        return np.maximum(codes, np.minimum(self._standing(name), UNKNOWN)) if name in not_stated else codes

    def _asked(self, arguments: Mapping[str, Any], counted: tuple[str, ...]) -> Iterator[np.ndarray]:
        """Time, dose, adherence and recency, each only where the text states it."""
        for name in ASKED:
            if name in arguments:
                value = arguments[name]
                yield self._label(
                    _key(name, value, counted), lambda n=name, v=value: ASKED_OF[n](self, v, self._wanted(counted))
                )

    def _taken_by(self, key: object, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each patient the drugs of whose courses this is surely so, and may be so, as bits."""
        if key not in self._made:
            bits = self._label("bits", self._bits)
            columns = (self.slots.union(bits * is_so.view(np.uint8)) for is_so in (codes == YES, codes != NO))
            self._made[key] = tuple(self.slots.back(column) for column in columns)
        return self._made[key]

    def _bits(self) -> np.ndarray:
        kind = next(kind for kind in BIT_KINDS if len(self.present) <= np.dtype(kind).itemsize * 8)
        table = np.zeros(len(self.drugs) + 1, dtype=kind)
        table[self.present] = [1 << place for place in range(len(self.present))]
        return table[self.courses.drug]

    def _distinct(self, bits: np.ndarray, as_one: tuple[str, ...], name_of: Callable[[Drug], str]) -> np.ndarray:
        """How many different names the drugs have; drugs of one name count once."""
        key = ("names", as_one, name_of.__name__)
        if key not in self._made:
            masks: dict[str, int] = {}
            for place, drug in enumerate(self.drugs[index] for index in self.present):
                name = "as one" if drug.counts_as in as_one else name_of(drug)
                masks[name] = masks.get(name, 0) | 1 << place
            alone = sum(mask for mask in masks.values() if mask.bit_count() == 1)
            self._made[key] = alone, [mask for mask in masks.values() if mask.bit_count() > 1]
        alone, several = self._made[key]
        found = np.bitwise_count(bits & bits.dtype.type(alone))
        for mask in several:
            found = found + ((bits & bits.dtype.type(mask)) != 0)
        return found

    def _mask(self, groups: tuple[str, ...]) -> np.unsignedinteger:
        """The bits of the drugs whose role, class or own name is among these."""
        if ("mask", groups) not in self._made:
            wanted = self._wanted(groups)
            mask = sum(1 << place for place, index in enumerate(self.present) if wanted[index])
            self._made["mask", groups] = self._label("bits", self._bits).dtype.type(mask)
        return self._made["mask", groups]

    def _wanted(self, groups: tuple[str, ...]) -> tuple[bool, ...]:
        return _named_in(self.names, groups)

    def _standing(self, word: str) -> np.ndarray:
        return self._label(word, lambda: STANDINGS[word](self))

    def _label(self, key: object, make: Callable[[], np.ndarray]) -> np.ndarray:
        """One value a course, in the order of the slots."""
        if ("label", key) not in self._made:
            self._made["label", key] = self.slots.courses(make())
        return self._made["label", key]

    @cached_property
    def _weights(self) -> Interval:
        return self.weight_kg.take(self.courses.patient)

    @cached_property
    def _given(self) -> WaysGiven:
        return ways_given(self.courses)

    def _taken_within(self, days: float) -> np.ndarray:
        is_current = self.courses.is_current.is_yes
        return np.where(is_current, np.int8(YES), self.courses.stopped_days.at_most(days).codes)

    def _fell_short(self) -> np.ndarray:
        return np.maximum(self.courses.outcome.is_in(FAILED_OUTCOMES).codes, relapsed_on_treatment(self.courses).codes)

    def _taken(self) -> np.ndarray:
        """Surely taken: neither declined nor contraindicated, or with a time, a dose given, or a word on how."""
        courses = self.courses
        not_taken = courses.outcome.is_in(["declined", "contraindicated"]).codes
        is_told = (courses.weeks.lo > 0) | (courses.doses_given.lo > 0) | courses.is_current.is_yes
        return np.where(is_told | ~courses.adherence.is_unknown, np.int8(YES), 2 - not_taken).astype(np.int8)

    def _adherent(self) -> np.ndarray:
        adherence = self.courses.adherence
        return Truth.settled(adherence.is_in(["documented"]).is_yes, adherence.is_in(["non_adherent"]).is_yes).codes

    def _for_nephritis(self) -> np.ndarray:
        return self.courses.indication.is_in(["nephritis"]).codes

    def _reaches(self, rule_of: Callable[[Drug], tuple[DoseRule, ...]], wanted: tuple[bool, ...]) -> np.ndarray:
        """Whether the dose of the wanted drugs reaches their rule; other drugs are not looked at."""
        rules = [rule_of(drug) if is_wanted else () for drug, is_wanted in zip(self.drugs, wanted, strict=True)]
        return reaches_dose(self.courses, rules, self._weights, self._given).codes


def _key(name: str, value: Any, counted: tuple[str, ...]) -> tuple[object, ...]:
    """What makes two questions to a course the same; a dose of its own is asked of the counted drugs alone."""
    told = (value.value, value.unit) if isinstance(value, Cited) else (value,)
    return (name, *told, *(counted if name == "dose_at_least" else ()))


@lru_cache(maxsize=1024)
def _named_in(names: tuple[tuple[str, ...], ...], groups: tuple[str, ...]) -> tuple[bool, ...]:
    """Which drugs have their role, class or own name among these groups."""
    wanted = set(groups)
    return tuple(not wanted.isdisjoint(name) for name in names)


@lru_cache(maxsize=1024)
def _has_class(names: tuple[tuple[str, ...], ...], groups: tuple[str, ...], drug_class: str) -> bool:
    """Whether any drug of the class is among these groups."""
    pairs = zip(names, _named_in(names, groups), strict=True)
    return any(is_in and name[1] == drug_class for name, is_in in pairs)


def _class_of(drug: Drug) -> str:
    return drug.counts_as


def _substance_of(drug: Drug) -> str:
    return drug.counts_as if drug.counts_as in ONE_SUBSTANCE else drug.id


STANDINGS: dict[str, Callable[[DrugTally], np.ndarray]] = {
    "failed_drugs": DrugTally._fell_short,
    "relapsed_after": lambda tally: tally.courses.outcome.is_in([RELAPSE]).codes,
    "relapse": lambda tally: tally.courses.outcome.is_in([RELAPSE]).codes,
    "not_tolerated": lambda tally: tally.courses.outcome.is_in(INTOLERANT_OUTCOMES).codes,
    "intolerance": lambda tally: tally.courses.outcome.is_in(INTOLERANT_OUTCOMES).codes,
    "current_drugs": lambda tally: np.minimum(tally.courses.is_current.codes, tally._taken()),
    "taken_drugs": DrugTally._taken,
}
ASKED_OF: dict[str, Callable[[DrugTally, Any, tuple[bool, ...]], np.ndarray]] = {
    "weeks": lambda tally, value, _: tally.courses.weeks.at_least(value.number).codes,
    "longer_than_weeks": lambda tally, value, _: tally.courses.weeks.above(value.number).codes,
    "days": lambda tally, value, _: tally.courses.weeks.at_least(value.number / DAYS_A_WEEK).codes,
    "dose": lambda tally, *_: tally._reaches(lambda drug: drug.adequate_dose, (True,) * len(tally.drugs)),
    "dose_at_least": lambda tally, value, wanted: tally._reaches(
        lambda _: (DoseRule(unit=str(value.unit), minimum=value),), wanted
    ),
    "adherence": lambda tally, *_: tally._adherent(),
    "within_months": lambda tally, value, _: tally._taken_within(value.number * DAYS_A_MONTH),
}
