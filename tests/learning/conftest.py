"""Registries of nobody: synthetic patients written down as a centre would, with outcomes that a test chooses."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from eligibility.knowledge.learning_file import Learning, read_learning
from eligibility.knowledge.library import Library, read_library
from eligibility.knowledge.prognosis_files import PrognosisKnowledge
from model.cohort_generator import draw_covariates
from model.literature import design, literature_prior
from model.logistic_normal import failure_probability
from model.published import published

INDEX = date(2024, 5, 1)
YES_NO = ("no", "yes")


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library()


@pytest.fixture(scope="session")
def knowledge(library: Library) -> PrognosisKnowledge:
    return published(library).knowledge


@pytest.fixture(scope="session")
def learning(library: Library) -> Learning:
    return read_learning(library)


def facts_of(drawn: dict[str, np.ndarray], row: int) -> dict[str, object]:
    """One synthetic patient in the words of a record."""
    severe, low_refills = divmod(int(drawn["adherence"][row]), 2)
    no_antimalarial = bool(drawn["no_antimalarial"][row])
    years = 3 if drawn["is_nephritis_long"][row] else 1
    return {
        "is_nephritis_active": "yes",
        "has_lupus_nephritis": "yes",
        "upcr_g_g": f"{drawn['proteinuria'][row]:.3f}",
        "egfr_reported": f"{drawn['egfr'][row]:.1f}",
        "ln_chronicity_index": int(min(drawn["chronicity_index"][row], 12)),
        "ln_activity_index": 9 if drawn["high_activity_index"][row] else 3,
        "ln_class": ("III", "IV", "V")[int(drawn["ln_class"][row])],
        "is_ln_relapsed": YES_NO[int(drawn["is_relapsed"][row])],
        "ln_diagnosed_on": (INDEX - timedelta(days=365 * years)).isoformat(),
        "hydroxychloroquine_mg_day": 0 if no_antimalarial else 400,
        "hcq_level_ng_ml": "" if no_antimalarial else (50 if severe else 900),
        "hcq_level_matrix": "" if no_antimalarial else "whole_blood",
        "hcq_months_on_dose": "" if no_antimalarial else 12,
        "pdc_pct": 60 if low_refills else 95,
        "is_c3_low": YES_NO[int(drawn["low_complement"][row])],
        "is_c4_low": YES_NO[int(drawn["low_complement"][row])],
        "is_anti_dsdna_positive": YES_NO[int(drawn["anti_dsdna"][row])],
        "has_hypertension": YES_NO[int(drawn["hypertension"][row])],
        "sex": "male" if drawn["male"][row] else "female",
        "age_years": int(drawn["age"][row]),
        "sdi_total": int(drawn["damage"][row]),
        "prednisone_mg_day": 15 if drawn["prednisone_above_7_5"][row] else 5,
        "haemoglobin_g_l": 95 if drawn["anaemia"][row] else 145,
    }


@pytest.fixture(scope="session")
def patients(knowledge: PrognosisKnowledge) -> Callable[[int, int], tuple[list[dict[str, object]], np.ndarray]]:
    """So many synthetic patients with active nephritis, as facts, and the prior's own chance of failure of each."""

    def made(size: int, seed: int) -> tuple[list[dict[str, object]], np.ndarray]:
        drawn = draw_covariates(knowledge.distributions["referral"], size, seed)
        prior = literature_prior(knowledge, "renal", "referral")
        rows = design(knowledge, knowledge.models["renal"], drawn)
        log_odds = prior.intercept + (rows - prior.centre) @ prior.mean
        chance = failure_probability(log_odds, prior.frailty_sd)
        found = [
            {"patient_id": f"SYN-{row}", "as_of": INDEX.isoformat(), "is_synthetic": "yes", **facts_of(drawn, row)}
            for row in range(size)
        ]
        return found, chance

    return made


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Rows with outcomes as a registry in CSV."""

    def written(rows: list[dict[str, object]], failed: np.ndarray, name: str = "registry.csv") -> Path:
        full = [
            {
                **row,
                "outcome_12m": "no_response" if failed[i] else "response",
                "outcome_12m_on": (INDEX + timedelta(days=366)).isoformat(),
            }
            for i, row in enumerate(rows)
        ]
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fieldnames=list(full[0]))
            writer.writeheader()
            writer.writerows(full)
        return path

    return written


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, learning: Learning) -> Learning:
    """The same rules with fewer rounds, so that a test need not wait for ten."""
    compare = learning.compare
    fewer = {
        "rounds": compare.rounds.model_copy(update={"value": 2}),
        "completions": compare.completions.model_copy(update={"value": 2}),
    }
    lighter = learning.model_copy(update={"compare": compare.model_copy(update=fewer)})
    monkeypatch.setattr("eligibility.services.learning.learning", lambda: lighter)
    return lighter
