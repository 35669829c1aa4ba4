"""The database of this installation, opened once for each address and key."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from eligibility.domain.faults import Unavailable
from eligibility.store.database import Database, is_missing_file
from eligibility.store.field_keys import FieldKeys

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE_KEY = "example-"


def database() -> Database:
    """The database that EARLY_CART_DATABASE_URL names, else SQLite beside the program. Raises Unavailable."""
    return _opened(database_url(), os.environ.get("EARLY_CART_FIELD_KEY"))


def is_example(key: str) -> bool:
    """Whether a key is that of an example: public, never written, and nobody's patient here."""
    return key.startswith(EXAMPLE_KEY)


def database_url() -> str:
    """Where patients are kept."""
    return os.environ.get("EARLY_CART_DATABASE_URL") or f"sqlite:///{ROOT / 'data' / 'local' / 'early_cart.sqlite'}"


def must_be_there() -> None:
    """Refuses to look into a database file that is not there: a new, empty one would look whole."""
    if is_missing_file(database_url()):
        raise Unavailable(
            "There is no database at the place that is configured.",
            "An empty new one would be found intact, and say nothing about the one that is missed.",
            "Check EARLY_CART_DATABASE_URL and where the file has gone.",
        )


@lru_cache(maxsize=4)
def _opened(url: str, keys: str | None) -> Database:
    return Database(url, FieldKeys.from_text(keys))
