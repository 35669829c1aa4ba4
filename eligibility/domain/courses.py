"""Treatment courses as one long table, sorted by patient, with an offset where each patient's courses begin."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth

OUTCOMES = (
    "no_response",
    "partial_response",
    "response_then_relapse",
    "remission",
    "intolerance",
    "contraindicated",
    "declined",
)
ADHERENCE = ("documented", "doubtful", "non_adherent")
INDICATIONS = ("nephritis", "extrarenal")


@dataclass(frozen=True, slots=True)
class Courses:
    """Every course of every patient.

    `offsets` has one more entry than there are patients: patient i owns courses `offsets[i]:offsets[i + 1]`.
    `drug` indexes `drugs`. `dose` is in the unit named by `dose_unit` (an index into `dose_units`, -1 unknown);
    `weeks` is the length of the course; `stopped_days` is days before `as_of` (0 or less: still taken).
    `assumed_failed` answers, for "what would change this" alone, whether a course of unknown standing failed.
    """

    offsets: np.ndarray
    drugs: tuple[str, ...]
    drug: np.ndarray
    dose_units: tuple[str, ...]
    dose_unit: np.ndarray
    dose: Interval
    weeks: Interval
    doses_given: Interval
    started_days: Interval
    stopped_days: Interval
    is_current: Truth
    indication: Choice
    outcome: Choice
    adherence: Choice
    stop_reason: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=object))
    frequency: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=object))
    assumed_failed: np.ndarray | None = None

    @classmethod
    def none(cls, patients: int, drugs: tuple[str, ...], dose_units: tuple[str, ...]) -> Courses:
        """No course listed for anybody, which proves nothing unless the history is said to be complete."""
        empty = Interval(np.empty(0), np.empty(0))
        return cls(
            offsets=np.zeros(patients + 1, dtype=np.int64),
            drugs=drugs,
            drug=np.empty(0, dtype=np.int64),
            dose_units=dose_units,
            dose_unit=np.empty(0, dtype=np.int64),
            dose=empty,
            weeks=empty,
            doses_given=empty,
            started_days=empty,
            stopped_days=empty,
            is_current=Truth.unknown(0),
            indication=Choice.unknown(INDICATIONS, 0),
            outcome=Choice.unknown(OUTCOMES, 0),
            adherence=Choice.unknown(ADHERENCE, 0),
            stop_reason=np.empty(0, dtype=object),
            frequency=np.empty(0, dtype=object),
        )

    def __len__(self) -> int:
        return len(self.drug)

    @property
    def patients(self) -> int:
        return len(self.offsets) - 1

    @property
    def patient(self) -> np.ndarray:
        """The patient's row that each course belongs to."""
        # Counting the beginnings passed so far is many times faster than repeating each patient's number.
        return np.cumsum(np.bincount(self.offsets[1:-1], minlength=len(self) + 1)[: len(self)])

    def of_drugs(self, wanted: set[str]) -> np.ndarray:
        """Mask of the courses of any of these drugs."""
        table = np.array([drug in wanted for drug in self.drugs] + [False])
        return table[self.drug]

    def any_a_patient(self, truth: Truth, mask: np.ndarray | None = None) -> Truth:
        """For each patient: is it so for any listed course? No course listed: no (of what is listed)."""
        codes = truth.codes if mask is None else np.where(mask, truth.codes, np.int8(0))
        out = np.zeros(self.patients, dtype=np.int8)
        np.maximum.at(out, self.patient, codes)
        return Truth(out)

    def take(self, rows: np.ndarray) -> Courses:
        """The courses of these patients, in this order (a patient may be taken more than once)."""
        rows = np.asarray(rows, dtype=np.int64)
        counts = np.diff(self.offsets)[rows]
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        starts = np.repeat(self.offsets[rows] - offsets[:-1], counts)
        index = starts + np.arange(offsets[-1])
        return Courses(
            offsets=offsets,
            drugs=self.drugs,
            drug=self.drug[index],
            dose_units=self.dose_units,
            dose_unit=self.dose_unit[index],
            dose=self.dose.take(index),
            weeks=self.weeks.take(index),
            doses_given=self.doses_given.take(index),
            started_days=self.started_days.take(index),
            stopped_days=self.stopped_days.take(index),
            is_current=self.is_current.take(index),
            indication=self.indication.take(index),
            outcome=self.outcome.take(index),
            adherence=self.adherence.take(index),
            stop_reason=self.stop_reason[index] if len(self.stop_reason) else self.stop_reason,
            frequency=self.frequency[index] if len(self.frequency) else self.frequency,
            assumed_failed=None if self.assumed_failed is None else self.assumed_failed[index],
        )
