"""Proteinuria milestones of lupus nephritis 3, 6 and 12 months into induction, as EULAR recommendations set them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import NO, UNKNOWN, YES, Truth
from eligibility.instruments.elapsed import has_reached
from eligibility.instruments.filtration import current_egfr
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited, ratio, rounded, stated
from eligibility.instruments.two_sources import Notes, add_note
from eligibility.knowledge.instrument_files import InstrumentKnowledge


@dataclass(frozen=True)
class Targets:
    """Whether each target is reached now, whichever of them is due."""

    fall_by_3: Truth
    fall_by_6: Truth
    level_by_12: Truth
    was_nephrotic: Truth


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Which milestone is due now, whether it is reached by each standard, and whether it is missed.

    Every target gets easier with a lower ratio now and a higher one at the start, so the bounds are exact.
    """
    notes: Notes = {}
    now, start = limited(inputs, "upcr_g_g", notes), limited(inputs, "baseline_upcr_g_g", notes)
    remaining = ratio(now, start)
    targets = Targets(
        fall_by_3=_has_fallen(remaining, knowledge.parameter("fall_by_3_months")),
        fall_by_6=_has_fallen(remaining, knowledge.parameter("fall_by_6_months")),
        level_by_12=now.below(knowledge.parameter("upcr_by_12_months")),
        was_nephrotic=start.at_least(knowledge.parameter("nephrotic_upcr")),
    )
    periods = _periods(inputs, knowledge, notes)
    kept_gfr = ratio(current_egfr(inputs, notes), limited(inputs, "baseline_egfr", notes, is_positive=True))
    is_gfr_kept = kept_gfr.at_least(knowledge.parameter("egfr_kept"))
    on_target = {"3_months": targets.fall_by_3, "6_months": targets.fall_by_6}
    on_target |= {"12_months": targets.level_by_12, "after_extension": targets.level_by_12}
    missed = _missed(targets)
    is_missed = _over(periods, {"not_due": Truth.constant(inputs.size, NO), **missed})
    in_extension = (targets.was_nephrotic & targets.fall_by_6 & ~targets.level_by_12).is_yes
    add_note(
        notes,
        "Nephrotic at the start: more time is allowed for the 12-month target while proteinuria has halved.",
        _certain(periods, "12_months") & in_extension,
    )
    return Outcome(
        {
            "milestone": _milestone(periods, knowledge, inputs.size),
            "fall_fraction": _fall(remaining),
            "egfr_ratio": stated(kept_gfr),
            "is_on_target_2023": _over(periods, on_target),
            "is_on_target_2025": _over(periods, {due: truth & is_gfr_kept for due, truth in on_target.items()}),
            "is_missed": is_missed,
            "is_missed_2025": _over(
                periods, {"not_due": Truth.constant(inputs.size, NO)} | {d: m | ~is_gfr_kept for d, m in missed.items()}
            ),
        },
        notes,
    )


def _fall(remaining: Interval) -> Interval:
    share = stated(remaining)
    return rounded(Interval(1.0 - share.hi, 1.0 - share.lo))


def _has_fallen(remaining: Interval, fall: float) -> Truth:
    return remaining.at_most(1.0 - fall)


def _missed(targets: Targets) -> dict[str, Truth]:
    """A milestone is missed when its target is not reached; who is already at the last target has missed none."""
    arrived = targets.level_by_12
    extended = targets.was_nephrotic & targets.fall_by_6
    return {
        "3_months": ~(targets.fall_by_3 | arrived),
        "6_months": ~(targets.fall_by_6 | arrived),
        "12_months": ~(arrived | extended),
        "after_extension": ~arrived,
    }


def _periods(inputs: Inputs, knowledge: InstrumentKnowledge, notes: Notes) -> dict[str, np.ndarray]:
    """For each period since the start of induction, whether today may lie in it."""
    extension = int(knowledge.parameter("nephrotic_extension_months"))
    limits = {"3_months": 3, "6_months": 6, "12_months": 12, "after_extension": 12 + extension}
    reached = {name: has_reached(inputs, months, notes) for name, months in limits.items()}
    names = ["not_due", *limits]
    periods = {}
    for name, later in zip(names, [*names[1:], None], strict=True):
        possible = np.ones(inputs.size, dtype=bool) if name == "not_due" else reached[name].codes != NO
        periods[name] = possible if later is None else possible & (reached[later].codes != YES)
    return periods


def _over(periods: dict[str, np.ndarray], answers: dict[str, Truth]) -> Truth:
    """One answer where every period still possible gives it; a period without an answer leaves it unknown."""
    size = len(next(iter(periods.values())))
    may_be_yes, may_be_no = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    for name, possible in periods.items():
        codes = answers[name].codes if name in answers else np.int8(UNKNOWN)
        may_be_yes, may_be_no = may_be_yes | (possible & (codes != NO)), may_be_no | (possible & (codes != YES))
    return Truth.settled(may_be_yes & ~may_be_no, may_be_no & ~may_be_yes)


def _certain(periods: dict[str, np.ndarray], name: str) -> np.ndarray:
    others = np.logical_or.reduce([mask for period, mask in periods.items() if period != name])
    return periods[name] & ~others


def _milestone(periods: dict[str, np.ndarray], knowledge: InstrumentKnowledge, size: int) -> Choice:
    values = knowledge.outputs["milestone"].values
    due = {**periods, "12_months": periods["12_months"] | periods["after_extension"]}
    mask = np.zeros(size, dtype=np.uint32)
    for i, value in enumerate(values):
        mask = mask | np.where(due[value], np.uint32(1 << i), np.uint32(0))
    return Choice(values, mask)
