"""The same patient under several profiles, since trials and profiles are choices and never one truth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from eligibility.criteria.compare import compare
from eligibility.criteria.words import Evaluator
from eligibility.domain.comparison import ProfileComparison
from eligibility.domain.faults import InputFault
from eligibility.domain.record import PatientRecord
from eligibility.instruments.reading import Reading
from eligibility.services import library as knowledge
from eligibility.services.records import to_cohort


def compare_profiles(record: PatientRecord, names: Sequence[str], as_of: date | None = None) -> ProfileComparison:
    """Each criterion's verdict under each profile, the lanes, and the thresholds that make them differ.

    Raises InputFault for fewer than two profiles, one named twice, or one that there is not.
    """
    if len(names) < 2 or len(set(names)) < len(names):
        raise InputFault(
            "Two or more different profiles are needed.",
            "One profile has nothing to be compared with.",
            f"Name at least two of: {', '.join(knowledge.profile_names())}.",
        )
    library = knowledge.library()
    profiles = [knowledge.profile(name) for name in names]
    reading = Reading(to_cohort(record, as_of), knowledge.instruments())
    return compare([Evaluator(reading, profile, library.drugs) for profile in profiles], library, 0)
