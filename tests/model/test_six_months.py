"""Six months into induction the response so far counts, and the first day's proteinuria is the one that is read."""

from __future__ import annotations

import pytest

from model.estimate import for_patient

FIRST_DAY = {"is_nephritis_active": True, "upcr_g_g_baseline": 4.0, "egfr_baseline": 70.0, "egfr_reported": 70.0}
DUE = {"induction_started_on": 183}


def at_six_months(patients, **facts):
    return for_patient(patients.one(**FIRST_DAY, **facts), 0).at_six_months


def test_a_missed_milestone_raises_the_estimate_and_a_met_one_lowers_it(patients):
    missed, met = (at_six_months(patients, **DUE, upcr_g_g=value) for value in (3.9, 0.6))
    assert (missed.no_response, met.no_response) == ("yes", "no")
    assert missed.estimate > for_patient(patients.one(**FIRST_DAY, upcr_g_g=4.0), 0).estimate > met.estimate
    assert missed.missing_bounds[0] <= missed.estimate <= missed.missing_bounds[1]
    assert missed.interval[0] < missed.estimate < missed.interval[1]
    assert {cite.evidence for cite in missed.cites} == {"local", "cohort"}


def test_an_unknown_response_lies_between_the_two_and_its_bounds_hold_both(patients):
    missed, met = (at_six_months(patients, **DUE, upcr_g_g=value) for value in (3.9, 0.6))
    unknown = at_six_months(patients, **DUE)
    assert unknown.no_response == "unknown"
    assert met.estimate < unknown.estimate < missed.estimate
    assert unknown.missing_bounds[0] <= met.estimate and missed.estimate <= unknown.missing_bounds[1]


@pytest.mark.parametrize(
    "facts",
    [
        {"upcr_g_g": 3.9},
        {"induction_started_on": 40, "upcr_g_g": 3.9},
        {"induction_started_on": (40, 200), "upcr_g_g": 3.9},
    ],
)
def test_before_six_months_or_without_a_start_there_is_none(patients, facts):
    assert at_six_months(patients, **facts) is None


def test_without_active_nephritis_there_is_none(patients):
    facts = FIRST_DAY | {"is_nephritis_active": False}
    assert for_patient(patients.one(**facts, **DUE, upcr_g_g=0.4), 0).at_six_months is None


def test_it_is_the_first_days_proteinuria_that_counts(patients):
    high, low = (
        for_patient(patients.one(**FIRST_DAY | {"upcr_g_g_baseline": first}, **DUE, upcr_g_g=now), 0).at_six_months
        for first, now in ((8.0, 7.9), (1.5, 1.4))
    )
    assert high.no_response == low.no_response == "yes"
    assert high.estimate > low.estimate
