"""What every test may ask for: the repository, the reference folder beside it, and an honest account of skips."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# No test is timed, so no deadline. In CI the examples are fixed, so that a failure there can be seen again here.
settings.register_profile("house", deadline=None, max_examples=60)
settings.register_profile("house-ci", deadline=None, max_examples=60, derandomize=True, database=None)
settings.load_profile("house-ci" if os.environ.get("CI") else "house")

NOTES = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NOTES] = []


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference folder beside the repository; the project's own tests pass without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the reference folder `shared` is not beside the repository")
    return folder


@pytest.fixture
def note(request: pytest.FixtureRequest):
    """Says something at the end of the run that is worth a look but is not a failure."""
    return request.config.stash[NOTES].append


def _require_all() -> bool:
    return os.environ.get("REQUIRE_ALL") == "1"


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if _require_all() and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    for line in config.stash[NOTES]:
        terminalreporter.write_line(f"worth a look: {line}")
    skipped = len(terminalreporter.stats.get("skipped", []))
    if _require_all() and skipped:
        terminalreporter.write_line(f"REQUIRE_ALL=1: {skipped} skipped, and a skip is a failure", red=True)
