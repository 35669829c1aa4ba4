"""What the words of trials mean, over a whole cohort; equal conditions of different trials are evaluated once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np

from eligibility.criteria.trial_drugs import DrugTally
from eligibility.criteria.words import COMPLETE, MEANINGS, TREATMENT_FACTS, Evaluator, compare
from eligibility.domain.cited import Cited, Drug
from eligibility.domain.condition import Condition
from eligibility.domain.interval import Interval
from eligibility.domain.truth import UNKNOWN, Truth
from eligibility.instruments.reading import Reading
from eligibility.instruments.sledai_2k import SEROLOGY, total_without

DRUG_COUNTS = ("failed_drugs", "relapsed_after", "not_tolerated", "current_drugs", "taken_drugs")
DOCUMENTED = "prior_inductions_failed"
DOSES_NOW = {"glucocorticoid": "prednisone_mg_day", "antimalarial": "hydroxychloroquine_mg_day"}
# What a text means by laboratory items is not said: at least serology, at most blood and urine as well.
BLOOD_AND_URINE = ("thrombocytopenia", "leukopenia", "urinary_casts", "hematuria", "proteinuria", "pyuria")


class SharedConditions:
    """One number for all conditions that ask the same, whichever trial asks; their sources may differ."""

    def __init__(self, conditions: Iterable[Condition]):
        # Conditions are known by identity, so they are kept alive here.
        self.conditions = tuple(conditions)
        self._numbers: dict[object, int] = {}
        self._of: dict[int, int] = {}
        for condition in self.conditions:
            self._number(condition)

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, condition: Condition) -> int:
        return self._of[id(condition)]

    def _number(self, condition: Condition) -> int:
        parts = tuple(self._number(part) for part in condition.parts)
        asked = tuple((key, _plain(value)) for key, value in condition.arguments.items() if key != "because")
        found = self._numbers.setdefault((condition.word, parts, asked), len(self._numbers))
        self._of[id(condition)] = found
        return found


class TrialEvaluator(Evaluator):
    """Truth of every trial's conditions for every patient of one reading."""

    def __init__(self, reading: Reading, drugs: dict[str, Drug], shared: SharedConditions):
        self.reading, self.drugs, self.shared = reading, drugs, shared
        self._found: list[Truth | None] = [None] * len(shared)
        self._points: dict[frozenset[str], Interval] = {}

    def truth(self, condition: Condition) -> Truth:
        number = self.shared.number(condition)
        found = self._found[number]
        if found is None:
            found = self._found[number] = TRIAL_MEANINGS[condition.word](self, condition)
        return found

    @cached_property
    def tally(self) -> DrugTally:
        """The courses as trials count them."""
        reading = self.reading
        doses = {role: reading.number(fact) for role, fact in DOSES_NOW.items()}
        return DrugTally(
            reading.cohort.courses, self.drugs, reading.number("weight_kg"), reading.truth(COMPLETE), doses
        )

    def points_of(self, left_out: frozenset[str]) -> Interval:
        """SLEDAI-2K points without these items."""
        if left_out not in self._points:
            inputs = self.reading.inputs("sledai_2k")
            self._points[left_out] = total_without(inputs, inputs.knowledge, left_out)
        return self._points[left_out]

    def facts_of(self, condition: Condition) -> tuple[str, ...]:
        """The facts of the record that one node reads directly."""
        if condition.word in DRUG_COUNTS:
            among = {*condition.arguments["among"], *condition.arguments["also_groups"]}
            return (*TREATMENT_FACTS, *(fact for role, fact in DOSES_NOW.items() if role in among))
        if condition.word == "washed_out":
            return TREATMENT_FACTS
        return super().facts_of(condition)


def drug_count(evaluator: TrialEvaluator, condition: Condition) -> Interval:
    """How many drugs count; a documented number of failed inductions stands for courses that are not listed."""
    counted = evaluator.tally.count(condition)
    asks_more = {"weeks", "longer_than_weeks", "days", "dose", "dose_at_least", "adherence"} & set(condition.arguments)
    if condition.word != "failed_drugs" or "indication" not in condition.arguments or asks_more:
        return counted
    documented = evaluator.reading.number(DOCUMENTED)
    lo = np.maximum(counted.lo, np.where(np.isfinite(documented.lo), documented.lo, 0.0))
    return Interval(lo, np.maximum(counted.hi, lo))


def sledai_points(evaluator: TrialEvaluator, condition: Condition) -> tuple[Interval, Interval]:
    """The points that the trial counts, by the narrowest and by the widest reading of its text."""
    arguments = condition.arguments
    if arguments["index"] == "selena_sledai":
        points = _selena_points(evaluator, arguments["part"])
        return points, points
    knowledge = evaluator.reading.instruments["sledai_2k"].knowledge
    items, without = set(knowledge.table("weights")), set(arguments["without"])
    counted = {
        "total": (items, items),
        "clinical": (items - SEROLOGY, items - SEROLOGY),
        "laboratory": (set(SEROLOGY), set(SEROLOGY) | set(BLOOD_AND_URINE)),
    }[arguments["part"]]
    narrow, wide = (evaluator.points_of(frozenset(items - part | without)) for part in counted)
    return narrow, wide


def _selena_points(evaluator: TrialEvaluator, part: str) -> Interval:
    """The documented SELENA total; all but the serology items is at least the total without their points."""
    total = evaluator.reading.number("selena_sledai_total")
    if part == "total":
        return total
    weights = evaluator.reading.instruments["sledai_2k"].knowledge.table("weights")
    most = sum(weights[item] for item in SEROLOGY)
    if part == "laboratory":
        return Interval(np.zeros(len(total)), np.maximum(total.hi, 0.0))
    return Interval(np.maximum(total.lo - most, 0.0), np.maximum(total.hi, 0.0))


def _sledai_points(evaluator: TrialEvaluator, condition: Condition) -> Truth:
    comparison, threshold = condition.arguments["comparison"], condition.arguments["threshold"].number
    narrow, wide = (compare(points, comparison, threshold) for points in sledai_points(evaluator, condition))
    # Yes or no only where both readings agree; a floor is reached surely by the narrow one, missed by the wide one.
    low, high = np.minimum(narrow.codes, wide.codes), np.maximum(narrow.codes, wide.codes)
    return Truth(np.where(low == high, low, np.int8(UNKNOWN)).astype(np.int8))


def _drugs(evaluator: TrialEvaluator, condition: Condition) -> Truth:
    return drug_count(evaluator, condition).at_least(condition.arguments["at_least"].number)


def _washed_out(evaluator: TrialEvaluator, condition: Condition) -> Truth:
    return evaluator.tally.none_within(condition.arguments["among"], condition.arguments["weeks"].number)


def _cannot_tell_unless(evaluator: TrialEvaluator, condition: Condition) -> Truth:
    """Yes where it holds; where it does not, the record or the text does not settle it."""
    return Truth(np.maximum(evaluator.truth(condition.parts[0]).codes, np.int8(UNKNOWN)))


def _ever(evaluator: TrialEvaluator, condition: Condition) -> Truth:
    """The event happened on some day; `never` is a no."""
    ago = evaluator.reading.number(condition.arguments["fact"])
    return _alike(ago, lambda value: Truth.settled(np.isfinite(value.hi), np.isposinf(value.lo)))


def _number(evaluator: TrialEvaluator, condition: Condition) -> Truth:
    arguments = condition.arguments
    value = evaluator.reading.number(arguments["fact"])
    return _alike(value, lambda known: compare(known, arguments["comparison"], arguments["threshold"].number))


def _alike(value: Interval, ask: Callable[[Interval], Truth]) -> Truth:
    """A column that says the same about everybody (most often nothing) is asked once."""
    if value.lo.strides != (0,) or value.hi.strides != (0,) or not len(value):
        return ask(value)
    return Truth.constant(len(value), int(ask(Interval(value.lo[:1], value.hi[:1])).codes[0]))


def _all_of(evaluator: TrialEvaluator, condition: Condition) -> Truth:
    return least([evaluator.truth(part) for part in condition.parts])


def _any_of(evaluator: TrialEvaluator, condition: Condition) -> Truth:
    return _folded(np.maximum, [evaluator.truth(part).codes for part in condition.parts])


def least(truths: Sequence[Truth]) -> Truth:
    """Yes where all are, no where any is; columns that say the same about everybody are taken together first."""
    return _folded(np.minimum, [truth.codes for truth in truths])


def _folded(operation: np.ufunc, columns: Sequence[np.ndarray]) -> Truth:
    size = len(columns[0])
    alike = [codes for codes in columns if codes.strides == (0,) and size]
    apart = [codes for codes in columns if codes.strides != (0,) or not size]
    if not apart:
        return Truth.constant(size, int(operation.reduce([codes[0] for codes in alike])))
    if not alike and len(apart) == 1:
        return Truth(apart[0])
    out = operation(apart[0], operation.reduce([codes[0] for codes in alike]) if alike else apart[1])
    for codes in apart[1 if alike else 2 :]:
        operation(out, codes, out=out)
    return Truth(out)


def _plain(value: object) -> object:
    """What of an argument makes two conditions the same: of a cited value its number, never its source."""
    return (value.value, value.unit) if isinstance(value, Cited) else value


TRIAL_MEANINGS: dict[str, Callable[[TrialEvaluator, Condition], Truth]] = {
    **MEANINGS,
    "all_of": _all_of,
    "any_of": _any_of,
    "number": _number,
    **dict.fromkeys(DRUG_COUNTS, _drugs),
    "washed_out": _washed_out,
    "sledai_points": _sledai_points,
    "cannot_tell_unless": _cannot_tell_unless,
    "ever": _ever,
}
