"""How the estimate does in this installation: outcomes beside predictions, and patients beside the reference cohort."""

from __future__ import annotations

from datetime import date

from eligibility.domain.cited import Frozen
from eligibility.domain.performance import Limits, Performance


class CalibrationBand(Frozen):
    """Patients whose prediction lay in one band: what was predicted on average, and the share that failed."""

    low: float
    high: float
    patients: int
    failures: int
    predicted: float
    observed: Limits


class AccrualPoint(Frozen):
    """Calibration up to one day: failures for every hundred predicted ones, over all outcomes known by then.

    None of `observed` is shown before there are enough outcomes.
    """

    on: date
    outcomes: int
    predicted: float
    observed: Limits


class ModelMonitoring(Frozen):
    """One model as it was used here. `too_few` says in words what cannot be said yet; figures are None then."""

    model: str
    title: str
    predictions: int
    versions: dict[str, int]
    settings: dict[str, int]
    outcomes: int
    failures: int
    not_usable: int
    too_few: str | None
    too_few_for_slope: str | None
    performance: Performance | None = None
    bands: tuple[CalibrationBand, ...] = ()
    accrual: tuple[AccrualPoint, ...] = ()


class InputDrift(Frozen):
    """One input here against the reference cohort. `differs` is None where there are too few to say."""

    model: str
    label: str
    figure: str
    unit: str | None
    is_share: bool
    known: int
    of: int
    reference: float
    here: Limits | None
    differs: bool | None


class Monitoring(Frozen):
    """Everything the monitoring page shows. `due` counts patients whose window is open, `overdue` those past it.

    `invented` counts synthetic and example records among the patients: they are nobody, and no evidence.
    """

    as_of: date
    patients: int
    invented: int
    due: int
    overdue: int
    recorded: int
    models: tuple[ModelMonitoring, ...]
    reference_title: str
    drift_from: int
    drift: tuple[InputDrift, ...]
