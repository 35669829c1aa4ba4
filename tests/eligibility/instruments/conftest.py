"""Instruments bound to the library, each when a test first asks for it."""

from importlib import import_module

import pytest

from eligibility.instruments.instrument import Instrument
from eligibility.knowledge.library import read_library


@pytest.fixture(scope="session")
def instruments():
    """A lookup of instruments by id, each bound when it is first asked for."""
    library = read_library()

    class ById(dict):
        def __missing__(self, key):
            module = import_module(f"eligibility.instruments.{key}")
            self[key] = Instrument(library.instruments[key], module.compute, library)
            return self[key]

    return ById()
