"""Through the door: the raw table becomes a cohort, with every fault and every warning named."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from eligibility.domain.cohort import Cohort
from eligibility.domain.faults import InputFault
from eligibility.exchange.contradictions import contradictions_in, unusual_values
from eligibility.exchange.derived import with_derived
from eligibility.exchange.facts import FactReader
from eligibility.exchange.raw import RawTable, Trouble
from eligibility.exchange.treatments import courses_of
from eligibility.knowledge.library import Library


@dataclass(frozen=True)
class Admission:
    """The cohort as read. A value that could not be read is unknown in it, and its row is at fault."""

    cohort: Cohort
    troubles: list[Trouble]

    @property
    def is_faulty(self) -> np.ndarray:
        """Mask of the rows with any fault."""
        faulty = np.zeros(self.cohort.size, dtype=bool)
        for trouble in self.troubles:
            faulty |= trouble.rows
        return faulty

    def faults_of(self, row: int) -> list[InputFault]:
        """Everything wrong with one row."""
        return [trouble.fault for trouble in self.troubles if trouble.rows[row]]


def admit(table: RawTable, library: Library) -> Admission:
    """Reads the whole table. One bad value never stops the others: each fault names the rows it is true of."""
    reader = FactReader(table, library)
    reader.read()
    cohort = Cohort(
        size=table.size,
        as_of=table.as_of,
        patient_ids=table.patient_ids,
        vocabulary=library.facts,
        columns=reader.columns,
        courses=courses_of(reader),
        ages=reader.ages,
        origins=reader.origins,
        texts=reader.texts,
        series=reader.series,
    )
    cohort, derived = with_derived(cohort)
    named = [*unusual_values(cohort, library), *derived, *contradictions_in(cohort, library)]
    return Admission(replace(cohort, warnings=(*table.warnings, *reader.warnings, *named)), table.troubles)
