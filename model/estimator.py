"""The classifier: logistic regression that starts from the literature and learns from rows, with its draws kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from eligibility.knowledge.prognosis_files import PrognosisKnowledge
from model.literature import literature_prior
from model.logistic_normal import failure_probability
from model.posterior import Posterior
from model.posterior_sampling import MOVES, as_effects, sample_posterior
from model.prior import Prior

# Probabilities held at once while averaging over draws.
_AT_ONCE = 2_000_000


class FailureClassifier(ClassifierMixin, BaseEstimator):
    """P(treatment failure at 12 months) from cited priors, updated by rows; unmeasured frailty is integrated out.

    Parameters: `prior` (None: weak normal priors, for use as any other classifier), `move` (what rows may change:
    "intercept", "slope" for intercept and common slope, "all"), `n_draws`, `random_state`.

    After `from_prior` or `fit`: `draws_` (draws, 1 + columns) holds the intercept of the reference patient and the
    coefficients; `centre_` that reference patient; `coef_` and `intercept_` the means of the draws.
    """

    def __init__(self, prior: Prior | None = None, move: str = "all", n_draws: int = 1000, random_state: int = 0):
        self.prior = prior
        self.move = move
        self.n_draws = n_draws
        self.random_state = random_state

    @classmethod
    def from_prior(
        cls, kind: str, setting: str | None, knowledge: PrognosisKnowledge, **parameters: Any
    ) -> FailureClassifier:
        """The literature alone, before any patient: `kind` is renal, extrarenal or landmark."""
        return cls(prior=literature_prior(knowledge, kind, setting), **parameters).as_prior()

    def as_prior(self) -> FailureClassifier:
        """Draws from the prior that was given, as if fitted to no rows."""
        if self.prior is None:
            raise ValueError("There is no prior to draw from: name one, or fit to rows.")
        points = self.prior.draw(self.n_draws, np.random.default_rng(self.random_state))
        self.n_features_in_ = self.prior.width
        return self._keep(self.prior, as_effects(points, self.prior), np.array([0, 1]))

    def fit(self, X: Any, y: Any) -> FailureClassifier:
        """Draws from the posterior given rows of coded columns and whether each failed."""
        if self.move not in MOVES:
            raise ValueError(f"move is one of {', '.join(MOVES)}, not {self.move!r}")
        X, y = validate_data(self, self._ordered(X), y, dtype=np.float64, order="C")
        check_classification_targets(y)
        classes, failed = np.unique(y, return_inverse=True)
        if self.prior is not None and set(classes.tolist()) <= {0, 1}:
            classes, failed = np.array([0, 1]), y.astype(int)
        if len(classes) != 2:
            kinds = "class" if len(classes) == 1 else "classes"
            raise ValueError(f"Only binary classification is supported. The labels hold {len(classes)} {kinds}.")
        prior = Prior.weak(X) if self.prior is None else self.prior
        if prior.width != X.shape[1]:
            raise ValueError(f"the prior has {prior.width} columns and the rows have {X.shape[1]}")
        draws = sample_posterior(prior, X, failed == 1, self.move, self.n_draws, self.random_state)
        return self._keep(prior, draws, classes)

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each class, averaged over the draws."""
        failing = np.concatenate([part.mean(axis=0) for part in self._failing(X)])
        return np.column_stack([1.0 - failing, failing])

    def predict(self, X: Any) -> np.ndarray:
        failing = self.predict_proba(X)[:, 1]
        return self.classes_[(failing > 0.5).astype(int)]

    def predict_interval(self, X: Any, level: float = 0.9) -> np.ndarray:
        """Central interval of the probability of failing over the draws: one row a patient, low and high."""
        tails = [(1.0 - level) / 2, (1.0 + level) / 2]
        return np.concatenate([np.quantile(part, tails, axis=0).T for part in self._failing(X)])

    def draws_of(self, X: Any) -> np.ndarray:
        """Probability of failing under each draw, shape (draws, rows)."""
        return np.concatenate(list(self._failing(X)), axis=1)

    def contributions(self, X: Any) -> np.ndarray:
        """What each column adds to the log odds of the reference patient; with `intercept_` they sum to `log_odds`."""
        return (self._rows(X) - self.centre_) * self.coef_

    def log_odds(self, X: Any) -> np.ndarray:
        """Log odds at the means of the draws, before frailty is averaged over; columns summed in their order."""
        added = self.contributions(X)
        total = np.full(len(added), self.intercept_)
        for column in added.T:
            total = total + column
        return total

    def posterior(self, kept: int | None = None) -> Posterior:
        """The draws with their moments, as an artefact keeps them; `kept` thins the draws, never the moments."""
        check_is_fitted(self, "draws_")
        step = 1 if kept is None else max(len(self.draws_) // kept, 1)
        return Posterior(
            names=tuple(self.columns_),
            centre=self.centre_,
            mean=self.draws_.mean(axis=0),
            covariance=np.cov(self.draws_.T),
            draws=self.draws_[::step][:kept],
            frailty_sd=self.frailty_sd_,
        )

    def _keep(self, prior: Prior, draws: np.ndarray, classes: np.ndarray) -> FailureClassifier:
        self.classes_, self.draws_ = classes, draws
        self.columns_, self.centre_, self.frailty_sd_ = prior.names, prior.centre, prior.frailty_sd
        self.intercept_, self.coef_ = float(draws[:, 0].mean()), draws[:, 1:].mean(axis=0)
        return self

    def _ordered(self, X: Any) -> Any:
        """A table that names the prior's columns is read in the order of the prior."""
        if self.prior is not None and hasattr(X, "columns") and set(self.prior.names) <= set(X.columns):
            return X[list(self.prior.names)].to_numpy(dtype=float)
        return X

    def _rows(self, X: Any) -> np.ndarray:
        check_is_fitted(self, "draws_")
        return validate_data(self, self._ordered(X), reset=False, dtype=np.float64, order="C")

    def _failing(self, X: Any) -> Iterator[np.ndarray]:
        rows = self._rows(X) - self.centre_
        step = max(_AT_ONCE // len(self.draws_), 1)
        for start in range(0, len(rows), step):
            log_odds = self.draws_[:, :1] + self.draws_[:, 1:] @ rows[start : start + step].T
            yield failure_probability(log_odds, self.frailty_sd_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags
