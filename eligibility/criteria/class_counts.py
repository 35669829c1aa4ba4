"""How many drug classes failed for one patient, which courses speak for each, and what completeness changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from eligibility.criteria.show import shown_number
from eligibility.criteria.words import Evaluator
from eligibility.domain.treatment import ClassCount, ClassCounts
from eligibility.domain.truth import UNKNOWN, WORDS, YES, Truth
from eligibility.instruments.treatment_history import TreatmentHistory


def class_counts(evaluator: Evaluator, row: int) -> ClassCounts:
    """The counts as they stand, as they would stand were the list complete, and each class with its courses."""
    history = evaluator.history
    whole = replace(history, is_complete=Truth(np.full(history.courses.patients, YES, dtype=np.int8)))
    either = history.is_failed | history.is_intolerant
    return ClassCounts(
        is_complete=WORDS[history.is_complete.codes[row]],  # type: ignore[arg-type]
        failed=shown_number(history.count_classes(history.is_failed), row),
        failed_if_complete=shown_number(whole.count_classes(history.is_failed), row),
        failed_or_intolerant=shown_number(history.count_classes(either), row),
        failed_or_intolerant_if_complete=shown_number(whole.count_classes(either), row),
        classes=_classes(evaluator, row),
    )


def _classes(evaluator: Evaluator, row: int) -> list[ClassCount]:
    """The classes that count, in the order in which their first course was entered."""
    history = evaluator.history
    start, stop = (int(end) for end in history.courses.offsets[row : row + 2])
    members: dict[int, list[int]] = {}
    for index in range(start, stop):
        if history.is_counted[index]:
            members.setdefault(int(history.class_index[index]), []).append(index)
    return [
        ClassCount(
            name=_name(evaluator, courses),
            state=_state(history, courses),  # type: ignore[arg-type]
            positions=[index - start for index in courses],
        )
        for group, courses in members.items()
    ]


def _name(evaluator: Evaluator, courses: list[int]) -> str:
    """The class as people call it; drugs that a profile counts as one stand together."""
    table = evaluator.history.courses
    drugs = [evaluator.drugs[table.drugs[table.drug[index]]] for index in courses]
    return " and ".join(dict.fromkeys(drug.drug_class.replace("_", " ") for drug in drugs))


def _state(history: TreatmentHistory, courses: list[int]) -> str:
    failed = max(history.is_failed.codes[courses])
    if failed == YES:
        return "failed"
    if failed == UNKNOWN:
        return "may_have_failed"
    return "intolerant" if max(history.is_intolerant.codes[courses]) == YES else "not_failed"
