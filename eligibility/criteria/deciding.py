"""What would change this: the missing answers that can still move the lane, and where each answer would lead.

Relevant: read by an undecided condition all of whose ancestors are undecided. Decisive: some single answer settles the
lane. Every answer of every relevant fact is tried as one variant of the patient, all variants evaluated as one cohort.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from eligibility.criteria.answers import Answer, answers_for, put, span, thresholds_of
from eligibility.criteria.explain import Explainer, undecided
from eligibility.criteria.lanes import Verdicts, judge
from eligibility.criteria.words import COMPLETE, Evaluator
from eligibility.domain.assessment import LANE_TITLES, DecidingFact
from eligibility.domain.cohort import Cohort
from eligibility.domain.condition import Criterion
from eligibility.domain.courses import Courses
from eligibility.domain.truth import UNKNOWN, YES
from eligibility.knowledge.library import Library

GROUP_ORDER = {"gates": 0, "grounds": 1, "safety": 2, "readiness": 3}
COURSE_ANSWERS = [Answer(YES, "failed, adequate and taken", ""), Answer(0, "not a counted failure", "")]


def deciding_facts(
    evaluator: Evaluator,
    verdicts: Verdicts,
    library: Library,
    row: int,
    evaluate: Callable[[Cohort], Evaluator],
) -> list[DecidingFact]:
    """The missing answers in the order of how much they settle, with the lanes still possible under each."""
    relevant = relevant_facts(evaluator, verdicts, library, row)
    trials = _trials(evaluator, library, relevant, row)
    if not trials:
        return []
    cohort = _variants(evaluator, trials, row)
    outcome = judge(evaluate(cohort))
    base = verdicts.possible_of(row), verdicts.lane_of(row)
    found = []
    start = 0
    for name, label, answers in trials:
        rows = range(start, start + len(answers))
        start += len(answers)
        found.append(_deciding(name, label, answers, rows, outcome, base))
    order = {name: i for i, name in enumerate(relevant)}
    return sorted(found, key=lambda fact: (-round(fact.settles, 6), order[fact.fact]))


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
    column = evaluator.reading.column(fact)
    known = np.asarray(column.is_known)[row] if hasattr(column, "is_known") else column.codes[row] != UNKNOWN
    return not bool(known)


def _trials(
    evaluator: Evaluator, library: Library, relevant: dict[str, str], row: int
) -> list[tuple[str, str, list[Answer]]]:
    thresholds = thresholds_of(evaluator.profile)
    trials = []
    for fact in relevant:
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
    return replace(_answered(cohort, columns), courses=varied)


def _answered(cohort: Cohort, columns: dict) -> Cohort:
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


def _deciding(
    name: str,
    label: str,
    answers: list[Answer],
    rows: range,
    outcome: Verdicts,
    base: tuple[list[str], str],
) -> DecidingFact:
    possible_before, lane_before = base
    results = [(outcome.lane_of(r), outcome.possible_of(r)) for r in rows]
    shrink = [1 - len(possible) / len(possible_before) if possible_before else 0.0 for _, possible in results]
    moved = [lane != lane_before for lane, _ in results]
    settled = [len(possible) == 1 and lane != "not_assessable" for lane, possible in results]
    return DecidingFact(
        fact=name,
        label=label,
        question=_question(name, label),
        is_decisive=any(s or m for s, m in zip(settled, moved, strict=True)),
        settles=round(float(np.mean(shrink) + 0.25 * np.mean(moved)), 6),
        outcomes=_merged(answers, results),
    )


def _question(name: str, label: str) -> str:
    if name == COMPLETE:
        return "Are the treatment courses listed all there were?"
    return f"{label}?"


def _merged(answers: list[Answer], results: list[tuple[str, list[str]]]) -> list[dict]:
    """Neighbouring answers with the same consequence as one line."""
    merged: list[list[int]] = []
    for i, result in enumerate(results):
        if merged and results[merged[-1][0]] == result:
            merged[-1].append(i)
        else:
            merged.append([i])
    listed = []
    for run in merged:
        lane, possible = results[run[0]]
        is_cell = all(a.high or not a.low for a in (answers[run[0]], answers[run[-1]])) or len(run) == 1
        words = span(answers[run[0]], answers[run[-1]]) if is_cell else ", ".join(answers[i].words for i in run)
        listed.append({"answer": words, "lane": lane, "lane_title": LANE_TITLES[lane], "possible_lanes": possible})
    return listed
