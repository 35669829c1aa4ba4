"""The screens, started from app.py as people start them, over a store of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store_url(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", url)
    monkeypatch.delenv("EARLY_CART_PROFILES_DIR", raising=False)
    return url


@pytest.fixture
def app(store_url):
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
