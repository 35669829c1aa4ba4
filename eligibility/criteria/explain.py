"""Why a criterion says what it says about one patient: a by-product of its evaluation, never written twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from eligibility.criteria.show import as_of, is_recorded, shown_number, value_of
from eligibility.criteria.words import Evaluator, count_of
from eligibility.domain.condition import Condition, Criterion
from eligibility.domain.finding import Cite, Finding, GradedFinding, Threshold
from eligibility.domain.grade import Graded
from eligibility.domain.truth import UNKNOWN, WORDS, YES
from eligibility.knowledge.library import Library

OPERATORS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
SYMBOLS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}
HISTORY_SENTENCES = {
    "failed_classes": "Drug classes failed",
    "prescribed_classes": "Drug classes prescribed",
    "failed_inductions": "Nephritis inductions failed",
    "adequate_inductions": "Adequate nephritis inductions",
    "glucocorticoid_failed": "Glucocorticoid failed or contraindicated",
    "relapse_on_maintenance": "Renal relapse on adequate maintenance",
}


class Explainer:
    """Findings of one row of an evaluated cohort, with values, thresholds, reasons and sources."""

    def __init__(self, evaluator: Evaluator, library: Library, row: int):
        self.evaluator, self.library, self.row = evaluator, library, row

    def code(self, condition: Condition) -> int:
        return int(self.evaluator.truth(condition).codes[self.row])

    def finding(self, criterion: Criterion) -> Finding:
        """A yes, no or unknown criterion (urgent states, readiness)."""
        condition = criterion.rungs[-1][1]
        verdict = WORDS[self.code(condition)]
        return Finding(verdict=verdict, **self._parts(criterion, [condition], verdict))

    def graded(self, criterion: Criterion, grade: Graded, group: str) -> GradedFinding:
        """A criterion on an ordered scale: gates, grounds, safety."""
        verdict = grade.verdict(self.row)
        conditions = self._conditions_that_speak(criterion, grade)
        cautions = [say for say, condition in criterion.cautions if self.code(condition) == YES]
        stale = self._stale(conditions)
        until = self.deferred_until(criterion) if grade.lo[self.row] >= 2 and group == "safety" else None
        return GradedFinding(
            verdict=verdict,
            possible=grade.possible(self.row),
            grade_of=group,
            cautions=[*cautions, *stale],
            action=criterion.action if self._wants_action(criterion, grade) else None,
            until=until,
            **self._parts(criterion, conditions, verdict),
        )

    def deferred_until(self, criterion: Criterion) -> date | None:
        """The first day after the published interval from the event; a running or undated event has no date yet."""
        if criterion.defers_from is None or criterion.defers_for is None:
            return None
        undated = [
            leaf
            for _, condition in criterion.rungs
            for leaf in leaves(condition)
            if leaf.word != "within" and self.code(leaf) == YES
        ]
        ago = self.evaluator.reading.number(criterion.defers_from)
        if undated or not np.isfinite(ago.lo[self.row]):
            return None
        return _shift(as_of(self.evaluator, self.row), criterion.defers_for.number + 1 - ago.lo[self.row])

    def _wants_action(self, criterion: Criterion, grade: Graded) -> bool:
        """Where the knowledge says when to act, then; else whenever the item is not at its lowest grade."""
        if criterion.action_when is not None:
            return self.code(criterion.action_when) == YES
        return bool(grade.hi[self.row] > 0)

    def _conditions_that_speak(self, criterion: Criterion, grade: Graded) -> list[Condition]:
        """Settled above the lowest grade: the rung reached. Otherwise every rung that is open or was missed."""
        reached = [c for g, c in criterion.rungs if grade.scale.index(g) == grade.lo[self.row] and self.code(c) == YES]
        if grade.lo[self.row] == grade.hi[self.row] and reached:
            return reached
        open_rungs = [c for _, c in criterion.rungs if self.code(c) == UNKNOWN]
        return reached + open_rungs or [condition for _, condition in criterion.rungs]

    def _parts(self, criterion: Criterion, conditions: list[Condition], verdict: str) -> dict[str, object]:
        speaking = list(dict.fromkeys(leaf for c in conditions for leaf in _Leaf.deciding(self, c)))
        every = list(dict.fromkeys(_Leaf(leaf) for c in conditions for leaf in leaves(c)))
        values = {}
        for leaf in every:
            for value in value_of(self.evaluator, leaf.condition, self.row):
                values.setdefault(value.fact, value)
        return {
            "id": criterion.id,
            "statement": criterion.statement,
            "values": list(values.values()),
            "threshold": [t for leaf in every if (t := self.threshold(leaf.condition)) is not None],
            "because": "; ".join(dict.fromkeys(self.sentence(leaf.condition) for leaf in speaking)),
            "missing": self.missing(conditions) if verdict == "unknown" else [],
            "cites": self.cites(criterion, conditions),
        }

    def missing(self, conditions: list[Condition]) -> list[str]:
        """The facts behind every undecided leaf all of whose ancestors are undecided."""
        found = [fact for c in conditions for leaf in undecided(self, c) for fact in self.evaluator.facts_of(leaf)]
        return list(dict.fromkeys(found))

    def threshold(self, leaf: Condition) -> Threshold | None:
        arguments = leaf.arguments
        if leaf.word == "number":
            cited = arguments["threshold"]
            return Threshold(
                fact=arguments["fact"],
                operator=OPERATORS[arguments["comparison"]],
                value=cited.value,
                unit=cited.unit,
                cited=cited,
            )
        if leaf.word in ("within", "observed_within"):
            cited = arguments["window"]
            return Threshold(fact=arguments["fact"], operator="within", value=cited.value, unit=cited.unit, cited=cited)
        if leaf.word == "share":
            cited = arguments["threshold"]
            return Threshold(fact=arguments["fact"], operator=">=", value=cited.value, unit="of booked", cited=cited)
        if leaf.word in HISTORY_SENTENCES and "at_least" in arguments:
            cited = arguments["at_least"]
            return Threshold(fact="treatments", operator="count", value=cited.value, unit=cited.unit, cited=cited)
        if leaf.word == "choice":
            return Threshold(fact=arguments["fact"], operator="in", value=list(arguments["in"]))
        if leaf.word == "set" and "has_any" in arguments:
            return Threshold(fact=arguments["fact"], operator="has_any", value=list(arguments["has_any"]))
        return None

    def cites(self, criterion: Criterion, conditions: list[Condition]) -> list[Cite]:
        """The criterion's own sources, then those of every threshold it holds values against."""
        cited = [*criterion.citations, *(value for condition in conditions for value in condition.cited())]
        return [self.library.cite(one) for one in {(c.source, c.locator): c for c in cited}.values()]

    def sentence(self, leaf: Condition) -> str:
        """One leaf in words: what was read, held against what."""
        arguments, row = leaf.arguments, self.row
        if leaf.word in HISTORY_SENTENCES:
            return self._history_sentence(leaf)
        name = arguments["fact"]
        label = self.label(name)
        if self.code(leaf) == UNKNOWN and not is_recorded(self.evaluator, name, row):
            return f"{label} is not known"
        if leaf.word == "number":
            cited, operator = arguments["threshold"], SYMBOLS[OPERATORS[arguments["comparison"]]]
            value = shown_number(self.evaluator.reading.number(name), row)
            return f"{label}: {value}{_unit(cited.unit)}, threshold {operator} {cited.value}{_unit(cited.unit)}"
        if leaf.word == "share":
            whole = self.label(arguments["whole"]).lower()
            return f"{label} as a share of {whole}, threshold ≥ {arguments['threshold'].value}"
        if leaf.word == "within":
            window = arguments["window"]
            return f"{label.removesuffix(' on')}: {self._event(name)}, window {window.value} {window.unit}s"
        if leaf.word == "observed_within":
            return f"{label} dated within {arguments['window'].value} {arguments['window'].unit}s"
        values = value_of(self.evaluator, leaf, row)
        shown = ", ".join(_words(value.value) for value in values if value.value is not None) or "not known"
        return f"{label}: {shown}"

    def _event(self, name: str) -> str:
        ago = self.evaluator.reading.number(name)
        lo, hi = ago.lo[self.row], ago.hi[self.row]
        if np.isposinf(lo):
            return "never"
        return f"{lo:.0f} days ago" if lo == hi else "on a day not fully known"

    def _history_sentence(self, leaf: Condition) -> str:
        name = HISTORY_SENTENCES[leaf.word]
        if "at_least" not in leaf.arguments:
            return f"{name}: {WORDS[self.code(leaf)].replace('unknown', 'not known')}"
        count = shown_number(count_of(self.evaluator, leaf), self.row)
        return f"{name}: {count}, threshold ≥ {leaf.arguments['at_least'].value}"

    def label(self, name: str) -> str:
        if "." not in name:
            return self.library.facts[name].label
        instrument, _, output = name.partition(".")
        knowledge = self.library.instruments[instrument]
        return f"{knowledge.title}: {knowledge.outputs[output].label}"

    def _stale(self, conditions: list[Condition]) -> list[str]:
        """Results that are older than their staleness limit, named as a caution."""
        said = []
        for fact in dict.fromkeys(f for c in conditions for leaf in leaves(c) for f in self.evaluator.facts_of(leaf)):
            limit = self.library.facts[fact].stale_after_days if fact in self.library.facts else None
            if limit is None or fact not in self.evaluator.reading.cohort.ages:
                continue
            is_older = self.evaluator.reading.is_older_than(fact, limit.number).codes[self.row]
            if is_older == YES:
                said.append(f"{self.label(fact)} is older than {limit.value} days; ask for a new one.")
            elif is_older == UNKNOWN and not self.evaluator.reading.column(fact).is_unknown[self.row]:
                said.append(f"{self.label(fact)} has no day, so it may be out of date; ask for its date.")
        return said


class _Leaf:
    """A leaf compared by what it says, so that a condition that stands twice is explained once."""

    __slots__ = ("condition", "key")

    def __init__(self, condition: Condition):
        self.condition = condition
        self.key = (condition.word, *((k, getattr(v, "value", v)) for k, v in condition.arguments.items()))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Leaf) and self.key == other.key

    @staticmethod
    def deciding(explainer: Explainer, condition: Condition) -> Iterator[_Leaf]:
        """The leaves that carry the verdict: what holds of an `or` that holds, what fails of an `and` that fails."""
        if not condition.parts:
            yield _Leaf(condition)
            return
        own = explainer.code(condition)
        speaking = [part for part in condition.parts if explainer.code(part) == own]
        if condition.word in ("not_", "trusted_when", "unless"):
            speaking = list(condition.parts)
        for part in speaking or condition.parts:
            yield from _Leaf.deciding(explainer, part)


def leaves(condition: Condition) -> Iterator[Condition]:
    if not condition.parts:
        yield condition
    for part in condition.parts:
        yield from leaves(part)


def undecided(explainer: Explainer, condition: Condition) -> Iterator[Condition]:
    """Leaves whose answer is open and could still matter: every ancestor is open too."""
    if condition.word == "trusted_when" and explainer.code(condition.parts[0]) != YES:
        # What is not trusted today needs a new result, whichever way the old one answered.
        yield from unsatisfied(explainer, condition.parts[0])
        yield from undecided(explainer, condition.parts[1])
        return
    if explainer.code(condition) != UNKNOWN:
        return
    if not condition.parts:
        yield condition
    for part in condition.parts:
        yield from undecided(explainer, part)


def unsatisfied(explainer: Explainer, condition: Condition) -> Iterator[Condition]:
    """Leaves that keep a condition from being a yes; what already holds is not asked for again."""
    if explainer.code(condition) == YES:
        return
    if not condition.parts:
        yield condition
    for part in condition.parts:
        yield from leaves(part) if condition.word == "not_" else unsatisfied(explainer, part)


def _shift(day: date, days: float) -> date:
    return (np.datetime64(day, "D") + np.timedelta64(int(days), "D")).astype(object)


def _unit(unit: str | None) -> str:
    """Counts and ratios carry no unit in a sentence."""
    is_plain = unit is None or unit in ("point", "reciprocal", "system", "class", "year") or unit[0].isdigit()
    return "" if is_plain else f" {unit}"


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item).replace("_", " ") for item in value) or "none"
    return str(value).replace("_", " ")
