"""Patients for the tests of the estimate: real columns, real instruments, the shipped knowledge."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cohort import Cohort, Column
from eligibility.domain.courses import Courses
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.reading import Reading
from eligibility.instruments.register import instruments_of
from eligibility.knowledge.library import Library, read_library
from model.estimate import EstimateColumns, estimate
from model.published import Published, published

EIGHT_POINT_ITEMS = (
    "sledai_seizure",
    "sledai_psychosis",
    "sledai_organic_brain_syndrome",
    "sledai_visual_disturbance",
    "sledai_cranial_nerve_disorder",
    "sledai_lupus_headache",
    "sledai_cva",
    "sledai_vasculitis",
)
FLAGS = (
    "is_ln_relapsed",
    "is_c3_low",
    "is_c4_low",
    "is_anti_dsdna_positive",
    "has_hypertension",
    "has_lupus_nephritis",
    *EIGHT_POINT_ITEMS,
)
NUMBERS = {
    "upcr_g_g": (0.1, 18.0),
    "egfr_reported": (5.0, 150.0),
    "ln_chronicity_index": (0, 12),
    "ln_activity_index": (0, 24),
    "ln_diagnosed_on": (0, 3000),
    "hcq_level_ng_ml": (0, 1500),
    "hcq_months_on_dose": (0, 12),
    "hydroxychloroquine_mg_day": (0, 400),
    "pdc_pct": (0, 100),
    "age_years": (14, 80),
    "sdi_total": (0, 4),
    "prednisone_mg_day": (0, 30),
    "haemoglobin_g_l": (70, 160),
}


class Patients:
    """Builds cohorts of the shipped vocabulary and asks the estimate about them."""

    def __init__(self, library: Library):
        self.library = library
        self.instruments = instruments_of(library)

    def cohort(self, size: int, columns: dict[str, Column]) -> Cohort:
        return Cohort(
            size=size,
            as_of=np.full(size, np.datetime64("2026-01-01")),
            patient_ids=np.array([f"TEST-{i}" for i in range(size)], dtype=object),
            vocabulary=self.library.facts,
            columns=columns,
            courses=Courses.none(size, tuple(self.library.drugs), ()),
        )

    def reading(self, size: int, columns: dict[str, Column]) -> Reading:
        return Reading(self.cohort(size, columns), self.instruments)

    def estimate(self, size: int, columns: dict[str, Column], setting: str | None = None) -> EstimateColumns:
        return estimate(self.reading(size, columns), setting)

    def one(self, setting: str | None = None, **facts: object) -> EstimateColumns:
        """The estimate of one patient from plain values by fact."""
        return self.estimate(1, {name: self.column(name, value) for name, value in facts.items()}, setting)

    def column(self, name: str, value: object) -> Column:
        definition = self.library.facts[name]
        match definition.kind:
            case "flag":
                return Truth.of([value])
            case "choice":
                return Choice.of(definition.values, [value])
            case "set":
                return Members({member: Truth.of([member in value]) for member in definition.values})
        return Interval.bounds([value[0]], [value[1]]) if isinstance(value, tuple) else Interval.known([value])

    def random(self, seed: int, size: int) -> dict[str, Column]:
        """Complete records, one source for each input, so that no two facts contradict each other."""
        stream = np.random.default_rng(seed)
        columns: dict[str, Column] = {"is_nephritis_active": Truth.of(list(stream.random(size) < 0.6))}
        for name in FLAGS:
            columns[name] = Truth.of(list(stream.random(size) < 0.3))
        for name, (low, high) in NUMBERS.items():
            values = stream.uniform(low, high, size) if isinstance(low, float) else stream.integers(low, high + 1, size)
            columns[name] = Interval.known(values.astype(float))
        columns["hydroxychloroquine_mg_day"] = Interval.known(stream.choice([0.0, 200.0, 400.0], size))
        columns["hcq_level_matrix"] = self._choice("hcq_level_matrix", stream, size)
        columns["sex"] = self._choice("sex", stream, size)
        classes = self.library.facts["ln_class"].values
        columns["ln_class"] = Members({name: Truth.of(list(stream.random(size) < 0.4)) for name in classes})
        shown = np.logical_or.reduce([columns["ln_class"].has(name).is_yes for name in ("III", "IV", "V")])
        columns["has_lupus_nephritis"] = columns["has_lupus_nephritis"] | Truth.of(list(shown))
        columns["is_treatment_history_complete"] = Truth.of(list(stream.random(size) < 0.5))
        return columns

    def _choice(self, name: str, stream: np.random.Generator, size: int) -> Choice:
        values = self.library.facts[name].values
        return Choice.of(values, [values[i] for i in stream.integers(0, len(values), size)])

    def hide(self, columns: dict[str, Column], seed: int, share: float = 0.4) -> dict[str, Column]:
        """The same records with answers taken out at random, and some numbers known only as a range."""
        stream, hidden = np.random.default_rng(seed), {}
        for name, column in columns.items():
            size = len(column)
            away = (stream.random(size) < share) & (name != "is_nephritis_active")
            if isinstance(column, Interval):
                blurred = stream.random(size) < share / 2
                below = np.where(blurred, stream.exponential(np.abs(column.lo) + 0.1), 0.0)
                blurred &= stream.random(size) < 0.7
                above = np.where(blurred, stream.exponential(np.abs(column.hi) + 0.1), 0.0)
                column = Interval(column.lo - below, column.hi + above).where(away, Interval.unknown(size))
            elif isinstance(column, Truth):
                column = column.where(away, Truth.unknown(size))
            elif isinstance(column, Choice):
                column = column.where(away, Choice.unknown(column.values, size))
            else:
                column = column.where(away, Members.unknown(tuple(column.truths), size))
            hidden[name] = column
        return hidden


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library()


@pytest.fixture(scope="session")
def patients(library: Library) -> Patients:
    return Patients(library)


@pytest.fixture(scope="session")
def known(library: Library) -> Published:
    return published(library)


@pytest.fixture(scope="session")
def figures() -> SimpleNamespace:
    """Names of the columns that carry a probability."""
    return SimpleNamespace(all=("estimate", "low", "high", "bound_low", "bound_high"))
