"""data/knowledge/prognosis/anchors.yaml: published rates and contrasts that the synthetic cohorts are held against."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from eligibility.domain.cited import Cited, Frozen
from eligibility.knowledge.instrument_files import CitedTable, with_dates_as_text
from eligibility.knowledge.library import Library
from eligibility.knowledge.prognosis_files import ModelName
from eligibility.knowledge.yaml_file import fill, read_yaml


class LevelAnchor(Frozen):
    """A published share of patients that fail. Meeting it is tuning; `at_least` where the source gives a floor."""

    quantity: str
    model: ModelName
    setting: str
    group: dict[str, bool] = {}
    intercept: Cited | None = None
    at_least: bool = False
    counts: CitedTable


class InputAnchor(Frozen):
    """A published share of patients with a finding, which is put into the synthetic cohort."""

    quantity: str
    distribution: str
    covariate: str
    counts: CitedTable


class ContrastAnchor(Frozen):
    """A published odds ratio of failing that was not tuned to, with its interval."""

    quantity: str
    model: ModelName
    setting: str
    input: str
    at_least: float | None = Field(default=None, alias="from")
    below: float | None = None
    interval: CitedTable


class Anchors(Frozen):
    """Everything the synthetic cohorts are held against, by identifier."""

    levels: dict[str, LevelAnchor]
    inputs: dict[str, InputAnchor]
    contrasts: dict[str, ContrastAnchor]

    def cited_values(self) -> Iterator[tuple[str, Cited | CitedTable]]:
        """Every cited value, with the place where it stands."""
        place = "prognosis/anchors.yaml"
        for key, level in self.levels.items():
            yield f"{place}: {key}", level.counts
            if level.intercept is not None:
                yield f"{place}: {key}.intercept", level.intercept
        for key, found in self.inputs.items():
            yield f"{place}: {key}", found.counts
        for key, contrast in self.contrasts.items():
            yield f"{place}: {key}", contrast.interval


def read_anchors(library: Library) -> Anchors:
    """The anchors, every one cited. Raises KnowledgeFault for the first thing not fit."""
    data = with_dates_as_text(read_yaml(library.folder / "prognosis" / "anchors.yaml"))
    anchors: Anchors = fill(Anchors, data, "prognosis/anchors.yaml")
    for where, cited in anchors.cited_values():
        library.check_cited(cited, where)
    return anchors
