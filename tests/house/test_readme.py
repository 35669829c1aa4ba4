"""The README says only what is so: its tree is the disk, its commands exist, its links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import PurePosixPath

import pytest

ENTRY = re.compile(r"^( *)(\S+)\s{2,}(\S.*)$")
RUN = "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/"
# Folders deep enough to be named in the tree: the rooms.
ROOMS_OF = ("eligibility", "pages", "data", "tests", "docs")


@pytest.fixture(scope="module")
def readme(house) -> str:
    return house.text("README.md")


def tree_of(readme: str) -> dict[str, str]:
    """Every path of the captioned tree, with its caption."""
    block = re.search(r"^## The house\n+```\n(.*?)```", readme, re.DOTALL | re.MULTILINE)
    assert block, "the README has no captioned tree"
    parents: list[str] = []
    found: dict[str, str] = {}
    for line in block[1].splitlines():
        entry = ENTRY.match(line)
        assert entry, f"not `name  caption`: {line!r}"
        depth = len(entry[1]) // 2
        path = "".join(parents[:depth]) + entry[2]
        parents = [*parents[:depth], entry[2]]
        found[path] = entry[3]
    return found


def test_everything_in_the_tree_is_on_the_disk(house, readme):
    tree = tree_of(readme)
    absent = [
        path
        for path in tree
        if (path.rstrip("/") not in house.folders if path.endswith("/") else path not in house.files)
    ]
    assert absent == []


def test_everything_at_the_top_is_in_the_tree(house, readme):
    tree = {path.split("/")[0] for path in tree_of(readme)}
    assert {PurePosixPath(name).parts[0] for name in house.files} - tree == set()


def test_every_room_is_in_the_tree(house, readme):
    tree = {path.rstrip("/") for path in tree_of(readme)}
    rooms = {folder for folder in house.folders if folder.count("/") == 1 and folder.split("/")[0] in ROOMS_OF}
    assert rooms - tree == set()


def test_its_two_commands_stand_on_single_lines(readme):
    lines = readme.splitlines()
    assert RUN + "streamlit run app.py" in lines
    assert RUN + "python -m pytest" in lines


def commands_of(text: str, module: str) -> set[str]:
    return set(re.findall(rf"python -m {module} ([a-z_-]+)", text))


def helped(root, module: str) -> set[str]:
    said = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    listed = said.partition("Commands:")[2]
    return set(re.findall(r"^  ([a-z_-]+)", listed, re.MULTILINE))


def test_every_command_it_names_exists_and_every_command_is_named(root, readme):
    assert commands_of(readme, "eligibility") == helped(root, "eligibility")
    assert commands_of(readme, "model") <= helped(root, "model")


def test_every_measurement_it_names_exists(house, readme):
    named = commands_of(readme, "benchmarks")
    assert named and {f"benchmarks/{name}.py" for name in named} <= set(house.files)


def test_every_record_it_names_exists(house, readme):
    assert set(re.findall(r"data/examples/[\w/.]+", readme)) - {"data/examples/"} <= set(house.files)


def test_every_link_leads_to_a_file(house, readme):
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)", readme) if "://" not in target]
    assert [target for target in targets if not (house.root / target).exists()] == []


@pytest.mark.parametrize("folder", ["docs"])
def test_every_link_of_the_docs_leads_to_a_file(house, folder):
    broken = []
    for name in house.under(folder, suffix=".md"):
        for target in re.findall(r"\]\(([^)#\s]+)", house.text(name)):
            if "://" not in target and not ((house.root / name).parent / target).exists():
                broken.append(f"{name}: {target}")
    assert broken == []


def test_it_opens_with_what_it_is_and_what_it_must_not_be_used_for(readme):
    paragraphs = [part for part in readme.split("\n\n") if not part.startswith("#")]
    assert "must not" in paragraphs[1]
