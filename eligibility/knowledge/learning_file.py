"""data/knowledge/prognosis/learning.yaml: when an outcome counts, how far a registry may move the estimate."""

from __future__ import annotations

from eligibility.domain.cited import Cited, Frozen
from eligibility.knowledge.instrument_files import with_dates_as_text
from eligibility.knowledge.library import Library
from eligibility.knowledge.yaml_file import fill, read_yaml

NAME = "prognosis/learning.yaml"


class OutcomeWindow(Frozen):
    """Calendar months after the index day between which a response is judged."""

    from_months: Cited
    until_months: Cited


class MoveLimits(Frozen):
    """How many of the rarer outcome it takes to move the slope, and to move every coefficient."""

    slope_from: Cited
    all_above: Cited


class ComparisonSettings(Frozen):
    """How two versions are compared on the same patients."""

    least_of_each: Cited
    folds: Cited
    rounds: Cited
    interval: Cited
    seed: Cited
    completions: Cited


class MonitoringLimits(Frozen):
    """Below these numbers a screen says that there are too few to say."""

    calibration_from: Cited
    slope_from: Cited
    drift_from: Cited


class RegistryBar(Frozen):
    """What calibration on a registry should reach, and a discrimination too good to be believed."""

    slope_from: Cited
    slope_until: Cited
    intercept_within: Cited
    suspicious_from: Cited


class Learning(Frozen):
    """Everything that learning from outcomes and watching them is held to."""

    window: OutcomeWindow
    move: MoveLimits
    compare: ComparisonSettings
    monitoring: MonitoringLimits
    bar: RegistryBar


def read_learning(library: Library) -> Learning:
    """The file, with every citation checked against the library's sources."""
    learning = fill(Learning, with_dates_as_text(read_yaml(library.folder / NAME)), NAME)
    for part in Learning.model_fields:
        block = getattr(learning, part)
        for name in type(block).model_fields:
            library.check_cited(getattr(block, name), f"{NAME}: {part}.{name}")
    return learning
