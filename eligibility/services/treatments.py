"""What each treatment course of a record counts as, for people to check."""

from __future__ import annotations

from eligibility.criteria.treatment_labels import treatment_labels
from eligibility.domain.record import PatientRecord
from eligibility.domain.treatment import LabelledCourse
from eligibility.services import library as knowledge
from eligibility.services.assess import assess_cohort
from eligibility.services.records import to_cohort

__all__ = ["LabelledCourse", "labelled_courses"]


def labelled_courses(record: PatientRecord, profile: str = knowledge.DEFAULT_PROFILE) -> list[LabelledCourse]:
    """Every course in the order entered, labelled as the profile's criteria see it, with what was entered."""
    labelled = treatment_labels(assess_cohort(to_cohort(record), profile).evaluator, knowledge.library(), 0)
    return [
        course.model_copy(update={"entered": entered})
        for course, entered in zip(labelled, record.treatments, strict=True)
    ]
