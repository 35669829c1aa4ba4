"""The estimate as the order of the list uses it: adherence set to adherent, without what other axes hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.reading import Reading
from eligibility.knowledge.prognosis_files import MODELS, ModelName
from eligibility.knowledge.ranking_files import RankingKnowledge
from eligibility.ranking.candidates import NeedDraws
from eligibility.ranking.keyed import stream
from model.coding import coded_interval
from model.evaluate import evaluate
from model.features import MODEL_CODES, UNDETERMINED, read_features
from model.inputs import ADHERENCE, Input
from model.published import Published, published

ADHERENT = "taken"
# The interval of an estimate spans this many standard deviations to either side.
NINE_IN_TEN = 1.6449
NEAREST = 1e-4


@dataclass(frozen=True)
class _Estimated:
    """One model's word on everybody: where it lies, how wide, and its ends by what is missing."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    bound_low: np.ndarray
    bound_high: np.ndarray


def need_of(
    reading: Reading,
    keys: tuple[str, ...],
    ranking: RankingKnowledge,
    count: int,
    seed: int,
    setting: str | None = None,
) -> tuple[NeedDraws, str]:
    """The draws of every patient of a reading, and the setting they hold in."""
    known = published(next(iter(reading.instruments.values())).library)
    name, _ = known.knowledge.setting(setting)
    _, need = ranking.need
    features = read_features(reading, known.knowledge)
    adherent = np.full(features.size, 1 << ADHERENCE.index(ADHERENT), dtype=np.uint32)
    columns = {**features.columns, "adherence": Choice(ADHERENCE, adherent)}
    left_out = set(need.leaves_out) - {"adherence"}
    models = {model: _estimated(known, model, name, columns, features.size, left_out) for model in MODELS}
    is_open = features.model == UNDETERMINED
    share = need.share_when_model_is_open.number
    drawn, low, high = _drawn(models, features.model, keys, count, seed, share)
    missing = tuple(
        _missing(known, row, features.model[row], columns, left_out) for row in range(features.size)
    )
    assert not np.isnan(drawn).any() and is_open.shape == low.shape
    return NeedDraws(drawn, low, high, missing), name


def _estimated(
    known: Published, model: ModelName, setting: str, columns: Mapping[str, Input], size: int, left_out: set[str]
) -> _Estimated:
    reference = known.reference(model, setting)
    interval = known.knowledge.shared.interval.number
    averaged = {name: _unknown(column) if name in left_out else column for name, column in columns.items()}
    whole = evaluate(reference, averaged, size, interval)
    terms = {key: term for key, term in reference.model.terms.items() if term.input not in left_out}
    kept = replace(
        reference,
        model=reference.model.model_copy(update={"terms": terms}),
        covariances=tuple(pair for pair in reference.covariances if pair[0] in terms and pair[1] in terms),
    )
    ends = evaluate(kept, averaged, size, interval)
    # Where nothing is missing the two ends meet, up to what the average over the left-out inputs adds.
    shift = whole.estimate - ends.estimate
    return _Estimated(
        whole.estimate,
        whole.low,
        whole.high,
        np.clip(ends.bound_low + shift, 0.0, whole.estimate),
        np.clip(ends.bound_high + shift, whole.estimate, 1.0),
    )


def _drawn(
    models: dict[ModelName, _Estimated], which: np.ndarray, keys: tuple[str, ...], count: int, seed: int, share: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size = len(which)
    together = stream(seed, "estimate").standard_normal(count)
    drawn, low, high = np.empty((size, count), dtype=np.float32), np.empty(size), np.empty(size)
    for row, key in enumerate(keys):
        own = stream(seed, "estimate", key)
        step = (together + own.standard_normal(count)) / np.sqrt(2)
        said = [models[model] for model, code in MODEL_CODES.items() if which[row] in (code, UNDETERMINED)]
        sides = [_one(one, row, step) for one in said]
        drawn[row] = sides[0] if len(sides) == 1 else np.where(own.random(count) < share, *sides)
        low[row] = min(one.bound_low[row] for one in said)
        high[row] = max(one.bound_high[row] for one in said)
    return drawn, low, high


def _one(estimated: _Estimated, row: int, step: np.ndarray) -> np.ndarray:
    low, middle, high = (
        _log_odds(float(end[row])) for end in (estimated.low, estimated.estimate, estimated.high)
    )
    spread = np.where(step < 0, middle - low, high - middle) / NINE_IN_TEN
    return 1.0 / (1.0 + np.exp(-(middle + step * spread)))


def _log_odds(probability: float) -> float:
    inside = min(max(probability, NEAREST), 1.0 - NEAREST)
    return float(np.log(inside / (1.0 - inside)))


def _unknown(column: Input) -> Input:
    size = len(column)
    if isinstance(column, Interval):
        return Interval.unknown(size)
    return Truth.unknown(size) if isinstance(column, Truth) else Choice.unknown(column.values, size)


def _missing(
    known: Published, row: int, which: int, columns: Mapping[str, Input], left_out: set[str]
) -> tuple[str, ...]:
    """The facts to ask for, of every input that the estimate still reads and does not know."""
    inputs, facts = known.knowledge.inputs, dict.fromkeys(())
    if which == UNDETERMINED:
        facts |= dict.fromkeys(inputs["nephritis_active"].ask)
    for model, code in MODEL_CODES.items():
        if which not in (code, UNDETERMINED):
            continue
        for term in known.knowledge.models[model].terms.values():
            column = columns[term.input]
            if term.input in left_out:
                continue
            if isinstance(column, Interval):
                one = column.take(np.array([row]))
                low, high = coded_interval(term.coding, one)
                is_open = bool(low[0] != high[0])
            else:
                is_open = not bool(column.is_known[row])
            if is_open:
                facts |= dict.fromkeys(inputs[term.input].ask)
    return tuple(facts)
