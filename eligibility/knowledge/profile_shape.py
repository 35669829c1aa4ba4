"""The shape of a profile file, refused in words that a centre can act on before anything in it is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eligibility.domain.condition import Profile
from eligibility.domain.faults import KnowledgeFault

# Without one of these a profile has no answer to give: an empty list is met by everybody.
NEEDED = ("gates", "grounds", "safety", "readiness")


def check_shape(data: Any, path: Path, groups: Sequence[str]) -> None:
    """A profile has its own name, title and version, and lists of criteria; its name is that of its file."""
    if not isinstance(data, dict):
        raise KnowledgeFault(
            f"{path.name} should be a block of keys.",
            "Nothing in it can be read.",
            "Begin with `id:`, `title:`, `version:` and `extends: early_cart`, each on a line of its own.",
            where=path.name,
        )
    for key in ("id", "title", "version"):
        if key not in data or data[key] in (None, ""):
            raise KnowledgeFault(
                f"{path.name} lacks {key!r}.",
                "Name and version of the profile stand on every output; another profile's must not stand there.",
                f"Add a line `{key}:` of its own.",
                where=path.name,
            )
    if data["id"] != path.stem:
        raise KnowledgeFault(
            f"{path.name} calls itself {data['id']!r}.",
            "People choose a profile by the name of its file, and outputs carry the other name.",
            f"Write `id: {path.stem}`, or rename the file.",
            where=path.name,
        )
    for key in (*groups, "leaves_out"):
        if not isinstance(data.get(key) or [], list):
            raise _misshapen(path, key, "a list, each entry beginning with `- `")
    for key in groups:
        if not all(isinstance(entry, dict) for entry in data.get(key) or []):
            raise _misshapen(path, key, "a list of criteria, each beginning with `- id:`")
    if not isinstance(data.get("parameters") or {}, dict):
        raise _misshapen(path, "parameters", "a block of names, each with its value and source")


def check_whole(profile: Profile, path: Path) -> None:
    """With what it extends, the profile asks something of every kind and says how long a drug must be taken."""
    absent = [group for group in NEEDED if not getattr(profile, group)]
    floor = profile.parameters.get("floor_weeks")
    if floor is None or isinstance(floor.value, str | bool):
        absent.append("floor_weeks in digits (under parameters)")
    if absent:
        raise KnowledgeFault(
            f"{path.name} has no {', '.join(absent)}.",
            "A profile that asks nothing would be met by everybody.",
            "Write `extends: early_cart` and change only what differs, or add what is missing.",
            where=path.name,
        )


def circular(path: Path, name: str) -> KnowledgeFault:
    """The fault of profiles that extend each other."""
    return KnowledgeFault(
        f"{path.name} extends {name!r}, which in the end extends {path.name}.",
        "Neither has criteria to begin with.",
        "Let one of them extend a profile that ships with the product.",
        where=path.name,
    )


def _misshapen(path: Path, key: str, wanted: str) -> KnowledgeFault:
    return KnowledgeFault(
        f"{path.name}: {key!r} should be {wanted}.",
        "It cannot be read as it stands.",
        "Compare with a profile that ships with the product.",
        where=path.name,
    )
