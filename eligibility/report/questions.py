"""What is missing and what to ask next, in the order the assessment gives."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import LANE_TITLES, Assessment, DecidingFact
from eligibility.report import values, wording

QUESTIONS_SHOWN = 5
OTHERS_SHOWN = 8


def questions(assessment: Assessment) -> dict[str, Any]:
    """The first answers one by one, in the order in which the screen asks them; the others by name."""
    asked, others = assessment.deciding_facts[:QUESTIONS_SHOWN], assessment.deciding_facts[QUESTIONS_SHOWN:]
    labels = list(dict.fromkeys(fact.label for fact in others))
    more = f"; and {len(labels) - OTHERS_SHOWN} more" if len(labels) > OTHERS_SHOWN else ""
    return {
        "asked": [_question(fact, assessment.possible_lanes) for fact in asked],
        "others": "; ".join(labels[:OTHERS_SHOWN]) + more,
    }


def _question(fact: DecidingFact, possible_today: list[str]) -> dict[str, Any]:
    return {
        "question": fact.question or fact.label,
        "decisive": _how_far(fact),
        # An answer that leads nowhere by itself has nothing to show.
        "outcomes": _outcomes(fact.outcomes, possible_today) if len(fact.outcomes) > 1 else [],
    }


def _how_far(fact: DecidingFact) -> str:
    if fact.is_decisive:
        return "one answer can settle the lane"
    return "one of several needed" if len(fact.outcomes) > 1 else "needed together with other answers"


def _outcomes(outcomes: list[dict[str, Any]], possible_today: list[str]) -> list[str]:
    """Each kind of answer with the lane it leads to; where lanes do not differ, with the lanes it leaves possible."""
    lanes = [_title(outcome.get("lane")) for outcome in outcomes]
    told_apart = len(set(lanes)) == len(lanes) and "" not in lanes
    said = []
    for outcome, lane in zip(outcomes, lanes, strict=True):
        possible = outcome.get("possible_lanes") or outcome.get("lanes")
        then = wording.inside(lane)
        if not told_apart and isinstance(possible, list):
            titles = [wording.inside(_title(name)) for name in possible]
            then = "no change" if possible == possible_today else f"then only {wording.joined(titles, 'or')}"
        if then:
            said.append(f"{values.plain(outcome.get('answer'))}: {then}")
    return said


def _title(lane: Any) -> str:
    return LANE_TITLES.get(str(lane), wording.titled(str(lane))) if lane else ""
