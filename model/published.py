"""The estimate in use: the prognosis files, the artefact built from them, and the reference cohorts; read once."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.library import Library, read_library
from eligibility.knowledge.prognosis_files import PrognosisKnowledge, read_prognosis
from model.artefact import FOLDER, Artefact, knowledge_hash, read_artefact
from model.cohort_generator import Covariates
from model.literature import inputs_of, level_of, model_of, reference_cohort
from model.reference import Reference, build_reference


class Published:
    """The prognosis files and, for each model and setting, the reference built at first use."""

    def __init__(self, knowledge: PrognosisKnowledge, library: Library, artefact: Artefact):
        self.knowledge, self.library, self.artefact = knowledge, library, artefact
        self.averages: dict[tuple[str, str], float] = {}
        self._references: dict[tuple[str, str], Reference] = {}
        self._cohorts: dict[tuple[str, str], Covariates] = {}

    def reference(self, model: str, setting: str) -> Reference:
        """The reference of a model in a setting; the same files give the same numbers."""
        key = (model, setting)
        if key not in self._references:
            posterior = self.artefact.posterior(model, setting)
            if posterior is None:
                raise KnowledgeFault(
                    f"The estimate {self.artefact.name} holds nothing for {model} in the setting {setting}.",
                    "There are no coefficients to estimate with.",
                    "Build it again with python -m model train.",
                    where=self.artefact.name,
                )
            self._references[key] = build_reference(
                inputs_of(self.knowledge, model),
                model_of(self.knowledge, model),
                level_of(self.knowledge, model, setting),
                posterior,
                self.cohort(model, setting),
            )
        return self._references[key]

    def cohort(self, model: str, setting: str) -> Covariates:
        """The synthetic patients that missing answers are averaged over; settings may share them."""
        key = (model, level_of(self.knowledge, model, setting).reference)
        if key not in self._cohorts:
            self._cohorts[key] = reference_cohort(self.knowledge, model, setting)
        return self._cohorts[key]


LITERATURE = FOLDER / "literature.json"
_KNOWN: dict[tuple[str, Path], Published] = {}


def in_use() -> Path:
    """The file of the estimate in use: the one that EARLY_CART_ESTIMATE names, else the shipped one."""
    return Path(os.environ.get("EARLY_CART_ESTIMATE") or LITERATURE)


def published(library: Library | None = None, path: Path | None = None) -> Published:
    """The estimate of a library, or of the knowledge folder of this installation: in use, or in the file named."""
    library = _own_library() if library is None else library
    key = (library.snapshot, in_use() if path is None else path)
    if key not in _KNOWN:
        _KNOWN[key] = read_published(library, key[1])
    return _KNOWN[key]


def read_published(library: Library, path: Path) -> Published:
    """The prognosis files of a library with an artefact; refused where the artefact was made from other files."""
    artefact = read_artefact(path)
    if artefact.knowledge != knowledge_hash(library.folder):
        raise KnowledgeFault(
            f"The estimate's file {path.name} was made from other prognosis files than the ones here.",
            "Its coefficients would not be the cited ones.",
            "Build it again with python -m model train.",
            where=path.name,
        )
    return Published(read_prognosis(library), library, artefact)


@lru_cache(maxsize=1)
def _own_library() -> Library:
    return read_library()
