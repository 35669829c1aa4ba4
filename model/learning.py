"""Learning from rows with outcomes: what they may move, the posterior over what is missing, and a fair comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from eligibility.domain.model_update import Comparison, Move, Verdict
from eligibility.domain.performance import Limits, Performance, Shift
from eligibility.knowledge.learning_file import ComparisonSettings, MoveLimits
from model.completions import Candidates
from model.estimator import FailureClassifier
from model.logistic_normal import failure_probability
from model.performance import brier_scores, log_losses, performance
from model.prior import Prior

COMPARED_DRAWS = 400

Score = Callable[[np.ndarray, np.ndarray], np.ndarray]


def events(failed: np.ndarray) -> int:
    """The rarer of the two outcomes: what a registry really has to learn from."""
    return int(min(failed.sum(), (~failed).sum()))


def move_for(count: int, limits: MoveLimits) -> Move:
    """What so many of the rarer outcome may move."""
    if count > limits.all_above.number:
        return "all"
    return "slope" if count >= limits.slope_from.number else "intercept"


def learnt(
    prior: Prior, rows: Candidates, failed: np.ndarray, move: Move, completions: int, seed: int, n_draws: int = 1000
) -> FailureClassifier:
    """The posterior given these rows, pooled over completions of what they leave open.

    A completion is drawn in proportion to how well it agrees with the outcome of its row under the estimate so far:
    first the prior, then the posterior of a first round. Ignoring the outcome would pull the effects to nought.
    """
    outcomes = failed.astype(int)
    if not rows.is_open.any():
        return FailureClassifier(prior, move, n_draws, seed).fit(rows.rows[0], outcomes)
    stream = np.random.default_rng(seed)
    so_far = FailureClassifier(prior, move, COMPARED_DRAWS, seed).as_prior()
    so_far = so_far.fit(_agreeing(rows, failed, so_far, stream), outcomes)
    parts = []
    for number in range(completions):
        one = FailureClassifier(prior, move, -(-n_draws // completions), seed + 1 + number)
        parts.append(one.fit(_agreeing(rows, failed, so_far, stream), outcomes).draws_)
    pooled = FailureClassifier(prior, move, n_draws, seed).as_prior()
    pooled.draws_ = np.concatenate(parts)[:n_draws]
    pooled.intercept_, pooled.coef_ = float(pooled.draws_[:, 0].mean()), pooled.draws_[:, 1:].mean(axis=0)
    return pooled


def risks(classifier: FailureClassifier, rows: Candidates) -> np.ndarray:
    """P(fail | what is known) of every row: averaged over reference patients where something is open."""
    found = chances(classifier, rows.rows[0])
    if rows.is_open.any():
        found[rows.is_open] = _of_candidates(classifier, rows.take(np.flatnonzero(rows.is_open))).mean(axis=0)
    return found


def chances(classifier: FailureClassifier, rows: np.ndarray) -> np.ndarray:
    """P(fail) of complete rows by mean and covariance of the draws, as the estimate itself is made."""
    around = np.column_stack([np.ones(len(rows)), rows - classifier.centre_])
    variance = ((around @ np.cov(classifier.draws_.T)) * around).sum(axis=1)
    spread = np.sqrt(classifier.frailty_sd_**2 + np.maximum(variance, 0.0))
    return failure_probability(around @ classifier.draws_.mean(axis=0), spread)


def _of_candidates(classifier: FailureClassifier, rows: Candidates) -> np.ndarray:
    count, size, width = rows.rows.shape
    return chances(classifier, rows.rows.reshape(count * size, width)).reshape(count, size)


def _agreeing(
    rows: Candidates, failed: np.ndarray, so_far: FailureClassifier, stream: np.random.Generator
) -> np.ndarray:
    chosen = np.zeros(rows.size, dtype=np.int64)
    open_rows = np.flatnonzero(rows.is_open)
    chance = _of_candidates(so_far, rows.take(open_rows))
    ladder = np.cumsum(np.where(failed[open_rows], chance, 1.0 - chance), axis=0)
    chosen[open_rows] = (stream.random(len(open_rows)) * ladder[-1] >= ladder).sum(axis=0)
    return rows.rows[chosen, np.arange(rows.size)]


@dataclass(frozen=True)
class _Round:
    """One round of cross-validation: the three predictions of every row, each made without that row."""

    fold_of: np.ndarray
    before: np.ndarray
    after: np.ndarray
    share: np.ndarray


def compare(
    prior: Prior, rows: Candidates, failed: np.ndarray, move: Move, settings: ComparisonSettings
) -> tuple[Comparison | None, Verdict, str]:
    """Before against after on rows not learnt from, by repeated cross-validation, and what may be said of it."""
    if events(failed) < settings.least_of_each.number:
        needed = f"at least {settings.least_of_each.value} of each outcome are needed"
        return None, "too_few", f"{events(failed)} of the rarer outcome; {needed}."
    folds, rounds = int(settings.folds.number), int(settings.rounds.number)
    seed, interval = int(settings.seed.number), settings.interval.number
    unlearnt = FailureClassifier(prior, move, COMPARED_DRAWS, seed).as_prior()
    before = risks(unlearnt, rows)
    tried = [_round(prior, rows, failed, move, before, folds, seed + number) for number in range(rounds)]
    compared = Comparison(
        rounds=rounds,
        folds=folds,
        interval=interval,
        before=performance(failed, before, interval),
        after=_over_rounds([performance(failed, one.after, interval) for one in tried]),
        after_less_before=_shift([(one, one.before) for one in tried], failed, interval),
        after_less_share=_shift([(one, one.share) for one in tried], failed, interval),
    )
    return compared, *verdict_of(compared)


def verdict_of(compared: Comparison) -> tuple[Verdict, str]:
    """Better only if the limits exclude no gain, on the version before and on saying one share of everybody."""
    gain, share = compared.after_less_before.log_loss, compared.after_less_share.log_loss
    assert gain.low is not None and gain.high is not None and share.high is not None
    if gain.low > 0:
        return "worse", "The limits of the difference in log loss lie wholly above nought."
    if gain.high >= 0:
        return "not_shown", "The limits of the difference in log loss include nought."
    if compared.after_less_before.brier.value > 0:
        return "not_shown", "The log loss fell, but the Brier score did not."
    if share.high >= 0:
        return (
            "not_shown",
            "It gained on the version before, but not beyond doubt on saying this registry's own share of everybody: "
            "the level was learnt, and nothing shows that the predictors tell patients apart here.",
        )
    return "better", "The limits of both differences in log loss lie wholly below nought."


def _round(
    prior: Prior, rows: Candidates, failed: np.ndarray, move: Move, before: np.ndarray, folds: int, seed: int
) -> _Round:
    fold_of = _folds(failed, folds, np.random.default_rng(seed))
    after, share = np.empty(rows.size), np.empty(rows.size)
    for fold in range(folds):
        held, kept = np.flatnonzero(fold_of == fold), np.flatnonzero(fold_of != fold)
        classifier = learnt(prior, rows.take(kept), failed[kept], move, 1, seed + fold, COMPARED_DRAWS)
        after[held] = risks(classifier, rows.take(held))
        share[held] = (failed[kept].sum() + 0.5) / (len(kept) + 1.0)
    return _Round(fold_of, before, after, share)


def _folds(failed: np.ndarray, folds: int, stream: np.random.Generator) -> np.ndarray:
    """Folds with as even a share of failures as can be."""
    fold_of = np.empty(len(failed), dtype=np.int64)
    start = 0
    for outcome in (True, False):
        members = stream.permutation(np.flatnonzero(failed == outcome))
        fold_of[members] = (start + np.arange(len(members))) % folds
        start += len(members)
    return fold_of


def _shift(tried: list[tuple[_Round, np.ndarray]], failed: np.ndarray, interval: float) -> Shift:
    return Shift(
        log_loss=_paired(tried, failed, interval, log_losses),
        brier=_paired(tried, failed, interval, brier_scores),
    )


def _paired(tried: list[tuple[_Round, np.ndarray]], failed: np.ndarray, interval: float, score: Score) -> Limits:
    """Mean difference over folds; its variance is widened because the folds of one another's training overlap.

    The widening is that of Nadeau and Bengio (2003): 1/J + share held out / share learnt from.
    """
    differences, folds = [], 0
    for one, other in tried:
        difference = score(failed, one.after) - score(failed, other)
        folds = int(one.fold_of.max()) + 1
        differences += [float(difference[one.fold_of == fold].mean()) for fold in range(folds)]
    found = np.array(differences)
    widened = float(found.var(ddof=1)) * (1 / len(found) + 1 / (folds - 1))
    half = NormalDist().inv_cdf(0.5 + interval / 2) * widened**0.5
    mean = float(found.mean())
    return Limits(value=mean, low=mean - half, high=mean + half)


def _over_rounds(found: list[Performance]) -> Performance:
    def middle(name: str) -> Limits | None:
        each = [getattr(one, name) for one in found]
        if any(limits is None for limits in each):
            return None
        return Limits(**{part: float(np.mean([getattr(one, part) for one in each])) for part in Limits.model_fields})

    names = ("log_loss", "brier", "calibration_intercept", "calibration_slope", "discrimination")
    return found[0].model_copy(update={name: middle(name) for name in names})
