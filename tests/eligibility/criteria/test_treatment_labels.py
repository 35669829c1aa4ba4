"""What is said of each course: its label, and a working that people can read."""

from eligibility.domain.record import PatientRecord
from eligibility.services.assess import assess

TAKEN = {"indication": "nephritis", "outcome": "no_response", "adherence": "documented"}


def labelled(**course):
    record = {"schema": 1, "patient_id": "CASE", "as_of": "2026-06-01", "facts": {}, "treatments": [TAKEN | course]}
    (found,) = assess(PatientRecord.model_validate(record)).treatments
    return found


def test_two_infusions_of_rituximab_a_fortnight_apart_are_not_too_short():
    days = {"started_on": "2025-03-01", "stopped_on": "2025-03-15"}
    course = {"drug": "rituximab", "dose": 1, "unit": "g/infusion", "route": "iv", "doses_given": 2, **days}
    assert labelled(**course).label == "unknown"
    assert labelled(**course, weeks=26).label == "failed"
    assert "from the first dose to the day its effect was judged" in labelled(**course).working[1]


def test_cyclophosphamide_of_an_unnamed_regimen_is_no_worse_than_the_regimen_named():
    days = {"started_on": "2025-03-15", "stopped_on": "2025-05-24"}
    course = {"dose": 500, "unit": "mg/infusion", "frequency": "every_2_weeks", "doses_given": 6, **days}
    assert labelled(drug="cyclophosphamide", **course).label == "unknown"
    assert labelled(drug="cyclophosphamide_euro_lupus", **course, weeks=12).label == "failed"


def test_a_time_in_weeks_is_said_to_one_decimal_and_never_rounded_up_to_the_floor():
    mmf = {"drug": "mycophenolate_mofetil", "dose": 2, "unit": "g/day"}
    found = labelled(**mmf, started_on="2026-01-01", stopped_on="2026-06-01")
    assert found.weeks == "21.6" and found.working[1].startswith("Time 21.6 weeks")
    short = labelled(drug="methotrexate", dose=20, unit="mg/week", started_on="2026-01-01", stopped_on="2026-03-25")
    assert (short.weeks, short.is_time_adequate) == ("11.9", "no")
