"""Why a trial says what it says about one patient: every criterion with what it read, and what nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from eligibility.criteria.explain import OPERATORS, SYMBOLS, Explainer, leaves
from eligibility.criteria.show import one_value, shown_number
from eligibility.criteria.trial_words import DRUG_COUNTS, TrialEvaluator, drug_count, sledai_points
from eligibility.criteria.trials import condition_of
from eligibility.domain.cited import Cited
from eligibility.domain.condition import Condition, Criterion
from eligibility.domain.finding import Cite, Finding, Threshold, Value
from eligibility.domain.truth import UNKNOWN, WORDS, YES
from eligibility.knowledge.library import Library

COUNTS = {
    "failed_drugs": "Failed drugs",
    "relapsed_after": "Drugs with a relapse after response",
    "not_tolerated": "Drugs not tolerated",
    "current_drugs": "Drugs taken now",
    "taken_drugs": "Drugs taken",
}
PARTS = {"total": "counted points", "clinical": "clinical points", "laboratory": "laboratory points"}
RECENT = {"yes": "not taken", "no": "taken", "unknown": "not known"}
DURATIONS = {"weeks": "≥", "longer_than_weeks": ">", "days": "≥"}


class TrialExplainer(Explainer):
    """Findings of one patient. What several trials read is put into words once."""

    evaluator: TrialEvaluator

    def __init__(self, evaluator: TrialEvaluator, library: Library, row: int):
        super().__init__(evaluator, library, row)
        self._said: dict[int, str] = {}
        self._read: dict[int, list[Value]] = {}
        self._values: dict[str, Value] = {}

    def finding(self, criterion: Criterion) -> Finding:
        """One criterion of one trial: yes, no or unknown."""
        condition = condition_of(criterion)
        code = self.code(condition)
        every, thresholds, cites = self._of_anybody(criterion)
        values = {value.fact + value.label: value for leaf in every for value in self._values_of(leaf)}
        speaking = {self._number(leaf): leaf for leaf in self._deciding(condition)}.values()
        because = [self.sentence(leaf) for leaf in speaking]
        missing: list[str] = []
        if code == UNKNOWN:
            missing = self.missing([condition])
            because += [*self._doubts(condition), *self._out_of_date(missing)]
        return Finding(
            id=criterion.id,
            statement=criterion.statement,
            verdict=WORDS[code],
            values=list(values.values()),
            threshold=thresholds,
            because="; ".join(dict.fromkeys(because)),
            missing=missing,
            cites=cites,
        )

    def _of_anybody(self, criterion: Criterion) -> tuple[list[Condition], list[Threshold], list[Cite]]:
        """What is said of a criterion whoever the patient is: its leaves, thresholds and sources; made once."""
        kept = self.evaluator.shared.said_of_anybody
        if id(criterion) not in kept:
            condition = condition_of(criterion)
            every = list({self._number(leaf): leaf for leaf in leaves(condition)}.values())
            thresholds = [held for leaf in every for held in self.thresholds(leaf)]
            kept[id(criterion)] = every, thresholds, self.cites(criterion, [condition])
        return kept[id(criterion)]

    def thresholds(self, leaf: Condition) -> list[Threshold]:
        """What one leaf holds its values against."""
        arguments = leaf.arguments
        if leaf.word in DRUG_COUNTS:
            held = [_held("treatments", "count", arguments["at_least"])]
            for key, operator in DURATIONS.items():
                if key in arguments:
                    held.append(_held("treatments", ">" if operator == ">" else ">=", arguments[key]))
            if "dose_at_least" in arguments:
                held.append(_held("treatments", ">=", arguments["dose_at_least"]))
            return held
        if leaf.word == "washed_out":
            return [_held("treatments", "longer_ago", arguments["weeks"])]
        if leaf.word == "sledai_points":
            return [_held(arguments["fact"], OPERATORS[arguments["comparison"]], arguments["threshold"])]
        found = self.threshold(leaf)
        return [] if found is None else [found]

    def sentence(self, leaf: Condition) -> str:
        """One leaf in words; equal leaves of different trials are worded once."""
        number = self._number(leaf)
        if number not in self._said:
            self._said[number] = self._worded(leaf)
        return self._said[number]

    def _worded(self, leaf: Condition) -> str:
        arguments = leaf.arguments
        if leaf.word in DRUG_COUNTS:
            duration = next(
                (f", each {sign} {_told(arguments[key])}" for key, sign in DURATIONS.items() if key in arguments), ""
            )
            return f"{self._counted_as(leaf)}: {self._count(leaf)}, threshold ≥ {arguments['at_least'].value}{duration}"
        if leaf.word == "washed_out":
            return f"{self._recent(leaf)}: {RECENT[WORDS[self.code(leaf)]]}"
        if leaf.word == "sledai_points":
            sign = SYMBOLS[OPERATORS[arguments["comparison"]]]
            return f"{self._points_label(leaf)}: {self._points(leaf)}, threshold {sign} {arguments['threshold'].value}"
        if leaf.word == "ever":
            said = "not known" if self.code(leaf) == UNKNOWN else self._event(arguments["fact"])
            return f"{self.label(arguments['fact']).removesuffix(' on')}: {said}"
        if leaf.word == "number" and self.evaluator.reading.number(arguments["fact"]).is_unknown[self.row]:
            return f"{self.label(arguments['fact'])} is not known"
        return super().sentence(leaf)

    def _values_of(self, leaf: Condition) -> list[Value]:
        number = self._number(leaf)
        if number not in self._read:
            self._read[number] = self._values_read(leaf)
        return self._read[number]

    def _values_read(self, leaf: Condition) -> list[Value]:
        if leaf.word in DRUG_COUNTS:
            count = self._count(leaf)
            value = None if count == "not known" else count
            return [Value(fact="treatments", label=self._counted_as(leaf), value=value, origin="derived")]
        if leaf.word == "washed_out":
            said = RECENT[WORDS[self.code(leaf)]]
            value = None if said == "not known" else said
            return [Value(fact="treatments", label=self._recent(leaf), value=value, origin="derived")]
        if leaf.word == "sledai_points":
            points = self._points(leaf)
            value = None if points == "not known" else points
            return [Value(fact=leaf.arguments["fact"], label=self._points_label(leaf), value=value, origin="derived")]
        names = [leaf.arguments[key] for key in ("fact", "whole") if key in leaf.arguments]
        for name in names:
            if name not in self._values:
                self._values[name] = one_value(self.evaluator, name, self.row)
        return [self._values[name] for name in names]

    def _counted_as(self, leaf: Condition) -> str:
        return f"{COUNTS[leaf.word]} ({self._drug_names(leaf.arguments['among'])})"

    def _recent(self, leaf: Condition) -> str:
        names = self._drug_names(leaf.arguments["among"])
        return f"{names[:1].upper()}{names[1:]} within {_told(leaf.arguments['weeks'])}"

    def _drug_names(self, groups: tuple[str, ...]) -> str:
        """Roles as they are, classes and single drugs as the drug list calls them."""
        drugs = self.evaluator.drugs
        classes = {drug.counts_as: drug.drug_class for drug in drugs.values()}
        return ", ".join(classes.get(name) or (drugs[name].label if name in drugs else name) for name in groups)

    def _count(self, leaf: Condition) -> str:
        count = drug_count(self.evaluator, leaf)
        is_nothing_known = count.lo[self.row] == 0 and np.isposinf(count.hi[self.row])
        return "not known" if is_nothing_known else shown_number(count, self.row)

    def _points_label(self, leaf: Condition) -> str:
        index = "SELENA-SLEDAI" if leaf.arguments["index"] == "selena_sledai" else "SLEDAI-2K"
        items = self.evaluator.reading.instruments["sledai_2k"].knowledge.inputs
        without = ", ".join(items[item].label.lower() for item in leaf.arguments["without"])
        return f"{index} {PARTS[leaf.arguments['part']]}{f' without {without}' if without else ''}"

    def _points(self, leaf: Condition) -> str:
        """The points, between the narrowest and the widest reading of the text."""
        narrow, wide = sledai_points(self.evaluator, leaf)
        weights = self.evaluator.reading.instruments["sledai_2k"].knowledge.table("weights")
        if wide.hi[self.row] - narrow.lo[self.row] >= sum(weights.values()) or np.isposinf(wide.hi[self.row]):
            return "not known"
        return shown_number(narrow.hull(wide), self.row)

    def _deciding(self, condition: Condition) -> Iterator[Condition]:
        """The leaves that carry the verdict: what holds of an `or` that holds, what fails of an `and` that fails."""
        if not condition.parts:
            yield condition
            return
        own = self.code(condition)
        speaking = [part for part in condition.parts if self.code(part) == own]
        if condition.word in ("not_", "trusted_when", "cannot_tell_unless") or not speaking:
            speaking = list(condition.parts)
        for part in speaking:
            yield from self._deciding(part)

    def _doubts(self, condition: Condition) -> Iterator[str]:
        """Why an open criterion would stay open whatever the record said."""
        if self.code(condition) != UNKNOWN:
            return
        if condition.word == "cannot_tell_unless" and self.code(condition.parts[0]) != YES:
            yield condition.arguments["because"]
        for part in condition.parts:
            yield from self._doubts(part)

    def _out_of_date(self, missing: list[str]) -> Iterator[str]:
        """Results that were given but are past their limit: a trial asks for a new one."""
        cohort = self.evaluator.reading.cohort
        for fact in missing:
            limit = self.library.facts[fact].stale_after_days if fact in self.library.facts else None
            if limit is None or fact not in cohort.ages or cohort.column(fact).is_unknown[self.row]:
                continue
            if self.evaluator.reading.is_older_than(fact, limit.number).codes[self.row] != 0:
                yield f"{self.label(fact)}: the result is, or may be, older than {limit.value} days"

    def _number(self, leaf: Condition) -> int:
        return self.evaluator.shared.number(leaf)


def _held(fact: str, operator: str, cited: Cited) -> Threshold:
    return Threshold.model_validate(
        {"fact": fact, "operator": operator, "value": cited.value, "unit": cited.unit, "cited": cited}
    )


def _told(cited: Cited) -> str:
    number, unit = cited.value, cited.unit or ""
    return f"{number} {unit}{'s' if unit in ('week', 'day', 'month') and number != 1 else ''}".strip()
