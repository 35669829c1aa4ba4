"""Builds the shipped estimate from the literature: the same knowledge and seed give the same bytes."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.library import Library, read_library
from eligibility.knowledge.prognosis_files import PrognosisKnowledge, read_prognosis
from model.artefact import FOLDER, Artefact, as_text, knowledge_hash
from model.estimator import FailureClassifier
from model.literature import KINDS, literature_prior
from model.posterior import Posterior
from model.posterior_sampling import as_effects

LITERATURE = "literature"
KEPT_DRAWS = 500


def train(out: Path | None = None, library: Library | None = None) -> list[Path]:
    """Writes `literature.json`, and beside it the classifiers as joblib with their SHA-256; gives the files written."""
    library = read_library() if library is None else library
    folder = FOLDER if out is None else out
    folder.mkdir(parents=True, exist_ok=True)
    knowledge = read_prognosis(library)
    text = as_text(literature_artefact(knowledge, knowledge_hash(library.folder)))
    readable = folder / f"{LITERATURE}.json"
    readable.write_text(text, encoding="utf-8")
    return [readable, *write_pipeline(folder / f"{LITERATURE}.joblib", literature_classifiers(knowledge))]


def literature_artefact(knowledge: PrognosisKnowledge, made_from: str) -> Artefact:
    """The prior of every model in every setting, with exact moments and draws from one seed."""
    seed = int(knowledge.shared.seed.number)
    return Artefact(
        name=LITERATURE,
        version=knowledge.shared.version,
        status=knowledge.shared.status,
        knowledge=made_from,
        seed=seed,
        posteriors={
            kind: {setting: _posterior(knowledge, kind, setting, seed) for setting in knowledge.shared.settings}
            for kind in KINDS
        },
    )


def literature_classifiers(knowledge: PrognosisKnowledge) -> dict[str, FailureClassifier]:
    """The classifiers before any patient, by `model/setting`."""
    seed = int(knowledge.shared.seed.number)
    return {
        f"{kind}/{setting}": FailureClassifier.from_prior(
            kind, setting, knowledge, n_draws=KEPT_DRAWS, random_state=seed
        )
        for kind in KINDS
        for setting in knowledge.shared.settings
    }


def write_pipeline(path: Path, pipeline: Any) -> list[Path]:
    """A joblib file and its SHA-256 beside it."""
    buffer = io.BytesIO()
    joblib.dump(pipeline, buffer)
    path.write_bytes(buffer.getvalue())
    beside = path.with_suffix(".joblib.sha256")
    beside.write_text(f"{hashlib.sha256(buffer.getvalue()).hexdigest()}  {path.name}\n", encoding="utf-8")
    return [path, beside]


def read_pipeline(path: Path) -> Any:
    """A joblib file of our own making, refused unless its bytes are the ones whose SHA-256 stands beside it.

    Loading runs what the file says; the application itself never does it.
    """
    data = path.read_bytes()
    beside = path.with_suffix(".joblib.sha256")
    wanted = beside.read_text(encoding="utf-8").split()[0] if beside.exists() else None
    if wanted != hashlib.sha256(data).hexdigest():
        raise KnowledgeFault(
            f"The file {path.name} is not the one that was written: its SHA-256 differs, or none stands beside it.",
            "Loading it would run whatever it holds.",
            "Build it again with python -m model train.",
            where=path.name,
        )
    return joblib.load(io.BytesIO(data))


def _posterior(knowledge: PrognosisKnowledge, kind: str, setting: str, seed: int) -> Posterior:
    prior = literature_prior(knowledge, kind, setting)
    mean, covariance = prior.moments()
    draws = as_effects(prior.draw(KEPT_DRAWS, np.random.default_rng(seed)), prior)
    return Posterior(prior.names, prior.centre, mean, covariance, draws, prior.frailty_sd)
