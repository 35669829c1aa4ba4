"""What every instrument is: its knowledge (cited YAML) and one function over columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cohort import Column
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.knowledge.instrument_files import InstrumentKnowledge
from eligibility.knowledge.library import Library


class Inputs:
    """An instrument's inputs as columns of one length; an input nobody gave is unknown, never zero."""

    def __init__(self, knowledge: InstrumentKnowledge, size: int, columns: Mapping[str, Any], library: Library):
        self.knowledge, self.size, self.columns, self.library = knowledge, size, columns, library

    def number(self, name: str) -> Interval:
        found = self.columns.get(name)
        return Interval.unknown(self.size) if found is None else found

    def truth(self, name: str) -> Truth:
        found = self.columns.get(name)
        return Truth.unknown(self.size) if found is None else found

    def choice(self, name: str) -> Choice:
        found = self.columns.get(name)
        return Choice.unknown(self.knowledge.inputs[name].values, self.size) if found is None else found

    def members(self, name: str) -> Members:
        found = self.columns.get(name)
        return Members.unknown(self.knowledge.inputs[name].values, self.size) if found is None else found

    def rows(self, name: str) -> list[Any]:
        """Inputs that are lists by nature (refills, visits), one Python list a patient; None is unknown."""
        found = self.columns.get(name)
        return [None] * self.size if found is None else found


@dataclass
class Outcome:
    """An instrument's outputs as columns, and what it has to say about single patients.

    `notes` maps a sentence (a guard, a contradiction, a refused value) to the mask of patients it is true of.
    """

    outputs: dict[str, Column]
    notes: dict[str, np.ndarray] = field(default_factory=dict)

    def repeated(self, size: int) -> Outcome:
        """One patient's outcome for `size` patients alike, without copying."""
        return Outcome(
            {name: repeated(column, size) for name, column in self.outputs.items()},
            {note: np.broadcast_to(mask, (size,)) for note, mask in self.notes.items()},
        )


def repeated(column: Column, size: int) -> Column:
    """A column of one patient as a zero-stride column of many."""
    if isinstance(column, Interval):
        return Interval(np.broadcast_to(column.lo, (size,)), np.broadcast_to(column.hi, (size,)))
    if isinstance(column, Truth):
        return Truth(np.broadcast_to(column.codes, (size,)))
    if isinstance(column, Choice):
        return Choice(column.values, np.broadcast_to(column.mask, (size,)))
    return Members({member: Truth(np.broadcast_to(t.codes, (size,))) for member, t in column.truths.items()})


Compute = Callable[[Inputs, InstrumentKnowledge], Outcome]


@dataclass(frozen=True)
class Instrument:
    """A published instrument bound to its cited definition."""

    knowledge: InstrumentKnowledge
    compute: Compute
    library: Library

    def over(self, size: int, columns: Mapping[str, Any]) -> Outcome:
        """Outputs for `size` patients from input columns by the instrument's own input names."""
        if not columns:
            return self._about_nobody.repeated(size)
        return self.compute(Inputs(self.knowledge, size, columns, self.library), self.knowledge)

    @cached_property
    def _about_nobody(self) -> Outcome:
        """What the instrument says when nothing is recorded; the same for every patient, so it is computed once."""
        return self.compute(Inputs(self.knowledge, 1, {}, self.library), self.knowledge)
