"""What the meeting agreed that each axis counts: the set in force, its history, and a new one over it."""

from __future__ import annotations

from functools import lru_cache

from eligibility.domain.faults import InputFault
from eligibility.domain.people import Person
from eligibility.domain.ranking import AxisDefinition, Weights
from eligibility.knowledge.prognosis_files import read_prognosis
from eligibility.knowledge.ranking_files import RankingKnowledge, read_ranking
from eligibility.services.library import library
from eligibility.services.permissions import Action, require
from eligibility.services.storage import database
from eligibility.store import audit
from eligibility.store.weights import WeightsRow, add_weights, newest, weights_rows

HIGHEST = 100
LONGEST_REASON = 2000


@lru_cache(maxsize=1)
def ranking_knowledge() -> RankingKnowledge:
    """Axes, value functions, bands and the shipped weights, read once and checked."""
    return read_ranking(library(), read_prognosis(library()))


def axes() -> list[AxisDefinition]:
    """The axes, with the ends of their fixed ranges in clinical words."""
    return ranking_knowledge().definitions()


def current() -> Weights:
    """The weights in force: those agreed last, or the shipped ones while nobody has agreed on any."""
    with database().reading() as session:
        row = newest(session)
        return ranking_knowledge().shipped_weights if row is None else _weights(row)


def history(by: Person) -> list[Weights]:
    """Every set, the newest first, and at the end the shipped one."""
    require(by, Action.VIEW_WEIGHTS)
    with database().reading() as session:
        return [*(_weights(row) for row in weights_rows(session)), ranking_knowledge().shipped_weights]


def set_weights(points: dict[str, int], reason: str, by: Person, based_on: Weights, meeting: str = "") -> Weights:
    """Keeps a new set with who, when and why. Nothing is overwritten: an older set is taken up again as a new one."""
    require(by, Action.SET_WEIGHTS, "weights")
    _check(points, reason)
    with database().writing() as session:
        row = add_weights(session, points, reason.strip(), meeting.strip(), by, number_of(based_on))
        before = {"number": number_of(based_on), "points": based_on.points}
        after = {"number": row.number, "points": points, "reason": row.reason, "meeting": row.meeting}
        versions = {"ranking": ranking_knowledge().settings.version}
        audit.record(session, by, "weights.set", f"weights {row.number}", before, after, versions)
        return _weights(row)


def number_of(weights: Weights) -> int:
    """Which set this is; the shipped one is 0."""
    return 0 if weights.is_shipped else int(weights.id)


def _weights(row: WeightsRow) -> Weights:
    return Weights(
        id=str(row.number),
        points={axis: int(points) for axis, points in row.points.items()},
        set_by=row.created_by,
        set_at=row.created_at,
        reason=row.reason,
        meeting=row.meeting,
    )


def _check(points: dict[str, int], reason: str) -> None:
    wanted = set(ranking_knowledge().axes)
    whole = all(type(value) is int and 0 <= value <= HIGHEST for value in points.values())
    if set(points) != wanted or not whole:
        raise InputFault(
            "Every axis needs points from 0 to 100, in whole numbers.",
            "An axis without points would silently count for nothing.",
            "Give each axis its points; 0 says that it shall not count.",
            where="points",
        )
    if max(points.values()) != HIGHEST:
        raise InputFault(
            "No axis has 100 points.",
            "The points compare each step with the most important one, which is the yardstick.",
            "Give 100 to the axis whose step from least to most matters most.",
            where="points",
        )
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InputFault(
            "The reason for these weights is missing or too long.",
            "Whoever asks later why the list ran as it did needs it.",
            f"Say in a sentence or two why; at most {LONGEST_REASON} characters.",
            where="reason",
        )
