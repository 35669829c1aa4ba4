"""The inputs of a cohort as columns, which model applies to whom, and where a value lies outside the model's range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.reading import Reading
from eligibility.knowledge.prognosis_files import ModelName, PrognosisKnowledge
from model.coding import is_numeric, outside
from model.inputs import INPUTS, Input, is_other_class

UNDETERMINED, RENAL, EXTRARENAL = 0, 1, 2
MODEL_CODES: dict[ModelName, int] = {"renal": RENAL, "extrarenal": EXTRARENAL}


@dataclass(frozen=True)
class Features:
    """Every input of both models, as read; the setting does not enter here.

    `model` is 1 for the renal model, 2 for the extrarenal one and 0 where active nephritis is not settled. `cautions`
    maps a sentence to the patients it is true of.
    """

    size: int
    model: np.ndarray
    columns: dict[str, Input]
    cautions: dict[str, np.ndarray]

    def take(self, rows: np.ndarray) -> Features:
        """These patients alone."""
        return Features(
            size=len(rows),
            model=self.model[rows],
            columns={name: column.take(rows) for name, column in self.columns.items()},
            cautions={sentence: mask[rows] for sentence, mask in self.cautions.items()},
        )


def read_features(reading: Reading, knowledge: PrognosisKnowledge) -> Features:
    """Inputs read once for the whole cohort; active nephritis chooses the model, and an unknown chooses none."""
    columns = {name: INPUTS[name](reading, source) for name, source in knowledge.inputs.items()}
    active = columns["nephritis_active"]
    assert isinstance(active, Truth)
    model = np.where(active.is_yes, RENAL, np.where(active.is_no, EXTRARENAL, UNDETERMINED)).astype(np.int8)
    return Features(
        size=reading.cohort.size,
        model=model,
        columns=columns,
        cautions=_cautions(reading, knowledge, columns, model),
    )


def _cautions(
    reading: Reading, knowledge: PrognosisKnowledge, columns: dict[str, Input], model: np.ndarray
) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for name, outcome in knowledge.models.items():
        applies = model == MODEL_CODES[name]
        for term in outcome.terms.values():
            column = columns[term.input]
            if is_numeric(term) and isinstance(column, Interval):
                sentence = f"{term.label} lies outside the patients behind the estimate; the nearest end was used."
                mask = outside(term.coding, column) & applies
                found[sentence] = found[sentence] | mask if sentence in found else mask
    is_renal = model == RENAL
    adherence = columns["adherence"]
    said = reading.truth("is_nonadherent_by_clinician").is_yes
    found |= {
        "On dialysis a complete renal response cannot be reached; the estimate does not describe this patient.": (
            reading.truth("is_on_dialysis").is_yes & (model != EXTRARENAL)
        ),
        "The biopsy shows none of class III, IV or V; the class was averaged over.": is_other_class(reading) & is_renal,
        "The clinician's judgement of adherence is not an input; a drug level or refill record is.": (
            said & adherence.is_unknown & (model != UNDETERMINED)
        ),
    }
    return {sentence: mask for sentence, mask in found.items() if mask.any()}
