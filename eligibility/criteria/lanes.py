"""Merit, safety and readiness each with their own verdict, and the lane that follows from them.

A score never outvotes a blocker, and a blocker never hides the merit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.criteria.waivers import waived
from eligibility.criteria.words import Evaluator
from eligibility.domain.assessment import LANES
from eligibility.domain.condition import Criterion, Profile
from eligibility.domain.grade import GATE, GROUND, SAFETY, Graded, strongest, weakest, worst
from eligibility.domain.truth import Truth, all_of

POSSIBLE = ("not_candidate", "blocked", "deferred", "ready")


@dataclass(frozen=True)
class Verdicts:
    """Every verdict of a profile over a cohort, as columns."""

    urgent: dict[str, Truth]
    gates: dict[str, Graded]
    grounds: dict[str, Graded]
    safety: dict[str, Graded]
    readiness: dict[str, Truth]
    gates_grade: Graded
    grounds_grade: Graded
    safety_grade: Graded
    merit: Truth
    is_ready: Truth
    lane: np.ndarray
    possible: np.ndarray

    def lane_of(self, row: int) -> str:
        return LANES[self.lane[row]]

    def possible_of(self, row: int) -> list[str]:
        return [lane for i, lane in enumerate(POSSIBLE) if int(self.possible[row]) >> i & 1]


def judge(evaluator: Evaluator) -> Verdicts:
    """All verdicts of the evaluator's profile, and the lane by precedence."""
    profile: Profile = evaluator.profile
    fresh = evaluator.fresh
    urgent = {c.id: evaluator.truth(c.rungs[-1][1]) for c in profile.urgent}
    gates = {c.id: gate(c, evaluator) for c in profile.gates}
    gates |= {key: waived(gates[key]) for key in evaluator.waived}
    grounds = {c.id: graded(c, evaluator, GROUND) for c in profile.grounds}
    safety = {c.id: graded(c, fresh, SAFETY) for c in profile.safety}
    readiness = {c.id: fresh.truth(c.rungs[-1][1]) for c in profile.readiness}
    gates_grade, grounds_grade = weakest(list(gates.values())), strongest(list(grounds.values()))
    safety_grade = worst(list(safety.values()))
    merit = gates_grade.at_least("caution") & grounds_grade.at_least("early")
    is_ready = all_of(list(readiness.values()))
    withdrawn = _person_said_no(evaluator)
    return Verdicts(
        urgent=urgent,
        gates=gates,
        grounds=grounds,
        safety=safety,
        readiness=readiness,
        gates_grade=gates_grade,
        grounds_grade=grounds_grade,
        safety_grade=safety_grade,
        merit=merit,
        is_ready=is_ready,
        lane=_lane(merit, safety_grade, is_ready, withdrawn),
        possible=_possible(merit, safety_grade, withdrawn),
    )


def graded(criterion: Criterion, evaluator: Evaluator, scale: tuple[str, ...]) -> Graded:
    return Graded.from_rungs(scale, [(grade, evaluator.truth(condition)) for grade, condition in criterion.rungs])


def gate(criterion: Criterion, evaluator: Evaluator) -> Graded:
    """A gate on the record as it is, but a yes that rests on a stale result is no more than "at least caution"."""
    as_recorded = graded(criterion, evaluator, GATE)
    on_fresh = graded(criterion, evaluator.fresh, GATE)
    caution = np.int8(GATE.index("caution"))
    lo = np.maximum(np.minimum(as_recorded.lo, caution), np.minimum(on_fresh.lo, as_recorded.lo))
    return Graded(GATE, lo, as_recorded.hi)


def _person_said_no(evaluator: Evaluator) -> np.ndarray:
    """The patient declines, or does not consent to the discussion: a person has said so."""
    declines = evaluator.reading.choice("patient_preference").is_in(["declines"])
    return declines.is_yes | evaluator.reading.truth("consents_to_discussion").is_no


def _lane(merit: Truth, safety: Graded, is_ready: Truth, withdrawn: np.ndarray) -> np.ndarray:
    block, defer, caution = (SAFETY.index(grade) for grade in ("block", "defer", "caution"))
    complete = (safety.hi <= caution) & is_ready.is_yes
    choices = [
        (withdrawn, "withdrawn"),
        (merit.is_no, "not_candidate"),
        (merit.is_unknown, "not_assessable"),
        (safety.lo >= block, "blocked"),
        (safety.lo >= defer, "deferred"),
        (~complete, "work_up"),
    ]
    return np.select(
        [mask for mask, _ in choices], [LANES.index(name) for _, name in choices], default=LANES.index("ready")
    ).astype(np.int8)


def _possible(merit: Truth, safety: Graded, withdrawn: np.ndarray) -> np.ndarray:
    """Where the patient can still end once everything open is answered; it only shrinks as answers come in.

    A readiness item that is not arranged can be arranged, so it never takes `ready` away; a person's no does.
    """
    block, defer, caution = (SAFETY.index(grade) for grade in ("block", "defer", "caution"))
    can_have_merit = ~merit.is_no
    masks = (
        ~merit.is_yes,
        can_have_merit & (safety.hi >= block),
        can_have_merit & (safety.lo <= defer) & (safety.hi >= defer),
        can_have_merit & (safety.lo <= caution) & ~withdrawn,
    )
    return np.sum([mask.astype(np.uint8) << i for i, mask in enumerate(masks)], axis=0).astype(np.uint8)
