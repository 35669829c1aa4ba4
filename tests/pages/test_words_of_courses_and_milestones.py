"""Words that a clinician could read two ways, or that only the record's file uses."""

from eligibility.domain.record import PatientRecord
from eligibility.services.assess import assess
from pages.parts.course_entry import course_in_words
from pages.parts.renal import STATES


def test_how_often_a_drug_is_given_is_said_in_words():
    said = course_in_words({"drug": "belimumab", "dose": 500, "unit": "mg/infusion", "frequency": "every_2_weeks"})
    assert "every 2 weeks" in said and "_" not in said


def test_a_milestone_whose_time_is_past_is_not_called_passed():
    assert "passed" not in STATES.values()


def test_no_response_before_six_months_is_not_read_as_no_response_yet():
    facts = {"has_lupus_nephritis": True, "induction_started_on": "2026-01-01", "upcr_g_g": 2.0}
    record = PatientRecord(schema=1, patient_id="CASE", as_of="2026-06-01", facts=facts)
    kdigo = next(one for one in assess(record).renal_standards.standards if one.id == "ln_response_kdigo2024")
    assert kdigo.due == "“no response” is not said before 6 months"
