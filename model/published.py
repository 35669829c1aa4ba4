"""The published knowledge in use, read once, with the reference cohorts it implies."""

from __future__ import annotations

from functools import lru_cache

from eligibility.knowledge.library import Library, read_library
from eligibility.knowledge.prognosis_files import ModelName, PrognosisKnowledge, read_prognosis
from model.reference import Reference, build_reference


class Published:
    """The prognosis files and, for each model and setting, the reference built from them at first use."""

    def __init__(self, knowledge: PrognosisKnowledge, library: Library):
        self.knowledge, self.library = knowledge, library
        self._references: dict[tuple[ModelName, str], Reference] = {}

    def reference(self, model: ModelName, setting: str) -> Reference:
        """The reference cohort of a model in a setting; the same files give the same numbers."""
        key = (model, setting)
        if key not in self._references:
            self._references[key] = build_reference(self.knowledge, model, setting)
        return self._references[key]


_KNOWN: dict[str, Published] = {}


def published(library: Library | None = None) -> Published:
    """The published estimate of a library, or of the knowledge folder of this installation."""
    library = _own_library() if library is None else library
    if library.snapshot not in _KNOWN:
        _KNOWN[library.snapshot] = Published(read_prognosis(library), library)
    return _KNOWN[library.snapshot]


@lru_cache(maxsize=1)
def _own_library() -> Library:
    return read_library()
