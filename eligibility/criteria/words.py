"""What each criterion word means: a condition evaluated over a whole cohort, every node computed once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cited import Cited, Drug
from eligibility.domain.condition import Condition, Profile
from eligibility.domain.interval import Interval
from eligibility.domain.truth import NO, UNKNOWN, YES, Truth, all_of, any_of, at_least
from eligibility.instruments.reading import Reading
from eligibility.instruments.treatment_history import TreatmentHistory, TreatmentRules, label_courses

TREATMENT_FACTS = ("treatments", "is_treatment_history_complete")
COMPLETE = "is_treatment_history_complete"


class Evaluator:
    """Truth of every condition for every patient of one reading; `truth` may be asked again at no cost."""

    def __init__(
        self, reading: Reading, profile: Profile, drugs: dict[str, Drug], waived: frozenset[str] = frozenset()
    ):
        self.reading, self.profile, self.drugs, self.waived = reading, profile, drugs, waived
        self._known: dict[int, Truth] = {}

    @property
    def size(self) -> int:
        return self.reading.cohort.size

    @cached_property
    def fresh(self) -> Evaluator:
        """The same conditions with stale results unknown (safety and readiness)."""
        if self.reading.fresh is self.reading:
            return self
        twin = Evaluator(self.reading.fresh, self.profile, self.drugs, self.waived)
        if "history" in self.__dict__:
            twin.__dict__["history"] = self.history
        return twin

    def truth(self, condition: Condition) -> Truth:
        key = id(condition)
        if key not in self._known:
            self._known[key] = MEANINGS[condition.word](self, condition)
        return self._known[key]

    @cached_property
    def history(self) -> TreatmentHistory:
        """The courses labelled by this profile's rules."""
        merged = self.profile.parameters.get("drugs_counted_as_one")
        rules = TreatmentRules(
            floor_weeks=self.profile.parameters["floor_weeks"].number,
            merged=() if merged is None else (tuple(str(merged.value).split("+")),),
        )
        return label_courses(
            self.reading.cohort.courses,
            self.drugs,
            rules,
            self.reading.number("weight_kg"),
            self.reading.truth(COMPLETE),
        )

    def facts_of(self, condition: Condition) -> tuple[str, ...]:
        """The facts of the record that one node reads directly."""
        if condition.word in HISTORY:
            extra = ("is_steroid_failed_or_contraindicated",) if condition.word == "glucocorticoid_failed" else ()
            extra = ("prior_inductions_failed",) if condition.word == "failed_inductions" else extra
            return (*extra, *TREATMENT_FACTS)
        names = [condition.arguments[key] for key in ("fact", "whole") if key in condition.arguments]
        return tuple(dict.fromkeys(fact for name in names for fact in self.reading.facts_behind(name)))


def _all_of(evaluator: Evaluator, condition: Condition) -> Truth:
    return all_of([evaluator.truth(part) for part in condition.parts])


def _any_of(evaluator: Evaluator, condition: Condition) -> Truth:
    return any_of([evaluator.truth(part) for part in condition.parts])


def _at_least(evaluator: Evaluator, condition: Condition) -> Truth:
    return at_least(int(condition.arguments["k"].number), [evaluator.truth(part) for part in condition.parts])


def _not(evaluator: Evaluator, condition: Condition) -> Truth:
    return ~evaluator.truth(condition.parts[0])


def _trusted_when(evaluator: Evaluator, condition: Condition) -> Truth:
    """The second part, but unknown wherever the first is not surely yes (an old biopsy settles nothing)."""
    when, then = (evaluator.truth(part) for part in condition.parts)
    return Truth(np.where(when.is_yes, then.codes, np.int8(UNKNOWN)))


def _unless(evaluator: Evaluator, condition: Condition) -> Truth:
    """The second part; where the first is surely yes it does not apply, so what is not known of it is a no."""
    when, then = (evaluator.truth(part) for part in condition.parts)
    return then.where(when.is_yes & then.is_unknown, Truth.constant(evaluator.size, NO))


def compare(value: Interval, comparison: str, threshold: float) -> Truth:
    return {"at_least": value.at_least, "above": value.above, "at_most": value.at_most, "below": value.below}[
        comparison
    ](threshold)


def _number(evaluator: Evaluator, condition: Condition) -> Truth:
    value = evaluator.reading.number(condition.arguments["fact"])
    return compare(value, condition.arguments["comparison"], condition.arguments["threshold"].number)


def _is_true(evaluator: Evaluator, condition: Condition) -> Truth:
    return evaluator.reading.truth(condition.arguments["fact"])


def _choice(evaluator: Evaluator, condition: Condition) -> Truth:
    return evaluator.reading.choice(condition.arguments["fact"]).is_in(condition.arguments["in"])


def _set(evaluator: Evaluator, condition: Condition) -> Truth:
    members = evaluator.reading.members(condition.arguments["fact"])
    wanted = condition.arguments.get("has_any") or condition.arguments["has_none"]
    found = any_of([members.has(value) for value in wanted])
    return found if "has_any" in condition.arguments else ~found


def window_days(evaluator: Evaluator, unit: str, window: Cited) -> float | np.ndarray:
    """The window in days; months are calendar months back from each patient's own assessment day."""
    if unit != "months":
        return window.number * {"days": 1, "weeks": 7}[unit]
    return days_back(evaluator.reading.cohort.as_of, int(window.number))


def days_back(as_of: np.ndarray, months: int) -> np.ndarray:
    """Days from `as_of` back to the same day so many months earlier (the last day of a shorter month)."""
    month = as_of.astype("datetime64[M]")
    earlier = month - months
    day = (as_of - month.astype("datetime64[D]")).astype(int)
    last = ((earlier + 1).astype("datetime64[D]") - earlier.astype("datetime64[D]")).astype(int) - 1
    return (as_of - (earlier.astype("datetime64[D]") + np.minimum(day, last))).astype(float)


def _within(evaluator: Evaluator, condition: Condition) -> Truth:
    """The event lies no longer ago than the window; `never` is a no."""
    ago = evaluator.reading.number(condition.arguments["fact"])
    limit = window_days(evaluator, condition.arguments["unit"], condition.arguments["window"])
    return Truth.settled(ago.hi <= limit, ago.lo > limit)


def _observed_within(evaluator: Evaluator, condition: Condition) -> Truth:
    """The result is there and recent enough. A result that is not there may exist elsewhere: unknown."""
    fact = condition.arguments["fact"]
    age = evaluator.reading.cohort.age_days(fact).at_most(condition.arguments["window"].number)
    return age.where(_is_open(evaluator.reading, fact), Truth.unknown(evaluator.size))


def _known(evaluator: Evaluator, condition: Condition) -> Truth:
    """Yes when something is recorded; never no, since a blank may be filled."""
    return Truth(np.where(_is_open(evaluator.reading, condition.arguments["fact"]), UNKNOWN, YES).astype(np.int8))


def _is_open(reading: Reading, name: str) -> np.ndarray:
    column = reading.column(name)
    if isinstance(column, Truth | Interval | Choice | Members):
        return column.is_unknown
    raise TypeError(name)


def _share(evaluator: Evaluator, condition: Condition) -> Truth:
    """part / whole >= threshold, each known within its bounds."""
    part = evaluator.reading.number(condition.arguments["fact"])
    whole = evaluator.reading.number(condition.arguments["whole"])
    threshold = condition.arguments["threshold"].number
    with np.errstate(invalid="ignore", divide="ignore"):
        lo, hi = part.lo / whole.hi, part.hi / whole.lo
    usable = (whole.lo > 0) & np.isfinite(whole.hi)
    return Truth.settled(usable & (lo >= threshold), usable & (hi < threshold))


def _failed_classes(evaluator: Evaluator, condition: Condition) -> Truth:
    """Enough classes failed; a named number of them may be intolerance or contraindication instead."""
    history, k = evaluator.history, condition.arguments["at_least"].number
    strict = count_of(evaluator, condition)
    stand_in = condition.arguments.get("intolerance_may_stand_in_for")
    if stand_in is None or stand_in.number == 0:
        return strict.at_least(k)
    lenient = history.count_classes(history.is_failed | history.is_intolerant)
    return lenient.at_least(k) & strict.at_least(max(1.0, k - stand_in.number))


def _enough(evaluator: Evaluator, condition: Condition) -> Truth:
    return count_of(evaluator, condition).at_least(condition.arguments["at_least"].number)


def _glucocorticoid_failed(evaluator: Evaluator, condition: Condition) -> Truth:
    """Stated as failed or contraindicated, or a glucocorticoid course that was not tolerated."""
    stated = evaluator.reading.truth("is_steroid_failed_or_contraindicated")
    history = evaluator.history
    steroids = np.array([drug.role == "glucocorticoid" for drug in _drugs(evaluator)] + [False])[history.courses.drug]
    from_courses = history.courses.any_a_patient(history.is_failed | history.is_intolerant, steroids)
    # Courses alone never prove that glucocorticoid did not fail, so their no is an unknown.
    return stated | Truth(np.maximum(from_courses.codes, np.where(stated.is_no, NO, UNKNOWN)).astype(np.int8))


def _drugs(evaluator: Evaluator) -> list[Drug]:
    return [evaluator.drugs[drug] for drug in evaluator.reading.cohort.courses.drugs]


def _for_nephritis(evaluator: Evaluator) -> Truth:
    return evaluator.history.courses.indication.is_in(["nephritis"])


def count_of(evaluator: Evaluator, condition: Condition) -> Interval:
    """What a counting word counts, by the one definition that its verdict and its explanation share."""
    return COUNTS[condition.word](evaluator, condition)


def _count_failed(evaluator: Evaluator, condition: Condition) -> Interval:
    return evaluator.history.count_classes(evaluator.history.is_failed)


def _count_prescribed(evaluator: Evaluator, condition: Condition) -> Interval:
    return evaluator.history.count_classes(evaluator.history.is_prescribed)


def _count_failed_inductions(evaluator: Evaluator, condition: Condition) -> Interval:
    """Nephritis inductions failed, by the courses and by the documented count; each fills the other's unknown."""
    history = evaluator.history
    counted = history.count_classes(history.is_failed & _for_nephritis(evaluator), history.is_induction)
    return counted.reconcile(evaluator.reading.number("prior_inductions_failed"))[0]


def _count_adequate_inductions(evaluator: Evaluator, condition: Condition) -> Interval:
    """Nephritis inductions at an adequate dose, completed and taken for so many weeks, whose response fell short.

    A drug that was declined, not tolerated or contraindicated was no induction, and one that brought remission missed
    no milestone.
    """
    history = evaluator.history
    long_enough = history.courses.weeks.at_least(condition.arguments["weeks"].number) & history.is_completed
    taken = history.is_dose_adequate & history.is_adherent & long_enough & history.is_endured
    return history.count_classes(taken & _for_nephritis(evaluator), history.is_induction)


def _relapse_on_maintenance(evaluator: Evaluator, condition: Condition) -> Truth:
    """A renal relapse that came on the drug, at an adequate maintenance dose, taken for long enough."""
    history = evaluator.history
    on_drug = history.is_relapse_on_drug & history.is_adequate & _for_nephritis(evaluator)
    return evaluator.reading.truth("is_ln_relapsed") & history.count_classes(on_drug).at_least(1)


COUNTS: dict[str, Callable[[Evaluator, Condition], Interval]] = {
    "failed_classes": _count_failed,
    "prescribed_classes": _count_prescribed,
    "failed_inductions": _count_failed_inductions,
    "adequate_inductions": _count_adequate_inductions,
}

HISTORY: dict[str, Callable[[Evaluator, Condition], Truth]] = {
    "failed_classes": _failed_classes,
    "prescribed_classes": _enough,
    "glucocorticoid_failed": _glucocorticoid_failed,
    "failed_inductions": _enough,
    "adequate_inductions": _enough,
    "relapse_on_maintenance": _relapse_on_maintenance,
}

MEANINGS: dict[str, Callable[[Evaluator, Condition], Truth]] = {
    "all_of": _all_of,
    "any_of": _any_of,
    "at_least": _at_least,
    "not_": _not,
    "trusted_when": _trusted_when,
    "unless": _unless,
    "number": _number,
    "is_true": _is_true,
    "choice": _choice,
    "set": _set,
    "within": _within,
    "observed_within": _observed_within,
    "share": _share,
    "known": _known,
    **HISTORY,
}
