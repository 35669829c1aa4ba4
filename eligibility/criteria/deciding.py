"""What would change this: the missing answers that can still move the lane, and where each answer would lead.

Relevant: read by an undecided condition all of whose ancestors are undecided. Decisive: some single answer settles the
lane. Every answer of every relevant fact is tried as one variant of the patient, all variants evaluated as one cohort.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from eligibility.criteria.answers import Answer, answers_for, in_words, put, thresholds_of
from eligibility.criteria.explain import Explainer, undecided
from eligibility.criteria.lanes import Verdicts, judge
from eligibility.criteria.words import COMPLETE, Evaluator
from eligibility.domain.assessment import LANE_TITLES, DecidingFact
from eligibility.domain.cohort import Cohort
from eligibility.domain.condition import Criterion
from eligibility.domain.courses import Courses
from eligibility.domain.truth import NO, UNKNOWN, YES
from eligibility.knowledge.library import Library

GROUP_ORDER = {"gates": 0, "grounds": 1, "safety": 2, "readiness": 3}
COURSE_ANSWERS = [Answer(YES, "failed, adequate and taken"), Answer(NO, "not a counted failure")]


@dataclass(frozen=True)
class TriedAnswers:
    """Every answer of every fact tried on one patient: the variants as one evaluated cohort, row by row."""

    evaluator: Evaluator
    labels: dict[str, str]
    answers: dict[str, list[Answer]]
    start: dict[str, int]

    def rows(self, fact: str) -> slice:
        return slice(self.start[fact], self.start[fact] + len(self.answers[fact]))

    def of(self, fact: str) -> list[str]:
        """The names under which a fact was tried: its own, or those of the courses of unknown standing."""
        if fact == "treatments":
            return [name for name in self.answers if name.startswith("treatments[")]
        return [fact] if fact in self.answers else []


def try_answers(
    evaluator: Evaluator,
    library: Library,
    facts: Iterable[str],
    row: int,
    evaluate: Callable[[Cohort], Evaluator],
) -> TriedAnswers | None:
    """Each answer to each of these facts as one variant of the patient; None where there is nothing to try."""
    trials = _trials(evaluator, library, facts, row)
    if not trials:
        return None
    start, at = {}, 0
    for name, _, answers in trials:
        start[name], at = at, at + len(answers)
    return TriedAnswers(
        evaluator=evaluate(_variants(evaluator, trials, row)),
        labels={name: label for name, label, _ in trials},
        answers={name: answers for name, _, answers in trials},
        start=start,
    )


def deciding_facts(
    verdicts: Verdicts, relevant: dict[str, str], tried: TriedAnswers | None, row: int
) -> list[DecidingFact]:
    """The missing answers in the order of how much they settle, with the lanes still possible under each."""
    if tried is None:
        return []
    before = _standings(verdicts)[row]
    after = _standings(judge(tried.evaluator))
    found = [
        _deciding(name, tried.labels[name], answers, before, after[tried.rows(name)])
        for name, answers in tried.answers.items()
    ]
    order = {name: (GROUP_ORDER[group], i) for i, (name, group) in enumerate(relevant.items())}
    return sorted(found, key=lambda fact: _rank(fact, order))


def _rank(fact: DecidingFact, order: dict[str, tuple[int, int]]) -> tuple[int, float, int]:
    """Gates (all must hold) before grounds (any will do), safety and readiness, as the lane has it; then by weight."""
    group, place = order[fact.fact.partition("[")[0]]
    return group, -fact.settles, place


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where one patient stands: the lane, the lanes still possible, and how many verdicts are open."""

    lane: str
    possible: list[str]
    open: float


def _standings(verdicts: Verdicts) -> list[_Standing]:
    """Every patient's standing. Any one ground settles its branch, so ruling out one of three is worth little."""
    is_open = sum(g.at_least("caution").is_unknown for g in verdicts.gates.values())
    undecided_grounds = sum(g.at_least("early").is_unknown for g in verdicts.grounds.values())
    is_open = is_open + np.where(verdicts.grounds_grade.at_least("early").is_unknown, 1 + 0.1 * undecided_grounds, 0.0)
    is_open = is_open + sum(((g.lo != g.hi) & (g.hi >= 2)) for g in verdicts.safety.values())
    is_open = is_open + sum(truth.is_unknown for truth in verdicts.readiness.values())
    return [_Standing(verdicts.lane_of(r), verdicts.possible_of(r), float(is_open[r])) for r in range(len(is_open))]


def relevant_facts(evaluator: Evaluator, verdicts: Verdicts, library: Library, row: int) -> dict[str, str]:
    """Facts behind undecided leaves that can still matter to the lane, each with the group that first asks for it."""
    found: dict[str, str] = {}
    for group, criterion, view in _open_criteria(evaluator, verdicts, row):
        explainer = Explainer(view, library, row)
        for _, condition in criterion.rungs:
            for leaf in undecided(explainer, condition):
                for fact in view.facts_of(leaf):
                    if _is_open(view, fact, row):
                        found.setdefault(fact, group)
    return found


def _open_criteria(evaluator: Evaluator, verdicts: Verdicts, row: int) -> list[tuple[str, Criterion, Evaluator]]:
    profile, found = evaluator.profile, []
    if verdicts.merit.codes[row] == 0:
        return []
    if verdicts.merit.codes[row] == UNKNOWN:
        for criterion in profile.gates:
            if verdicts.gates[criterion.id].at_least("caution").codes[row] == UNKNOWN:
                found.append(("gates", criterion, evaluator))
        if verdicts.grounds_grade.at_least("early").codes[row] == UNKNOWN:
            found += [
                ("grounds", criterion, evaluator)
                for criterion in profile.grounds
                if verdicts.grounds[criterion.id].at_least("early").codes[row] == UNKNOWN
            ]
    reached = verdicts.safety_grade.lo[row]
    for criterion in profile.safety:
        grade = verdicts.safety[criterion.id]
        # An item matters to the lane only if it can still defer or block beyond what already does.
        if grade.hi[row] >= 2 and grade.hi[row] > reached and grade.lo[row] != grade.hi[row]:
            found.append(("safety", criterion, evaluator.fresh))
    for criterion in profile.readiness:
        if verdicts.readiness[criterion.id].codes[row] == UNKNOWN:
            found.append(("readiness", criterion, evaluator.fresh))
    return found


def _is_open(evaluator: Evaluator, fact: str, row: int) -> bool:
    if fact == "treatments":
        return True
    return not bool(evaluator.reading.column(fact).is_known[row])


def _trials(
    evaluator: Evaluator, library: Library, facts: Iterable[str], row: int
) -> list[tuple[str, str, list[Answer]]]:
    thresholds = thresholds_of(evaluator.profile)
    trials = []
    for fact in facts:
        if fact == "treatments":
            trials += _course_trials(evaluator, library, row)
            continue
        definition = library.facts[fact]
        answers = answers_for(definition, thresholds.get(fact, []))
        if answers:
            trials.append((fact, definition.label, answers))
    return trials


def _course_trials(evaluator: Evaluator, library: Library, row: int) -> list[tuple[str, str, list[Answer]]]:
    history = evaluator.history
    courses = history.courses
    found = []
    for index in range(courses.offsets[row], courses.offsets[row + 1]):
        if history.is_failed.codes[index] == UNKNOWN and history.is_counted[index]:
            drug = library.drugs[courses.drugs[courses.drug[index]]]
            position = index - courses.offsets[row]
            label = f"{drug.label}: dose, weeks, outcome and adherence"
            found.append((f"treatments[{position}]", label, COURSE_ANSWERS))
    return found


def _variants(evaluator: Evaluator, trials: list[tuple[str, str, list[Answer]]], row: int) -> Cohort:
    size = sum(len(answers) for _, _, answers in trials)
    cohort = evaluator.reading.cohort.take(np.full(size, row))
    columns, start = {}, 0
    courses = cohort.courses
    assumed = np.full(len(courses), UNKNOWN, dtype=np.int8)
    for name, _, answers in trials:
        rows = range(start, start + len(answers))
        if name.startswith("treatments["):
            position = int(name[len("treatments[") : -1])
            for variant, answer in zip(rows, answers, strict=True):
                assumed[courses.offsets[variant] + position] = answer.value
        else:
            columns[name] = put(cohort, name, [(r, a.value) for r, a in zip(rows, answers, strict=True)])
        start += len(answers)
    varied: Courses = replace(courses, assumed_failed=assumed)
    return replace(answered(cohort, columns), courses=varied)


def answered(cohort: Cohort, columns: dict) -> Cohort:
    """The answers are given today; everything else keeps the age of its result."""
    kept = {}
    for fact, age in cohort.ages.items():
        if fact in columns:
            changed = _differs(cohort.column(fact), columns[fact])
            age = _answered_today(age, changed)
        kept[fact] = age
    return replace(cohort, columns={**cohort.columns, **columns}, ages=kept)


def _differs(before, after) -> np.ndarray:  # noqa: ANN001 (two columns of one kind)
    if hasattr(before, "codes"):
        return before.codes != after.codes
    if hasattr(before, "lo"):
        return (before.lo != after.lo) | (before.hi != after.hi)
    if hasattr(before, "mask"):
        return before.mask != after.mask
    return np.logical_or.reduce([before.truths[m].codes != after.truths[m].codes for m in before.truths])


def _answered_today(age, changed: np.ndarray):  # noqa: ANN001, ANN201 (an Interval)
    return type(age)(np.where(changed, 0.0, age.lo), np.where(changed, 0.0, age.hi))


def _deciding(name: str, label: str, answers: list[Answer], before: _Standing, after: list[_Standing]) -> DecidingFact:
    narrowed = [1 - len(a.possible) / len(before.possible) if before.possible else 0.0 for a in after]
    closed = [(before.open - a.open) / before.open if before.open else 0.0 for a in after]
    settles_lane = [len(a.possible) == 1 and a.lane != "not_assessable" or a.lane != before.lane for a in after]
    return DecidingFact(
        fact=name,
        label=label,
        question=_question(name, label),
        is_decisive=any(settles_lane),
        settles=round(sum(narrowed) / len(after) + sum(closed) / len(after), 6),
        outcomes=_merged(answers, [(a.lane, a.possible) for a in after]),
    )


def _question(name: str, label: str) -> str:
    if name == COMPLETE:
        return "Are the treatment courses listed all there were?"
    return f"{label}?"


def _merged(answers: list[Answer], results: list[tuple[str, list[str]]]) -> list[dict]:
    """Neighbouring answers with the same consequence as one line."""
    runs: list[list[int]] = []
    for i, result in enumerate(results):
        if runs and results[runs[-1][0]] == result:
            runs[-1].append(i)
        else:
            runs.append([i])
    return [
        {
            "answer": in_words([answers[i] for i in run], is_every=len(runs) == 1),
            "lane": results[run[0]][0],
            "lane_title": LANE_TITLES[results[run[0]][0]],
            "possible_lanes": results[run[0]][1],
        }
        for run in runs
    ]
