"""One knowledge file as plain data, refusing duplicate keys; and models filled from it, naming what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from eligibility.domain.faults import KnowledgeFault

Model = TypeVar("Model", bound=BaseModel)


class _UniqueKeys(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """YAML in which a key may stand once: a second one would silently overrule a threshold."""


def _mapping(loader: yaml.Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise KnowledgeFault(
                f"The key {key!r} stands twice in one block (line {key_node.start_mark.line + 1}).",
                "The second would silently overrule the first.",
                "Keep one of the two.",
            )
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Any:
    """The file's content; a KnowledgeFault names the file and line of what cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506 (a safe loader)
    except FileNotFoundError:
        raise KnowledgeFault(
            f"{path.name} is not in the knowledge folder.",
            "Nothing can be assessed without it.",
            "Put the file back, or point to a whole folder.",
            where=path.name,
        ) from None
    except KnowledgeFault as fault:
        raise KnowledgeFault(f"{path.name}: {fault.what}", fault.why, fault.remedy, where=path.name) from None
    except UnicodeDecodeError:
        raise KnowledgeFault(
            f"{path.name} is not plain text in UTF-8.",
            "Nothing in it can be read.",
            "Save it from the editor as text in UTF-8, not as a document of a word processor.",
            where=path.name,
        ) from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise KnowledgeFault(
            f"{path.name} is not readable YAML (line {line}).",
            "Nothing in it can be used until it is.",
            "Check the indentation and quotes near that line.",
            where=path.name,
        ) from None


def nearest(name: str, known: Iterable[str]) -> str:
    """`; the nearest known name is …`, or nothing when none is near."""
    close = difflib.get_close_matches(str(name), [str(k) for k in known], n=1, cutoff=0.5)
    return f"; the nearest known name is {close[0]!r}" if close else ""


def fill(model: type[Model], data: Any, where: str) -> Model:
    """The model filled from one block, or a KnowledgeFault in the editor's words."""
    if not isinstance(data, dict):
        raise KnowledgeFault(
            f"{where} should be a block of keys.", "It cannot be read otherwise.", "Write it as `key: value` lines."
        )
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _explained(model, error, where) from None


def _explained(model: type[BaseModel], error: ValidationError, where: str) -> KnowledgeFault:
    errors = error.errors()
    # A misspelt key is both unknown and missing; the unknown one says what happened.
    first = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
    path = ".".join(str(step) for step in first["loc"])
    if first["type"] == "extra_forbidden":
        name = str(first["loc"][-1])
        allowed = list(_fields_at(model, first["loc"][:-1]))
        return KnowledgeFault(
            f"{where} has a key nobody reads: {name!r}{nearest(name, allowed)}.",
            "An unread key looks like a rule but changes nothing.",
            f"Use one of: {', '.join(sorted(allowed))}.",
            where=where,
        )
    if first["type"] == "missing":
        return KnowledgeFault(
            f"{where} lacks {path!r}.",
            "A value without it cannot be traced to its source or used safely.",
            f"Add {path!r}, or take the value out.",
            where=where,
        )
    return KnowledgeFault(
        f"{where}: {path!r} does not fit ({first['msg']}).",
        "A value that cannot be read cannot be used.",
        "Correct it as the message says.",
        where=where,
    )


def _fields_at(model: type[BaseModel], steps: tuple[Any, ...]) -> Iterable[str]:
    """Names of the fields at the place where the unknown key stands (the outer model's when it is deeper)."""
    current: Any = model
    for step in steps:
        field = getattr(current, "model_fields", {}).get(step)
        if field is None:
            continue
        for candidate in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(candidate, type) and issubclass(candidate, BaseModel):
                current = candidate
    return current.model_fields
