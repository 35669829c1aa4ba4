"""How the estimate does here: outcomes against the predictions as they were stored, and drift of the inputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from eligibility.domain.monitoring import AccrualPoint, CalibrationBand, InputDrift, ModelMonitoring, Monitoring
from eligibility.domain.outcome_12m import PredictedAndSeen
from eligibility.domain.people import Person
from eligibility.domain.record import PatientRecord
from eligibility.exchange.door import admit
from eligibility.exchange.from_records import table_of
from eligibility.instruments.reading import Reading
from eligibility.services.clock import today
from eligibility.services.library import instruments, library
from eligibility.services.outcomes import learning, records_with_outcomes
from model.drift import drift
from model.features import MODEL_CODES, read_features
from model.literature import model_of
from model.performance import performance, share_with_limits
from model.published import published

# Bands that a clinician can name, and wide enough for a few patients each.
BANDS = (0.0, 0.6, 0.8, 1.0)


def monitoring(by: Person) -> Monitoring:
    """The whole account of this installation today; every patient counts once."""
    counted, day = records_with_outcomes(by), today()
    seen = [one for one, _ in counted]
    known = published(library())
    setting, chosen = known.knowledge.setting(None)
    waiting = [one for one in seen if one.outcome is None and one.due_from <= day]
    return Monitoring(
        as_of=day,
        patients=len(seen),
        invented=sum(record.is_synthetic or record.is_example for _, record in counted),
        due=sum(day <= one.due_until for one in waiting),
        overdue=sum(day > one.due_until for one in waiting),
        recorded=sum(one.outcome is not None for one in seen),
        models=tuple(
            _model(kind, model_of(known.knowledge, kind).title, [one for one in seen if one.model == kind])
            for kind in MODEL_CODES
        ),
        reference_title=chosen.title,
        drift_from=int(learning().monitoring.drift_from.number),
        drift=tuple(_drift([record for _, record in counted], setting)),
    )


def _model(kind: str, title: str, seen: Sequence[PredictedAndSeen]) -> ModelMonitoring:
    limits, interval = learning().monitoring, learning().compare.interval.number
    usable = sorted(
        (one for one in seen if one.is_failed is not None and one.estimate is not None and one.outcome is not None),
        key=lambda one: one.outcome.happened_on or one.as_of,  # type: ignore[union-attr]
    )
    failed = np.array([bool(one.is_failed) for one in usable], dtype=bool)
    predicted = np.array([one.estimate for one in usable], dtype=float)
    rarer = int(min(failed.sum(), (~failed).sum()))
    needed, needed_for_slope = int(limits.calibration_from.number), int(limits.slope_from.number)
    is_enough, is_enough_for_slope = len(usable) >= needed, rarer >= needed_for_slope
    found = performance(failed, predicted, interval) if is_enough else None
    if found is not None and not is_enough_for_slope:
        found = found.model_copy(update={"calibration_slope": None})
    return ModelMonitoring(
        model=kind,
        title=title,
        predictions=len(seen),
        versions=dict(Counter(one.model_version for one in seen)),
        settings=dict(Counter(one.setting for one in seen)),
        outcomes=len(usable),
        failures=int(failed.sum()),
        not_usable=sum(one.outcome is not None and one.is_failed is None for one in seen),
        too_few=None if is_enough else f"Too few to say: {len(usable)} outcomes; figures are shown from {needed} on.",
        too_few_for_slope=None
        if is_enough_for_slope
        else f"Too few to say: {rarer} of the rarer outcome; a slope is shown from {needed_for_slope} on.",
        performance=found,
        bands=tuple(_bands(failed, predicted, interval)) if is_enough else (),
        accrual=tuple(_accrual(usable, failed, predicted, needed, interval)) if is_enough else (),
    )


def _bands(failed: np.ndarray, predicted: np.ndarray, interval: float) -> Iterator[CalibrationBand]:
    for low, high in zip(BANDS, BANDS[1:], strict=False):
        inside = (predicted >= low) & ((predicted < high) | (high == BANDS[-1]))
        if inside.any():
            count, size = int(failed[inside].sum()), int(inside.sum())
            yield CalibrationBand(
                low=low,
                high=high,
                patients=size,
                failures=count,
                predicted=float(predicted[inside].mean()),
                observed=share_with_limits(count, size, interval),
            )


def _accrual(
    usable: Sequence[PredictedAndSeen], failed: np.ndarray, predicted: np.ndarray, needed: int, interval: float
) -> Iterator[AccrualPoint]:
    """One point for each day on which something was judged or happened, from the first with enough of them."""
    days = [one.outcome.happened_on or one.as_of for one in usable if one.outcome is not None]
    for place, day in enumerate(days):
        count = place + 1
        is_last_of_day = count == len(days) or days[count] != day
        if is_last_of_day and count >= needed:
            yield AccrualPoint(
                on=day,
                outcomes=count,
                predicted=float(predicted[:count].mean()),
                observed=share_with_limits(int(failed[:count].sum()), count, interval),
            )


def _drift(records: list[PatientRecord], setting: str) -> Iterator[InputDrift]:
    if not records:
        return
    known = published(library()).knowledge
    cohort = admit(table_of(records, library()), library()).cohort
    features = read_features(Reading(cohort, instruments()), known)
    least, interval = int(learning().monitoring.drift_from.number), learning().compare.interval.number
    for kind, code in MODEL_CODES.items():
        rows = np.flatnonzero(features.model == code)
        if len(rows):
            columns = {name: column.take(rows) for name, column in features.columns.items()}
            yield from drift(known, kind, setting, columns, len(rows), least, interval)
