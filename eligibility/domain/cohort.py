"""What is known about a number of patients, as columns. One patient is a cohort of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cited import FactDefinition
from eligibility.domain.courses import Courses
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth

Column = Interval | Truth | Choice | Members


@dataclass(frozen=True, slots=True)
class RecordWarning:
    """Something in these patients' records that a person confirms or corrects; nothing was changed because of it.

    `code` is stable (`plausible.creatinine_umol_l`, `contradiction.pregnancy_in_male`), `rows` the mask of patients.
    """

    code: str
    what: str
    facts: tuple[str, ...]
    rows: np.ndarray


@dataclass(frozen=True, slots=True)
class Cohort:
    """The facts of `size` patients on their assessment days.

    `columns` holds only the facts that somebody recorded: an absent column is unknown for everybody.
    Kinds: a number is an `Interval`, a flag a `Truth`, a choice a `Choice`, a set a `Members`, and a date an
    `Interval` of days before `as_of` (`never` is plus infinity). `ages` holds, for facts that carry a date of
    observation, its age in days as an `Interval` (unknown age: the whole line); a fact without an entry there is
    asserted current. `series` holds dated values as (days-ago, value) lists, one a patient.
    """

    size: int
    as_of: np.ndarray
    patient_ids: np.ndarray
    vocabulary: Mapping[str, FactDefinition]
    columns: dict[str, Column]
    courses: Courses
    ages: dict[str, Interval] = field(default_factory=dict)
    origins: dict[str, np.ndarray] = field(default_factory=dict)
    texts: dict[str, np.ndarray] = field(default_factory=dict)
    series: dict[str, list[list[tuple[Interval, float]]]] = field(default_factory=dict)
    warnings: tuple[RecordWarning, ...] = ()

    def warnings_of(self, row: int) -> list[RecordWarning]:
        """What a person should confirm or correct in this patient's record."""
        return [warning for warning in self.warnings if warning.rows[row]]

    def column(self, fact: str) -> Column:
        """The fact's column, or unknown for everybody."""
        found = self.columns.get(fact)
        return self.unknown(fact) if found is None else found

    def unknown(self, fact: str) -> Column:
        """The column that says nothing about anybody, of the fact's kind."""
        definition = self.vocabulary[fact]
        match definition.kind:
            case "number" | "date":
                return Interval.unknown(self.size)
            case "flag":
                return Truth.unknown(self.size)
            case "choice":
                return Choice.unknown(definition.values, self.size)
            case "set":
                return Members.unknown(definition.values, self.size)
        raise KeyError(f"{fact} is a {definition.kind}, which has no truth value")

    def age_days(self, fact: str) -> Interval:
        """Age of the fact's value on the assessment day; a bare value is asserted current (0)."""
        found = self.ages.get(fact)
        return Interval.constant(self.size, 0.0) if found is None else found

    def with_columns(self, columns: Mapping[str, Column]) -> Cohort:
        """A copy in which these facts are replaced and asserted current."""
        ages = {fact: age for fact, age in self.ages.items() if fact not in columns}
        return replace(self, columns={**self.columns, **columns}, ages=ages)

    def take(self, rows: np.ndarray) -> Cohort:
        """These patients in this order; a patient may be taken more than once (variants of one patient)."""
        rows = np.asarray(rows, dtype=np.int64)
        return Cohort(
            size=len(rows),
            as_of=self.as_of[rows],
            patient_ids=self.patient_ids[rows],
            vocabulary=self.vocabulary,
            columns={fact: column.take(rows) for fact, column in self.columns.items()},
            courses=self.courses.take(rows),
            ages={fact: age.take(rows) for fact, age in self.ages.items()},
            origins={fact: origin[rows] for fact, origin in self.origins.items()},
            texts={fact: text[rows] for fact, text in self.texts.items()},
            series={fact: [values[row] for row in rows] for fact, values in self.series.items()},
            warnings=tuple(replace(warning, rows=warning.rows[rows]) for warning in self.warnings),
        )
