"""The estimate six months into induction, for patients whose six-month milestone of proteinuria is due."""

from __future__ import annotations

import numpy as np

from eligibility.domain.assessment import SixMonthEstimate
from model.columns import EstimateColumns
from model.evaluate import evaluate
from model.features import RENAL
from model.inputs import Input
from model.landmark import RESPONSE

DUE = "6_months"


def six_months(columns: EstimateColumns, row: int) -> SixMonthEstimate | None:
    """Nothing where nephritis is not active or induction did not surely begin about six months ago.

    Proteinuria and eGFR are those of the first day; the other findings are read as they stand now.
    """
    reading = columns.reading
    landmark = columns.published.knowledge.landmark
    due, missed = landmark.input.instruments
    if reading is None or columns.model[row] != RENAL or due.partition(".")[0] not in reading.instruments:
        return None
    if not reading.choice(due).is_in([DUE]).is_yes[row]:
        return None
    here = np.array([row])
    inputs: dict[str, Input] = dict(columns.features.take(here).columns)
    for name, fact in landmark.first_day.items():
        inputs[name] = reading.number(fact).take(here)
    response = reading.truth(missed).take(here)
    inputs[RESPONSE] = response
    reference = columns.published.reference("landmark", columns.setting)
    answer = evaluate(reference, inputs, 1, columns.published.knowledge.shared.interval.number)
    library = columns.published.library
    cited = [*landmark.response.coefficients.values(), landmark.attenuation, landmark.intercepts[columns.setting]]
    return SixMonthEstimate(
        title=landmark.title,
        target=landmark.target,
        no_response=response.word(0),
        estimate=float(answer.estimate[0]),
        interval=(float(answer.low[0]), float(answer.high[0])),
        missing_bounds=(float(answer.bound_low[0]), float(answer.bound_high[0])),
        cites=list(dict.fromkeys(library.cite(each) for each in (*cited, *landmark.response.published))),
    )
