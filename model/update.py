"""One update: each model learns from its own rows, and what was learnt becomes an artefact of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from eligibility.domain.model_update import MOVE_WORDS, Learnt, Missing, Move, Moved
from eligibility.domain.performance import Limits, Performance
from eligibility.knowledge.learning_file import Learning, MoveLimits, RegistryBar
from eligibility.knowledge.prognosis_files import PrognosisKnowledge
from model.artefact import Artefact
from model.completions import OpenRows
from model.estimator import FailureClassifier
from model.inputs import Input
from model.learning import compare, events, learnt, move_for
from model.literature import literature_prior
from model.posterior import Posterior
from model.prior import Prior

DRAWS = 2000
KEPT_DRAWS = 500


@dataclass(frozen=True)
class Fitted:
    """What a model learnt, in words and as a classifier."""

    learnt: Learnt
    classifier: FailureClassifier


def learn(
    knowledge: PrognosisKnowledge,
    learning: Learning,
    kind: str,
    setting: str,
    columns: Mapping[str, Input],
    failed: np.ndarray,
) -> Fitted:
    """The published estimate of a model in a setting, updated by these rows and compared with itself before.

    It always starts from the published effects, so that a registry given again counts nobody twice.
    """
    prior = literature_prior(knowledge, kind, setting)
    rows = OpenRows.of(knowledge, kind, setting, columns, len(failed))
    seed = int(learning.compare.seed.number)
    candidates = rows.candidates(seed)
    count = events(failed)
    move = move_for(count, learning.move)
    compared, verdict, because = compare(prior, candidates, failed, move, learning.compare)
    classifier = learnt(prior, candidates, failed, move, int(learning.compare.completions.number), seed, DRAWS)
    parameters = {"none": 0, "intercept": 1, "slope": 2, "all": 2 + prior.width}[move]
    return Fitted(
        Learnt(
            model=kind,
            title=rows.model.title,
            setting=setting,
            rows=len(failed),
            failures=int(failed.sum()),
            responses=int((~failed).sum()),
            events=count,
            parameters=parameters,
            events_per_parameter=count / parameters,
            move=move,
            why_move=_why(count, move, learning.move),
            missing=tuple(
                Missing(predictor=key, label=rows.model.terms[key].label, open=int(mask.sum()), of=len(failed))
                for key, mask in rows.is_open().items()
            ),
            moved=moved(rows, prior, classifier),
            comparison=compared,
            verdict=verdict,
            because=because,
            remarks=() if compared is None else tuple(remarks(compared.after, learning.bar)),
        ),
        classifier,
    )


def remarks(after: Performance, bar: RegistryBar) -> Iterator[str]:
    """Where the updated version misses what a registry should reach, or reaches what none should."""
    intercept, slope, area = after.calibration_intercept, after.calibration_slope, after.discrimination
    if intercept is not None and abs(intercept.value) > bar.intercept_within.number:
        yield f"After learning the calibration intercept is further from 0 than {bar.intercept_within.value}."
    if slope is not None and not bar.slope_from.number <= slope.value <= bar.slope_until.number:
        yield f"After learning the calibration slope lies outside {bar.slope_from.value} to {bar.slope_until.value}."
    if area is not None and area.value >= bar.suspicious_from.number:
        yield (
            f"It tells patients apart at {area.value:.2f}, more than findings of a first visit usually allow. "
            "Check that no fact was recorded after the index day."
        )


def moved(rows: OpenRows, prior: Prior, classifier: FailureClassifier, level: float = 0.9) -> tuple[Moved, ...]:
    """Every parameter before and after, as mean and central interval of its draws."""
    before = FailureClassifier(prior, n_draws=DRAWS, random_state=classifier.random_state).as_prior().draws_
    labels = {
        f"{key}.{name}": term.label if len(term.coefficients) == 1 else f"{term.label}: {name.replace('_', ' ')}"
        for key, term in rows.model.terms.items()
        for name in term.coefficients
    }
    names = ("intercept", *prior.names)
    return tuple(
        Moved(
            name=name,
            label=labels.get(name, "Intercept (reference patient)"),
            before=_central(before[:, place], level),
            after=_central(classifier.draws_[:, place], level),
        )
        for place, name in enumerate(names)
    )


def updated_artefact(parent: Artefact, fitted: list[Fitted], name: str, version: str, status: str) -> Artefact:
    """The parent with what was learnt in its place.

    What was learnt of the coefficients holds in every setting; the level was learnt in one, and the other settings keep
    the level they had.
    """
    posteriors = {kind: dict(by_setting) for kind, by_setting in parent.posteriors.items()}
    for one in fitted:
        by_setting, whole = posteriors[one.learnt.model], one.classifier.draws_
        for setting, before in by_setting.items():
            draws, keeps_level = _thinned(whole), setting != one.learnt.setting
            if keeps_level:
                draws[:, 0] = before.draws[np.arange(len(draws)) % len(before.draws), 0]
            by_setting[setting] = _posterior(before, draws, whole, keeps_level)
    return replace(parent, name=name, version=version, status=status, posteriors=posteriors)


def _posterior(before: Posterior, draws: np.ndarray, whole: np.ndarray, keeps_level: bool) -> Posterior:
    mean, covariance = whole.mean(axis=0), np.cov(whole.T)
    if keeps_level:
        mean[0], covariance[0, :], covariance[:, 0] = before.mean[0], 0.0, 0.0
        covariance[0, 0] = before.covariance[0, 0]
    return replace(before, mean=mean, covariance=covariance, draws=draws)


def _thinned(draws: np.ndarray) -> np.ndarray:
    return draws[:: max(len(draws) // KEPT_DRAWS, 1)][:KEPT_DRAWS].copy()


def _central(draws: np.ndarray, level: float) -> Limits:
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Limits(value=float(draws.mean()), low=float(low), high=float(high))


def _why(count: int, move: Move, limits: MoveLimits) -> str:
    rule = (
        f"Fewer than {limits.slope_from.value} of the rarer outcome move the intercept alone, up to "
        f"{limits.all_above.value} the common slope as well, and more than that every coefficient."
    )
    return f"{count} of the rarer outcome: {MOVE_WORDS[move]} may move. {rule}"
