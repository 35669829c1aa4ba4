"""Stores of one's own: the same tests run against SQLite and against PostgreSQL."""

from __future__ import annotations

from itertools import count

import pytest

from benchmarks.private_postgresql import create_database, private_server, why_not
from eligibility.store.database import Database

_numbers = count()


@pytest.fixture(scope="session")
def postgresql():
    """The address of a private server; in it a database `migrated` at the newest schema, to be copied."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    with private_server(is_durable=False) as address:
        Database(create_database(address, "migrated")).close()
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request, tmp_path):
    """The address of a database without any tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'folder' / 'store.sqlite'}"
    return create_database(request.getfixturevalue("postgresql"), f"empty{next(_numbers)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_address(request, tmp_path):
    """The address of a store without patients."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'folder' / 'store.sqlite'}"
    return create_database(request.getfixturevalue("postgresql"), f"store{next(_numbers)}", template="migrated")


@pytest.fixture
def database(store_address):
    opened = Database(store_address)
    yield opened
    opened.close()
