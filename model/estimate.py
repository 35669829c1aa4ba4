"""How likely continued conventional therapy is to fail at 12 months, from published effects; not validated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from eligibility.domain.assessment import Prognosis
from eligibility.instruments.reading import Reading
from eligibility.knowledge.library import Library
from model.columns import EstimateColumns, evaluate_all
from model.explain import explain
from model.features import read_features
from model.published import published

__all__ = ["MODEL_VERSION", "EstimateColumns", "estimate", "for_patient", "table", "version_in_use"]

# The shipped version, which settings.yaml carries; a test holds the two together.
MODEL_VERSION = "published-2"


def version_in_use(library: Library | None = None) -> str:
    """The version of the estimate that speaks here: the shipped one, or one that a registry has updated."""
    return published(library).artefact.version


def estimate(reading: Reading, setting: str | None = None, library: Library | None = None) -> EstimateColumns:
    """P(fail | what is known) for every patient of a reading, in a named setting (the default one when None)."""
    known = published(library_of(reading) if library is None else library)
    name, _ = known.knowledge.setting(setting)
    found = evaluate_all(read_features(reading, known.knowledge), reading.cohort, known, name)
    return replace(found, reading=reading)


def for_patient(columns: EstimateColumns, row: int) -> Prognosis:
    """One patient's estimate with everything needed to question it."""
    return explain(columns, row)


def table(columns: EstimateColumns) -> dict[str, np.ndarray]:
    """The estimate as flat columns, one row a patient; NaN where it is not settled which model holds."""
    return columns.table()


def library_of(reading: Reading) -> Library | None:
    """The library that the reading's instruments are bound to."""
    return next((instrument.library for instrument in reading.instruments.values()), None)
