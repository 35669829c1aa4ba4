"""A criterion as data: one word, its parts and its arguments. What the words mean is in eligibility/criteria."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from eligibility.domain.cited import Citation, Cited


@dataclass(frozen=True, slots=True)
class Condition:
    """`word` is one of the criterion words; `arguments` hold fact names, choices and cited thresholds."""

    word: str
    parts: tuple[Condition, ...] = ()
    arguments: dict[str, Any] = field(default_factory=dict)

    def walk(self) -> Iterator[Condition]:
        yield self
        for part in self.parts:
            yield from part.walk()

    def cited(self) -> Iterator[Cited]:
        for condition in self.walk():
            for value in condition.arguments.values():
                if isinstance(value, Cited):
                    yield value


@dataclass(frozen=True, slots=True)
class Criterion:
    """A named sentence with its condition, or with one condition for each grade it can reach."""

    id: str
    statement: str
    citations: tuple[Citation, ...]
    rungs: tuple[tuple[str, Condition], ...]
    cautions: tuple[tuple[str, Condition], ...] = ()
    action: str | None = None
    action_when: Condition | None = None
    note: str | None = None
    defers_from: str | None = None
    defers_for: Cited | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A centre's rules: urgent states, gates, grounds, safety and readiness, with its own name and hash."""

    id: str
    title: str
    version: str
    note: str
    urgent: tuple[Criterion, ...]
    gates: tuple[Criterion, ...]
    grounds: tuple[Criterion, ...]
    safety: tuple[Criterion, ...]
    readiness: tuple[Criterion, ...]
    parameters: dict[str, Cited]
    hash: str

    def criteria(self) -> Iterator[tuple[str, Criterion]]:
        for group in ("urgent", "gates", "grounds", "safety", "readiness"):
            for criterion in getattr(self, group):
                yield group, criterion
