"""The generator, the intercepts and the levels agree, and a second implementation of the tables says the same."""

from __future__ import annotations

import json

import numpy as np
import pytest

from eligibility.knowledge.prognosis_files import MODELS
from model.cohort_generator import draw_covariates, term_contributions
from model.landmark import RESPONSE
from model.logistic_normal import failure_probability, log_odds_for
from model.synthetic import synthetic_patients

SIZE = 60_000
SETTINGS = ("trial_type", "referral", "real_world")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def second_implementation(mix: str, size: int = SIZE, seed: int = 11):
    """The proposal's renal tables written out by hand, with level and refills as two terms."""
    draw = np.random.default_rng(seed)
    trial = mix == "trial"
    relapsed = draw.random(size) < (0.335 if trial else 0.60)
    upcr = np.clip(np.exp(draw.normal(0.893, 0.777, size)), 1 if trial else 0.5, 15)
    egfr = draw.normal(100, 33, size) if trial else draw.normal(np.where(relapsed, 88, 100), 33, size)
    egfr = np.clip(egfr, 30 if trial else 12, 140)
    chronicity = draw.poisson(draw.gamma(1.2, np.where(relapsed, 2.6, 1.3) / 1.2))
    which = draw.random(size)
    more = 1 + draw.poisson(0.8 if trial else 1.4, size)
    failed = np.where(relapsed, more, draw.random(size) < 0.3)
    severe = draw.random(size) < (0.08 if trial else 0.18)
    refills = draw.random(size) < np.where(severe, 0.90, 0.15 if trial else 0.30)
    low_c = draw.random(size) < 0.65
    predictor = (
        0.45 * np.log2(upcr)
        + 0.018 * np.maximum(0, 90 - egfr)
        + 0.12 * np.minimum(chronicity, 6)
        + 0.10 * (draw.random(size) < 0.42)
        + np.where(which < 0.60, 0.30, np.where(which < 0.76, 0.35, 0.0))
        + 0.45 * relapsed
        + 0.20 * (draw.random(size) < np.where(relapsed, 0.70, 0.12))
        + 0.20 * np.minimum(failed, 4)
        + 0.85 * severe
        + 0.35 * refills
        + 0.40 * (draw.random(size) < 0.28)
        + 0.25 * low_c
        + 0.15 * (draw.random(size) < np.where(low_c, 0.86, 0.60))
        + 0.35 * (draw.random(size) < sigmoid(-0.2 + 0.012 * (90 - egfr) + 0.1 * np.log2(upcr)))
        + 0.25 * (draw.random(size) < 0.12)
        - 0.15 * (np.clip(draw.normal(33.5, 10.6, size), 18, 70) - 35) / 10
        + 0.40 * (draw.random(size) < np.where(relapsed, 0.50, 0.20))
        + 0.20 * (draw.random(size) < 0.85)
        + 0.20 * (draw.random(size) < 0.45)
    )
    return relapsed, predictor


@pytest.mark.parametrize(
    ("mix", "intercept", "new", "relapsed"),
    [
        ("trial", -1.13, 0.727, 0.869),
        ("trial", -1.74, 0.620, 0.801),
        ("referral", -1.80, 0.629, 0.829),
        ("referral", -2.72, 0.452, 0.698),
    ],
)
def test_the_tables_written_out_by_hand_give_the_proposals_own_check(mix, intercept, new, relapsed):
    is_relapsed, predictor = second_implementation(mix)
    failing = failure_probability(intercept + predictor, 0.8)
    assert failing[~is_relapsed].mean() == pytest.approx(new, abs=0.005)
    assert failing[is_relapsed].mean() == pytest.approx(relapsed, abs=0.005)


@pytest.mark.parametrize(
    ("setting", "new", "relapsed"),
    [("trial_type", 0.727, 0.869), ("referral", 0.629, 0.829), ("real_world", 0.452, 0.698)],
)
def test_with_one_adherence_term_the_solved_intercepts_still_give_new_and_relapsed_rates(known, setting, new, relapsed):
    level = known.knowledge.shared.settings[setting].renal
    drawn = draw_covariates(known.knowledge.distributions[level.reference], SIZE, seed=3)
    added = sum(term_contributions(known.knowledge, known.knowledge.models["renal"], drawn).values())
    failing = failure_probability(level.intercept.number + added, known.knowledge.shared.frailty_sd.number)
    assert failing[~drawn["is_relapsed"]].mean() == pytest.approx(new, abs=0.006)
    assert failing[drawn["is_relapsed"]].mean() == pytest.approx(relapsed, abs=0.006)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("model", MODELS)
def test_every_intercept_is_the_one_that_reproduces_its_level_and_range(known, setting, model):
    level = known.knowledge.shared.settings[setting].level(model)
    drawn = draw_covariates(known.knowledge.distributions[level.reference], SIZE, seed=5)
    added = sum(term_contributions(known.knowledge, known.knowledge.models[model], drawn).values())
    spread = known.knowledge.shared.frailty_sd.number
    for share, intercept in (
        (level.level.number, level.intercept.number),
        (level.level.low, level.intercept.low),
        (level.level.high, level.intercept.high),
    ):
        assert log_odds_for(share, added, spread) == pytest.approx(intercept, abs=0.03)
    assert level.intercept.number == pytest.approx(level.tabulated.number, abs=0.06)


def test_the_reference_cohorts_have_the_marginals_of_the_proposal(known):
    for name, upcr3, egfr90, hypertension, ci3 in (
        ("trial", 0.398, 0.618, 0.459, 0.249),
        ("referral", 0.396, 0.534, 0.477, 0.304),
    ):
        drawn = draw_covariates(known.knowledge.distributions[name], SIZE, seed=2)
        assert (drawn["proteinuria"] >= 3).mean() == pytest.approx(upcr3, abs=0.012)
        assert (drawn["egfr"] >= 90).mean() == pytest.approx(egfr90, abs=0.012)
        assert drawn["hypertension"].mean() == pytest.approx(hypertension, abs=0.012)
        assert (drawn["chronicity_index"] >= 3).mean() == pytest.approx(ci3, abs=0.012)


@pytest.mark.parametrize("setting", SETTINGS)
def test_at_six_months_every_intercept_reproduces_the_level_of_its_setting_and_its_range(known, setting):
    made = synthetic_patients(known.knowledge, "landmark", setting, SIZE, seed=5)
    intercept, level = (
        known.knowledge.landmark.intercepts[setting],
        known.knowledge.shared.settings[setting].renal.level,
    )
    offsets = made.log_odds - intercept.number
    for share, wanted in (
        (level.number, intercept.number),
        (level.low, intercept.low),
        (level.high, intercept.high),
    ):
        assert log_odds_for(share, offsets, 0.8) == pytest.approx(wanted, abs=0.03)


@pytest.mark.parametrize("setting", SETTINGS)
def test_averaged_over_the_response_the_landmark_model_gives_the_renal_model_back(known, setting):
    """So that an estimate at six months and one on the first day never contradict each other on average."""
    knowledge = known.knowledge
    made = synthetic_patients(knowledge, "landmark", setting, SIZE, seed=6)
    first_day = failure_probability(synthetic_patients(knowledge, "renal", setting, SIZE, seed=6).log_odds, 0.8)
    effect = knowledge.landmark.response.coefficients["present"].number
    without = made.log_odds - effect * made.covariates[RESPONSE]
    chance = made.covariates[RESPONSE].mean()
    assert chance == pytest.approx(knowledge.landmark.share_without_response.number, abs=0.01)
    by_risk = np.argsort(first_day).reshape(10, -1)
    at_six_months = failure_probability(made.log_odds, 0.8)
    for tenth in by_risk:
        assert at_six_months[tenth].mean() == pytest.approx(first_day[tenth].mean(), abs=0.02)
    assert (failure_probability(without + effect, 0.8) > failure_probability(without, 0.8)).all()


def test_coefficients_and_ranges_are_those_of_the_proposal(known, shared):
    proposal = json.loads((shared / "reference" / "prognosis.json").read_text(encoding="utf-8"))["proposal"]
    response = next(row for row in proposal["predictors_renal"] if row["name"].startswith("No PR"))
    found = known.knowledge.landmark.response.coefficients["present"]
    assert (found.number, found.low, found.high) == (response["beta_log_odds_fail"], *response["sensitivity_range"])
    for model in MODELS:
        wanted = {
            (row["beta_log_odds_fail"], *row["sensitivity_range"])
            for row in proposal[f"predictors_{model}"]
            if not row["name"].startswith(("Race", "No PR"))
        }
        terms = known.knowledge.models[model].terms.values()
        assert {(c.number, c.low, c.high) for term in terms for c in term.coefficients.values()} == wanted
