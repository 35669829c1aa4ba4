"""Reading a table distinct value by distinct value; what cannot be read is refused for its rows alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from eligibility.domain.cited import FactDefinition
from eligibility.domain.cohort import RecordWarning
from eligibility.exchange.raw import Cells, RawTable
from eligibility.exchange.troubles import MISSING_IN_WORDS, trouble
from eligibility.knowledge.library import Library


class Wrong:
    """Marks a reading that failed where a text would be a fair answer."""

    __slots__ = ("kind",)

    def __init__(self, kind: str):
        self.kind = kind


class Reader:
    """One table being read. What is wrong goes to `table.troubles`; the value is then unknown."""

    def __init__(self, table: RawTable, library: Library):
        self.table, self.library, self.size = table, library, table.size
        self.warnings: list[RecordWarning] = []

    def read_distinct(
        self,
        cells: Cells,
        read: Callable[[Any], Any],
        nothing: Any,
        place: str,
        definition: FactDefinition | None = None,
        where: str = "",
        refuse: Callable[[str, np.ndarray], None] | None = None,
    ) -> list[Any]:
        """What each distinct raw value means; `nothing` for one that cannot be read, whose rows are refused.

        `read` says what is wrong by its name in TROUBLES: as text, or as `Wrong` where text is an answer.
        """
        found: list[Any] = []
        wrong: dict[str, list[int]] = {}
        for code, raw in enumerate(cells.distinct):
            value = read(raw)
            kind = value.kind if isinstance(value, Wrong) else None
            if kind is None and isinstance(value, str) and nothing is not None:
                kind = value
            if kind is not None:
                wrong.setdefault(kind, []).append(code)
                value = nothing
            found.append(value)
        fact = definition.id if definition else where
        for kind, codes in wrong.items():
            rows = cells.rows_of(codes)
            if refuse is not None:
                refuse(kind, rows)
            elif kind == "words_for_missing":
                self.warn(f"words_for_missing.{fact}", MISSING_IN_WORDS.format(place=place), fact, rows)
            else:
                self.table.refuse(trouble(kind, place, fact, accepted_by(definition)), rows)
        return found

    def refuse(self, kind: str, definition: FactDefinition, rows: np.ndarray, accepted: str | None = None) -> None:
        """A fault of these rows in this fact, if there are any such rows."""
        if rows.any():
            reason = definition.hard.reason if definition.hard else ""
            words = accepted_by(definition) if accepted is None else accepted
            self.table.refuse(trouble(kind, place_of(definition), definition.id, words, reason), rows)

    def warn(self, code: str, what: str, fact: str, rows: np.ndarray) -> None:
        """Something to confirm in these rows, if there are any such rows."""
        if rows.any():
            self.warnings.append(RecordWarning(code, what, (fact,), rows))


def accepted_by(definition: FactDefinition | None) -> str:
    """The answers or units that a fact takes."""
    if definition is None:
        return ""
    return ", ".join(definition.values or definition.accepted_units or ((definition.unit,) if definition.unit else ()))


def place_of(definition: FactDefinition) -> str:
    """A fact for people and for programs at once."""
    return f"{definition.label} ({definition.id})"
