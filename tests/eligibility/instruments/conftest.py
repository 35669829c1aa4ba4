"""Instruments bound to the library, each when a test first asks for it."""

from importlib import import_module
from pathlib import Path

import pytest

from eligibility.instruments.instrument import Instrument
from eligibility.knowledge.library import read_library

ROOT = Path(__file__).resolve().parents[3]


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


@pytest.fixture(scope="session")
def shared():
    """The folder of shared reference and external data; tests that need it are skipped without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared reference folder is not here")
    return folder
