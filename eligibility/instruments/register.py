"""The one list of instruments: id to the function that computes it. A house test holds it against the YAML files."""

from __future__ import annotations

from importlib import import_module

from eligibility.instruments.instrument import Instrument
from eligibility.knowledge.library import Library


def instruments_of(library: Library) -> dict[str, Instrument]:
    """Every instrument of the library, bound to `compute` of the module of the same name."""
    return {
        key: Instrument(knowledge, import_module(f"eligibility.instruments.{key}").compute, library)
        for key, knowledge in library.instruments.items()
    }
