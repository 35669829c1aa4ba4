"""Kidney failure and damage on conventional therapy for one patient, from published figures and named assumptions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from eligibility.domain.cohort import Cohort
from eligibility.domain.interval import Interval
from eligibility.domain.secondary import SecondaryOutput
from eligibility.domain.truth import Truth
from eligibility.knowledge.library import Library
from eligibility.knowledge.prognosis_files import PrognosisKnowledge
from eligibility.knowledge.secondary_files import SecondaryKnowledge, read_secondary
from model.damage import damage_a_year
from model.inputs import Input
from model.kidney_failure import kidney_failure

_KNOWN: dict[str, SecondaryKnowledge] = {}


def secondary_knowledge(library: Library, prognosis: PrognosisKnowledge) -> SecondaryKnowledge:
    """The cited figures behind the secondary outcomes, read once for each version of the knowledge."""
    if library.snapshot not in _KNOWN:
        _KNOWN[library.snapshot] = read_secondary(library, tuple(prognosis.inputs))
    return _KNOWN[library.snapshot]


def secondary_outputs(
    columns: Mapping[str, Input], cohort: Cohort, row: int, prognosis: PrognosisKnowledge, library: Library
) -> list[SecondaryOutput]:
    """Kidney failure at five and ten years, and damage a year; `columns` are the inputs of this patient alone."""
    known = secondary_knowledge(library, prognosis)
    dialysis, nephritis = cohort.column(known.dialysis_fact), columns["past_nephritis"]
    dose = cohort.column(known.damage.prednisone.fact)
    assert isinstance(dialysis, Truth) and isinstance(nephritis, Truth) and isinstance(dose, Interval)
    outputs = []
    if not dialysis.is_yes[row]:
        outputs = kidney_failure(known.kidney_failure, columns, nephritis.word(0), prognosis, library)
    one = dose.take(np.array([row]))
    return [*outputs, damage_a_year(known.damage, columns, one, prognosis, library)]
