"""Each treatment course gets its label: failed, intolerant, inadequate, declined, not failed or unknown."""

import numpy as np
import pytest

from eligibility.domain.record import PatientRecord
from eligibility.instruments.treatment_history import TreatmentRules, label_courses
from eligibility.services import library as knowledge
from eligibility.services.records import to_cohort

MMF = {"drug": "mycophenolate_mofetil", "dose": 2, "unit": "g/day", "weeks": 24, "indication": "nephritis"}


def history(*courses, weight=None, is_complete=True, floor=12.0, merged=()):
    facts = {"is_treatment_history_complete": is_complete}
    if weight is not None:
        facts["weight_kg"] = weight
    record = PatientRecord(
        schema=1, patient_id="P", as_of="2026-06-01", facts=facts, treatments=[dict(course) for course in courses]
    )
    cohort = to_cohort(record)
    return label_courses(
        cohort.courses,
        knowledge.library().drugs,
        TreatmentRules(floor, merged),
        cohort.column("weight_kg"),
        cohort.column("is_treatment_history_complete"),
    )


@pytest.mark.parametrize(
    ("sentence", "course", "label"),
    [
        ("adequate, taken, no response", {**MMF, "outcome": "no_response", "adherence": "documented"}, "failed"),
        ("a partial response falls short", {**MMF, "outcome": "partial_response", "adherence": "documented"}, "failed"),
        ("remission is no failure", {**MMF, "outcome": "remission", "adherence": "documented"}, "not_failed"),
        ("hardly taken", {**MMF, "outcome": "no_response", "adherence": "non_adherent"}, "inadequate"),
        ("taken in doubt", {**MMF, "outcome": "no_response", "adherence": "doubtful"}, "unknown"),
        ("adherence never asked", {**MMF, "outcome": "no_response"}, "unknown"),
        ("outcome not known", {**MMF, "adherence": "documented"}, "unknown"),
        ("not tolerated", {"drug": "mycophenolate_mofetil", "outcome": "intolerance"}, "intolerant"),
        ("contraindicated", {"drug": "mycophenolate_mofetil", "outcome": "contraindicated"}, "intolerant"),
        ("declined", {"drug": "mycophenolate_mofetil", "outcome": "declined"}, "declined"),
        ("too short", {**MMF, "weeks": 23, "outcome": "no_response", "adherence": "documented"}, "inadequate"),
        ("dose too low", {**MMF, "dose": 1.5, "outcome": "no_response", "adherence": "documented"}, "inadequate"),
        (
            "dose in mg",
            {**MMF, "dose": 2000, "unit": "mg/day", "outcome": "no_response", "adherence": "documented"},
            "failed",
        ),
        (
            "dose in a unit that no rule knows",
            {**MMF, "dose": 30, "unit": "mg/m2", "outcome": "no_response", "adherence": "documented"},
            "unknown",
        ),
    ],
)
def test_a_course_gets_its_label(sentence, course, label):
    assert history(course).label(0) == label, sentence


def test_relapse_counts_only_when_it_came_on_the_drug():
    relapse = {**MMF, "outcome": "response_then_relapse", "adherence": "documented"}
    assert history({**relapse, "stop_reason": "relapse"}).label(0) == "failed"
    assert history({**relapse, "stop_reason": "remission"}).label(0) == "not_failed"
    assert history(relapse).label(0) == "unknown"


def test_a_course_that_may_have_failed_raises_only_the_upper_bound():
    failed = {**MMF, "outcome": "no_response", "adherence": "documented"}
    perhaps = {"drug": "azathioprine"}
    count = history(failed, perhaps).count_classes(history(failed, perhaps).is_failed)
    assert (count.lo[0], count.hi[0]) == (1.0, 2.0)


def test_an_incomplete_list_leaves_the_count_open_above():
    failed = {**MMF, "outcome": "no_response", "adherence": "documented"}
    found = history(failed, is_complete=False)
    count = found.count_classes(found.is_failed)
    assert (count.lo[0], count.hi[0]) == (1.0, np.inf)


def test_methotrexate_and_azathioprine_are_one_only_where_a_profile_says_so():
    mtx = {"drug": "methotrexate", "dose": 15, "unit": "mg/week", "weeks": 12, "indication": "extrarenal"}
    aza = {"drug": "azathioprine", "dose": 2, "unit": "mg/kg/day", "weeks": 12, "indication": "extrarenal"}
    courses = [{**c, "outcome": "no_response", "adherence": "documented"} for c in (mtx, aza)]
    apart, together = history(*courses), history(*courses, merged=(("methotrexate", "azathioprine"),))
    assert apart.count_classes(apart.is_failed).lo[0] == 2
    assert together.count_classes(together.is_failed).lo[0] == 1


def test_two_infusions_of_rituximab_are_adequate_and_one_is_not():
    course = {
        "drug": "rituximab",
        "dose": 1,
        "unit": "g/infusion",
        "weeks": 26,
        "outcome": "no_response",
        "adherence": "documented",
    }
    assert history({**course, "doses_given": 2}).label(0) == "failed"
    assert history({**course, "doses_given": 1}).label(0) == "inadequate"
    assert history(course).label(0) == "unknown"


def test_the_order_of_courses_does_not_matter():
    courses = [
        {**MMF, "outcome": "no_response", "adherence": "documented"},
        {"drug": "azathioprine"},
        {"drug": "rituximab"},
    ]
    one, other = history(*courses), history(*reversed(courses))
    first, second = one.count_classes(one.is_failed), other.count_classes(other.is_failed)
    assert (first.lo[0], first.hi[0]) == (second.lo[0], second.hi[0])
