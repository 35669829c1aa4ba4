"""Flags and ordered terms taken several at a time: one look-up gives what all of them add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.truth import Truth
from model.coding import FLAG_STATES

# A table of this many lines stays in the processor's cache.
MOST_LINES = 4096
# Columns of a line before the common factors: see `StateTable.lines`.
LOG_ODDS, OWN, THIRD, OPEN, LOW_LOG_ODDS, LOW_OWN, HIGH_LOG_ODDS, HIGH_OWN, FACTORS = range(9)


@dataclass(frozen=True)
class Member:
    """One term of a group: the input it reads, the step that its answer makes in the table, its code when unknown."""

    term: str
    input: str
    step: int
    unknown: int


@dataclass(frozen=True)
class StateGroup:
    """Terms whose answers together choose a line of the table."""

    members: tuple[Member, ...]
    lines: np.ndarray

    def look_up(self, columns: Mapping[str, object]) -> np.ndarray:
        """The line of every patient."""
        place: np.ndarray | None = None
        for member in self.members:
            more = np.multiply(codes(columns[member.input]), member.step, dtype=np.intp, casting="unsafe")
            place = more if place is None else place + more
        assert place is not None
        return self.lines.take(place, axis=0)


def codes(column: object) -> np.ndarray:
    """The answer as a small whole number: no, unknown, yes; or the bitmask of what is possible."""
    if isinstance(column, Truth):
        return column.codes
    assert isinstance(column, Choice)
    return column.mask


def grouped(parts: Mapping[str, tuple[str, bool, np.ndarray]]) -> Iterator[StateGroup]:
    """Groups of terms in their order; a part is the input, whether it is a flag, and a line for every bitmask."""
    waiting: list[tuple[str, str, np.ndarray]] = []
    for term, (source, is_flag, lines) in parts.items():
        answers = lines[FLAG_STATES] if is_flag else lines
        if waiting and np.prod([len(each) for _, _, each in waiting]) * len(answers) > MOST_LINES:
            yield _group(waiting)
            waiting = []
        waiting.append((term, source, answers))
    if waiting:
        yield _group(waiting)


def _group(waiting: list[tuple[str, str, np.ndarray]]) -> StateGroup:
    lines, members, step = np.zeros((1, waiting[0][2].shape[1])), [], 1
    for term, source, answers in waiting:
        # A later term moves in larger steps: its answers repeat the whole table so far.
        lines = (answers[:, None, :] + lines[None, :, :]).reshape(-1, answers.shape[1])
        is_flag = len(answers) == len(FLAG_STATES)
        members.append(Member(term, source, step, 1 if is_flag else len(answers) - 1))
        step *= len(answers)
    return StateGroup(tuple(members), np.ascontiguousarray(lines))
