"""A dose in the wrong unit, or a mistyped day, is confirmed by a person before a verdict may rest on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from eligibility.domain.record import PatientRecord
from eligibility.services.clock import today
from eligibility.services.records import check


def warned(**course) -> bool:
    record = PatientRecord(
        schema=1, patient_id="A", as_of=date(2026, 6, 1), facts={"weight_kg": 60}, treatments=[course]
    )
    checked = check(record)
    assert not checked.faults
    return any(warning.code == "plausible.treatments_dose" for warning in checked.warnings)


@pytest.mark.parametrize(
    "course",
    [
        {"drug": "mycophenolate_mofetil", "dose": 2000, "unit": "g/day"},
        {"drug": "mycophenolate_mofetil", "dose": 500, "unit": "g/day"},
        {"drug": "hydroxychloroquine", "dose": 400, "unit": "mg/kg/day"},
        {"drug": "azathioprine", "dose": 150, "unit": "g/day"},
    ],
)
def test_a_dose_many_times_the_least_adequate_one_is_to_be_confirmed(course):
    assert warned(**course)


@pytest.mark.parametrize(
    "course",
    [
        {"drug": "mycophenolate_mofetil", "dose": 3, "unit": "g/day"},
        {"drug": "mycophenolate_mofetil", "dose": 3000, "unit": "mg/day"},
        {"drug": "hydroxychloroquine", "dose": 400, "unit": "mg/day"},
        {"drug": "azathioprine", "dose": 150, "unit": "mg/day"},
        {"drug": "cyclophosphamide", "dose": 1500, "unit": "mg/infusion"},
        {"drug": "rituximab", "dose": 1, "unit": "g/infusion"},
        {"drug": "mycophenolate_mofetil"},
    ],
)
def test_a_dose_in_use_or_unknown_is_not(course):
    assert not warned(**course)


def test_an_assessment_day_to_come_is_to_be_confirmed():
    """A mistyped year would move every age and every staleness limit."""
    for day, is_warned in ((today(), False), (today() + timedelta(days=1), True)):
        checked = check(PatientRecord(schema=1, patient_id="A", as_of=day))
        assert [warning.code for warning in checked.warnings] == ["plausible.as_of"] * is_warned


def test_nothing_is_said_of_the_dose_of_a_drug_that_could_not_be_read():
    courses = [{"drug": "elixir", "dose": 9, "unit": "g/day"}, {"drug": "prednisone", "dose": 900, "unit": "g/day"}]
    checked = check(PatientRecord(schema=1, patient_id="A", as_of=date(2026, 6, 1), treatments=courses))
    assert checked.faults and not checked.warnings
