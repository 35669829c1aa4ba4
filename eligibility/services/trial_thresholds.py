"""Where trials disagree: for every number they hold patients against, all their thresholds, and one patient's value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import median

import numpy as np

from eligibility.criteria.show import shown_number
from eligibility.criteria.trial_thresholds import Held, held_by
from eligibility.criteria.words import compare
from eligibility.domain.interval import Interval
from eligibility.domain.record import PatientRecord
from eligibility.domain.trial import TrialHead
from eligibility.instruments.reading import Reading
from eligibility.services import library as knowledge
from eligibility.services.records import to_cohort
from eligibility.services.sources import fact_label
from eligibility.services.trials import shelf

LABELS = {
    "drugs_failed": "Drugs that must have failed",
    "weeks_on_drug": "Weeks on each drug",
    "sledai_2k.laboratory": "SLEDAI-2K laboratory points",
    "selena_sledai.clinical": "SELENA-SLEDAI clinical points",
    "sledai_2k.total": "SLEDAI-2K total",
    "sledai_2k.clinical": "SLEDAI-2K clinical points",
    "ckd_epi_2021.egfr": "eGFR",
    "schwartz_bedside.egfr": "eGFR of a child (Schwartz)",
    "bilag_2004.count_a": "Systems with BILAG A",
    "bilag_2004.count_b": "Systems with BILAG B",
}
SIGNS = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}


@dataclass(frozen=True)
class TrialThreshold:
    """One trial's number, and whether the patient's value passes it (unknown without one)."""

    head: TrialHead
    comparison: str
    value: float
    text: str
    source: str
    locator: str
    status: str
    passes: str = "unknown"


@dataclass(frozen=True)
class NumericCriterion:
    """One thing that trials put a number to, in one direction."""

    key: str
    label: str
    unit: str | None
    is_floor: bool
    is_window: bool
    thresholds: tuple[TrialThreshold, ...]
    patient: str | None = None
    patient_low: float | None = None
    patient_high: float | None = None

    @property
    def trials(self) -> int:
        return len({threshold.head.nct for threshold in self.thresholds})

    @property
    def values(self) -> list[float]:
        return sorted(threshold.value for threshold in self.thresholds)

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def is_disputed(self) -> bool:
        return len({(threshold.comparison, threshold.value) for threshold in self.thresholds}) > 1

    @property
    def strictest(self) -> float:
        """The highest floor or the lowest ceiling; a window is stricter the shorter it is."""
        return self.values[-1] if self.is_floor else self.values[0]

    @property
    def laxest(self) -> float:
        return self.values[0] if self.is_floor else self.values[-1]


def numeric_criteria(record: PatientRecord | None = None) -> list[NumericCriterion]:
    """Every number that trials ask for, those of most trials first, with the patient's value where there is one."""
    reading = None if record is None else Reading(to_cohort(record), knowledge.instruments()).fresh
    found = [_criterion(key, held, reading) for key, held in _grouped().items()]
    return sorted(found, key=lambda one: (-one.trials, one.label, one.is_floor))


@lru_cache(maxsize=1)
def _grouped() -> dict[tuple[str, bool], list[Held]]:
    groups: dict[tuple[str, bool], list[Held]] = {}
    for trial in shelf().trials:
        for held in held_by(trial):
            groups.setdefault((held.subject, held.is_floor), []).append(held)
    return groups


def _criterion(key: tuple[str, bool], held: list[Held], reading: Reading | None) -> NumericCriterion:
    subject, is_floor = key
    value = None if reading is None else _value(subject, reading)
    is_known = value is not None and not value.is_unknown[0]
    low, high = (float(value.lo[0]), float(value.hi[0])) if is_known and value is not None else (None, None)
    return NumericCriterion(
        key=f"{subject}.{'floor' if is_floor else 'ceiling'}",
        label=LABELS.get(subject) or fact_label(subject),
        unit=held[0].unit,
        is_floor=is_floor,
        is_window=_is_date(subject),
        thresholds=tuple(
            TrialThreshold(
                head=one.trial.head,
                comparison=SIGNS[one.comparison],
                value=one.value,
                text=_told(one),
                source=one.cited.source,
                locator=one.cited.locator,
                status=one.cited.status,
                passes="unknown" if value is None else compare(value, one.comparison, one.value).word(0),
            )
            for one in sorted(held, key=lambda one: (one.value, one.comparison, one.trial.nct))
        ),
        patient=_shown(subject, value) if value is not None else None,
        patient_low=low,
        patient_high=high,
    )


def _value(subject: str, reading: Reading) -> Interval | None:
    """The patient's own number; what only a trial counts (drugs, points of its own) has none."""
    instrument, _, output = subject.partition(".")
    outputs = reading.instruments[instrument].knowledge.outputs if instrument in reading.instruments else {}
    is_there = output in outputs if output else subject in reading.cohort.vocabulary
    return reading.number(subject) if is_there else None


def _shown(subject: str, value: Interval) -> str | None:
    if value.is_unknown[0]:
        return None
    if not _is_date(subject):
        return shown_number(value, 0)
    return "never" if np.isposinf(value.lo[0]) else f"{shown_number(value, 0)} days ago"


def _is_date(subject: str) -> bool:
    fact = knowledge.library().facts.get(subject)
    return fact is not None and fact.kind == "date"


def _told(held: Held) -> str:
    """The threshold as its text gives it: a window in its own weeks or months."""
    unit = held.cited.unit or ""
    plural = "s" if unit in ("day", "week", "month", "year") and held.cited.number != 1 else ""
    number = f"{held.cited.number:g}"
    if _is_date(held.subject):
        return f"{'within' if held.comparison in ('at_most', 'below') else 'longer ago than'} {number} {unit}{plural}"
    return f"{SIGNS[held.comparison]} {number} {unit}{plural}".strip()
