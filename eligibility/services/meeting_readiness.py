"""Whether a case is complete enough to be discussed: what of the least data set is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from eligibility.domain.meeting_rules import MinimumFact
from eligibility.services import patients, storage
from eligibility.services.meeting_cases import Case, as_id, fact
from eligibility.services.meeting_rules import meeting_rules
from eligibility.store.kept_assessments import summaries_at

NOT_SETTLED = (None, "", "unknown", "not_asked")


def missing_for(case: Case) -> list[str]:
    """What of the least data set nobody has answered, in words."""
    return [minimum.what for minimum in meeting_rules().minimum if not _is_answered(minimum, case)]


def is_too_old(case: Case, on: date) -> bool:
    """Whether the assessment lies further back than its tests may, on the day of the meeting."""
    return (on - case.assessment.as_of).days > meeting_rules().oldest_assessment.number


def any_renal_question(keys: Sequence[str]) -> bool:
    """Whether the kidney is, or may be, a ground of any of these cases, by their newest assessments."""
    stored = summaries_at(storage.database())
    for key in keys:
        if key.startswith(patients.EXAMPLE_KEY):
            possible = patients.example_assessment(key).grounds["renal"].possible
        else:
            possible = stored[as_id(key)][1]["grounds"].get("renal", ["none"])
        if possible != ["none"]:
            return True
    return False


def _is_answered(minimum: MinimumFact, case: Case) -> bool:
    answers = [_is_known(fact(case.record, name)) for name in minimum.facts]
    answers += [_is_known(_output(case, name)) for name in minimum.outputs]
    return all(answers) if minimum.every else any(answers)


def _is_known(value: Any) -> bool:
    return isinstance(value, list) or value not in NOT_SETTLED


def _output(case: Case, name: str) -> Any:
    """An instrument's output where it is settled; a range still possible is not."""
    instrument, _, output = name.partition(".")
    result = case.assessment.instruments.get(instrument)
    value = None if result is None else result.outputs.get(output)
    return value if isinstance(value, bool | int | float) else None
