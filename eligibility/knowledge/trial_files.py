"""Registered trials: one YAML file a trial, its criteria from the same words as a profile's, each with its place.

A trial cites the source of its own number (`nct…`), from sources.yaml or from its own block `source`, so that adding a
trial is adding one file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eligibility.domain.cited import Source
from eligibility.domain.condition import Condition, Criterion
from eligibility.domain.faults import KnowledgeFault
from eligibility.domain.trial import Trial, TrialHead
from eligibility.knowledge.library import Library
from eligibility.knowledge.trial_condition_yaml import TrialConditionReader
from eligibility.knowledge.yaml_file import fill, nearest, read_yaml

HEAD_KEYS = tuple(TrialHead.model_fields)
TRIAL_KEYS = (*HEAD_KEYS, "cites", "source", "criteria", "not_modelled")
CRITERION_KEYS = ("id", "statement", "cites", "when", "note")


@dataclass(frozen=True)
class TrialShelf:
    """Every trial in the order of its number, and the library with the sources that trials bring themselves."""

    trials: tuple[Trial, ...]
    library: Library


def read_trials(library: Library, folder: Path | None = None) -> TrialShelf:
    """Every trial of the folder, checked. Raises KnowledgeFault naming the place and the nearest word."""
    paths = sorted((folder or library.folder / "trials").glob("*.yaml"))
    contents = [(path, _block(read_yaml(path), path.name)) for path in paths]
    own = {}
    for path, data in contents:
        if "source" in data:
            own[path.stem] = _own_source(path, data["source"], library)
    widened = replace(library, sources={**library.sources, **own}) if own else library
    return TrialShelf(tuple(_trial(path, data, widened) for path, data in contents), widened)


def _trial(path: Path, data: dict[str, Any], library: Library) -> Trial:
    for key in data:
        if key not in TRIAL_KEYS:
            raise KnowledgeFault(
                f"{path.name} has a key nobody reads: {key!r}{nearest(key, TRIAL_KEYS)}.",
                "An unread key looks like a rule but changes nothing.",
                f"Use one of: {', '.join(TRIAL_KEYS)}.",
                where=path.name,
            )
    head = fill(TrialHead, {key: data[key] for key in HEAD_KEYS if key in data}, path.name)
    if head.nct.lower() != path.stem:
        raise KnowledgeFault(
            f"{path.name} holds the trial {head.nct}.",
            "A trial is found by the name of its file.",
            f"Name the file {head.nct.lower()}.yaml, or correct the number.",
            where=path.name,
        )
    reader = TrialConditionReader(library)
    criteria = tuple(
        _criterion(reader, entry, path.stem, f"{path.name}: criteria[{i + 1}]")
        for i, entry in enumerate(data.get("criteria") or [])
    )
    _check_whole(head, criteria, path.name)
    return Trial(
        head=head,
        citation=reader.citation(data.get("cites"), f"{path.name}: cites"),
        criteria=criteria,
        not_modelled=tuple(str(text) for text in data.get("not_modelled") or ()),
        link=library.source(path.stem, path.name).link,
    )


def _criterion(reader: TrialConditionReader, data: Any, source: str, where: str) -> Criterion:
    data = _block(data, where)
    where = f"{where} {data.get('id', '')}".strip()
    for key in data:
        if key not in CRITERION_KEYS:
            raise KnowledgeFault(
                f"{where} has a key nobody reads: {key!r}{nearest(key, CRITERION_KEYS)}.",
                "An unread key looks like a rule but changes nothing.",
                f"Use one of: {', '.join(CRITERION_KEYS)}.",
                where=where,
            )
    for key in ("id", "statement", "cites", "when"):
        if not data.get(key):
            raise KnowledgeFault(
                f"{where} lacks {key!r}.",
                "A rule without it cannot be applied or shown to a clinician.",
                f"Add {key!r}.",
                where=where,
            )
    condition = reader.condition(data["when"], where)
    citations = tuple(reader.citation(cite, f"{where} cites") for cite in data["cites"])
    _refuse_another_trial(condition, source, where)
    return Criterion(
        id=data["id"],
        statement=data["statement"],
        citations=citations,
        rungs=(("yes", condition),),
        note=data.get("note"),
    )


def _refuse_another_trial(condition: Condition, source: str, where: str) -> None:
    """A threshold copied from another trial's file would be shown as this trial's own."""
    for cited in condition.cited():
        if cited.source.startswith("nct") and cited.source != source:
            raise KnowledgeFault(
                f"{where} cites {cited.source!r}, which is another trial.",
                "A threshold of one trial would be shown as the other's.",
                f"Cite {source!r} with the place in its own text.",
                where=where,
            )


def _check_whole(head: TrialHead, criteria: tuple[Criterion, ...], where: str) -> None:
    if head.is_read != bool(criteria):
        state = "is called read but has no criterion" if head.is_read else "is called not read but has criteria"
        raise KnowledgeFault(
            f"{where} {state}.",
            "A trial whose criteria were not read must stay unknown, and one that was read must say something.",
            "Correct `is_read`, or the criteria.",
            where=where,
        )
    ids = [criterion.id for criterion in criteria]
    repeated = {name for name in ids if ids.count(name) > 1}
    if repeated:
        raise KnowledgeFault(
            f"{where} has two criteria called {sorted(repeated)[0]!r}.",
            "A finding could not be traced to one rule.",
            "Give each its own id.",
            where=where,
        )


def _own_source(path: Path, data: Any, library: Library) -> Source:
    if path.stem in library.sources:
        raise KnowledgeFault(
            f"{path.name} brings a source that sources.yaml already has.",
            "It would be left open which of the two is shown.",
            "Take one of them out.",
            where=path.name,
        )
    return fill(Source, {"id": path.stem, **_block(data, f"{path.name}: source")}, f"{path.name}: source")


def _block(data: Any, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise KnowledgeFault(
            f"{where} should be a block of keys.",
            "It cannot be read otherwise.",
            "Write it as `key: value` lines.",
            where=where,
        )
    return data
