"""adherence.yaml: what can be done about each reason for missed doses, and what the pathway asks of a patient."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from eligibility.domain.cited import Citation, FactDefinition, Frozen
from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.yaml_file import fill, nearest, read_yaml


class ReasonKnowledge(Frozen):
    is_fixable: Literal["yes", "partly", "not_known"]
    action: str
    cites: tuple[Citation, ...]


class CapacityKnowledge(Frozen):
    action: str
    cites: tuple[Citation, ...]


class PutBack(Frozen):
    removed: str
    open: str
    for_weeks: str
    cites: tuple[Citation, ...]


class EquityKnowledge(Frozen):
    note: str
    cites: tuple[Citation, ...]


class AdherenceKnowledge(Frozen):
    """Everything that is said about adherence beside the patient's own facts."""

    reasons: dict[str, ReasonKnowledge]
    reason_not_recorded: str
    put_back: PutBack
    capacity: dict[str, CapacityKnowledge]
    equity: EquityKnowledge

    def citations(self) -> Iterator[tuple[str, Citation]]:
        """Every citation with the place where it stands."""
        for group in ("reasons", "capacity"):
            for name, entry in getattr(self, group).items():
                for citation in entry.cites:
                    yield f"adherence.yaml: {group}.{name}", citation
        for group in ("put_back", "equity"):
            for citation in getattr(self, group).cites:
                yield f"adherence.yaml: {group}", citation


def read_adherence(path: Path, facts: dict[str, FactDefinition]) -> AdherenceKnowledge:
    """The file, with a word for every reason that a record may hold. Raises KnowledgeFault for what nobody reads."""
    found = fill(AdherenceKnowledge, read_yaml(path), path.name)
    reasons = facts["adherence_reasons"].values if "adherence_reasons" in facts else ()
    for name in (*found.reasons, *reasons):
        if (name in found.reasons) != (name in reasons):
            raise KnowledgeFault(
                f"{path.name}: the reason {name!r} is not both here and in the record{nearest(name, reasons)}.",
                "A reason without an action would be shown as if nothing could be done.",
                "Write the same reasons here as in facts.yaml: adherence_reasons.",
                where=path.name,
            )
    for name in found.capacity:
        if name not in facts or facts[name].kind != "flag":
            raise KnowledgeFault(
                f"{path.name}: {name!r} is not a yes-or-no fact of the record{nearest(name, facts)}.",
                "The pathway's demand could never be answered.",
                "Correct the fact's name.",
                where=path.name,
            )
    return found
