"""Rows with something missing, filled in from the reference cohort: never a missing indicator, never a middle value.

What is missing of one row comes from one reference patient, so that covariates keep together as they do there; a value
that the row excludes is drawn again among those that it allows. What is known of the row does not steer the draw, as
in the estimate itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.knowledge.prognosis_files import OutcomeModel, PrognosisKnowledge
from model.coding import coded_interval, states
from model.cohort_generator import Covariates
from model.inputs import Input
from model.literature import design, model_of, reference_cohort

# Reference patients that stand for what a row leaves open, when its risk is averaged and when it is weighed.
CANDIDATES = 24


@dataclass(frozen=True)
class Candidates:
    """Completed rows, shape (candidates, rows, columns); a row with nothing open is the same in each."""

    rows: np.ndarray
    is_open: np.ndarray

    @classmethod
    def whole(cls, rows: np.ndarray) -> Candidates:
        """Rows of which nothing is missing."""
        return cls(rows[None, :, :], np.zeros(len(rows), dtype=bool))

    @property
    def size(self) -> int:
        return self.rows.shape[1]

    def take(self, rows: np.ndarray) -> Candidates:
        """These rows alone."""
        return Candidates(self.rows[:, rows], self.is_open[rows])


@dataclass(frozen=True)
class OpenRows:
    """The inputs of some rows as read, with the reference cohort that fills what they leave open."""

    knowledge: PrognosisKnowledge
    model: OutcomeModel
    columns: Mapping[str, Input]
    drawn: Covariates
    size: int

    @classmethod
    def of(
        cls, knowledge: PrognosisKnowledge, kind: str, setting: str, columns: Mapping[str, Input], size: int
    ) -> OpenRows:
        """Rows of a model in a setting; the reference cohort is that setting's own."""
        model = model_of(knowledge, kind)
        drawn = reference_cohort(knowledge, kind, setting)
        wanted = {term.input for term in model.terms.values()}
        return cls(knowledge, model, {name: columns[name] for name in sorted(wanted)}, drawn, size)

    def is_open(self) -> dict[str, np.ndarray]:
        """For every term, the rows that leave its coded value open, wholly or in part."""
        found = {}
        for key, term in self.model.terms.items():
            column = self.columns[term.input]
            if isinstance(column, Interval):
                low, high = coded_interval(term.coding, column)
                found[key] = low != high
            else:
                mask = states(column)
                found[key] = (mask & (mask - 1)) != 0
        return found

    def candidates(self, seed: int) -> Candidates:
        """Completions of every row, as many as stand for what a row leaves open."""
        stream = np.random.default_rng(seed)
        is_open = np.logical_or.reduce(list(self.is_open().values()))
        count = CANDIDATES if is_open.any() else 1
        return Candidates(np.stack([self.completed(stream) for _ in range(count)]), is_open)

    def completed(self, stream: np.random.Generator) -> np.ndarray:
        """One completed matrix of the classifier's columns; rows without anything missing come as they are."""
        picks = stream.integers(0, len(next(iter(self.drawn.values()))), self.size)
        filled = {name: self._filled(name, column, picks, stream) for name, column in self.columns.items()}
        return design(self.knowledge, self.model, filled)

    def _filled(self, name: str, column: Input, picks: np.ndarray, stream: np.random.Generator) -> np.ndarray:
        reference = self.drawn[name]
        if isinstance(column, Interval):
            return _number(column, reference, picks, stream)
        return _situation(column, reference.astype(np.int64), picks, stream)


def _number(column: Interval, reference: np.ndarray, picks: np.ndarray, stream: np.random.Generator) -> np.ndarray:
    values = np.where(column.lo == column.hi, column.lo, reference[picks])
    outside = np.flatnonzero((values < column.lo) | (values > column.hi))
    if not len(outside):
        return values
    ordered = np.sort(reference)
    low, high = column.lo[outside], column.hi[outside]
    first, last = np.searchsorted(ordered, low, side="left"), np.searchsorted(ordered, high, side="right")
    place = first + np.floor(stream.random(len(outside)) * np.maximum(last - first, 1)).astype(np.int64)
    nearest = np.clip(np.where(np.isfinite(low), low, high), low, high)
    drawn = ordered[np.minimum(place, len(ordered) - 1)]
    values[outside] = np.where(last > first, drawn, nearest)
    return values


def _situation(
    column: Truth | Choice, reference: np.ndarray, picks: np.ndarray, stream: np.random.Generator
) -> np.ndarray:
    mask = states(column).astype(np.int64)
    count = 2 if isinstance(column, Truth) else len(column.values)
    values = reference[picks]
    excluded = np.flatnonzero((mask >> values) & 1 == 0)
    if len(excluded):
        share = np.bincount(reference, minlength=count) / len(reference)
        allowed = (mask[excluded, None] >> np.arange(count)) & 1
        weights = allowed * share
        weights = np.where(weights.sum(axis=1, keepdims=True) > 0, weights, allowed)
        ladder = np.cumsum(weights, axis=1)
        values[excluded] = (stream.random(len(excluded))[:, None] * ladder[:, -1:] >= ladder).sum(axis=1)
    return values
