"""The fewest answers that settle a condition, by recursion over its parts.

An `and` is settled by all its parts together, an `or` by its cheapest, at-least-k by its k cheapest. Exact while
no fact is read twice; where one is, its answers must suit every reader, and the number found is an upper bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eligibility.domain.condition import Condition
from eligibility.domain.truth import NO, YES

# How many ways to settle each part are carried along: more than one, so that two readers of a fact can agree.
KEPT = 3
ANY = -1


@dataclass(frozen=True, slots=True)
class Route:
    """The facts to answer, each with the answers that will do as bits (`ANY`: only together with the others).

    `read` are the facts behind the leaves that this route settles, to see where one answer touches two of them.
    """

    answers: dict[str, int]
    read: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()

    @property
    def count(self) -> int:
        return len(self.answers)

    @property
    def is_joint(self) -> bool:
        return ANY in self.answers.values()

    @property
    def is_entangled(self) -> bool:
        """Whether an answer chosen for one question is also read by another that does not ask for it."""
        return any(readers & (self.answers.keys() - asked) for asked, readers in self.read)


NOTHING = [Route({})]
Options = Callable[[Condition, int], list[Route]]


class Routes:
    """Ways to bring a condition to yes or to no, from each condition's present truth and each leaf's options."""

    def __init__(self, code: Callable[[Condition], int], options: Options, can_change: bool = False):
        self.code, self.options, self.can_change = code, options, can_change
        self._known: dict[tuple[int, int], list[Route]] = {}

    def to(self, condition: Condition, target: int) -> list[Route]:
        """The cheapest ways, best first; none where no answer leads there."""
        key = (id(condition), target)
        if key not in self._known:
            self._known[key] = self._to(condition, target)
        return self._known[key]

    def _to(self, condition: Condition, target: int) -> list[Route]:
        code = self.code(condition)
        if code == target:
            return NOTHING
        if code in (YES, NO) and not self.can_change:
            return []
        parts, word = condition.parts, condition.word
        if word == "all_of":
            return self.count(parts, target, len(parts) if target == YES else 1)
        if word == "any_of":
            return self.count(parts, target, 1 if target == YES else len(parts))
        if word == "at_least":
            k = int(condition.arguments["k"].number)
            return self.count(parts, target, k if target == YES else len(parts) - k + 1)
        if word == "not_":
            return self.to(parts[0], 2 - target)
        if word == "trusted_when":
            return every([self.to(parts[0], YES), self.to(parts[1], target)])
        return best(self.options(condition, target))

    def count(self, parts: Iterable[Condition], target: int, k: int) -> list[Route]:
        return choose(k, [self.to(part, target) for part in parts])


def every(ways: Sequence[list[Route]]) -> list[Route]:
    """All of them together."""
    found = NOTHING
    for way in ways:
        if way is not NOTHING:
            found = _merged(found, way)
    return found


def either(ways: Sequence[list[Route]]) -> list[Route]:
    """The cheapest of them."""
    return best(route for way in ways for route in way)


def choose(k: int, ways: Sequence[list[Route]]) -> list[Route]:
    """Some k of them."""
    if k <= 0:
        return NOTHING
    if k == len(ways):
        return every(ways)
    if k == 1:
        return either(ways)
    chosen: list[list[Route]] = [NOTHING, *([] for _ in range(k))]
    for way in ways:
        for j in range(k, 0, -1):
            if chosen[j - 1]:
                chosen[j] = best([*chosen[j], *_merged(chosen[j - 1], way)])
    return chosen[k]


def best(routes: Iterable[Route]) -> list[Route]:
    """The few cheapest, without repeats, in a fixed order; certain answers before those that work only together."""
    routes = list(routes)
    if len(routes) < 2:
        return routes
    found: list[Route] = []
    for route in sorted(routes, key=lambda route: (route.count, route.is_joint)):
        if all(route.answers != other.answers for other in found):
            found.append(route)
            if len(found) == KEPT:
                break
    return found


def _merged(first: list[Route], second: list[Route]) -> list[Route]:
    if len(first) == len(second) == 1:
        route = _together(first[0], second[0])
        return [] if route is None else [route]
    return best(route for a in first for b in second if (route := _together(a, b)) is not None)


def _together(a: Route, b: Route) -> Route | None:
    """Both at once; none where a fact would need two different answers."""
    if not b.answers:
        return a
    if not a.answers:
        return b
    answers = dict(a.answers)
    for fact, mask in b.answers.items():
        both = answers.get(fact, ANY) & mask
        if both == 0:
            return None
        answers[fact] = both
    return Route(answers, a.read + b.read)
