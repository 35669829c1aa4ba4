"""The repository as the house tests see it: its files, whether committed yet or not, and nothing that git ignores."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml

# Without git (a downloaded archive) these are what a run leaves behind.
LEFT_BEHIND = {
    ".git",
    ".venv",
    "__pycache__",
    ".pytest_cache",
    ".hypothesis",
    ".ruff_cache",
    ".mypy_cache",
}


class House:
    def __init__(self, root: Path):
        self.root = root

    @cached_property
    def files(self) -> list[str]:
        """Every file of the project, as a path from its root."""
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        if listed.returncode == 0 and listed.stdout:
            found = listed.stdout.splitlines()
        else:
            found = [
                path.relative_to(self.root).as_posix()
                for path in self.root.rglob("*")
                if path.is_file() and not LEFT_BEHIND & set(path.relative_to(self.root).parts)
            ]
        return sorted(name for name in set(found) if (self.root / name).is_file())

    def under(self, *folders: str, suffix: str = "") -> list[str]:
        """The files in these folders (or of these names), by their ending."""
        inside = tuple(folder if "." in folder.rpartition("/")[2] else folder.rstrip("/") + "/" for folder in folders)
        return [name for name in self.files if name.startswith(inside) and name.endswith(suffix)]

    @cached_property
    def modules(self) -> list[str]:
        """Every Python file outside the tests."""
        return [name for name in self.files if name.endswith(".py") and not name.startswith("tests/")]

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    @cached_property
    def texts(self) -> dict[str, str]:
        """Every file that is text: a font, picture or table in a binary form holds zero bytes."""
        raw = {name: (self.root / name).read_bytes() for name in self.files}
        return {name: content.decode("utf-8") for name, content in raw.items() if b"\0" not in content}

    def tree(self, name: str) -> ast.Module:
        return ast.parse(self.text(name), filename=name)

    @cached_property
    def folders(self) -> set[str]:
        """Every folder that holds a file of the project."""
        return {parent.as_posix() for name in self.files for parent in Path(name).parents} - {"."}

    def yaml(self, name: str) -> Any:
        return yaml.safe_load(self.text(name))

    def knowledge(self) -> Iterator[tuple[str, Any]]:
        """Every knowledge file as plain data."""
        for name in self.under("data/knowledge", suffix=".yaml"):
            yield name, self.yaml(name)


@pytest.fixture(scope="session")
def house(root: Path) -> House:
    return House(root)
