"""A cohort seen through the instruments: criteria ask it for a fact or for an instrument's output by name.

`sledai_2k.total` is the output `total` of the instrument `sledai_2k`; a name without a dot is a fact of the record.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import numpy as np

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cited import FactDefinition
from eligibility.domain.cohort import Cohort, Column
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.instrument import Inputs, Instrument, Outcome

Freshness = Literal["any", "fresh"]


class Reading:
    """Facts and instrument outputs of one cohort, each computed once.

    With `freshness="fresh"`, a value that is, or may be, older than its fact's staleness limit is unknown.
    """

    def __init__(self, cohort: Cohort, instruments: dict[str, Instrument], freshness: Freshness = "any"):
        self.cohort, self.instruments, self.freshness = cohort, instruments, freshness
        self._outcomes: dict[str, Outcome] = {}
        self._columns: dict[str, Column] = {}
        self._behind: dict[str, tuple[str, ...]] = {}

    def column(self, name: str) -> Column:
        if name not in self._columns:
            self._columns[name] = self._output(name) if "." in name else self._fact(name)
        return self._columns[name]

    def number(self, name: str) -> Interval:
        return _as(Interval, self.column(name), name)

    def truth(self, name: str) -> Truth:
        return _as(Truth, self.column(name), name)

    def choice(self, name: str) -> Choice:
        return _as(Choice, self.column(name), name)

    def members(self, name: str) -> Members:
        return _as(Members, self.column(name), name)

    def outcome(self, instrument: str) -> Outcome:
        """All outputs of one instrument over this cohort."""
        if instrument not in self._outcomes:
            found = self.instruments[instrument]
            self._outcomes[instrument] = found.over(self.cohort.size, self.inputs(instrument).columns)
        return self._outcomes[instrument]

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """The instruments computed so far: those that somebody has asked for."""
        return dict(self._outcomes)

    def inputs(self, instrument: str) -> Inputs:
        """What the instrument sees of this cohort: facts within its window, and the outputs of other instruments."""
        found = self.instruments[instrument]
        window = found.knowledge.window_days
        columns: dict[str, object] = {}
        for name, spec in found.knowledge.inputs.items():
            if spec.fact is not None and spec.fact in self.cohort.columns:
                columns[name] = self._within(spec.fact, None if window is None else window.number)
            elif spec.output is not None:
                columns[name] = self.column(spec.output)
        if "courses" in found.knowledge.inputs:
            columns["courses"] = self.cohort.courses
        return Inputs(found.knowledge, self.cohort.size, columns, found.library)

    def facts_behind(self, name: str) -> tuple[str, ...]:
        """The facts of the record that a name is read from."""
        if "." not in name:
            return (name,)
        if name not in self._behind:
            self._behind[name] = self._facts_behind(name)
        return self._behind[name]

    def _facts_behind(self, name: str) -> tuple[str, ...]:
        behind: list[str] = []
        for spec in self.instruments[name.partition(".")[0]].knowledge.inputs.values():
            if spec.fact is not None:
                behind.append(spec.fact)
            elif spec.output is not None:
                behind.extend(self.facts_behind(spec.output))
        return tuple(dict.fromkeys(behind))

    def is_older_than(self, fact: str, days: float) -> Truth:
        """Whether the value was observed more than `days` before the assessment; undated: unknown."""
        return self.cohort.age_days(fact).above(days)

    @cached_property
    def fresh(self) -> Reading:
        """The same cohort with every stale, or possibly stale, value unknown; itself when there is none."""
        if self.freshness == "fresh" or not any(self._may_be_stale(fact) for fact in self.cohort.ages):
            return self
        return Reading(self.cohort, self.instruments, "fresh")

    def _may_be_stale(self, fact: str) -> bool:
        limit = self.cohort.vocabulary[fact].stale_after_days
        return limit is not None and not bool(np.all(self.is_older_than(fact, limit.number).is_no))

    def _fact(self, fact: str) -> Column:
        limit = self.cohort.vocabulary[fact].stale_after_days
        if self.freshness == "any" or limit is None or fact not in self.cohort.columns:
            return self.cohort.column(fact)
        return self._within(fact, limit.number)

    def _within(self, fact: str, days: float | None) -> Column:
        """The fact where it was surely observed within so many days, else unknown."""
        column = self.cohort.column(fact) if self.freshness == "any" else self._fact_fresh(fact)
        if days is None or fact not in self.cohort.ages:
            return column
        too_old = ~self.is_older_than(fact, days).is_no
        return column if not np.any(too_old) else column.where(too_old, self.cohort.unknown(fact))  # type: ignore[arg-type]

    def _fact_fresh(self, fact: str) -> Column:
        limit: FactDefinition = self.cohort.vocabulary[fact]
        column = self.cohort.column(fact)
        if limit.stale_after_days is None or fact not in self.cohort.ages:
            return column
        too_old = ~self.is_older_than(fact, limit.stale_after_days.number).is_no
        return column if not np.any(too_old) else column.where(too_old, self.cohort.unknown(fact))  # type: ignore[arg-type]

    def _output(self, name: str) -> Column:
        instrument, _, output = name.partition(".")
        return self.outcome(instrument).outputs[output]


def _as(kind: type, column: Column, name: str):  # noqa: ANN202 (the caller names the kind)
    if not isinstance(column, kind):
        raise TypeError(f"{name} is a {type(column).__name__}, not a {kind.__name__}")
    return column
