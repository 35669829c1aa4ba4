"""Profiles: urgent states, gates, grounds, safety and readiness as YAML, each criterion with its sources.

A centre copies a profile, or extends one and writes only the criteria it changes; name and hash go on every output.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from eligibility.domain.condition import Criterion, Profile
from eligibility.domain.faults import KnowledgeFault
from eligibility.domain.grade import GATE, GROUND, SAFETY
from eligibility.knowledge.condition_yaml import ConditionReader
from eligibility.knowledge.library import Library
from eligibility.knowledge.profile_shape import check_shape, circular
from eligibility.knowledge.yaml_file import nearest, read_yaml

SCALES = {"urgent": ("no", "yes"), "gates": GATE, "grounds": GROUND, "safety": SAFETY, "readiness": ("no", "yes")}
PROFILE_KEYS = ("id", "title", "version", "note", "extends", "leaves_out", "parameters", *SCALES)


def read_profile(path: Path, library: Library) -> Profile:
    """One profile file, every condition checked. Raises KnowledgeFault naming the place and the nearest word."""
    data, read = _extended(path, library)
    reader = ConditionReader(library)
    groups = {
        group: tuple(
            _criterion(reader, entry, SCALES[group], f"{path.name}: {group}[{i + 1}]")
            for i, entry in enumerate(data.get(group) or [])
        )
        for group in SCALES
    }
    _refuse_repeated_ids([criterion.id for group in groups.values() for criterion in group], path.name)
    return Profile(
        id=data["id"],
        title=data["title"],
        version=str(data["version"]),
        note=data.get("note", ""),
        parameters={
            key: reader.cited(value, f"{path.name}: parameters.{key}", unit_of=None)
            for key, value in (data.get("parameters") or {}).items()
        },
        hash=hashlib.sha256(b"\0".join(read)).hexdigest(),
        **groups,
    )


def _extended(
    path: Path, library: Library, within: tuple[Path, ...] = ()
) -> tuple[dict[str, Any], list[bytes]]:
    """The file's content laid over the profile it extends: a criterion of the same id is replaced, new ones added."""
    data = read_yaml(path)
    check_shape(data, path, tuple(SCALES))
    _refuse_unread_keys(data, path)
    read = [path.read_bytes().replace(b"\r\n", b"\n")]
    if "extends" not in data:
        return data, read
    base_path = next(
        (
            p
            for p in (path.parent / f"{data['extends']}.yaml", library.folder / "profiles" / f"{data['extends']}.yaml")
            if p.exists() and p != path
        ),
        None,
    )
    if base_path is None:
        raise KnowledgeFault(
            f"{path.name} extends {data['extends']!r}, which is not a profile.",
            "Most of its criteria would be missing.",
            "Name a profile of the same folder, or one that ships with the product.",
            where=path.name,
        )
    if base_path in within:
        raise circular(path, data["extends"])
    base, base_read = _extended(base_path, library, (*within, path))
    left_out = data.get("leaves_out") or []
    for name in left_out:
        if name not in {criterion["id"] for group in SCALES for criterion in base.get(group) or []}:
            raise KnowledgeFault(
                f"{path.name} leaves out {name!r}, which the profile it extends does not have.",
                "A criterion that was meant to go would stay.",
                "Correct the id.",
                where=path.name,
            )
    merged = {**base, **{key: data[key] for key in ("id", "title", "version", "note") if key in data}}
    merged["parameters"] = {**(base.get("parameters") or {}), **(data.get("parameters") or {})}
    for group in SCALES:
        own = {criterion.get("id"): criterion for criterion in data.get(group) or []}
        kept = [own.pop(c["id"], c) for c in base.get(group) or [] if c["id"] not in left_out]
        merged[group] = [*kept, *own.values()]
    return merged, [*base_read, *read]


def _refuse_unread_keys(data: Any, path: Path) -> None:
    for key in data:
        if key not in PROFILE_KEYS:
            raise KnowledgeFault(
                f"{path.name} has a key nobody reads: {key!r}{nearest(key, PROFILE_KEYS)}.",
                "An unread key looks like a rule but changes nothing.",
                f"Use one of: {', '.join(PROFILE_KEYS)}.",
                where=path.name,
            )


CRITERION_KEYS = (
    "id",
    "statement",
    "cites",
    "when",
    "cautions",
    "action",
    "action_when",
    "note",
    "defers_from",
    "defers_for",
)


def _criterion(reader: ConditionReader, data: Any, scale: tuple[str, ...], where: str) -> Criterion:
    if not isinstance(data, dict):
        raise KnowledgeFault(
            f"{where} should be a block of keys.", "It cannot be read.", "Write it as `key: value`.", where=where
        )
    where = f"{where} {data.get('id', '')}".strip()
    allowed = (*CRITERION_KEYS, *scale[1:])
    for key in data:
        if key not in allowed:
            raise KnowledgeFault(
                f"{where} has a key nobody reads: {key!r}{nearest(key, allowed)}.",
                "An unread key looks like a rule but changes nothing.",
                f"Use one of: {', '.join(allowed)}.",
                where=where,
            )
    for key in ("id", "statement", "cites"):
        if not data.get(key):
            raise KnowledgeFault(
                f"{where} lacks {key!r}.",
                "A rule without it cannot be shown to a clinician.",
                f"Add {key!r}.",
                where=where,
            )
    cites, cautions = data["cites"], data.get("cautions") or []
    if not isinstance(cites, list) or not isinstance(cautions, list):
        raise KnowledgeFault(
            f"{where}: 'cites' and 'cautions' should be lists.",
            "They cannot be read as they stand.",
            "Begin each entry with `- `.",
            where=where,
        )
    if not all(isinstance(caution, dict) and {"say", "when"} <= set(caution) for caution in cautions):
        raise KnowledgeFault(
            f"{where}: each caution needs 'say' and 'when'.",
            "A caution without its sentence or its condition would never be shown.",
            "Write `- say: the sentence` and `when: the condition`.",
            where=where,
        )
    rungs = [(grade, data[grade]) for grade in scale[1:] if grade in data]
    if "when" in data:
        rungs.append((scale[-1], data["when"]))
    if not rungs:
        raise KnowledgeFault(
            f"{where} has no condition.",
            "It could never be answered.",
            "Add `when` or a grade's condition.",
            where=where,
        )
    return Criterion(
        id=data["id"],
        statement=data["statement"],
        citations=tuple(reader.citation(cite, f"{where} cites") for cite in cites),
        rungs=tuple((grade, reader.condition(body, f"{where} > {grade}")) for grade, body in rungs),
        cautions=tuple(
            (caution["say"], reader.condition(caution["when"], f"{where} > cautions"))
            for caution in cautions
        ),
        action=data.get("action"),
        action_when=reader.condition(data["action_when"], f"{where} > action_when") if "action_when" in data else None,
        note=data.get("note"),
        defers_from=reader.name({"fact": data["defers_from"]}, where, ("date",)) if "defers_from" in data else None,
        defers_for=reader.cited(data["defers_for"], where, unit_of=None) if "defers_for" in data else None,
    )


def _refuse_repeated_ids(ids: list[str], where: str) -> None:
    repeated = {name for name in ids if ids.count(name) > 1}
    if repeated:
        raise KnowledgeFault(
            f"{where} has two criteria called {sorted(repeated)[0]!r}.",
            "A finding could not be traced to one rule.",
            "Give each its own id.",
            where=where,
        )
