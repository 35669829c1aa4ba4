"""Adherence, two-sided: how well it was measured, whether it explains a failure, why, and capacity for the pathway.

A failure under doubtful adherence is pseudo-refractory until shown otherwise; the same facts may support the compliance
ground. Both are shown, and nothing here is netted into one number.
"""

from __future__ import annotations

import numpy as np

from eligibility.criteria.adherence_sources import AdherenceSources
from eligibility.criteria.show import shown_number
from eligibility.criteria.words import Evaluator
from eligibility.domain.adherence import (
    AdherenceReason,
    AdherenceView,
    Capacity,
    CourseUnderQuestion,
    ExplainedFailure,
    Measurement,
)
from eligibility.domain.choice import Members
from eligibility.domain.truth import NO, UNKNOWN, WORDS, YES, Truth
from eligibility.instruments.treatment_history import TreatmentHistory
from eligibility.knowledge.library import Library


def adherence_view(evaluator: Evaluator, library: Library, row: int) -> AdherenceView:
    """The four statements about one patient, with a note on equity wherever adherence counts."""
    measured = AdherenceSources(evaluator, library, row).measurement()
    explains = _explained(evaluator.history, library, row)
    reasons = _reasons(evaluator, library, row)
    does_count = _counts(measured, explains, reasons)
    is_recorded = any(reason.is_recorded == "yes" for reason in reasons)
    return AdherenceView(
        measured=measured,
        explains=explains,
        reasons=reasons,
        reasons_note=library.adherence.reason_not_recorded if does_count and not is_recorded else "",
        capacity=_capacity(evaluator, library, row),
        equity_note=library.adherence.equity.note if does_count else "",
        equity_cites=[library.cite(cite) for cite in library.adherence.equity.cites] if does_count else [],
    )


def _counts(measured: Measurement, explains: ExplainedFailure, reasons: list[AdherenceReason]) -> bool:
    """Whether anything is concluded from adherence, on either side."""
    return bool(explains.courses or reasons or any(source.says == "missed" for source in measured.sources))


def _explained(history: TreatmentHistory, library: Library, row: int) -> ExplainedFailure:
    """The courses that adherence alone keeps out of the tally, or leaves open, and what would put each back."""
    courses = history.courses
    # What the course would count as were it known to be taken as prescribed.
    if_taken = history.fell_short & history.is_dose_adequate & history.is_time_adequate
    found = []
    for index in range(courses.offsets[row], courses.offsets[row + 1]):
        taken = int(history.is_adherent.codes[index])
        is_counted = bool(history.is_counted[index] or history.is_induction[index])
        if taken != YES and is_counted and if_taken.codes[index] != NO:
            found.append(_questioned(history, library, index, index - int(courses.offsets[row]), taken))
    own = np.zeros(len(courses), dtype=bool)
    own[courses.offsets[row] : courses.offsets[row + 1]] = True
    restored = Truth(np.where(own, np.maximum(if_taken.codes, history.is_failed.codes), history.is_failed.codes))
    return ExplainedFailure(
        summary=_explanation(found),
        courses=found,
        classes_failed=shown_number(history.count_classes(history.is_failed), row),
        classes_failed_if_taken=shown_number(history.count_classes(restored), row),
        cites=[library.cite(cite) for cite in library.adherence.put_back.cites] if found else [],
    )


def _questioned(
    history: TreatmentHistory, library: Library, index: int, position: int, taken: int
) -> CourseUnderQuestion:
    courses, put_back = history.courses, library.adherence.put_back
    drug = library.drugs[courses.drugs[courses.drug[index]]].label
    weeks = f"{history.required_weeks.hi[index]:g}"
    if taken == NO:
        remedy = f"{put_back.removed} {put_back.for_weeks.format(weeks=weeks)}."
        because = "The course was not taken as prescribed, so its failure is not counted."
        return CourseUnderQuestion(position=position, drug=drug, effect="removed", because=because, put_back=remedy)
    is_doubtful = courses.adherence.possible(index) == ["doubtful"]
    because = (
        "It is doubtful that the course was taken, so whether it failed stays open."
        if is_doubtful
        else "How the course was taken is not known, so whether it failed stays open."
    )
    return CourseUnderQuestion(
        position=position, drug=drug, effect="open", because=because, put_back=f"{put_back.open}."
    )


def _explanation(courses: list[CourseUnderQuestion]) -> str:
    removed = [course.drug for course in courses if course.effect == "removed"]
    left_open = [course.drug for course in courses if course.effect == "open"]
    said = []
    if removed:
        said.append(
            f"Taken out of the refractory tally: {', '.join(removed)} (pseudo-refractory until shown otherwise)."
        )
    if left_open:
        said.append(f"Left open: {', '.join(left_open)}.")
    return " ".join(said) or "Adherence takes no course out of the refractory tally."


def _reasons(evaluator: Evaluator, library: Library, row: int) -> list[AdherenceReason]:
    """Reasons recorded, and those named as possible; a reason nobody spoke of is not listed."""
    members = evaluator.reading.members("adherence_reasons")
    if bool(members.is_unknown[row]):
        return []
    values = _spoken_of(members, row)
    labels = library.facts["adherence_reasons"].value_labels
    return [
        AdherenceReason(
            reason=value,
            label=labels.get(value, value.replace("_", " ")),
            is_recorded="yes" if code == YES else "possible",
            is_fixable=library.adherence.reasons[value].is_fixable,
            action=library.adherence.reasons[value].action,
            cites=[library.cite(cite) for cite in library.adherence.reasons[value].cites],
        )
        for value, code in values
    ]


def _spoken_of(members: Members, row: int) -> list[tuple[str, int]]:
    codes = [(value, int(truth.codes[row])) for value, truth in members.truths.items()]
    return [(value, code) for value, code in codes if code in (YES, UNKNOWN)]


def _capacity(evaluator: Evaluator, library: Library, row: int) -> list[Capacity]:
    """Attendance, staying near, a caregiver and follow-up, on answers that are still good."""
    found = []
    for fact, known in library.adherence.capacity.items():
        code = int(evaluator.fresh.reading.truth(fact).codes[row])
        found.append(
            Capacity(
                fact=fact,
                label=library.facts[fact].label,
                verdict=WORDS[code],
                action="" if code == YES else "Ask." if code == UNKNOWN else known.action,
                cites=[library.cite(cite) for cite in known.cites],
            )
        )
    return found
