"""The knowledge, the instruments and the profiles, read once a process; all of them immutable and thread-safe."""

from __future__ import annotations

import gc
import os
from functools import lru_cache
from pathlib import Path

from eligibility.domain.condition import Profile
from eligibility.domain.faults import InputFault, KnowledgeFault
from eligibility.instruments.instrument import Instrument
from eligibility.instruments.register import instruments_of
from eligibility.knowledge import library as knowledge_library
from eligibility.knowledge.library import Library, read_library
from eligibility.knowledge.profile_files import read_profile
from eligibility.knowledge.profile_shape import check_whole
from eligibility.knowledge.yaml_file import nearest

DEFAULT_PROFILE = "early_cart"


@lru_cache(maxsize=1)
def library() -> Library:
    """All cited knowledge, checked; raises KnowledgeFault when a file is not fit for use."""
    return read_library()


@lru_cache(maxsize=1)
def instruments() -> dict[str, Instrument]:
    """Every instrument, bound to its cited definition."""
    bound = instruments_of(library())
    # All of this lives as long as the process; without freezing, every full collection walks through it again.
    gc.collect()
    gc.freeze()
    return bound


def profile_names() -> list[str]:
    """The profiles that ship with the product and those of the centre's own folder."""
    return sorted(_profile_files())


@lru_cache(maxsize=32)
def profile(name: str = DEFAULT_PROFILE) -> Profile:
    """A profile by name. Raises InputFault naming the nearest when there is none of that name."""
    files = _profile_files()
    if name not in files:
        raise InputFault(
            f"There is no profile called {name!r}{nearest(name, files)}.",
            "Without a profile there are no thresholds to hold the record against.",
            f"Use one of: {', '.join(sorted(files))}.",
        )
    found = read_profile(files[name], library())
    check_whole(found, files[name])
    return found


def own_profile_names() -> frozenset[str]:
    """The profiles of the centre's own folder."""
    return frozenset(path.stem for path in _own_files())


def _own_files() -> list[Path]:
    own = os.environ.get("EARLY_CART_PROFILES_DIR")
    return sorted(Path(own).glob("*.yaml")) if own else []


def _profile_files() -> dict[str, Path]:
    files = {path.stem: path for path in sorted((knowledge_library.FOLDER / "profiles").glob("*.yaml"))}
    for path in _own_files():
        if path.stem in files:
            raise KnowledgeFault(
                f"The centre's profile {path.name} has the name of one that ships with the product.",
                "Its thresholds would silently stand in for the published ones.",
                "Give it a name of its own; it may extend the shipped one.",
                where=path.name,
            )
        files[path.stem] = path
    return files
