"""data/knowledge/instruments/*.yaml: the items, weights, windows and cut-offs of each published instrument."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from eligibility.domain.cited import Citation, Cited, EvidenceKind, Frozen, Status
from eligibility.knowledge.yaml_file import fill, read_yaml

FROM_SURE_TO_UNSURE: tuple[Status, ...] = ("checked", "provisional", "draft", "retired")


class CitedTable(Frozen):
    """Values that one table of one source gives together (weights, coefficients): one locator for all of them."""

    values: dict[str, float]
    unit: str | None = None
    source: str
    locator: str
    evidence: EvidenceKind
    checked_on: str
    status: Status = "checked"
    note: str | None = None


class InputKnowledge(Frozen):
    """One input: filled by `fact`, a fact of the record, or by `output`, as in `sledai_2k.clinical`.

    Without either it is entered on the page alone.
    """

    label: str
    definition: str
    kind: Literal["number", "flag", "choice", "set", "list"]
    unit: str | None = None
    values: tuple[str, ...] = ()
    fact: str | None = None
    output: str | None = None
    minimum: float | None = None
    maximum: float | None = None


class OutputKnowledge(Frozen):
    """One output: a number with its unit, a truth, or one of a few named values."""

    label: str
    kind: Literal["number", "flag", "choice", "set"]
    unit: str | None = None
    values: tuple[str, ...] = ()
    decimals: int | None = None


class InstrumentKnowledge(Frozen):
    """Everything about an instrument that a publication fixes and code does not."""

    id: str
    title: str
    purpose: str
    version: str
    status: Status
    rights: str
    citations: tuple[Citation, ...]
    window_days: Cited | None = None
    inputs: dict[str, InputKnowledge]
    outputs: dict[str, OutputKnowledge]
    parameters: dict[str, Cited] = Field(default_factory=dict)
    tables: dict[str, CitedTable] = Field(default_factory=dict)
    cautions: tuple[str, ...] = ()

    @property
    def weakest_status(self) -> Status:
        """How sure a result can be: no surer than the least sure of the values and places it rests on."""
        parts = (*self.citations, *self.parameters.values(), *self.tables.values())
        window = [] if self.window_days is None else [self.window_days.status]
        return max([self.status, *window, *(part.status for part in parts)], key=FROM_SURE_TO_UNSURE.index)

    def parameter(self, name: str) -> float:
        return self.parameters[name].number

    def table(self, name: str) -> dict[str, float]:
        return self.tables[name].values


def read_instruments(folder: Path) -> dict[str, InstrumentKnowledge]:
    """Every instrument file, by id; the file's name is the id."""
    found: dict[str, InstrumentKnowledge] = {}
    for path in sorted(folder.glob("*.yaml")):
        data: Any = read_yaml(path)
        found[path.stem] = fill(InstrumentKnowledge, with_dates_as_text(data), where=path.name)
    return found


def with_dates_as_text(data: Any) -> Any:
    """YAML reads 2026-11-22 as a date; a table keeps it as the text it was."""
    if isinstance(data, dict):
        return {key: with_dates_as_text(value) for key, value in data.items()}
    if isinstance(data, list):
        return [with_dates_as_text(value) for value in data]
    return data.isoformat() if hasattr(data, "isoformat") else data
