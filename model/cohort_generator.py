"""Synthetic patients drawn from published covariate distributions. They are nobody, and every row says so.

They set the intercepts, average over what is missing and test the machinery. How well a model does on them is a
property of the generator and never evidence.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

from eligibility.knowledge.prognosis_files import Covariate, OutcomeModel, PrognosisKnowledge, ReferenceDistribution
from model.coding import coded, is_numeric, situations

Covariates = dict[str, np.ndarray]


def draw_covariates(distribution: ReferenceDistribution, size: int, seed: int) -> Covariates:
    """Covariates of so many synthetic patients, by input name; each covariate has its own stream of random numbers."""
    drawn: Covariates = {}
    for name, covariate in distribution.covariates.items():
        stream = np.random.default_rng([seed, crc32(name.encode())])
        drawn[name] = _draw(covariate, drawn, size, stream)
    drawn["adherence"] = 2 * drawn["is_level_severe"].astype(np.int64) + drawn["are_refills_low"]
    return drawn


def _draw(covariate: Covariate, drawn: Covariates, size: int, stream: np.random.Generator) -> np.ndarray:
    values = covariate.values
    given = drawn[covariate.given] if covariate.given else np.zeros(size, dtype=bool)

    def by_group(name: str) -> np.ndarray | float:
        return values[name] if name in values else np.where(given, values[f"{name}_yes"], values[f"{name}_no"])

    match covariate.kind:
        case "bernoulli":
            return stream.random(size) < by_group("p")
        case "category":
            return np.searchsorted(np.cumsum(list(values.values()))[:-1], stream.random(size), side="right")
        case "normal":
            return np.clip(stream.normal(by_group("mean"), values["sd"], size), values["low"], values["high"])
        case "lognormal":
            return np.clip(np.exp(stream.normal(values["mu"], values["sd"], size)), values["low"], values["high"])
        case "poisson":
            return np.minimum(stream.poisson(values["mean"], size), values["cap"]).astype(float)
        case "negative_binomial":
            rate = stream.gamma(values["size"], by_group("mean") / values["size"], size)
            return stream.poisson(rate).astype(float)
        case "one_if_new_more_if_relapsed":
            new = stream.random(size) < values["p_no"]
            return np.where(given, 1.0 + stream.poisson(values["mean_yes"], size), new)
        case "hypertension":
            log_odds = (
                values["intercept"]
                + values["per_ml_min_below_90"] * (90.0 - drawn["egfr"])
                + values["per_doubling_of_upcr"] * np.log2(drawn["proteinuria"])
            )
            return stream.random(size) < 1.0 / (1.0 + np.exp(-log_odds))
    raise ValueError(f"{covariate.kind} is no distribution")


def term_contributions(knowledge: PrognosisKnowledge, model: OutcomeModel, drawn: Covariates) -> dict[str, np.ndarray]:
    """What each term adds to the log odds of every synthetic patient, in the order of the model."""
    added = {}
    for name, term in model.terms.items():
        values = drawn[term.input]
        if is_numeric(term):
            (coefficient,) = term.coefficients.values()
            added[name] = coefficient.number * coded(term.coding, values)
        else:
            _, levels = situations(term, tuple(knowledge.inputs[term.input].situations))
            effects = np.array([0.0 if level is None else term.coefficients[level].number for level in levels])
            added[name] = effects[values.astype(np.int64)]
    return added
