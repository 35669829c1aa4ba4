"""The cheapest way to each lane still possible, and the nearest change for a patient outside the profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from eligibility.criteria.answers import in_words, put
from eligibility.criteria.deciding import TriedAnswers, answered, try_answers
from eligibility.criteria.explain import leaves
from eligibility.criteria.lanes import Verdicts, judge
from eligibility.criteria.routes import ANY, NOTHING, Route, Routes, choose, either, every
from eligibility.criteria.show import one_value
from eligibility.criteria.words import COMPLETE, HISTORY, Evaluator
from eligibility.domain.assessment import LANE_TITLES
from eligibility.domain.cohort import Cohort
from eligibility.domain.condition import Condition, Criterion
from eligibility.domain.path import LanePath, NearestChange, PathAnswer
from eligibility.domain.truth import NO, UNKNOWN, YES
from eligibility.knowledge.library import Library

Evaluate = Callable[[Cohort], Evaluator]
# Time alone moves an age or a duration, and only upwards; a list of courses is as complete as it is.
NOT_PROPOSED = ("age_years", "disease_duration_years", COMPLETE)


class Paths:
    """Routes for one row of an evaluated cohort, over the answers that were tried on it."""

    def __init__(
        self,
        evaluator: Evaluator,
        verdicts: Verdicts,
        library: Library,
        row: int,
        tried: TriedAnswers | None,
        can_change: bool = False,
    ):
        self.evaluator, self.verdicts, self.library, self.row = evaluator, verdicts, library, row
        self.tried, self.can_change = tried, can_change
        self._merit: dict[int, list[Route]] = {}
        self.recorded = self._routes(evaluator, is_fresh=False)
        self.fresh = self.recorded if evaluator.fresh is evaluator else self._routes(evaluator.fresh, is_fresh=True)

    def _routes(self, view: Evaluator, is_fresh: bool) -> Routes:
        tried = None if self.tried is None else self.tried.evaluator.fresh if is_fresh else self.tried.evaluator

        def code(condition: Condition) -> int:
            return int(view.truth(condition).codes[self.row])

        def options(leaf: Condition, target: int) -> list[Route]:
            if tried is None:
                return []
            names = self._open_facts(view, leaf)
            readers = frozenset(names)
            codes = tried.truth(leaf).codes.tolist()
            found = []
            for name in names:
                answers = codes[self.tried.rows(name)]  # type: ignore[union-attr]
                if target in answers:
                    mask = sum(1 << i for i, one in enumerate(answers) if one == target)
                    found.append(Route({name: mask}, ((frozenset((name,)), readers),)))
            if not found and len(names) > 1 and not self.can_change:
                found.append(Route(dict.fromkeys(names, ANY), ((readers, readers),)))
            return found

        return Routes(code, options, self.can_change)

    def _open_facts(self, view: Evaluator, leaf: Condition) -> list[str]:
        """The facts behind a leaf whose answers were tried; each course of unknown standing stands for itself."""
        assert self.tried is not None
        facts = view.facts_of(leaf)
        if len(facts) == 1:
            return self.tried.of(facts[0])
        if "." in str(leaf.arguments.get("fact", "")):
            # A total or a measurement says more plainly what is asked than one item of a form.
            facts = tuple(sorted(facts, key=lambda fact: self.library.facts[fact].kind != "number"))
        return list(dict.fromkeys(name for fact in facts for name in self.tried.of(fact)))

    def merit(self, target: int) -> list[Route]:
        """Every gate at least a caution and some ground at least early; or one of these gone."""
        if target not in self._merit:
            self._merit[target] = self._to_merit(target)
        return self._merit[target]

    def _to_merit(self, target: int) -> list[Route]:
        settled = self.verdicts.merit.codes[self.row]
        if settled == target:
            return NOTHING
        if settled != UNKNOWN and not self.can_change:
            return []
        profile, routes = self.evaluator.profile, self.recorded
        gates = [self._any_rung(routes, c, target) for c in profile.gates if c.id not in self.evaluator.waived]
        grounds = [self._any_rung(routes, c, target) for c in profile.grounds]
        if target == YES:
            return every([*gates, either(grounds)])
        return either([*gates, every(grounds)])

    @staticmethod
    def _any_rung(routes: Routes, criterion: Criterion, target: int) -> list[Route]:
        return choose(
            1 if target == YES else len(criterion.rungs), [routes.to(rung, target) for _, rung in criterion.rungs]
        )

    def _safety(self, grades: tuple[str, ...], target: int) -> list[Route]:
        """Some item reaches one of these grades; or none does."""
        ways = [
            self.fresh.to(rung, target)
            for criterion in self.evaluator.profile.safety
            for grade, rung in criterion.rungs
            if grade in grades
        ]
        return either(ways) if target == YES else every(ways)

    def _readiness(self) -> list[Route]:
        """What is not settled is answered yes; what was answered no has to be arranged and is not an answer."""
        ways = [self.fresh.to(c.rungs[-1][1], YES) for c in self.evaluator.profile.readiness if not self._is_no(c)]
        return every(ways)

    def _is_no(self, criterion: Criterion) -> bool:
        return bool(self.verdicts.readiness[criterion.id].codes[self.row] == NO)

    def to_arrange(self) -> list[str]:
        return [c.statement for c in self.evaluator.profile.readiness if self._is_no(c)]

    def to_lane(self, lane: str) -> list[Route]:
        """The cheapest answers that leave only this lane."""
        match lane:
            case "not_candidate":
                return self.merit(NO)
            case "blocked":
                return every([self.merit(YES), self._safety(("block",), YES)])
            case "deferred":
                return every([self.merit(YES), self._safety(("defer",), YES), self._safety(("block",), NO)])
            case _:
                return every([self.merit(YES), self._safety(("defer", "block"), NO), self._readiness()])

    def in_words(self, route: Route) -> list[PathAnswer]:
        """Each answer in words, with what is known today."""
        assert self.tried is not None or not route.answers
        return [self._answer(name, mask) for name, mask in route.answers.items()]

    def _answer(self, name: str, mask: int) -> PathAnswer:
        assert self.tried is not None
        answers = self.tried.answers[name]
        if mask == ANY:
            words = ""
        else:
            first = chosen(mask)
            last = first
            while last + 1 < len(answers) and mask >> (last + 1) & 1:
                last += 1
            words = in_words(answers[first : last + 1], is_every=last - first + 1 == len(answers))
        return PathAnswer(fact=name, label=self.tried.labels[name], answer=words, now=self._now(name))

    def _now(self, name: str) -> str:
        """What is known today: nothing at all of most facts that are asked for."""
        if name.startswith("treatments[") or self.evaluator.reading.cohort.column(name).is_unknown[self.row]:
            return "not known"
        return _in_words(one_value(self.evaluator, name, self.row).value)


def chosen(mask: int) -> int:
    """The first of the answers that will do."""
    return (mask & -mask).bit_length() - 1


def cheapest_paths(
    evaluator: Evaluator, verdicts: Verdicts, library: Library, row: int, tried: TriedAnswers | None
) -> dict[str, LanePath]:
    """For each lane still possible, the fewest answers that settle it. Empty once a person has said no."""
    if verdicts.lane_of(row) == "withdrawn":
        return {}
    paths = Paths(evaluator, verdicts, library, row, tried)
    return {lane: _lane_path(paths, lane) for lane in verdicts.possible_of(row)}


def _lane_path(paths: Paths, lane: str) -> LanePath:
    routes = paths.to_lane(lane)
    # Of routes alike in number, one whose answers do not touch each other is the surer.
    route = min(routes, key=lambda one: (one.count, one.is_entangled)) if routes else None
    exact = route is not None and _is_exact(route)
    return LanePath(
        lane=lane,
        lane_title=LANE_TITLES[lane],
        answers=[] if route is None else paths.in_words(route),
        count=None if route is None else route.count,
        is_exact=exact,
        says=_said(route, exact, "answer"),
        to_arrange=paths.to_arrange() if lane == "ready" else [],
    )


def _is_exact(route: Route) -> bool:
    """No fewer can do: nothing to answer, one certain answer, or questions that share no fact."""
    if route.count == 0 or (route.count == 1 and not route.is_joint):
        return True
    return not route.is_joint and not _shares_a_fact(route)


def _shares_a_fact(route: Route) -> bool:
    seen: set[str] = set()
    for _, readers in route.read:
        if seen & readers:
            return True
        seen |= readers
    return False


def _said(route: Route | None, exact: bool, noun: str) -> str:
    if route is None:
        return f"No {noun} alone leads there; it needs a new finding."
    if route.count == 0:
        return "Nothing more has to be answered."
    count = f"{route.count} {noun}{'' if route.count == 1 else 's'}"
    return f"{count}." if exact else f"At most {count}."


def nearest_change(
    evaluator: Evaluator, verdicts: Verdicts, library: Library, row: int, evaluate: Evaluate
) -> NearestChange | None:
    """For a patient outside the profile, the fewest facts whose change would bring the patient in. Hypothetical.

    Only facts that a later day can change are tried, and every proposal is judged again before it is shown.
    """
    if verdicts.lane_of(row) != "not_candidate":
        return None
    tried = try_answers(evaluator, library, _changeable(evaluator, verdicts, library, row), row, evaluate)
    paths = Paths(evaluator, verdicts, library, row, tried, can_change=True)
    routes = [] if tried is None else paths.merit(YES)
    held = _judged_again(evaluator, routes, tried, row, evaluate)
    if not held:
        return NearestChange(
            count=None, is_exact=False, says="No change of facts that can change was found to bring the patient in."
        )
    route = held[0]
    exact = route is routes[0] and _is_exact(route)
    return NearestChange(
        changes=paths.in_words(route), count=route.count, is_exact=exact, says=_said(route, exact, "change")
    )


def _judged_again(
    evaluator: Evaluator, routes: Sequence[Route], tried: TriedAnswers | None, row: int, evaluate: Evaluate
) -> list[Route]:
    """The routes that hold when all their changes are made at once: a change may undo what another relied on."""
    if not routes or tried is None:
        return []
    cohort = evaluator.reading.cohort.take(np.full(len(routes), row))
    changes: dict[str, list[tuple[int, object]]] = {}
    for variant, route in enumerate(routes):
        for fact, mask in route.answers.items():
            changes.setdefault(fact, []).append((variant, tried.answers[fact][chosen(mask)].value))
    after = judge(evaluate(answered(cohort, {fact: put(cohort, fact, rows) for fact, rows in changes.items()})))
    return [route for variant, route in enumerate(routes) if after.merit.codes[variant] == YES]


def _changeable(evaluator: Evaluator, verdicts: Verdicts, library: Library, row: int) -> list[str]:
    """The facts of missed gates and of the grounds that a later day can change."""
    profile = evaluator.profile
    missed = [c for c in profile.gates if verdicts.gates[c.id].at_least("caution").codes[row] != YES]
    if verdicts.grounds_grade.at_least("early").codes[row] != YES:
        missed += profile.grounds
    found: dict[str, None] = {}
    for criterion in missed:
        for _, rung in criterion.rungs:
            for leaf in leaves(rung):
                if leaf.word not in HISTORY:
                    facts = _to_try(evaluator, leaf)
                    found |= dict.fromkeys(fact for fact in facts if library.facts[fact].can_change)
    return [fact for fact in found if fact not in NOT_PROPOSED]


def _to_try(evaluator: Evaluator, leaf: Condition) -> tuple[str, ...]:
    """A fact read directly; of a score, the totals and measurements behind it, and not each item of the form."""
    facts = evaluator.facts_of(leaf)
    if "." not in str(leaf.arguments.get("fact", "")):
        return facts
    vocabulary = evaluator.reading.cohort.vocabulary
    return tuple(fact for fact in facts if vocabulary[fact].kind in ("number", "date"))


def _in_words(value: object) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item).replace("_", " ") for item in value) or "none"
    return str(value).replace("_", " ")
