"""data/knowledge/prognosis/what_if.yaml: what can be supposed otherwise, and the facts that would then stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import model_validator

from eligibility.domain.cited import Citation, Cited, Frozen
from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.library import Library
from eligibility.knowledge.yaml_file import fill, nearest, read_yaml


class OptionKnowledge(Frozen):
    """One answer, as the facts that the record would hold; offered only where a dose of `needs_dose_of` is recorded."""

    label: str
    facts: dict[str, float | bool | str]
    needs_dose_of: str | None = None


class WhatIfKnowledge(Frozen):
    """One input of the estimate that can change; a number goes into its only fact."""

    label: str
    kind: Literal["choice", "number"]
    reads: tuple[str, ...]
    facts: tuple[str, ...]
    options: dict[str, OptionKnowledge] = {}
    unit: str | None = None
    lowest: Cited | None = None
    highest: Cited | None = None
    note: str = ""
    cites: tuple[Citation, ...]

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if self.kind == "choice" and len(self.options) < 2:
            raise ValueError("a choice needs at least two answers")
        if self.kind == "number" and (self.options or not (self.lowest and self.highest) or len(self.facts) != 1):
            raise ValueError("a number needs its range and goes into one fact")
        return self

    def cited_values(self) -> Iterator[Cited | Citation]:
        """Everything cited here."""
        yield from self.cites
        yield from (cited for cited in (self.lowest, self.highest) if cited is not None)


def read_what_if(library: Library, inputs: tuple[str, ...]) -> dict[str, WhatIfKnowledge]:
    """The file, with facts that can change and inputs that the estimate reads. Raises KnowledgeFault otherwise."""
    place = "prognosis/what_if.yaml"
    data = read_yaml(library.folder / "prognosis" / "what_if.yaml")
    found = {key: fill(WhatIfKnowledge, block, f"{place}: {key}") for key, block in data.items()}
    for key, known in found.items():
        for cited in known.cited_values():
            library.check_cited(cited, f"{place}: {key}")
        for name in known.reads:
            if name not in inputs:
                raise _unknown(f"{place}: {key} reads the input", name, inputs)
        doses = [option.needs_dose_of for option in known.options.values() if option.needs_dose_of is not None]
        for fact in (*known.facts, *doses, *(fact for option in known.options.values() for fact in option.facts)):
            if fact not in library.facts:
                raise _unknown(f"{place}: {key} supposes the fact", fact, tuple(library.facts))
            if not library.facts[fact].can_change:
                raise KnowledgeFault(
                    f"{place}: {key} supposes {fact!r}, which cannot change.",
                    "Supposing it otherwise would be another patient.",
                    "Take it out.",
                    where=key,
                )
    return found


def _unknown(what: str, name: str, names: tuple[str, ...]) -> KnowledgeFault:
    return KnowledgeFault(
        f"{what} {name!r}, which does not exist{nearest(name, names)}.",
        "The supposed change would do nothing.",
        "Correct the name.",
        where=name,
    )
