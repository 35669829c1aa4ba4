"""data/knowledge/harms.yaml: what publications counted after CAR-T in lupus, and what none of them did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from eligibility.domain.cited import Citation, Cited, Frozen
from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.library import Library
from eligibility.knowledge.yaml_file import fill, nearest, read_yaml


class SeriesKnowledge(Frozen):
    """A publication that counts harms. `cohort` is shared by those that report on the same people.

    One that `holds_other_series` pools the rest, so nothing may be added to it.
    """

    name: str
    source: str
    cohort: str
    holds_other_series: bool = False


class Count(Citation):
    """So many events among so many people treated, as one publication gives it."""

    study: str
    events: int = Field(ge=0)
    of: int = Field(gt=0)

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if self.events > self.of:
            raise ValueError("more events than people")
        return self


class HarmKnowledge(Frozen):
    """One harm: counts that are pooled, counts that stand beside, or neither and why."""

    title: str
    meaning: str
    pooled: tuple[Count, ...] = ()
    beside: tuple[Count, ...] = ()
    note: str = ""
    cites: tuple[Citation, ...] = ()


class HarmsKnowledge(Frozen):
    """Every harm in the order in which it is shown."""

    interval: Cited
    studies: dict[str, SeriesKnowledge]
    harms: dict[str, HarmKnowledge]

    def cited_values(self) -> Iterator[tuple[str, Cited | Citation]]:
        """Every count and citation, with the harm that it belongs to."""
        yield "Interval of the pool", self.interval
        for harm in self.harms.values():
            for cited in (*harm.pooled, *harm.beside, *harm.cites):
                yield harm.title, cited


def read_harms(library: Library) -> HarmsKnowledge:
    """The file beside the library's own, checked: nobody is counted twice. Raises KnowledgeFault otherwise."""
    found = fill(HarmsKnowledge, read_yaml(library.folder / "harms.yaml"), "harms.yaml")
    for where, cited in found.cited_values():
        library.check_cited(cited, f"harms.yaml: {where}")
    for key, harm in found.harms.items():
        _check(key, harm, found.studies)
    return found


def _check(key: str, harm: HarmKnowledge, studies: dict[str, SeriesKnowledge]) -> None:
    for count in (*harm.pooled, *harm.beside):
        if count.study not in studies or studies[count.study].source != count.source:
            raise KnowledgeFault(
                f"harms.yaml: {key} counts the study {count.study!r}, which is not listed with that source"
                f"{nearest(count.study, studies)}.",
                "Whether people are counted twice could not be told.",
                "List the study once with its source and cohort.",
                where=key,
            )
    pooled = [studies[count.study] for count in harm.pooled]
    cohorts = [series.cohort for series in pooled]
    if len(set(cohorts)) < len(cohorts) or (len(pooled) > 1 and any(series.holds_other_series for series in pooled)):
        raise KnowledgeFault(
            f"harms.yaml: {key} pools the same people twice.",
            "A pool that counts people twice looks surer than it is.",
            "Keep one count of each cohort in the pool and set the others beside it.",
            where=key,
        )
    if not harm.pooled and not (harm.note and harm.cites and not harm.beside):
        raise KnowledgeFault(
            f"harms.yaml: {key} has no count and does not say what was looked for.",
            "Not known must be told from none seen.",
            "Say in `note` and `cites` what is known without a count.",
            where=key,
        )
