"""The draws that order a list: the same uncertainty as the estimate, and a newcomer moves nobody."""

from __future__ import annotations

import numpy as np
import pytest

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.reading import Reading
from model.columns import evaluate_all
from model.draws import need_draws
from model.features import read_features
from model.inputs import ADHERENCE

SIZE = 60


@pytest.fixture(scope="module")
def reading(patients):
    return patients.reading(SIZE, patients.hide(patients.random(41, SIZE), 42))


@pytest.fixture(scope="module")
def drawn(reading):
    return need_draws(reading, count=2000)


def adherent(known, reading, leave_out=()):
    """The estimate of the same patients with adherence set to adherent and some inputs not known."""
    features = read_features(reading, known.knowledge)
    columns = dict(features.columns)
    columns["adherence"] = Choice(ADHERENCE, np.full(SIZE, 1, dtype=np.uint32))
    for name in leave_out:
        column = columns[name]
        columns[name] = Interval.unknown(SIZE) if isinstance(column, Interval) else Truth.unknown(SIZE)
    changed = type(features)(features.size, features.model, columns, features.cautions)
    return evaluate_all(changed, reading.cohort, known, "referral")


@pytest.mark.parametrize("leave_out", [(), ("damage", "egfr", "sledai_2k")])
def test_their_mean_is_the_estimate_with_adherence_set_to_adherent(known, reading, leave_out):
    found = need_draws(reading, count=2000, leave_out=leave_out).mean(axis=0)
    wanted = adherent(known, reading, leave_out)
    settled = wanted.model > 0
    np.testing.assert_allclose(found[settled], wanted.estimate[settled], atol=0.02)


def test_they_span_at_least_the_interval_of_the_estimate(known, reading, drawn):
    wanted = adherent(known, reading)
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    settled = wanted.model > 0
    assert (low[settled] <= wanted.low[settled] + 0.03).all() and (high[settled] >= wanted.high[settled] - 0.03).all()


def test_no_completion_lies_outside_what_is_possible(drawn):
    assert drawn.shape == (2000, SIZE) and ((drawn > 0) & (drawn < 1)).all()


def test_a_newcomer_moves_nobody_else(patients, reading, drawn):
    rows = np.array([7, 3, 50])
    fewer = Reading(reading.cohort.take(rows), patients.instruments)
    np.testing.assert_allclose(need_draws(fewer, count=2000), drawn[:, rows], rtol=1e-10)


def test_where_the_model_is_not_settled_both_have_their_say(patients):
    open_one = patients.reading(1, {"upcr_g_g": Interval.known([3.0])})
    renal = patients.reading(1, {"upcr_g_g": Interval.known([3.0]), "is_nephritis_active": Truth.of([True])})
    extrarenal = patients.reading(1, {"upcr_g_g": Interval.known([3.0]), "is_nephritis_active": Truth.of([False])})
    both, first, second = (need_draws(one, count=100)[:, 0] for one in (open_one, renal, extrarenal))
    np.testing.assert_array_equal(both, np.where(np.arange(100) % 2 == 0, first, second))


def test_adherence_does_not_move_them(patients):
    facts = {"is_nephritis_active": Truth.of([True])}
    level = {
        "hcq_level_ng_ml": Interval.known([20.0]),
        "hcq_months_on_dose": Interval.known([12.0]),
        "hydroxychloroquine_mg_day": Interval.known([400.0]),
        "hcq_level_matrix": patients.column("hcq_level_matrix", "whole_blood"),
    }
    dose = {"hydroxychloroquine_mg_day": Interval.known([400.0])}
    poor = need_draws(patients.reading(1, facts | level), count=50)
    unknown = need_draws(patients.reading(1, facts | dose), count=50)
    np.testing.assert_array_equal(poor, unknown)
