"""What the words of trials mean, over a whole cohort; equal conditions of different trials are evaluated once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from eligibility.criteria.trial_drugs import ASKED, DrugTally
from eligibility.criteria.words import COMPLETE, MEANINGS, TREATMENT_FACTS, Evaluator, compare, days_back
from eligibility.domain.cited import Cited, Drug
from eligibility.domain.condition import Condition
from eligibility.domain.interval import Interval
from eligibility.domain.truth import UNKNOWN, Truth
from eligibility.instruments.reading import Reading
from eligibility.instruments.sledai_2k import RENAL, SEROLOGY, totals_without
from eligibility.knowledge.instrument_files import InstrumentKnowledge

DRUG_COUNTS = ("failed_drugs", "relapsed_after", "not_tolerated", "current_drugs", "taken_drugs")
DOCUMENTED = "prior_inductions_failed"
DOSES_NOW = {"glucocorticoid": "prednisone_mg_day", "antimalarial": "hydroxychloroquine_mg_day"}
DAYS = {"days": 1.0, "weeks": 7.0}
SAID_AS = {"glucocorticoid": ("glucocorticoid",), "antimalarial": ("antimalarial", "chloroquine")}
# What a text means by laboratory items is not said: at least serology, at most blood and urine as well.
BLOOD_AND_URINE = frozenset({"thrombocytopenia", "leukopenia"}) | RENAL


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

    @cached_property
    def points(self) -> tuple[Condition, ...]:
        """The conditions on SLEDAI-2K points, whose items are counted together."""
        every = (node for condition in self.conditions for node in condition.walk())
        return tuple(n for n in every if n.word == "sledai_points" and n.arguments["index"] == "sledai_2k")

    @cached_property
    def said_of_anybody(self) -> dict[int, Any]:
        """Where an explanation keeps what does not depend on the patient, by the criterion's identity."""
        return {}

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
        self._windows: dict[tuple[str, float], float | np.ndarray] = {}

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
        """SLEDAI-2K points without these items; those of every trial are counted together."""
        if left_out not in self._points:
            inputs = self.reading.inputs("sledai_2k")
            asked = {part for leaf in self.shared.points for part in parts_left_out(inputs.knowledge, leaf)}
            self._points = totals_without(inputs, inputs.knowledge, {left_out, *asked})
        return self._points[left_out]

    def window(self, unit: str, window: Cited) -> float | np.ndarray:
        """The window in days, one number where every patient is assessed on the same day."""
        key = (unit, window.number)
        if key not in self._windows:
            days, which = self._days
            back = window.number * DAYS[unit] if unit in DAYS else days_back(days, int(window.number))
            is_one = isinstance(back, float) or len(back) == 1
            self._windows[key] = float(np.ravel(back)[0]) if is_one else back[which]
        return self._windows[key]

    @cached_property
    def _days(self) -> tuple[np.ndarray, np.ndarray]:
        """The different assessment days, and which of them each patient's is."""
        as_of = self.reading.cohort.as_of
        if self.size and bool(np.all(as_of == as_of[0])):
            return as_of[:1], np.zeros(self.size, dtype=np.int64)
        return np.unique(as_of, return_inverse=True)

    def facts_of(self, condition: Condition) -> tuple[str, ...]:
        """The facts of the record that one node reads directly."""
        if condition.word in DRUG_COUNTS:
            named = " ".join((*condition.arguments["among"], *condition.arguments["also_groups"]))
            doses = [DOSES_NOW[drug_class] for drug_class, words in SAID_AS.items() if any(w in named for w in words)]
            return (*TREATMENT_FACTS, *doses)
        if condition.word == "washed_out":
            return TREATMENT_FACTS
        return super().facts_of(condition)


def drug_count(evaluator: TrialEvaluator, condition: Condition) -> Interval:
    """How many drugs count; a documented number of failed inductions stands for courses that are not listed."""
    counted = evaluator.tally.count(condition)
    if not _may_be_documented(condition):
        return counted
    documented = evaluator.reading.number(DOCUMENTED)
    lo = np.maximum(counted.lo, np.where(np.isfinite(documented.lo), documented.lo, 0.0))
    return Interval(lo, np.maximum(counted.hi, lo))


def _may_be_documented(condition: Condition) -> bool:
    """Failed nephritis regimens of which the text asks no time, dose or adherence."""
    arguments = condition.arguments
    return condition.word == "failed_drugs" and "indication" in arguments and not set(ASKED) & set(arguments)


def sledai_points(evaluator: TrialEvaluator, condition: Condition) -> tuple[Interval, Interval]:
    """The points that the trial counts, by the narrowest and by the widest reading of its text."""
    arguments = condition.arguments
    if arguments["index"] == "selena_sledai":
        points = _selena_points(evaluator, arguments["part"])
        return points, points
    narrow, wide = parts_left_out(evaluator.reading.instruments["sledai_2k"].knowledge, condition)
    return evaluator.points_of(narrow), evaluator.points_of(wide)


def parts_left_out(knowledge: InstrumentKnowledge, condition: Condition) -> tuple[frozenset[str], frozenset[str]]:
    """The items that the trial leaves out, by the narrowest and by the widest reading of its text."""
    items, without = frozenset(knowledge.table("weights")), frozenset(condition.arguments["without"])
    narrow, wide = {
        "total": (items, items),
        "clinical": (items - SEROLOGY, items - SEROLOGY),
        "laboratory": (SEROLOGY, SEROLOGY | BLOOD_AND_URINE),
    }[condition.arguments["part"]]
    return items - narrow | without, items - wide | without


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
    k = condition.arguments["at_least"].number
    if _may_be_documented(condition):
        return drug_count(evaluator, condition).at_least(k)
    return evaluator.tally.at_least(condition, k)


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


def _within(evaluator: TrialEvaluator, condition: Condition) -> Truth:
    """The event lies no longer ago than the window; `never` is a no."""
    arguments = condition.arguments
    ago = evaluator.reading.number(arguments["fact"])
    limit = evaluator.window(arguments["unit"], arguments["window"])
    if isinstance(limit, float):
        return _alike(ago, lambda value: value.at_most(limit))
    return Truth.settled(ago.hi <= limit, ago.lo > limit)


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
    "within": _within,
    **dict.fromkeys(DRUG_COUNTS, _drugs),
    "washed_out": _washed_out,
    "sledai_points": _sledai_points,
    "cannot_tell_unless": _cannot_tell_unless,
    "ever": _ever,
}
