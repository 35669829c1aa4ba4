"""Synthetic patients with an outcome at 12 months: nobody, marked so on every row, and no evidence of anything."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pandas as pd

from eligibility.knowledge.prognosis_files import PrognosisKnowledge
from model.cohort_generator import Covariates, draw_covariates
from model.inputs import ADHERENCE, LN_CLASSES
from model.landmark import draw_landmark_covariates
from model.literature import columns_of, design, level_of, model_of


@dataclass(frozen=True)
class SyntheticPatients:
    """Covariates, the coded rows that a classifier reads, the log odds without frailty, and who failed."""

    covariates: Covariates
    rows: np.ndarray
    log_odds: np.ndarray
    failed: np.ndarray


def synthetic_patients(
    knowledge: PrognosisKnowledge,
    kind: str,
    setting: str,
    size: int,
    seed: int,
    intercept: float | None = None,
    coefficients: np.ndarray | None = None,
) -> SyntheticPatients:
    """Drawn from published covariate distributions and the cited effects, with frailty that no record shows.

    Another truth can be given: an intercept at nought of every column, and coefficients in the order of the columns.
    """
    model, level = model_of(knowledge, kind), level_of(knowledge, kind, setting)
    if kind == "landmark":
        drawn = draw_landmark_covariates(knowledge, setting, size, seed)
    else:
        drawn = draw_covariates(knowledge.distributions[level.reference], size, seed)
    rows = design(knowledge, model, drawn)
    if coefficients is None:
        coefficients = np.array([coefficient.number for coefficient in columns_of(model).values()])
    log_odds = np.full(size, level.intercept.number if intercept is None else intercept)
    for column, coefficient in zip(rows.T, coefficients, strict=True):
        log_odds += coefficient * column
    stream = np.random.default_rng([seed, crc32(b"outcome")])
    frailty = knowledge.shared.frailty_sd.number * stream.standard_normal(size)
    failed = stream.random(size) < 1.0 / (1.0 + np.exp(-(log_odds + frailty)))
    return SyntheticPatients(drawn, rows, log_odds, failed)


def synthetic_cohort(
    knowledge: PrognosisKnowledge, kind: str, setting: str | None, size: int, seed: int
) -> pd.DataFrame:
    """The same as a table in words, for demonstration; every row says synthetic."""
    name, _ = knowledge.setting(setting)
    made = synthetic_patients(knowledge, kind, name, size, seed)
    table = pd.DataFrame(made.covariates)
    table["adherence"] = np.array(ADHERENCE)[made.covariates["adherence"]]
    if "ln_class" in made.covariates:
        table["ln_class"] = np.array(LN_CLASSES)[made.covariates["ln_class"]]
    return table.assign(log_odds=made.log_odds, is_failed=made.failed, model=kind, setting=name, is_synthetic=True)
