"""The different answers a missing fact could have: one representative of every cell between its thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cited import FactDefinition
from eligibility.domain.cohort import Cohort, Column
from eligibility.domain.condition import Profile
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth

DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4375}
# Mixed classes are one finding on a biopsy, so they are tried together with the single ones.
MIXED = {"ln_class": (("III", "V"), ("IV", "V"))}
NEVER_AN_ANSWER = ("not_asked",)


@dataclass(frozen=True, slots=True)
class Answer:
    """One representative answer, with the words for the cell it stands for."""

    value: Any
    low: str
    high: str = ""
    is_cell: bool = False

    @property
    def words(self) -> str:
        return self.low or self.high


def thresholds_of(profile: Profile) -> dict[str, list[float]]:
    """Every threshold that the profile holds a fact against directly (dates: windows in days)."""
    found: dict[str, set[float]] = {}
    for _, criterion in profile.criteria():
        for _, rung in (*criterion.rungs, *criterion.cautions):
            for node in rung.walk():
                if node.word == "number":
                    found.setdefault(node.arguments["fact"], set()).add(node.arguments["threshold"].number)
                elif node.word == "within":
                    window = node.arguments["window"].number * DAYS[node.arguments["unit"]]
                    found.setdefault(node.arguments["fact"], set()).add(float(np.floor(window)))
    return {fact: sorted(values) for fact, values in found.items()}


def answers_for(definition: FactDefinition, thresholds: list[float]) -> list[Answer]:
    """Representatives in order; neighbours with the same consequence are merged afterwards."""
    match definition.kind:
        case "flag":
            return [Answer(True, "yes"), Answer(False, "no")]
        case "choice":
            values = [value for value in definition.values if value not in NEVER_AN_ANSWER]
            return [Answer(value, _label(definition, value)) for value in values]
        case "set":
            singles = [(value,) for value in definition.values]
            sets = [*singles, *MIXED.get(definition.id, ()), ()]
            return [Answer(s, " + ".join(_label(definition, v) for v in s) or "none of them") for s in sets]
        case "date":
            return _days(thresholds, definition.allows_never)
        case "number":
            return _cells(definition, thresholds)
    return []


def _label(definition: FactDefinition, value: str) -> str:
    return definition.value_labels.get(value, value.replace("_", " "))


def _days(windows: list[float], allows_never: bool) -> list[Answer]:
    edges = sorted({0.0, *windows})
    answers = []
    for low, high in pairwise([*edges, np.inf]):
        # Calendar months may end a few days after the window in days.
        middle = low + 8.0 if np.isinf(high) else (low + high) / 2
        answers.append(Answer(float(np.floor(middle)), f"{low:.0f} days ago", f"{high:.0f} days ago", True))
    if allows_never:
        answers.append(Answer(np.inf, "never"))
    return answers


def _cells(definition: FactDefinition, thresholds: list[float]) -> list[Answer]:
    low, high = _limits(definition)
    if not thresholds:
        # Read only through a formula: seven points across the plausible range stand for it.
        return [Answer(float(v), f"{v:.3g}", f"{v:.3g}", True) for v in np.linspace(low, high, 7)]
    edges = [t for t in thresholds if low <= t <= high] or thresholds
    answers = [Answer((min(low, edges[0] - 1) + edges[0]) / 2, "", f"under {edges[0]:g}", True)]
    for a, b in pairwise([*edges, max(high, edges[-1] + 1)]):
        answers.append(Answer(a, f"{a:g}", f"{a:g}", True))
        answers.append(Answer((a + b) / 2, f"over {a:g}", f"under {b:g}" if b in edges else "", True))
    return answers


def _limits(definition: FactDefinition) -> tuple[float, float]:
    for limits in (definition.plausible, definition.hard):
        if limits is not None and limits.min is not None and limits.max is not None:
            return limits.min, limits.max
    return 0.0, 100.0


def in_words(run: list[Answer], is_every: bool) -> str:
    """Words for neighbouring answers that lead to the same verdict."""
    if is_every:
        return "any answer"
    if len(run) > 1 and all(answer.is_cell for answer in run):
        return _span(run[0], run[-1])
    return " or ".join(answer.words for answer in run)


def _span(first: Answer, last: Answer) -> str:
    if not first.low:
        return last.high if last.high.startswith("under") else f"up to {last.high}"
    if not last.high:
        return f"{first.low} or more" if not first.low.startswith("over") else first.low
    return f"{first.low} to {last.high}"


def put(cohort: Cohort, fact: str, answers: list[tuple[int, Any]]) -> Column:
    """The fact's column with these answers at these rows."""
    definition = cohort.vocabulary[fact]
    column = cohort.column(fact)
    rows = np.array([row for row, _ in answers])
    values = [value for _, value in answers]
    if isinstance(column, Truth):
        codes = np.array(column.codes, dtype=np.int8)
        codes[rows] = [2 if value else 0 for value in values]
        return Truth(codes)
    if isinstance(column, Interval):
        lo, hi = np.array(column.lo), np.array(column.hi)
        lo[rows] = hi[rows] = values
        return Interval(lo, hi)
    if isinstance(column, Choice):
        mask = np.array(column.mask)
        mask[rows] = Choice.of(definition.values, values).mask
        return Choice(definition.values, mask)
    assert isinstance(column, Members)
    truths = {}
    for member, truth in column.truths.items():
        codes = np.array(truth.codes, dtype=np.int8)
        codes[rows] = [2 if member in value else 0 for value in values]
        truths[member] = Truth(codes)
    return Members(truths)
