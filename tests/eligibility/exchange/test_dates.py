"""Days as people write them, and how long before the assessment they were."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from eligibility.exchange.dates import completed_years, date_span


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("2022-05-01", (date(2022, 5, 1), date(2022, 5, 1))),
        (date(2022, 5, 1), (date(2022, 5, 1), date(2022, 5, 1))),
        (datetime(2022, 5, 1, 13, 0), (date(2022, 5, 1), date(2022, 5, 1))),
        ("2022-05-01T13:00:00Z", (date(2022, 5, 1), date(2022, 5, 1))),
        ("2022-02", (date(2022, 2, 1), date(2022, 2, 28))),
        ("2022", (date(2022, 1, 1), date(2022, 12, 31))),
        (2022, (date(2022, 1, 1), date(2022, 12, 31))),
        ("never", "never"),
        ("unknown", None),
    ],
)
def test_a_day_a_month_or_a_year_is_the_span_it_may_be(written, span):
    assert date_span(written) == span


@pytest.mark.parametrize(
    ("written", "trouble"),
    [
        ("03/04/2022", "date_order"),
        ("3.4.22", "date_order"),
        ("2022-02-30", "no_such_day"),
        ("2022-13", "no_such_day"),
        (44682, "date_as_number"),
        ("44682", "date_as_number"),
        ("0022-05-01", "date_too_early"),
        ("last spring", "not_a_date"),
        (True, "not_a_date"),
        ("Data Not Available", "words_for_missing"),
    ],
)
def test_a_day_that_is_not_sure_is_named_and_never_guessed(written, trouble):
    assert date_span(written) == trouble


@pytest.mark.parametrize(
    ("born", "as_of", "years"),
    [
        ("1997-05-01", "2022-05-01", 25),
        ("1997-05-02", "2022-05-01", 24),
        ("2004-02-29", "2022-02-28", 17),
        ("2004-02-29", "2022-03-01", 18),
        ("2022-05-01", "2022-05-01", 0),
    ],
)
def test_age_is_counted_in_birthdays(born, as_of, years):
    assert completed_years(np.array([born], "datetime64[D]"), np.array([as_of], "datetime64[D]")).tolist() == [years]


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2022-04-20", (11.0, 11.0)),
        ("2022-04", (1.0, 30.0)),
        ("2022-05", (0.0, 0.0)),
        ("2022", (0.0, 120.0)),
        ("never", (np.inf, np.inf)),
    ],
)
def test_an_event_is_so_many_days_ago(bounds_of, written, days):
    assert bounds_of("seizure_on", written) == days


@pytest.mark.parametrize("written", ["2022-05-02", "2022-06", "2023"])
def test_a_day_after_the_assessment_is_refused(fault_of, written):
    assert "is a day after the assessment day" in fault_of("seizure_on", written)


def test_never_is_refused_where_the_day_exists_for_everybody(fault_of):
    assert "`never`" in fault_of("birth_date", "never")


def test_a_bare_value_is_current_and_a_blank_day_is_an_unknown_age(through_the_door):
    bare = through_the_door({"lvef_pct": 60}).cohort
    assert "lvef_pct" not in bare.ages
    undated = through_the_door({"lvef_pct": {"value": 60, "on": None}}).cohort
    assert undated.age_days("lvef_pct").is_unknown.tolist() == [True]
    dated = through_the_door({"lvef_pct": {"value": 60, "on": "2022-04"}}).cohort.age_days("lvef_pct")
    assert (dated.lo[0], dated.hi[0]) == (1.0, 30.0)
    assert through_the_door({"lvef_pct": {"value": 60}}).cohort.ages == {}


def test_a_value_observed_after_the_assessment_is_refused(through_the_door):
    (fault,) = through_the_door({"lvef_pct": {"value": 60, "on": "2022-06-01"}}).faults_of(0)
    assert fault.where == "lvef_pct" and "the day of observation is a day after" in fault.what
