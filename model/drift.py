"""The patients here beside the synthetic reference cohort, input by input: shares and means of what is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.monitoring import InputDrift
from eligibility.domain.performance import Limits
from eligibility.domain.truth import Truth
from eligibility.knowledge.prognosis_files import PrognosisInput, PrognosisKnowledge
from model.coding import states
from model.inputs import Input
from model.literature import inputs_of, model_of, reference_cohort
from model.performance import mean_with_limits, share_with_limits


def drift(
    knowledge: PrognosisKnowledge,
    kind: str,
    setting: str,
    columns: Mapping[str, Input],
    size: int,
    least: int,
    interval: float,
) -> Iterator[InputDrift]:
    """Every input of a model, as known of these patients, against its reference cohort in a setting.

    A difference is called one where the reference lies outside the limits; with fewer than `least` known, nothing is.
    """
    drawn = reference_cohort(knowledge, kind, setting)
    for name in dict.fromkeys(term.input for term in model_of(knowledge, kind).terms.values()):
        source, column, reference = inputs_of(knowledge, kind)[name], columns[name], drawn[name]
        for figure, is_share, expected, values in _figures(source, column, reference):
            here = None
            if len(values) >= least:
                shares = share_with_limits(int(values.sum()), len(values), interval) if is_share else None
                here = shares if shares is not None else mean_with_limits(values, interval)
            yield InputDrift(
                model=kind,
                label=source.label,
                figure=figure,
                unit=source.unit,
                is_share=is_share,
                known=len(values),
                of=size,
                reference=expected,
                here=here,
                differs=None if here is None else _differs(here, expected),
            )


def _figures(
    source: PrognosisInput, column: Input, reference: np.ndarray
) -> Iterator[tuple[str, bool, float, np.ndarray]]:
    if isinstance(column, Interval):
        known = column.lo == column.hi
        yield "mean", False, float(np.mean(reference)), column.lo[known]
        return
    mask = states(column).astype(np.int64)
    known = (mask & (mask - 1)) == 0
    names = {1: "present"} if isinstance(column, Truth) else dict(enumerate(_situations(source, column)))
    for place, name in names.items():
        share = float(np.mean(reference.astype(np.int64) == place))
        yield name, True, share, (mask[known] == 1 << place).astype(float)


def _situations(source: PrognosisInput, column: Choice) -> list[str]:
    return [source.situations.get(value, value) for value in column.values]


def _differs(here: Limits, reference: float) -> bool:
    assert here.low is not None and here.high is not None
    return not here.low <= reference <= here.high
