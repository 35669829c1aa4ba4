"""Milestones under induction: which is due, whether it is reached, and the time allowed for nephrotic onset."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.domain.interval import Interval
from eligibility.instruments.elapsed import shortest_days
from eligibility.instruments.one_patient import answers, ask
from tests.eligibility.instruments.known_and_open import assert_exact, assert_patient

RATIOS = [0, 0.3, 0.5, 0.69, 0.7, 0.75, 1.0, 1.74, 1.75, 2.0, 2.625, 3.0, 3.4, 3.5, 4.0, 7.0]
MONTHS = [0, 2.9, 3, 5.9, 6, 11.9, 12, 23.9, 24, 40]
GRIDS = {"upcr_g_g": RATIOS, "baseline_upcr_g_g": RATIOS, "months": MONTHS}
PROTEINURIA = ["milestone", "is_on_target_2023", "is_missed"]


@given(
    entries=st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, values in GRIDS.items()}
        | {"egfr": st.sampled_from([30, 79.9, 80, 100]), "baseline_egfr": st.sampled_from([60, 100, 125])}
    ),
    data=st.data(),
)
def test_filling_in_what_is_missing_never_moves_an_answer(instruments, entries, data):
    assert_patient(instruments["ln_milestone_eular"], entries, data)


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"months": 3},
        {"months": 12, "baseline_upcr_g_g": 4.0},
        {"months": 12, "upcr_g_g": 1.0},
        {"upcr_g_g": 0.5},
        {"upcr_g_g": 2.5, "baseline_upcr_g_g": 4.0},
        {"upcr_g_g": 3.9, "baseline_upcr_g_g": 4.0},
        {"months": 6, "upcr_g_g": 0.6},
    ],
)
def test_what_stays_possible_is_exactly_what_could_come_out(instruments, kept):
    assert_exact(instruments["ln_milestone_eular"], kept, GRIDS, PROTEINURIA)


@pytest.mark.parametrize("months", [3, 6, 12, 24])
def test_a_milestone_is_due_on_every_anniversary_and_at_most_three_days_before(months):
    spans = set()
    for day in range(4 * 366):
        start = date(2019, 1, 1) + timedelta(days=day)
        year, month = start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        spans.add((date(year, month, min(start.day, last)) - start).days)
    assert shortest_days(months) == min(spans)
    assert max(spans) - shortest_days(months) <= 3


def test_a_start_date_and_stated_months_that_disagree_leave_the_time_open(instruments):
    entries = {"months": 12, "days_since_start": 30, "upcr_g_g": 4.0, "baseline_upcr_g_g": 4.0}
    assert answers(ask(instruments["ln_milestone_eular"], entries))["is_missed"] is None


def test_an_induction_that_never_began_has_no_milestone(instruments):
    columns = {
        "days_since_start": Interval(np.array([np.inf]), np.array([np.inf])),
        "upcr_g_g": Interval.known([4.0]),
        "baseline_upcr_g_g": Interval.known([4.0]),
    }
    got = answers(instruments["ln_milestone_eular"].over(1, columns))
    assert got["milestone"] == "not_due"
    assert got["is_missed"] is False


def test_the_egfr_of_today_may_come_from_creatinine(instruments):
    entries = {"months": 6, "upcr_g_g": 1.0, "baseline_upcr_g_g": 3.0, "baseline_egfr": 110}
    entries |= {"creatinine_umol_l": 88.4, "age_years": 50, "sex": "male"}
    got = answers(ask(instruments["ln_milestone_eular"], entries))
    assert got["egfr_ratio"] == pytest.approx(91.691479 / 110)
    assert got["is_on_target_2025"] is True
