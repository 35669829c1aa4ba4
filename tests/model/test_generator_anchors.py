"""Synthetic cohorts against published figures: levels are tuning, contrasts the check, T6 to T8 what they are."""

from __future__ import annotations

import pytest

from eligibility.knowledge.anchor_files import read_anchors
from eligibility.knowledge.secondary_files import read_secondary
from model.anchors import check_anchors, wilson
from model.synthetic import synthetic_cohort, synthetic_patients

SIZE = 60_000


@pytest.fixture(scope="module")
def checks(library, known):
    return {check.id: check for check in check_anchors(known.knowledge, read_anchors(library), SIZE, seed=8)}


LEVELS = ("T1", "T2", "T3_new", "T3_relapsed", "T4", "T5_bicla", "T5_sri4")
INPUTS = ("T6_inception", "T6_flaring")
CONTRASTS = ("relapsed", "proteinuria_from_3", "proteinuria_above_1_5", "egfr_below_60")


@pytest.mark.parametrize("anchor", (*LEVELS, *INPUTS, *CONTRASTS))
def test_the_synthetic_cohort_lies_inside_the_interval_of_the_source(checks, anchor):
    check = checks[anchor]
    assert check.low <= check.synthetic <= check.high


def test_every_anchor_is_looked_at(checks):
    assert set(checks) == {*LEVELS, *INPUTS, *CONTRASTS, "level_severe"}


def test_adherence_as_one_term_is_weaker_than_the_published_contrast_and_never_reversed(checks):
    """The level and the refills no longer add, so the contrast sits at the weak end of the source's interval."""
    assert 1.5 < checks["level_severe"].synthetic < 1.1 * checks["level_severe"].low


def test_a_share_has_wilsons_interval():
    assert wilson(36, 148) == pytest.approx((0.181, 0.318), abs=5e-4)
    assert wilson(17, 75) == pytest.approx((0.147, 0.333), abs=5e-4)
    low, high = wilson(434, 578, one_sided=True)
    assert wilson(434, 578)[0] < low < 0.75 and high == 1.0


def test_damage_a_year_and_kidney_failure_are_other_outputs_at_their_published_figures(library, known):
    secondary = read_secondary(library, tuple(known.knowledge.inputs))
    assert 0.10 <= secondary.damage.rate.number <= 0.13
    ten_years = secondary.kidney_failure.nephritis_at_ten_years
    assert (ten_years.number, ten_years.low, ten_years.high) == (0.101, 0.066, 0.136)


@pytest.mark.parametrize("kind", ["renal", "extrarenal", "landmark"])
def test_a_synthetic_cohort_says_so_on_every_row_and_comes_back_from_its_seed(known, kind):
    first = synthetic_cohort(known.knowledge, kind, "trial_type", 500, seed=4)
    again = synthetic_cohort(known.knowledge, kind, "trial_type", 500, seed=4)
    other = synthetic_cohort(known.knowledge, kind, "trial_type", 500, seed=5)
    assert first["is_synthetic"].all() and (first["model"] == kind).all()
    assert first.equals(again)
    assert not first["log_odds"].equals(other["log_odds"])


def test_frailty_is_in_the_outcome_and_not_in_the_record(known):
    made = synthetic_patients(known.knowledge, "renal", "referral", SIZE, seed=3)
    certain = made.log_odds > 3.0
    expected = 1 / (1 + 2.718281828 ** -made.log_odds[certain])
    assert made.failed[certain].mean() < expected.mean() - 0.005
    assert "frailty" not in made.covariates
