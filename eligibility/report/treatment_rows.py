"""Treatment history: every course with what it counts as, and the working that says why."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.domain.treatment import LabelledCourse
from eligibility.report import wording
from eligibility.report.references import References, caveat

LABELS = {
    "failed": ("meets", "Failed"),
    "intolerant": ("caution", "Not tolerated"),
    "inadequate": ("no", "Inadequate"),
    "not_failed": ("no", "Not failed"),
    "declined": ("no", "Declined"),
    "unknown": ("open", "Cannot tell yet"),
}
ENOUGH = {"yes": "enough", "no": "not enough", "unknown": "cannot be told"}
FELL_SHORT = {"yes": "fell short", "no": "did not fall short", "unknown": "whether it fell short cannot be told"}
NOT_KNOWN = "not known"
# Said of the course, never of the patient.
TAKEN = {"non adherent": "not as prescribed"}


def treatment_rows(assessment: Assessment, references: References) -> list[dict[str, Any]]:
    """The courses in the order in which they were given."""
    return [_row(course, references) for course in assessment.treatments]


def class_counts(assessment: Assessment) -> str:
    """How many drug classes failed, and what a complete list would make of it."""
    counts = assessment.class_counts
    if counts is None or not assessment.treatments:
        return ""
    said = f"Drug classes failed: {counts.failed}; with those not tolerated: {counts.failed_or_intolerant}."
    if counts.is_complete == "yes" or counts.failed == counts.failed_if_complete:
        return said
    return f"{said} Were this list complete: {counts.failed_if_complete}."


def _row(course: LabelledCourse, references: References) -> dict[str, Any]:
    sign, word = LABELS[course.label]
    indication = "" if course.indication == NOT_KNOWN else f", for {course.indication}"
    return {
        "sign": sign,
        "word": word,
        "drug": f"{course.drug}{indication}",
        "counted": "" if course.is_counted else "its class is not counted",
        "dose": _dose(course),
        "weeks": f"{course.weeks}; {course.required_weeks} asked: {ENOUGH[course.is_time_adequate]}",
        "taken": TAKEN.get(wording.name(course.adherence), wording.name(course.adherence)),
        "outcome": _outcome(course),
        "marks": references.mark([*course.cites]),
        "caveat": caveat([*course.cites]),
    }


def _dose(course: LabelledCourse) -> str:
    if not course.dose_rules:
        return f"{course.dose}; no published least dose: {ENOUGH[course.is_dose_adequate]}"
    least = " or ".join(dict.fromkeys(" ".join(p for p in (rule.least, rule.how) if p) for rule in course.dose_rules))
    given = course.dose
    if course.least_doses_given is not None:
        given = f"{given}, {course.doses_given} doses"
    return f"{given}; least {least}: {ENOUGH[course.is_dose_adequate]}"


def _outcome(course: LabelledCourse) -> str:
    outcome = wording.name(course.outcome)
    return outcome if course.outcome in (NOT_KNOWN, "declined") else f"{outcome}; {FELL_SHORT[course.fell_short]}"
