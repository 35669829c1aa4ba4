"""Simulated centres: each has its own truth, drawn from what the literature leaves open or off it in a declared way.

Losses are expected ones, taken at the true probability of each fresh patient, so that chance in the outcomes of the
patients who are predicted adds nothing. A centre is the unit: patients of one centre share its truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from eligibility.knowledge.learning_file import Learning
from eligibility.knowledge.prognosis_files import PrognosisKnowledge
from model.cohort_generator import draw_covariates
from model.estimator import FailureClassifier
from model.learning import events, move_for
from model.literature import design, literature_prior
from model.logistic_normal import failure_probability
from model.posterior_sampling import as_effects
from model.prior import Prior

FRESH = 400
DRAWS = 500
SEED = 20261122
LEVEL = 0.9

# How a centre's truth departs from what the prior allows for. Each takes the drawn effects (intercept, coefficients).
MISSPECIFIED = ("intercept_plus_1", "intercept_minus_1", "slope_0.6", "wrong_coefficients")


@dataclass(frozen=True)
class Centre:
    """Patients to learn from and fresh ones to predict, with what is true of each."""

    learn: np.ndarray
    failed: np.ndarray
    fresh: np.ndarray
    truth: np.ndarray


@dataclass(frozen=True)
class Tried:
    """One centre at one size: the expected log loss of each method, and what the intervals covered."""

    loss: dict[str, float]
    covered: dict[str, float]
    move: str


Peer = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


class Simulation:
    """Everything that centres share: the prior, the covariates of the setting, the rule that says what may move."""

    def __init__(self, knowledge: PrognosisKnowledge, learning: Learning, kind: str, setting: str):
        self.knowledge, self.learning, self.kind = knowledge, learning, kind
        self.model = knowledge.models[kind]  # type: ignore[index]
        self.distribution = knowledge.distributions[knowledge.shared.settings[setting].level(self.model.id).reference]
        self.prior = literature_prior(knowledge, kind, setting)
        self.unlearnt = FailureClassifier(self.prior, n_draws=4 * DRAWS).as_prior()

    def centre(self, number: int, size: int, departure: str | None = None) -> Centre:
        """One centre with so many outcomes; the same number has the same truth at every size."""
        stream = np.random.default_rng([SEED, number])
        effects = departed(as_effects(self.prior.draw(1, stream), self.prior)[0], departure, self.prior, stream)
        fresh = self._rows(FRESH, 1_000_000 + number)
        learn = self._rows(size, 2_000_000 + 1000 * number + size)
        outcomes = np.random.default_rng([SEED, number, size])
        return Centre(learn, outcomes.random(size) < self._chance(effects, learn), fresh, self._chance(effects, fresh))

    def _rows(self, size: int, seed: int) -> np.ndarray:
        return design(self.knowledge, self.model, draw_covariates(self.distribution, size, seed))

    def _chance(self, effects: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return failure_probability(effects[0] + (rows - self.prior.centre) @ effects[1:], self.prior.frailty_sd)

    def tried(
        self, number: int, size: int, departure: str | None = None, peers: dict[str, Peer] | None = None
    ) -> Tried:
        """Every method on one centre. `updated` moves what the number of events allows, `all` every coefficient.

        Off the prior the question is only whether the update does harm, so the prior and the update are tried alone.
        """
        centre = self.centre(number, size, departure)
        move = move_for(events(centre.failed), self.learning.move)
        outcomes = centre.failed.astype(int)
        loss: dict[str, float] = {}
        covered: dict[str, float] = {}
        own = {"n_draws": DRAWS, "random_state": number}
        fitted = {
            "prior": self.unlearnt,
            "updated": FailureClassifier(self.prior, move, **own).fit(centre.learn, outcomes),
        }
        if departure is None and move != "all":
            fitted["all"] = FailureClassifier(self.prior, "all", **own).fit(centre.learn, outcomes)
        for name, classifier in fitted.items():
            draws = classifier.draws_of(centre.fresh)
            loss[name] = expected_loss(centre.truth, draws.mean(axis=0))
            low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
            covered[name] = float(((low <= centre.truth) & (centre.truth <= high)).mean())
        loss["truth"] = expected_loss(centre.truth, centre.truth)
        if departure is None:
            for found in (loss, covered):
                found.setdefault("all", found["updated"])
            loss["ridge"] = expected_loss(centre.truth, ridge_on_prior(self.prior, centre))
        has_both = 0 < centre.failed.sum() < size
        for name, peer in (peers or {}).items():
            if has_both:
                loss[name] = expected_loss(centre.truth, peer(centre.learn, outcomes, centre.fresh))
        return Tried(loss, covered, move)


def departed(effects: np.ndarray, departure: str | None, prior: Prior, stream: np.random.Generator) -> np.ndarray:
    """A truth off the prior: another level, weaker effects, or effects that belong to other predictors."""
    effects = effects.copy()
    match departure:
        case "intercept_plus_1":
            effects[0] += 1.0
        case "intercept_minus_1":
            effects[0] -= 1.0
        case "slope_0.6":
            effects[1:] *= 0.6
        case "wrong_coefficients":
            # Handed round in units of each prior's own spread, so that every column keeps its scale.
            effects[1:] = (effects[1:] / prior.sd)[stream.permutation(prior.width)] * prior.sd
    return effects


def expected_loss(truth: np.ndarray, predicted: np.ndarray) -> float:
    """Mean log loss over the outcomes that the truth makes likely."""
    safe = np.clip(predicted, 1e-9, 1 - 1e-9)
    return float(-(truth * np.log(safe) + (1 - truth) * np.log1p(-safe)).mean())


def ridge_on_prior(prior: Prior, centre: Centre) -> np.ndarray:
    """A ridge fit around the prior: the level is free, the effects leave the cited ones at a penalty chosen by folds.

    The cited effects are those of the mean prediction, frailty included, so that the peer starts where the prior is.
    """
    spread = np.where(centre.learn.std(axis=0) > 0, centre.learn.std(axis=0), 1.0)
    learn, fresh = ((rows - prior.centre) / spread for rows in (centre.learn, centre.fresh))
    # A logistic curve through the averaged one: frailty flattens every effect by about the same factor.
    flatter = 1.0 / np.sqrt(1.0 + prior.frailty_sd**2 * 0.346)
    offset_learn, offset_fresh = (flatter * (rows @ (prior.mean * spread)) for rows in (learn, fresh))
    fold_of = np.arange(len(learn)) % 5
    best, least = PENALTIES[0], np.inf
    for penalty in PENALTIES:
        cost = 0.0
        for fold in range(5):
            kept, held = fold_of != fold, fold_of == fold
            found = _ridge(learn[kept], centre.failed[kept], offset_learn[kept], penalty)
            predicted = 1 / (1 + np.exp(-(offset_learn[held] + found[0] + learn[held] @ found[1:])))
            cost += expected_loss(centre.failed[held].astype(float), predicted) * held.sum()
        if cost < least:
            best, least = penalty, cost
    found = _ridge(learn, centre.failed, offset_learn, best)
    return 1 / (1 + np.exp(-(offset_fresh + found[0] + fresh @ found[1:])))


PENALTIES = tuple(10.0 ** np.arange(4, -1.01, -0.5))


def _ridge(rows: np.ndarray, failed: np.ndarray, offset: np.ndarray, penalty: float) -> np.ndarray:
    design_ = np.column_stack([np.ones(len(rows)), rows])
    # A touch on the intercept, so that a fold without a failure does not run away.
    penalties = np.concatenate([[1e-2], np.full(rows.shape[1], penalty)])
    found = np.zeros(design_.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(offset + design_ @ found, -30, 30)))
        gradient = design_.T @ (failed - chance) - penalties * found
        curvature = (design_ * (chance * (1 - chance))[:, None]).T @ design_ + np.diag(penalties)
        step = np.linalg.solve(curvature, gradient)
        found = found + np.clip(step, -3, 3)
        if np.abs(step).max() < 1e-8:
            break
    return found


def peers() -> dict[str, Peer]:
    """Learners that know no literature: boosting of scikit-learn, and interpret's where it is installed."""
    from sklearn.ensemble import GradientBoostingClassifier

    def fitted(make: Callable[[], Any]) -> Peer:
        def predict(learn: np.ndarray, outcomes: np.ndarray, fresh: np.ndarray) -> np.ndarray:
            return make().fit(learn, outcomes).predict_proba(fresh)[:, 1]

        return predict

    found = {"boosting": fitted(lambda: GradientBoostingClassifier(random_state=0))}
    try:
        from interpret.glassbox import ExplainableBoostingClassifier
    except ImportError:
        print("interpret is not installed here, so its boosting was not measured (benchmarks/requirements.txt)")
        return found
    found["explainable boosting"] = fitted(lambda: ExplainableBoostingClassifier(random_state=0, n_jobs=1))
    return found
