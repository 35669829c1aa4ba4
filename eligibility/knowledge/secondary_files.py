"""data/knowledge/prognosis/secondary.yaml: kidney failure by state, and the yearly rate of damage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from eligibility.domain.cited import Citation, Cited, Frozen
from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.library import Library
from eligibility.knowledge.prognosis_files import RangedCited
from eligibility.knowledge.yaml_file import fill, nearest, read_yaml

StateName = Literal["below", "between", "above"]
STATES: tuple[StateName, ...] = ("below", "between", "above")


class StateTitle(Frozen):
    title: str


class StateScale(Frozen):
    """Three states of one measure: below the lower cut, from it to the upper cut, above that. `figures` where read."""

    title: str
    input: str
    lower_cut: Cited
    upper_cut: Cited
    states: dict[StateName, StateTitle]
    figures: dict[StateName, Cited] = {}


class KidneyFailureKnowledge(Frozen):
    """Kidney failure at five years by state, and of cohorts as a whole at five and ten years."""

    five_years: Cited
    ten_years: Cited
    scales: dict[str, StateScale]
    nephritis_at_five_years: RangedCited
    nephritis_at_ten_years: RangedCited
    lupus_at_ten_years: RangedCited
    ten_year_assumption: Citation


class DamageFactor(Frozen):
    """How much more (or less) damage a year, and how common it is among the patients behind the rate."""

    label: str
    input: str
    ratio: RangedCited
    share: Cited
    is_reversed: bool = False


class DoseFactor(Frozen):
    """The same for each milligram of a daily dose, from the dose of the patients behind the rate."""

    label: str
    fact: str
    ratio: RangedCited
    centre: Cited
    highest: Cited


class DamageKnowledge(Frozen):
    """Damage points a year of the average patient, and what raises or lowers them."""

    rate: RangedCited
    reading_of_intervals: Cited
    factors: dict[str, DamageFactor]
    prednisone: DoseFactor
    assumption: Citation


class SecondaryKnowledge(Frozen):
    """Everything behind the outcomes that stand beside the estimate."""

    dialysis_fact: str
    kidney_failure: KidneyFailureKnowledge
    damage: DamageKnowledge

    def cited_values(self) -> Iterator[tuple[str, Cited | Citation]]:
        """Every cited value, with the place where it stands."""
        kidney, damage = self.kidney_failure, self.damage
        for key, scale in kidney.scales.items():
            yield f"kidney failure, {key}: lower cut", scale.lower_cut
            yield f"kidney failure, {key}: upper cut", scale.upper_cut
            for state, figure in scale.figures.items():
                yield f"kidney failure at five years: {scale.states[state].title}", figure
        names = ("five_years", "ten_years", "nephritis_at_five_years", "nephritis_at_ten_years", "lupus_at_ten_years")
        for name in (*names, "ten_year_assumption"):
            yield f"kidney failure: {name.replace('_', ' ')}", getattr(kidney, name)
        for name in ("rate", "reading_of_intervals", "assumption"):
            yield f"damage: {name.replace('_', ' ')}", getattr(damage, name)
        for factor in damage.factors.values():
            yield f"damage: {factor.label}", factor.ratio
            yield f"damage: {factor.label}, how common", factor.share
        for name in ("ratio", "centre", "highest"):
            yield f"damage: {damage.prednisone.label}, {name}", getattr(damage.prednisone, name)


def read_secondary(library: Library, inputs: tuple[str, ...]) -> SecondaryKnowledge:
    """The file, checked against the library and the estimate's inputs. Raises KnowledgeFault for what is not fit."""
    place = "prognosis/secondary.yaml"
    found = fill(SecondaryKnowledge, read_yaml(library.folder / "prognosis" / "secondary.yaml"), place)
    for where, cited in found.cited_values():
        library.check_cited(cited, f"{place}: {where}")
    for factor in (*found.kidney_failure.scales.values(), *found.damage.factors.values()):
        _known(factor.input, inputs, f"{place} reads the input")
    for fact in (found.dialysis_fact, found.damage.prednisone.fact):
        _known(fact, tuple(library.facts), f"{place} reads the fact")
    for key, scale in found.kidney_failure.scales.items():
        if set(scale.states) != set(STATES) or scale.lower_cut.number >= scale.upper_cut.number:
            raise KnowledgeFault(
                f"{place}: {key} does not have three states with a lower cut under its upper one.",
                "A patient could be in no state, or in two.",
                f"Name {', '.join(STATES)} and put the cuts in order.",
                where=key,
            )
    return found


def _known(name: str, names: tuple[str, ...], what: str) -> None:
    if name not in names:
        raise KnowledgeFault(
            f"{what} {name!r}, which does not exist{nearest(name, names)}.",
            "The outcome would never see it.",
            "Correct the name.",
            where=name,
        )
