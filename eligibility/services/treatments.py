"""What each treatment course of a record counts as, for people to check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from eligibility.domain.record import PatientRecord
from eligibility.domain.truth import WORDS
from eligibility.services import library as knowledge
from eligibility.services.assess import assess_cohort
from eligibility.services.records import to_cohort


@dataclass(frozen=True)
class LabelledCourse:
    """A course as entered, and what it counts as: failed, intolerant, inadequate, not_failed, declined or unknown."""

    entered: dict[str, Any]
    drug: str
    drug_class: str
    label: str
    is_counted: bool
    is_dose_adequate: str
    is_time_adequate: str
    is_adherent: str


def labelled_courses(record: PatientRecord, profile: str = knowledge.DEFAULT_PROFILE) -> list[LabelledCourse]:
    """Every course in the order entered, labelled as the profile's criteria see it."""
    history = assess_cohort(to_cohort(record), profile).evaluator.history
    courses, drugs = history.courses, knowledge.library().drugs
    found = []
    for index, entered in enumerate(record.treatments):
        drug = drugs[courses.drugs[courses.drug[index]]]
        found.append(
            LabelledCourse(
                entered=entered,
                drug=drug.label,
                drug_class=drug.drug_class,
                label=history.label(index),
                is_counted=bool(np.asarray(history.is_counted)[index]),
                is_dose_adequate=WORDS[history.is_dose_adequate.codes[index]],
                is_time_adequate=WORDS[history.is_time_adequate.codes[index]],
                is_adherent=WORDS[history.is_adherent.codes[index]],
            )
        )
    return found
