"""The synthetic cohorts held against published rates and contrasts. Meeting a level is tuning, never validation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from eligibility.knowledge.anchor_files import Anchors, ContrastAnchor
from eligibility.knowledge.prognosis_files import PrognosisKnowledge
from model.cohort_generator import Covariates, draw_covariates
from model.logistic_normal import failure_probability
from model.synthetic import synthetic_patients

Kind = Literal["level", "input", "contrast"]


@dataclass(frozen=True)
class AnchorCheck:
    """One published figure, its interval, and what the synthetic cohort gives."""

    id: str
    kind: Kind
    quantity: str
    published: float | None
    low: float
    high: float
    synthetic: float

    @property
    def holds(self) -> bool:
        return self.low <= self.synthetic <= self.high


def wilson(count: float, of: float, level: float = 0.95, one_sided: bool = False) -> tuple[float, float]:
    """Wilson's interval of a share; one-sided, its upper end is one."""
    z = NormalDist().inv_cdf(level if one_sided else 0.5 + level / 2)
    share, scale = count / of, 1.0 + z * z / of
    middle = (share + z * z / (2 * of)) / scale
    reach = z / scale * np.sqrt(share * (1.0 - share) / of + z * z / (4 * of * of))
    return float(middle - reach), 1.0 if one_sided else float(middle + reach)


def check_anchors(knowledge: PrognosisKnowledge, anchors: Anchors, size: int, seed: int) -> Iterator[AnchorCheck]:
    """Every anchor against fresh synthetic patients of its model and setting."""
    for key, level in anchors.levels.items():
        intercept = None if level.intercept is None else level.intercept.number
        made = synthetic_patients(knowledge, level.model, level.setting, size, seed, intercept)
        chosen = np.ones(size, dtype=bool)
        for name, wanted in level.group.items():
            chosen &= made.covariates[name] == wanted
        failed, of = level.counts.values["failed"], level.counts.values["of"]
        low, high = wilson(failed, of, one_sided=level.at_least)
        found = float(made.failed[chosen].mean())
        yield AnchorCheck(key, "level", level.quantity, failed / of, low, high, found)
    for key, source in anchors.inputs.items():
        drawn = draw_covariates(knowledge.distributions[source.distribution], size, seed)
        failed, of = source.counts.values["failed"], source.counts.values["of"]
        found = float(drawn[source.covariate].mean())
        yield AnchorCheck(key, "input", source.quantity, failed / of, *wilson(failed, of), found)
    for key, contrast in anchors.contrasts.items():
        made = synthetic_patients(knowledge, contrast.model, contrast.setting, size, seed)
        chance = failure_probability(made.log_odds, knowledge.shared.frailty_sd.number)
        found = _odds_ratio(chance, _exposed(contrast, made.covariates))
        values = contrast.interval.values
        yield AnchorCheck(key, "contrast", contrast.quantity, None, values["low"], values["high"], found)


def _exposed(contrast: ContrastAnchor, covariates: Covariates) -> np.ndarray:
    values = covariates[contrast.input]
    if contrast.at_least is not None:
        return values >= contrast.at_least
    return values < contrast.below if contrast.below is not None else values.astype(bool)


def _odds_ratio(chance: np.ndarray, exposed: np.ndarray) -> float:
    with_it, without = float(chance[exposed].mean()), float(chance[~exposed].mean())
    return with_it / (1.0 - with_it) * (1.0 - without) / without
