"""Puts the candidates of this installation in order, with the weights in force; seeded, so that it replays exactly."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from eligibility.domain.cohort import Cohort
from eligibility.domain.finding import Cite
from eligibility.domain.people import Person
from eligibility.domain.ranking import RANKED_LANES, TIERS, Ranking, Weights
from eligibility.domain.record import PatientRecord
from eligibility.exchange.door import admit
from eligibility.exchange.from_records import table_of
from eligibility.instruments.reading import Reading
from eligibility.knowledge.ranking_files import RankingKnowledge
from eligibility.ranking.candidates import Candidates
from eligibility.ranking.rank import POOL, rank_candidates
from eligibility.services import patients
from eligibility.services.clock import today
from eligibility.services.library import instruments, library
from eligibility.services.need import need_of
from eligibility.services.weights import current, ranking_knowledge
from eligibility.services.worklist import WorklistRow
from model.inputs import nephritis_active, nephritis_ever
from model.published import published

ESTABLISHED, NOT_SETTLED, EARLY = TIERS
# The age is derived from it.
DERIVED_FROM = ("birth_date",)


@dataclass(frozen=True)
class Candidate:
    """A patient whose lane is ranked: the row of the list, and the record that it rests on."""

    row: WorklistRow
    record: PatientRecord


def rank(
    by: Person,
    keys: Sequence[str] | None = None,
    weights: Weights | None = None,
    draws: int | None = None,
    seed: int | None = None,
    setting: str | None = None,
    with_shifts: bool = False,
) -> Ranking:
    """The saved patients of this installation that are ready or in work-up (or those of them named by `keys`)."""
    wanted = None if keys is None else set(keys)
    rows = [row for row in patients.list_patients(by) if wanted is None or row.key in wanted]
    return rank_rows(rows, by, weights, draws, seed, setting, with_shifts)


def rank_rows(
    rows: Sequence[WorklistRow],
    by: Person,
    weights: Weights | None = None,
    draws: int | None = None,
    seed: int | None = None,
    setting: str | None = None,
    with_shifts: bool = False,
) -> Ranking:
    """Rows of the list among themselves, patients or examples; those in other lanes are left out."""
    ranked = [row for row in rows if row.lane in RANKED_LANES]
    with _collector_at_rest():
        records = dict(patients.example_records())
        if any(row.key not in records for row in ranked):
            records |= dict(patients.saved_records(by))
        found = [Candidate(row, records[row.key]) for row in ranked if row.key in records]
        return rank_records(found, weights or current(), draws, seed, setting, with_shifts)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Thousands of records are made and kept at once, none of them in a circle: collecting would walk them in vain."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def stamp(rows: Sequence[WorklistRow], weights: Weights) -> str:
    """The same for the same candidates, records, weights and day, so that a screen ranks again only when it must."""
    said = [(row.key, row.lane, str(row.written_at)) for row in rows if row.lane in RANKED_LANES]
    data = repr((sorted(said), weights.id, weights.points, today(), ranking_knowledge().snapshot))
    return hashlib.sha256(data.encode()).hexdigest()


def rank_records(
    found: Sequence[Candidate],
    weights: Weights,
    draws: int | None = None,
    seed: int | None = None,
    setting: str | None = None,
    with_shifts: bool = False,
) -> Ranking:
    """Candidates in the order of lanes and tiers. A record that can no longer be read is named and not ranked."""
    knowledge, day = ranking_knowledge(), today()
    admission = admit(table_of([_what_is_read(one.record) for one in found], library()), library())
    readable = np.flatnonzero(~admission.is_faulty)
    left = [found[row].row.key for row in np.flatnonzero(admission.is_faulty)]
    ordered = sorted(readable, key=lambda row: _pool_order(found[row].row))
    kept = [found[row] for row in ordered]
    settings = knowledge.settings
    count = draws or int((settings.draws_when_many if len(kept) > settings.many.number else settings.draws).number)
    start = int(settings.seed.number) if seed is None else seed
    cohort = admission.cohort.take(np.array(ordered, dtype=np.int64))
    candidates, name = candidates_of(cohort, kept, knowledge, count, setting)
    ranking = rank_candidates(candidates, weights, knowledge, day, name, count, start, _cites(), with_shifts)
    facts = {fact for patient in ranking.patients for fact in patient.missing}
    labels = {fact: library().facts[fact].label for fact in sorted(facts) if fact in library().facts}
    return ranking.model_copy(update={"labels": labels, "not_ranked": left})


def candidates_of(
    cohort: Cohort, kept: Sequence[Candidate], knowledge: RankingKnowledge, count: int, setting: str | None
) -> tuple[Candidates, str]:
    """What the order is made from: the measures of every axis, the estimate's draws, and the days waited."""
    keys = tuple(one.row.key for one in kept)
    # Draws belong to the key: a pseudonym may be corrected, and two stores may use the same one.
    reading = Reading(replace(cohort, patient_ids=np.array(keys, dtype=object)), instruments())
    need, name = need_of(reading, knowledge, count, setting)
    active = published(library()).knowledge.inputs["nephritis_active"]
    waiting = [one.row.days_waiting(today()) for one in kept]
    return Candidates(
        keys=keys,
        pools=tuple(f"{one.row.lane}{POOL}{tier_of(one.row)}" for one in kept),
        waiting=np.array([np.nan if days is None else days for days in waiting], dtype=float),
        need=need,
        parts={key: reading.number(part.reads) for key, part in knowledge.parts.items()},
        scopes={"active_nephritis": nephritis_active(reading, active), "nephritis_ever": nephritis_ever(reading)},
    ), name


def _what_is_read(record: PatientRecord) -> PatientRecord:
    """The record without what no axis reads; half of a long list's time would go into reading the rest."""
    wanted = facts_read()
    facts = {fact: value for fact, value in record.facts.items() if fact in wanted}
    return record.model_copy(update={"facts": facts})


@lru_cache(maxsize=1)
def facts_read() -> frozenset[str]:
    """Every fact that an axis, or the choice of estimate or biopsy index, is read from."""
    knowledge, inputs = ranking_knowledge(), published(library()).knowledge.inputs
    reading = Reading(admit(table_of([], library()), library()).cohort, instruments())
    found = set(DERIVED_FROM).union(*knowledge.facts_of.values())
    for source in inputs.values():
        found |= {*source.facts, *source.ask}
    names = [name for source in inputs.values() for name in source.instruments]
    for name in (*names, *(part.reads for part in knowledge.parts.values())):
        found |= set(reading.facts_behind(name))
    return frozenset(found)


def tier_of(row: WorklistRow) -> str:
    """Established, early, or between the two while a ground is open."""
    possible = [set(grades) for grades in row.grounds.values()]
    if any(grades == {"established"} for grades in possible):
        return ESTABLISHED
    return NOT_SETTLED if any("established" in grades for grades in possible) else EARLY


def _pool_order(row: WorklistRow) -> tuple[int, int]:
    return RANKED_LANES.index(row.lane), TIERS.index(tier_of(row))


@lru_cache(maxsize=1)
def _cites() -> dict[str, list[Cite]]:
    """For each axis, where its range and what stands in for a missing value come from."""
    found: dict[str, list[Cite]] = {}
    for name, axis in ranking_knowledge().axes.items():
        cited = [axis.prognosis.scale] if axis.prognosis is not None else []
        cited += [value for part in axis.parts.values() for value in (part.scale, part.reference)]
        found[name] = [library().cite(value) for value in cited]
    return found
