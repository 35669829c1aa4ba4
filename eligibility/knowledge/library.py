"""The whole of data/knowledge, checked once and frozen: every number in it leads to a source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field

from eligibility.domain.cited import Citation, Cited, Drug, FactDefinition, Frozen, Section, Source, UnitConversion
from eligibility.domain.faults import KnowledgeFault
from eligibility.domain.finding import Cite
from eligibility.knowledge.adherence_file import AdherenceKnowledge, read_adherence
from eligibility.knowledge.consistency import check_conversions, check_drugs, check_facts
from eligibility.knowledge.instrument_files import CitedTable, InstrumentKnowledge, read_instruments
from eligibility.knowledge.yaml_file import Model, fill, nearest, read_yaml

DRUG_VALUES = (
    "adequate_weeks",
    "adequate_weeks_nephritis",
    "adequate_doses_given",
    "washout_days",
    "washout_ceiling",
)
FOLDER = Path(__file__).resolve().parents[2] / "data" / "knowledge"


class UnitFile(Frozen):
    """units.yaml: every unit name, how people see it printed, and the conversions (each checked on its own)."""

    units: tuple[str, ...]
    printed: dict[str, str] = Field(default_factory=dict)
    conversions: tuple[Any, ...]


@dataclass(frozen=True)
class Library:
    """Sources, facts, units, drugs and instruments; profiles are read against it (profile_files)."""

    folder: Path
    sources: dict[str, Source]
    facts: dict[str, FactDefinition]
    units: dict[str, UnitConversion]
    unit_names: frozenset[str]
    drugs: dict[str, Drug]
    instruments: dict[str, InstrumentKnowledge]
    adherence: AdherenceKnowledge
    snapshot: str
    sections: tuple[Section, ...] = ()
    printed_units: dict[str, str] = field(default_factory=dict)

    def source(self, key: str, where: str) -> Source:
        """The source, or a KnowledgeFault naming the nearest."""
        if key not in self.sources:
            raise KnowledgeFault(
                f"{where} cites {key!r}, which is not in sources.yaml{nearest(key, self.sources)}.",
                "A threshold without a known source cannot be shown to a clinician.",
                "Add the source to sources.yaml, or correct the key.",
                where=where,
            )
        return self.sources[key]

    def cite(self, cited: Cited | Citation | CitedTable) -> Cite:
        """The pointer that screens and PDFs show beside a value; made once for each place."""
        key = (cited.source, cited.locator, cited.evidence, cited.checked_on, cited.status)
        if key not in self._cites:
            self._cites[key] = self._cite(cited)
        return self._cites[key]

    @cached_property
    def _cites(self) -> dict[tuple[object, ...], Cite]:
        return {}

    def _cite(self, cited: Cited | Citation | CitedTable) -> Cite:
        source = self.sources[cited.source]
        return Cite(
            source=source.id,
            title=source.title,
            locator=cited.locator,
            evidence=cited.evidence,
            checked_on=cited.checked_on,
            status=cited.status,
            link=source.link,
        )

    def check_cited(self, cited: Cited | Citation | CitedTable, where: str) -> None:
        """Refuses an unknown source, an empty locator, or a unit off the list."""
        self.source(cited.source, where)
        if not cited.locator.strip():
            raise KnowledgeFault(
                f"{where} has an empty locator.",
                "Nobody can find the number in its source without one.",
                "Name the page, table or section.",
                where=where,
            )
        unit = getattr(cited, "unit", None)
        if unit is not None and unit not in self.unit_names:
            raise KnowledgeFault(
                f"{where} has the unit {unit!r}, which is not in units.yaml{nearest(unit, self.unit_names)}.",
                "A number in an unknown unit cannot be compared with a patient's value.",
                "Use a unit of the list, or add it to units.yaml with its source.",
                where=where,
            )
        for extreme in (getattr(cited, "strictest", None), getattr(cited, "laxest", None)):
            if extreme is not None:
                self.source(extreme.source, where)

    def cited_values(self) -> Iterator[tuple[str, Cited | Citation | CitedTable]]:
        """Every cited value outside the profiles, with the place where it stands."""
        for fact in self.facts.values():
            if fact.stale_after_days:
                yield f"facts.yaml: {fact.id}.stale_after_days", fact.stale_after_days
        for unit in self.units.values():
            yield f"units.yaml: {unit.quantity} in {unit.unit}", unit.citation
        for drug in self.drugs.values():
            for name in DRUG_VALUES:
                if (value := getattr(drug, name)) is not None:
                    yield f"drugs.yaml: {drug.id}.{name}", value
            for rule in (*drug.adequate_dose, *drug.maintenance_dose):
                yield f"drugs.yaml: {drug.id}.adequate_dose", rule.minimum
                if rule.doses_given is not None:
                    yield f"drugs.yaml: {drug.id}.adequate_dose.doses_given", rule.doses_given
        yield from self.adherence.citations()
        for instrument in self.instruments.values():
            place = f"instruments/{instrument.id}.yaml"
            for citation in instrument.citations:
                yield place, citation
            if instrument.window_days:
                yield f"{place}: window_days", instrument.window_days
            for name, value in instrument.parameters.items():
                yield f"{place}: {name}", value
            for name, table in instrument.tables.items():
                yield f"{place}: {name}", table


def read_library(folder: Path = FOLDER) -> Library:
    """Everything in the folder, checked. Raises KnowledgeFault for the first thing that is not fit for use."""
    unit_file = fill(UnitFile, read_yaml(folder / "units.yaml"), "units.yaml")
    conversions = [
        fill(UnitConversion, data, f"units.yaml: conversion {i + 1}") for i, data in enumerate(unit_file.conversions)
    ]
    facts = _by_id(FactDefinition, folder / "facts.yaml")
    library = Library(
        folder=folder,
        sources=_by_id(Source, folder / "sources.yaml"),
        facts=facts,
        units={f"{conversion.quantity}|{conversion.unit}": conversion for conversion in conversions},
        unit_names=frozenset(unit_file.units),
        drugs=_by_id(Drug, folder / "drugs.yaml"),
        instruments=read_instruments(folder / "instruments"),
        adherence=read_adherence(folder / "adherence.yaml", facts),
        snapshot=snapshot_of(folder),
        sections=tuple(_by_id(Section, folder / "sections.yaml").values()),
        printed_units=unit_file.printed,
    )
    _check(library)
    check_facts(library.facts, library.sections)
    check_conversions(conversions, library.facts)
    check_drugs(library.drugs)
    return library


def _by_id(model: type[Model], path: Path) -> dict[str, Model]:
    """One file of `id: block`, in the order in which it is written."""
    return {
        key: fill(model, {"id": key, **_block(data, f"{path.name}: {key}")}, f"{path.name}: {key}")
        for key, data in _block(read_yaml(path), path.name).items()
    }


def _block(data: Any, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise KnowledgeFault(
            f"{where} should be a block of keys.", "It cannot be read otherwise.", "Write it as `key: value` lines."
        )
    return data


def _check(library: Library) -> None:
    for where, cited in library.cited_values():
        library.check_cited(cited, where)
    for fact in library.facts.values():
        for unit in (fact.unit, *fact.accepted_units):
            if unit is not None and unit not in library.unit_names:
                raise KnowledgeFault(
                    f"facts.yaml: {fact.id} has the unit {unit!r}, which is not in units.yaml"
                    f"{nearest(unit, library.unit_names)}.",
                    "A number in an unknown unit cannot be compared with anything.",
                    "Use a unit of the list, or add it to units.yaml with its source.",
                    where=fact.id,
                )
        for unit in fact.accepted_units:
            if unit != fact.unit and f"{fact.id}|{unit}" not in library.units:
                raise KnowledgeFault(
                    f"facts.yaml: {fact.id} accepts {unit!r} but units.yaml has no conversion for it.",
                    "The value could not be brought to the fact's own unit.",
                    f"Add a conversion with `quantity: {fact.id}` and `unit: {unit}`, or take the unit out.",
                    where=fact.id,
                )
    for instrument in library.instruments.values():
        for name, source in instrument.inputs.items():
            if source.fact is not None and source.fact not in library.facts:
                raise KnowledgeFault(
                    f"instruments/{instrument.id}.yaml: {name} reads the fact {source.fact!r}, which does not exist"
                    f"{nearest(source.fact, library.facts)}.",
                    "The instrument would never see it.",
                    "Correct the fact's name.",
                    where=instrument.id,
                )
            if source.output is not None:
                _check_output(library, instrument.id, name, source.output)


def _check_output(library: Library, instrument: str, name: str, output: str) -> None:
    other, _, column = output.partition(".")
    if other == instrument or other not in library.instruments or column not in library.instruments[other].outputs:
        raise KnowledgeFault(
            f"instruments/{instrument}.yaml: {name} reads the output {output!r}, which no other instrument has.",
            "The instrument would never see it.",
            "Name it as instrument.output, as in sledai_2k.clinical.",
            where=instrument,
        )


def snapshot_of(folder: Path) -> str:
    """SHA-256 over every knowledge file, by name and content: the version of the knowledge."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()
