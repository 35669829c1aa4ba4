"""data/knowledge/ranking/*.yaml: axes, value functions, reference distributions, bands and the shipped weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, model_validator

from eligibility.domain.cited import Cited, Frozen
from eligibility.domain.faults import KnowledgeFault
from eligibility.domain.ranking import BANDS, AxisDefinition, Band, Weights
from eligibility.knowledge.instrument_files import CitedTable, with_dates_as_text
from eligibility.knowledge.library import Library
from eligibility.knowledge.prognosis_files import MODELS, PrognosisKnowledge
from eligibility.knowledge.yaml_file import fill, nearest, read_yaml

SHIPPED = "shipped"


class Scale(CitedTable):
    """A fixed range: at `least` the axis is 0, at `most` it is 1, straight between; `least` may be the larger."""

    @model_validator(mode="after")
    def _has_two_ends(self) -> Scale:
        if set(self.values) != {"least", "most"} or self.values["least"] == self.values["most"]:
            raise ValueError("a scale has a `least` and a `most`, and they differ")
        return self


class ReferenceValues(CitedTable):
    """What a missing value is drawn from."""

    kind: Literal["quartiles", "normal", "negative_binomial"]

    @model_validator(mode="after")
    def _has_its_values(self) -> ReferenceValues:
        wanted = {
            "quartiles": {"low", "lower", "median", "upper", "high"},
            "normal": {"mean", "sd", "low", "high"},
            "negative_binomial": {"mean", "size", "high"},
        }[self.kind]
        if set(self.values) != wanted:
            raise ValueError(f"{self.kind} needs {', '.join(sorted(wanted))}")
        return self


class Part(Frozen):
    """One measure of an axis. `reads` is a fact or an instrument's output; `facts` are all that it comes from.

    With `applies` it speaks only for patients in that scope, and says nothing about the others.
    """

    label: str
    unit: str
    reads: str
    facts: tuple[str, ...]
    ask: tuple[str, ...]
    scale: Scale
    reference: ReferenceValues
    applies: Literal["active_nephritis", "nephritis_ever"] | None = None
    is_whole: bool = False


class LeftOut(Frozen):
    """An input that need does not use, which axis holds it instead, and why."""

    held_by: str
    why: str


class NeedPart(Frozen):
    """The estimate as an axis, without what other axes hold."""

    label: str
    scale: Scale
    leaves_out: dict[str, LeftOut]


class Axis(Frozen):
    """One axis: either the estimate, or one or two measures of which one speaks."""

    label: str
    question: str
    least: str
    most: str
    note: str = ""
    combine: Literal["single", "greatest", "smallest"]
    parts: dict[str, Part] = {}
    prognosis: NeedPart | None = None

    @model_validator(mode="after")
    def _reads_something(self) -> Axis:
        if (self.prognosis is None) == (not self.parts):
            raise ValueError("an axis reads either the estimate or parts")
        if self.combine == "single" and len(self.parts) > 1:
            raise ValueError("several parts need `greatest` or `smallest`")
        return self


class BandCut(Frozen):
    """A band begins at a fixed place on the way from least to most; the last band has no beginning."""

    title: str
    begins: Cited | None = Field(default=None, alias="from")


class ShippedWeights(Frozen):
    reason: str
    points: CitedTable


class RankingSettings(Frozen):
    """What holds for every list."""

    version: str
    shipped_weights: ShippedWeights
    concentration: Cited
    told_apart_at: Cited
    rank_interval: Cited
    weight_shift: Cited
    applies_when_not_known: Cited
    draws: Cited
    draws_when_many: Cited
    many: Cited
    seed: Cited
    bands: dict[Band, BandCut]


@dataclass(frozen=True)
class RankingKnowledge:
    """Everything the order rests on, checked against the library and the prognosis."""

    axes: dict[str, Axis]
    settings: RankingSettings
    facts_of: dict[str, frozenset[str]]
    snapshot: str

    @property
    def parts(self) -> dict[str, Part]:
        """Every measured part of every axis, by its name."""
        return {name: part for axis in self.axes.values() for name, part in axis.parts.items()}

    @property
    def need(self) -> tuple[str, NeedPart]:
        """The axis that the estimate feeds, and how."""
        return next((name, axis.prognosis) for name, axis in self.axes.items() if axis.prognosis is not None)

    @property
    def cuts(self) -> tuple[float, ...]:
        """Where the bands above the last begin, the highest first."""
        return tuple(cut.begins.number for cut in self.settings.bands.values() if cut.begins is not None)

    @property
    def shipped_weights(self) -> Weights:
        """The weights that hold until a meeting agrees on its own."""
        shipped = self.settings.shipped_weights
        points = {axis: int(value) for axis, value in shipped.points.values.items()}
        return Weights(
            id=SHIPPED, points=points, set_by="", set_at=None, reason=shipped.reason, is_shipped=True
        )

    def definitions(self) -> list[AxisDefinition]:
        """The axes as people read them, the ends of their ranges in clinical words."""
        return [
            AxisDefinition(
                id=name,
                label=axis.label,
                question=axis.question,
                least=axis.least.format(**self._ends(axis)),
                most=axis.most.format(**self._ends(axis)),
                note=axis.note.strip(),
            )
            for name, axis in self.axes.items()
        ]

    def cited_values(self) -> Iterator[tuple[str, Cited | CitedTable]]:
        """Every cited value of the ranking, with the place where it stands."""
        for name, axis in self.axes.items():
            place = f"ranking/axes.yaml: {name}"
            if axis.prognosis is not None:
                yield f"{place}.prognosis.scale", axis.prognosis.scale
            for key, part in axis.parts.items():
                yield f"{place}.{key}.scale", part.scale
                yield f"{place}.{key}.reference", part.reference
        settings = self.settings
        yield "ranking/settings.yaml: shipped_weights", settings.shipped_weights.points
        for name in RankingSettings.model_fields:
            if isinstance(value := getattr(settings, name), Cited):
                yield f"ranking/settings.yaml: {name}", value
        for name, cut in settings.bands.items():
            if cut.begins is not None:
                yield f"ranking/settings.yaml: bands.{name}", cut.begins

    @staticmethod
    def _ends(axis: Axis) -> dict[str, str]:
        ends = {
            f"{key}_{end}": f"{part.scale.values[end]:g}"
            for key, part in axis.parts.items()
            for end in ("least", "most")
        }
        if axis.prognosis is not None:
            scale = axis.prognosis.scale.values
            ends |= {f"prognosis_{end}": f"{round(100 * scale[end])}" for end in ("least", "most")}
        return ends


def read_ranking(library: Library, prognosis: PrognosisKnowledge) -> RankingKnowledge:
    """The ranking files beside the library's own, checked. Raises KnowledgeFault for the first thing not fit."""
    folder = library.folder / "ranking"
    blocks = with_dates_as_text(read_yaml(folder / "axes.yaml"))
    axes = {name: fill(Axis, block, f"ranking/axes.yaml: {name}") for name, block in blocks.items()}
    data = with_dates_as_text(read_yaml(folder / "settings.yaml"))
    settings = fill(RankingSettings, data, "ranking/settings.yaml")
    facts = {name: _facts_of(axis, prognosis) for name, axis in axes.items()}
    knowledge = RankingKnowledge(axes, settings, facts, library.snapshot)
    _check(knowledge, library, prognosis)
    return knowledge


def _facts_of(axis: Axis, prognosis: PrognosisKnowledge) -> frozenset[str]:
    if axis.prognosis is None:
        return frozenset(fact for part in axis.parts.values() for fact in part.facts)
    used = {term.input for name in MODELS for term in prognosis.models[name].terms.values()}
    used -= set(axis.prognosis.leaves_out)
    return frozenset(fact for name in used for fact in prognosis.inputs[name].facts)


def _check(knowledge: RankingKnowledge, library: Library, prognosis: PrognosisKnowledge) -> None:
    for where, cited in knowledge.cited_values():
        library.check_cited(cited, where)
    names = list(knowledge.axes)
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            if shared := sorted(knowledge.facts_of[first] & knowledge.facts_of[second]):
                raise KnowledgeFault(
                    f"ranking/axes.yaml: {first} and {second} both read {', '.join(shared)}.",
                    "The same fact would count twice, and nobody could see it.",
                    "Let one axis hold it; need can leave it out.",
                    where="axes.yaml",
                )
    for name, axis in knowledge.axes.items():
        for part in axis.parts.values():
            for fact in (*part.facts, *part.ask):
                _known(fact, library.facts, f"ranking/axes.yaml: {name} reads the fact")
            instrument, _, output = part.reads.partition(".")
            if output:
                _known(instrument, library.instruments, f"ranking/axes.yaml: {name} reads the instrument")
                _known(output, library.instruments[instrument].outputs, f"ranking/axes.yaml: {name} reads the output")
    _, need = knowledge.need
    for key, left_out in need.leaves_out.items():
        _known(key, prognosis.inputs, "ranking/axes.yaml: need leaves out the input")
        if left_out.held_by != "none":
            _known(left_out.held_by, knowledge.axes, f"ranking/axes.yaml: need leaves {key} to the axis")
    if set(knowledge.settings.shipped_weights.points.values) != set(knowledge.axes):
        raise _unfit("The shipped weights do not name every axis once.")
    cuts = knowledge.cuts
    falls = list(cuts) == sorted(cuts, reverse=True)
    if tuple(knowledge.settings.bands) != BANDS or len(cuts) != len(BANDS) - 1 or not falls:
        raise _unfit("The bands are not A, B and C with falling beginnings.")


def _known(name: str, names: Any, what: str) -> None:
    if name not in names:
        raise KnowledgeFault(
            f"{what} {name!r}, which does not exist{nearest(name, names)}.",
            "The order would rest on nothing there.",
            "Correct the name.",
            where="axes.yaml",
        )


def _unfit(what: str) -> KnowledgeFault:
    remedy = "Correct ranking/settings.yaml."
    return KnowledgeFault(what, "Nobody could be put in order.", remedy, where="settings.yaml")
