"""The trials as decisions of zen-engine, a rules engine that decides one row at a time. Benchmark environment only.

zen-engine has no third truth value, so each decision is written out with one: no 0, unknown 1, yes 2, `and` as the
least and `or` as the greatest of its parts. Numbers come with both bounds, choices as what is still possible. What our
columns compute before any comparison (instruments, counts of drugs, points of SLEDAI) is handed to zen-engine
ready-made, and the rows are laid out before the clock starts. Every criterion of every trial that was read is in.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import zen

from eligibility.criteria.trial_words import DRUG_COUNTS, TrialEvaluator, drug_count, sledai_points
from eligibility.criteria.trials import TrialRules, condition_of, match
from eligibility.domain.cohort import Cohort
from eligibility.domain.condition import Condition
from eligibility.domain.interval import Interval
from eligibility.domain.trial import Trial
from eligibility.domain.truth import Truth
from eligibility.instruments.reading import Reading
from eligibility.services import library as knowledge

PATIENTS = 40
# zen-engine computes in decimals and knows no infinity; no fact and no threshold comes near.
FAR = 1e15
SIGNS = {"at_least": (">=", "<"), "above": (">", "<="), "at_most": ("<=", ">"), "below": ("<", ">=")}


@dataclass(frozen=True)
class ZenVerdicts:
    """How fast zen-engine decides, and how many of its verdicts differ from ours."""

    rate: float
    patients: int
    trials: int
    different: int


def zen_verdicts(rules: TrialRules, cohort: Cohort) -> ZenVerdicts:
    """Every trial that was read, for the first patients of the cohort."""
    sample = cohort.take(np.arange(min(PATIENTS, cohort.size)))
    ours = match(rules, Reading(sample, knowledge.instruments()))
    trials = [trial for trial in rules.trials if trial.head.is_read]
    engine, writers = zen.ZenEngine(), [_Writer(ours.evaluator) for _ in trials]
    decisions = [
        engine.create_decision(decision_of(trial, writer)) for trial, writer in zip(trials, writers, strict=True)
    ]
    rows = [[writer.row(patient) for patient in range(sample.size)] for writer in writers]
    found = np.empty((len(trials), sample.size), dtype=np.int8)
    for _ in range(2):  # the first round warms up
        start = time.process_time()
        for i, decision in enumerate(decisions):
            for patient, row in enumerate(rows[i]):
                found[i, patient] = decision.evaluate(row)["result"]["verdict"]
        took = time.process_time() - start
    expected = np.array([ours.codes[trial.nct] for trial in trials])
    return ZenVerdicts(found.size / took, sample.size, len(trials), int(np.sum(found != expected)))


def decision_of(trial: Trial, writer: _Writer) -> str:
    """One trial as a decision: one expression a criterion, and the verdict as the least of them."""
    lines = [(criterion.id, writer.expression(condition_of(criterion))) for criterion in trial.criteria]
    lines.append(("verdict", f"min([{', '.join(f'$.{name}' for name, _ in lines)}])"))
    expressions = [{"id": name, "key": name, "value": value} for name, value in lines]
    place = {"position": {"x": 0, "y": 0}}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", **place},
        {"id": "is", "type": "expressionNode", "name": "is", "content": {"expressions": expressions}, **place},
        {"id": "out", "type": "outputNode", "name": "out", **place},
    ]
    edges = [
        {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in (("in", "is"), ("is", "out"))
    ]
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


class _Writer:
    """Writes conditions as expressions, and remembers which inputs they read."""

    def __init__(self, evaluator: TrialEvaluator):
        self.evaluator = evaluator
        self.inputs: dict[str, Any] = {}

    def expression(self, condition: Condition) -> str:
        parts = [self.expression(part) for part in condition.parts]
        arguments = condition.arguments
        match condition.word:
            case "all_of":
                return f"min([{', '.join(parts)}])"
            case "any_of":
                return f"max([{', '.join(parts)}])"
            case "not_":
                return f"(2 - {parts[0]})"
            case "cannot_tell_unless":
                return f"max([{parts[0]}, 1])"
            case "trusted_when":
                return f"({parts[0]} == 2 ? {parts[1]} : 1)"
            case "at_least":
                k = int(arguments["k"].number)
                sure, possible = (" + ".join(f"({part} {test} ? 1 : 0)" for part in parts) for test in ("== 2", "!= 0"))
                return f"(({sure}) >= {k} ? 2 : (({possible}) < {k} ? 0 : 1))"
            case "number":
                value = self.evaluator.reading.number(arguments["fact"])
                return self._held(arguments["fact"], value, arguments["comparison"], arguments["threshold"].number)
            case word if word in DRUG_COUNTS:
                count = drug_count(self.evaluator, condition)
                return self._held(self._own(condition), count, "at_least", arguments["at_least"].number)
            case "sledai_points":
                narrow, wide = sledai_points(self.evaluator, condition)
                both = [
                    self._held(
                        f"{self._own(condition)}_{i}", points, arguments["comparison"], arguments["threshold"].number
                    )
                    for i, points in enumerate((narrow, wide))
                ]
                return f"({both[0]} == {both[1]} ? {both[0]} : 1)"
            case "within":
                limit = self.evaluator.window(arguments["unit"], arguments["window"])
                ago = self.evaluator.reading.number(arguments["fact"])
                # Every invented patient is assessed on the same day, so the window is one number.
                return self._held(arguments["fact"], ago, "at_most", float(np.ravel(limit)[0]))
            case "ever":
                ago = self.evaluator.reading.number(arguments["fact"])
                return self._held(arguments["fact"], ago, "below", FAR)
            case "is_true":
                return self._code(arguments["fact"], self.evaluator.reading.truth(arguments["fact"]))
            case "choice":
                return self._choice(arguments["fact"], arguments["in"])
            case "set":
                return self._members(arguments)
            case _:
                # observed_within and washed_out: told by dates of results and of courses.
                return self._code(self._own(condition), self.evaluator.truth(condition))

    def row(self, patient: int) -> dict[str, Any]:
        """One patient's inputs, as zen-engine takes them."""
        return {name: tell(patient) for name, tell in self.inputs.items()}

    def _held(self, name: str, value: Interval, comparison: str, threshold: float) -> str:
        lo, hi = (f"{_name(name)}_{end}" for end in ("lo", "hi"))
        self.inputs[lo] = lambda patient: max(float(value.lo[patient]), -FAR)
        self.inputs[hi] = lambda patient: min(float(value.hi[patient]), FAR)
        yes, no = SIGNS[comparison]
        first, second = (lo, hi) if comparison in ("at_least", "above") else (hi, lo)
        return f"({first} {yes} {threshold!r} ? 2 : ({second} {no} {threshold!r} ? 0 : 1))"

    def _code(self, name: str, truth: Truth) -> str:
        self.inputs[_name(name)] = lambda patient: int(truth.codes[patient])
        return _name(name)

    def _choice(self, name: str, wanted: tuple[str, ...]) -> str:
        choice = self.evaluator.reading.choice(name)
        self.inputs[_name(name)] = choice.possible
        listed = ", ".join(f"'{value}'" for value in wanted)
        among = f"{_name(name)}, # in [{listed}]"
        return f"(all({among}) ? 2 : (some({among}) ? 1 : 0))"

    def _members(self, arguments: dict[str, Any]) -> str:
        members = self.evaluator.reading.members(arguments["fact"])
        wanted = arguments.get("has_any") or arguments["has_none"]
        parts = [self._code(f"{arguments['fact']}_{value}", members.has(value)) for value in wanted]
        found = f"max([{', '.join(parts)}])"
        return found if "has_any" in arguments else f"(2 - {found})"

    def _own(self, condition: Condition) -> str:
        return f"{condition.word}_{self.evaluator.shared.number(condition)}"


def _name(text: str) -> str:
    return text.replace(".", "_")
