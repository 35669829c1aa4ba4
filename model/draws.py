"""P(fail) under each posterior draw, for rankings: what differs between patients, with its uncertainty."""

from __future__ import annotations

from collections.abc import Collection
from zlib import crc32

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.reading import Reading
from eligibility.knowledge.library import Library
from eligibility.knowledge.prognosis_files import MODELS
from model.coding import coded, coded_interval, states
from model.estimate import library_of
from model.features import MODEL_CODES, UNDETERMINED, Features, read_features
from model.inputs import ADHERENCE
from model.literature import term_columns
from model.logistic_normal import failure_probability
from model.published import Published, published
from model.tables import NumericTable, StateTable

ADHERENT = Choice(ADHERENCE, np.array([1 << ADHERENCE.index("taken")], dtype=np.uint32))
# Patients worked on at once.
BLOCK = 256


def need_draws(
    reading: Reading,
    setting: str | None = None,
    count: int = 1000,
    leave_out: Collection[str] = (),
    library: Library | None = None,
) -> np.ndarray:
    """P(fail) of shape (count, patients) for the need of a ranking, with adherence set to adherent.

    Draw i uses the same posterior draw for every patient. The inputs in `leave_out` are averaged over the reference
    cohort; missing ones are drawn from it, within what is known of them, by a stream that belongs to the patient's
    identifier, so that a newcomer moves nobody else. Where it is not settled which model holds, every other draw comes
    from the other model.
    """
    known = published(library_of(reading) if library is None else library)
    name, _ = known.knowledge.setting(setting)
    features = read_features(reading, known.knowledge)
    result = np.empty((count, features.size))
    identifiers = reading.cohort.patient_ids
    for model, code in MODEL_CODES.items():
        rows = np.flatnonzero((features.model == code) | (features.model == UNDETERMINED))
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            drawn = _drawn(known, model, name, features.take(block), identifiers[block], count, frozenset(leave_out))
            is_open = (features.model[block] == UNDETERMINED)[None, :]
            from_other = is_open & (np.arange(count)[:, None] % len(MODELS) != MODELS.index(model))
            result[:, block] = np.where(from_other, result[:, block], drawn)
    return result


class _Gaps:
    """What fills the gaps of each patient, from streams that belong to the patient's identifier.

    One reference patient a draw fills everything that is wholly missing, so that what goes together stays together.
    """

    def __init__(self, seed: int, identifiers: np.ndarray, count: int, size: int):
        self.count = count
        self._streams = [np.random.default_rng([seed, crc32(str(key).encode())]) for key in identifiers]
        self.others = np.column_stack([stream.integers(0, size, count) for stream in self._streams])

    def even(self, row: int) -> np.ndarray:
        """Places between 0 and 1 for an answer known in part."""
        return self._streams[row].random(self.count)


def _drawn(
    known: Published,
    model: str,
    setting: str,
    features: Features,
    identifiers: np.ndarray,
    count: int,
    leave_out: frozenset[str],
) -> np.ndarray:
    reference, cohort = known.reference(model, setting), known.cohort(model, setting)
    posterior = reference.posterior
    draws = posterior.draws[np.arange(count) % len(posterior.draws)]
    gaps = _Gaps(known.artefact.seed, identifiers, count, len(next(iter(cohort.values()))))
    log_odds = np.repeat(draws[:, :1], features.size, axis=1)
    spread = np.full(features.size, reference.frailty_variance)
    place = 1
    for key, term in reference.model.terms.items():
        width = len(term.coefficients)
        places = np.arange(place, place + width)
        place += width
        table = reference.tables[key]
        if term.input in leave_out:
            spread += _averaged(table)
            continue
        column = _adherent(features.size) if term.input == "adherence" else features.columns[term.input]
        if isinstance(table, NumericTable):
            assert isinstance(column, Interval)
            low, high = coded_interval(term.coding, column)
            values = [_numbers(table, coded(term.coding, cohort[term.input]), low, high, gaps)]
        else:
            assert isinstance(column, Truth | Choice)
            of_input = tuple(known.knowledge.inputs[term.input].situations)
            chosen = _situations(table, cohort[term.input].astype(np.int64), states(column), gaps)
            values = term_columns(term, of_input, chosen)
        for where, value in zip(places, values, strict=True):
            log_odds += draws[:, where : where + 1] * (value - posterior.centre[where - 1])
    return failure_probability(log_odds, np.sqrt(spread))


def _adherent(size: int) -> Choice:
    return Choice(ADHERENCE, np.repeat(ADHERENT.mask, size))


def _averaged(table: NumericTable | StateTable) -> float:
    """How far a term that nobody reads spreads the log odds around the reference patient's."""
    if isinstance(table, NumericTable):
        return table.second_moment * table.spread
    return float(table.open_variance[table.everything])


def _numbers(table: NumericTable, cohort: np.ndarray, low: np.ndarray, high: np.ndarray, gaps: _Gaps) -> np.ndarray:
    known = low == high
    if known.all():
        return low[None, :]
    values = np.repeat(low[None, :], gaps.count, axis=0)
    missing = (low <= table.low) & (high >= table.high)
    values[:, missing] = cohort[gaps.others[:, missing]]
    for row in np.flatnonzero(~known & ~missing):
        first = np.searchsorted(table.ordered, low[row], side="left")
        last = np.searchsorted(table.ordered, high[row], side="right")
        at = gaps.even(row)
        inside = table.ordered[first + np.minimum((at * (last - first)).astype(int), last - first - 1)]
        values[:, row] = inside if last > first else low[row] + at * (high[row] - low[row])
    return values


def _situations(table: StateTable, cohort: np.ndarray, mask: np.ndarray, gaps: _Gaps) -> np.ndarray:
    single = (mask & (mask - 1)) == 0
    position = np.log2(np.where(single, mask, 1)).astype(np.int64)
    if single.all():
        return position[None, :]
    values = np.repeat(position[None, :], gaps.count, axis=0)
    missing = mask == table.everything
    values[:, missing] = cohort[gaps.others[:, missing]]
    share = np.bincount(cohort, minlength=int(table.everything).bit_length())
    for row in np.flatnonzero(~single & ~missing):
        open_to = np.array([bool(mask[row] >> bit & 1) for bit in range(len(share))])
        weights = np.where(open_to, share, 0)
        weights = weights if weights.sum() else open_to.astype(int)
        values[:, row] = np.searchsorted(np.cumsum(weights) / weights.sum(), gaps.even(row), side="right")
    return values
