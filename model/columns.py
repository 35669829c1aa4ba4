"""The estimate for any number of patients as columns, and what is needed to explain one of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eligibility.domain.cohort import Cohort
from eligibility.instruments.reading import Reading
from eligibility.knowledge.prognosis_files import MODELS, ModelName
from model.evaluate import Evaluation, evaluate
from model.features import MODEL_CODES, Features
from model.published import Published

FIGURES = ("log_odds", "estimate", "low", "high", "bound_low", "bound_high")
# Rows worked on at once: enough that no time goes on starting, few enough that memory stays flat.
BLOCK = 16384


@dataclass(frozen=True)
class EstimateColumns:
    """P(fail at 12 months), one a patient; NaN where it is not settled whether nephritis is active.

    `low`/`high` span the published ranges of coefficients and level; `bound_low`/`bound_high` span every completion of
    what is missing. `model` is 1 renal, 2 extrarenal, 0 undetermined.
    """

    setting: str
    model: np.ndarray
    log_odds: np.ndarray
    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    bound_low: np.ndarray
    bound_high: np.ndarray
    features: Features
    cohort: Cohort
    published: Published
    reading: Reading | None = None

    def __len__(self) -> int:
        return len(self.model)

    def model_names(self) -> np.ndarray:
        """`renal`, `extrarenal` or `undetermined`, one a patient."""
        return np.array(["undetermined", *MODELS], dtype=object)[self.model]

    def table(self) -> dict[str, np.ndarray]:
        """The flat columns of the batch run."""
        return {
            "prognosis_model": self.model_names(),
            "prognosis_setting": np.full(len(self), self.setting, dtype=object),
            "prognosis_estimate": self.estimate,
            "prognosis_low": self.low,
            "prognosis_high": self.high,
            "prognosis_bound_low": self.bound_low,
            "prognosis_bound_high": self.bound_high,
        }

    def evaluation(self, row: int, model: ModelName, setting: str | None = None) -> Evaluation:
        """One patient again, with every contribution: by either model and in any setting."""
        reference = self.published.reference(model, self.setting if setting is None else setting)
        one = self.features.take(np.array([row]))
        return evaluate(reference, one.columns, 1, self.published.knowledge.shared.interval.number, with_terms=True)


def evaluate_all(features: Features, cohort: Cohort, published: Published, setting: str) -> EstimateColumns:
    """Every patient by the model that holds for them, block by block."""
    figures = {name: np.full(features.size, np.nan) for name in FIGURES}
    interval = published.knowledge.shared.interval.number
    for model, code in MODEL_CODES.items():
        rows = np.flatnonzero(features.model == code)
        if not len(rows):
            continue
        reference = published.reference(model, setting)
        wanted = {term.input for term in reference.model.terms.values()}
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            columns = {name: features.columns[name].take(block) for name in wanted}
            answer = evaluate(reference, columns, len(block), interval)
            for name in FIGURES:
                figures[name][block] = getattr(answer, name)
    return EstimateColumns(
        setting=setting, model=features.model, features=features, cohort=cohort, published=published, **figures
    )
