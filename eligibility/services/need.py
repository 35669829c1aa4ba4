"""The estimate as the order of the list uses it: adherence set to adherent, without what other axes hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.reading import Reading
from eligibility.knowledge.prognosis_files import MODELS, ModelName
from eligibility.knowledge.ranking_files import RankingKnowledge
from eligibility.ranking.candidates import NeedDraws
from model.coding import coded_interval
from model.draws import need_draws
from model.evaluate import evaluate
from model.features import MODEL_CODES, UNDETERMINED, read_features
from model.inputs import ADHERENCE, Input
from model.published import Published, published

ADHERENT = "taken"
# So many draws of the estimate; a longer list of draws goes through them again with other weights and other answers.
POSTERIOR_DRAWS = 1000


def need_of(
    reading: Reading, ranking: RankingKnowledge, count: int, setting: str | None = None
) -> tuple[NeedDraws, str]:
    """The draws of every patient of a reading, and the setting they hold in.

    Draws belong to the patient's identifier in the reading, so that a newcomer moves nobody else's.
    """
    known = published(next(iter(reading.instruments.values())).library)
    name, _ = known.knowledge.setting(setting)
    left_out = set(ranking.need[1].leaves_out) - {"adherence"}
    features = read_features(reading, known.knowledge)
    adherent = np.full(features.size, 1 << ADHERENCE.index(ADHERENT), dtype=np.uint32)
    columns = {**features.columns, "adherence": Choice(ADHERENCE, adherent)}
    low, high = np.ones(features.size), np.zeros(features.size)
    for model, code in MODEL_CODES.items():
        applies = (features.model == code) | (features.model == UNDETERMINED)
        ends = _ends(known, model, name, columns, features.size, left_out)
        low = np.where(applies, np.minimum(low, ends[0]), low)
        high = np.where(applies, np.maximum(high, ends[1]), high)
    drawn = need_draws(reading, name, min(count, POSTERIOR_DRAWS), left_out).T.astype(np.float32)
    again = -(-count // POSTERIOR_DRAWS)
    missing = _missing(known, features.model, columns, left_out)
    return NeedDraws(np.tile(drawn, (1, again))[:, :count], low, high, missing), name


def _ends(
    known: Published, model: ModelName, setting: str, columns: Mapping[str, Input], size: int, left_out: set[str]
) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most that this model could say, whatever the missing answers among those it still reads."""
    reference = known.reference(model, setting)
    interval = known.knowledge.shared.interval.number
    averaged = {name: _unknown(column) if name in left_out else column for name, column in columns.items()}
    whole = evaluate(reference, averaged, size, interval).estimate
    terms = {key: term for key, term in reference.model.terms.items() if term.input not in left_out}
    kept = replace(
        reference,
        model=reference.model.model_copy(update={"terms": terms}),
        covariances=tuple(pair for pair in reference.covariances if pair[0] in terms and pair[1] in terms),
    )
    ends = evaluate(kept, averaged, size, interval)
    # Where nothing is missing the two ends meet at the estimate; averaging over the left-out inputs shifts both alike.
    shift = whole - ends.estimate
    return np.clip(ends.bound_low + shift, 0.0, whole), np.clip(ends.bound_high + shift, whole, 1.0)


def _unknown(column: Input) -> Input:
    size = len(column)
    if isinstance(column, Interval):
        return Interval.unknown(size)
    return Truth.unknown(size) if isinstance(column, Truth) else Choice.unknown(column.values, size)


def _missing(
    known: Published, which: np.ndarray, columns: Mapping[str, Input], left_out: set[str]
) -> tuple[tuple[str, ...], ...]:
    """The facts to ask for, of every input that the estimate still reads and does not know."""
    inputs = known.knowledge.inputs
    found: list[dict[str, None]] = [{} for _ in which]
    for row in np.flatnonzero(which == UNDETERMINED):
        found[row] |= dict.fromkeys(inputs["nephritis_active"].ask)
    for model in MODELS:
        applies = (which == MODEL_CODES[model]) | (which == UNDETERMINED)
        for term in known.knowledge.models[model].terms.values():
            if term.input in left_out:
                continue
            column = columns[term.input]
            if isinstance(column, Interval):
                low, high = coded_interval(term.coding, column)
                is_open = low != high
            else:
                is_open = ~column.is_known
            for row in np.flatnonzero(applies & is_open):
                found[row] |= dict.fromkeys(inputs[term.input].ask)
    return tuple(tuple(facts) for facts in found)
