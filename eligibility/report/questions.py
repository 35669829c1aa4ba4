"""What is missing and what to ask next, in the order the assessment gives."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import LANE_TITLES, Assessment, DecidingFact
from eligibility.report import values, wording

QUESTIONS_SHOWN = 8
OTHERS_SHOWN = 14


def questions(assessment: Assessment) -> dict[str, Any]:
    """Answers that lead to different lanes one by one; those that lead nowhere by themselves on one line."""
    forking = [fact for fact in assessment.deciding_facts if fact.is_decisive or len(fact.outcomes) > 1]
    others = [fact for fact in assessment.deciding_facts if fact not in forking]
    labels = list(dict.fromkeys(fact.label for fact in others))
    more = f"; and {len(labels) - OTHERS_SHOWN} more" if len(labels) > OTHERS_SHOWN else ""
    return {
        "asked": [_question(fact, assessment.possible_lanes) for fact in forking[:QUESTIONS_SHOWN]],
        "left_out": max(0, len(forking) - QUESTIONS_SHOWN),
        "others": "; ".join(labels[:OTHERS_SHOWN]) + more,
    }


def _question(fact: DecidingFact, possible_today: list[str]) -> dict[str, Any]:
    return {
        "question": fact.question or fact.label,
        "decisive": "one answer can settle the lane" if fact.is_decisive else "one of several needed",
        "outcomes": _outcomes(fact.outcomes, possible_today),
    }


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
