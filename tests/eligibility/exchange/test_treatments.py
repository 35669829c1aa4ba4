"""Treatment courses as people write them, and as the instruments read them."""

from __future__ import annotations

import numpy as np
import pytest

from eligibility.exchange.course_words import DOSE_UNIT, FREQUENCIES, drug_names
from eligibility.instruments.dose import dose_unit


def courses(through_the_door, *written):
    admission = through_the_door(treatments=list(written))
    assert admission.faults_of(0) == []
    return admission.cohort.courses


def test_a_course_is_read_field_by_field(through_the_door):
    found = courses(
        through_the_door,
        {
            "drug": "mycophenolate_mofetil",
            "dose": 2,
            "unit": "g/day",
            "weeks": 30,
            "indication": "nephritis",
            "outcome": "no_response",
            "adherence": "documented",
            "stop_reason": "Inefficacy",
            "frequency": "twice daily",
        },
    )
    assert found.drugs[found.drug[0]] == "mycophenolate_mofetil"
    assert (found.dose.lo[0], found.dose_units[found.dose_unit[0]]) == (2.0, "g/day")
    assert (found.weeks.lo[0], found.weeks.hi[0]) == (30.0, 30.0)
    assert found.indication.possible(0) == ["nephritis"] and found.outcome.possible(0) == ["no_response"]
    assert found.stop_reason.tolist() == ["inefficacy"] and found.frequency.tolist() == ["twice_daily"]


def test_every_name_and_alias_of_a_drug_is_known(through_the_door, library):
    for name, drug in drug_names(library).items():
        found = courses(through_the_door, {"drug": name.upper().replace("_", " ")})
        assert found.drugs[found.drug[0]] == drug


def test_an_unknown_drug_is_refused_with_the_nearest_and_not_repeated(through_the_door):
    (fault,) = through_the_door(treatments=[{"drug": "rituximab"}, {"drug": "ritoximabb"}]).faults_of(0)
    assert fault.what.startswith("Treatment 2") and "'rituximab'" in fault.what and "ritoximabb" not in str(fault)


def test_a_course_without_a_drug_or_with_an_unknown_key_is_refused(through_the_door):
    faults = through_the_door(treatments=[{"dose": 2}, {"drug": "rituximab", "outcom": "intolerance"}]).faults_of(0)
    assert ["Treatment 1" in faults[1].what, "'outcome'" in faults[0].what] == [True, True]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("outcome", "cured", "is not one of the values of the list"),
        ("adherence", "good", "is not one of the values of the list"),
        ("dose", "2 tablets", "has something beside the number"),
        ("dose", -2, "lies outside the limits of 0 or more"),
        ("unit", "tablets", "has a unit that is not accepted"),
        ("weeks", "long", "is not a number"),
        ("started_on", "2023-01-01", "is a day after the assessment day"),
        ("stopped_on", "3/4/21", "order of day and month"),
    ],
)
def test_what_is_wrong_with_a_field_is_named_with_its_course(through_the_door, field, value, said):
    admission = through_the_door(treatments=[{"drug": "rituximab"}, {"drug": "belimumab", field: value}])
    (fault,) = admission.faults_of(0)
    assert fault.what.startswith(f"Treatment 2, {field}") and said in fault.what


def test_weeks_follow_from_the_dates(through_the_door):
    found = courses(through_the_door, {"drug": "belimumab", "started_on": "2021-01-01", "stopped_on": "2021-04-02"})
    assert (found.weeks.lo[0], found.weeks.hi[0]) == (13.0, 13.0)
    assert found.is_current.words() == ["no"] and found.stopped_days.lo.tolist() == [394.0]


@pytest.mark.parametrize("word", ["current", "ongoing", "Still taken"])
def test_a_course_still_taken_runs_to_the_assessment(through_the_door, word):
    found = courses(through_the_door, {"drug": "belimumab", "started_on": "2022-01-30", "stopped_on": word})
    assert found.is_current.words() == ["yes"]
    assert (found.weeks.lo[0], found.weeks.hi[0]) == (13.0, 13.0) and found.stopped_days.hi.tolist() == [0.0]


@pytest.mark.parametrize("stopped", [{}, {"stopped_on": None}, {"stopped_on": "unknown"}])
def test_a_course_whose_end_nobody_wrote_may_have_ended_on_any_day(through_the_door, stopped):
    found = courses(through_the_door, {"drug": "belimumab", "started_on": "2022-01-30", **stopped})
    assert found.is_current.words() == ["unknown"]
    assert (found.weeks.lo[0], found.weeks.hi[0]) == (0.0, 13.0)


def test_a_course_of_nothing_but_a_drug_is_unknown_throughout(through_the_door):
    found = courses(through_the_door, {"drug": "belimumab"})
    for column in (found.dose, found.weeks, found.doses_given, found.outcome, found.adherence, found.indication):
        assert column.is_unknown.all()
    assert found.dose_unit.tolist() == [-1]


def warned(through_the_door, **course) -> set[str]:
    admission = through_the_door(treatments=[{"drug": "rituximab"} | course])
    assert admission.faults_of(0) == []
    return {warning.code for warning in admission.cohort.warnings}


def test_a_course_that_stops_before_it_starts_is_named(through_the_door):
    assert warned(through_the_door, started_on="2021-05-01", stopped_on="2021-04-01") == {
        "treatments.stopped_before_started"
    }
    found = courses(through_the_door, {"drug": "rituximab", "started_on": "2021-05-01", "stopped_on": "2021-04-01"})
    assert found.weeks.is_unknown.tolist() == [True]


def test_weeks_against_the_dates_are_named_and_both_stay_possible(through_the_door):
    course = {"started_on": "2021-01-01", "stopped_on": "2021-04-02", "weeks": 30}
    assert warned(through_the_door, drug="belimumab", **course) == {"treatments.weeks_against_dates"}
    found = courses(through_the_door, {"drug": "belimumab", **course})
    assert (found.weeks.lo[0], found.weeks.hi[0]) == (13.0, 30.0)
    assert warned(through_the_door, **{**course, "weeks": 13}) == set()


def test_a_dose_without_a_unit_is_named(through_the_door):
    assert warned(through_the_door, dose=2) == {"treatments.dose_without_unit"}


@pytest.mark.parametrize("unit", ["g/day", "mg/kg/day", "mg/m²", "mg/m2/infusion", "g/infusion", "mg / week", "ug/kg"])
def test_every_dose_unit_that_the_door_lets_in_is_one_the_instruments_read(through_the_door, unit):
    found = courses(through_the_door, {"drug": "rituximab", "dose": 1, "unit": unit})
    assert DOSE_UNIT.fullmatch(found.dose_units[0].lower()) and dose_unit(found.dose_units[0]) is not None


def test_courses_stand_in_the_order_given_behind_their_patient(through_the_door):
    found = courses(through_the_door, {"drug": "rituximab"}, {"drug": "belimumab"}, {"drug": "rituximab"})
    assert [found.drugs[i] for i in found.drug] == ["rituximab", "belimumab", "rituximab"]
    assert np.array_equal(found.offsets, [0, 3])


@pytest.mark.parametrize("word", sorted(FREQUENCIES))
def test_every_word_for_how_often_is_counted_with_by_the_instruments(through_the_door, word):
    course = {"drug": "rituximab", "dose": 1, "unit": "g", "frequency": word.replace("_", " ").capitalize()}
    admission = through_the_door(treatments=[course])
    assert admission.cohort.warnings == ()
    (found,) = admission.cohort.courses.frequency
    assert dose_unit("g", found).days is not None


@pytest.mark.parametrize("word", ["fortnightly", "q3w", "prn"])
def test_another_word_for_how_often_is_named_and_counts_as_not_known(through_the_door, word):
    admission = through_the_door(treatments=[{"drug": "rituximab", "dose": 1, "unit": "g", "frequency": word}])
    (warning,) = admission.cohort.warnings
    assert warning.code == "treatments.frequency_unknown" and word not in warning.what
    assert admission.faults_of(0) == [] and dose_unit("g", admission.cohort.courses.frequency[0]).days is None


@pytest.mark.parametrize("word", [None, "", "unknown", "not asked"])
def test_how_often_may_stay_open(through_the_door, word):
    assert through_the_door(treatments=[{"drug": "rituximab", "frequency": word}]).cohort.warnings == ()


def test_a_set_number_of_doses_may_have_been_judged_on_any_day_since_the_last(through_the_door):
    given = {"started_on": "2021-03-01", "stopped_on": "2021-03-15"}
    found = courses(
        through_the_door,
        {"drug": "rituximab", **given},
        {"drug": "rituximab", **given, "weeks": 26},
        {"drug": "cyclophosphamide", **given},
        {"drug": "methotrexate", **given},
    )
    assert found.weeks.lo.tolist() == [2.0, 26.0, 2.0, 2.0]
    assert found.weeks.hi[0] == found.weeks.hi[2] == found.started_days.hi[0] / 7.0 > 26
    assert found.weeks.hi[1] == 26.0 and found.weeks.hi[3] == 2.0
