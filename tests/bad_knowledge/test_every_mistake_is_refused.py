"""One mistake a file: `mistakes/NAME.yaml` says what it replaces in the whole folder, and the error's words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.library import read_library
from eligibility.knowledge.profile_files import read_profile
from eligibility.knowledge.trial_files import read_trials

HERE = Path(__file__).parent
MISTAKES = sorted((HERE / "mistakes").glob("*.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small knowledge folder that is whole."""
    return Path(shutil.copytree(HERE / "whole", tmp_path / "knowledge"))


def read_all(folder: Path) -> None:
    library = read_library(folder)
    for path in sorted((folder / "profiles").glob("*.yaml")):
        read_profile(path, library)
    read_trials(library)


def test_the_folder_without_a_mistake_is_accepted(folder):
    read_all(folder)


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_refused_in_words_that_name_it(path, folder):
    mistake = yaml.safe_load(path.read_text(encoding="utf-8"))
    broken = folder / mistake["file"]
    text = broken.read_text(encoding="utf-8")
    assert mistake["replace"] in text, "the mistake no longer fits the whole folder"
    broken.write_text(text.replace(mistake["replace"], mistake["by"], 1), encoding="utf-8")

    with pytest.raises(KnowledgeFault) as caught:
        read_all(folder)

    said = str(caught.value)
    missing = [words for words in mistake["expect"] if words not in said]
    assert not missing, said
    assert len(said.splitlines()) == 3, said


@pytest.mark.parametrize("name", [f"{n}.yaml" for n in ("sources", "facts", "units", "drugs", "sections", "adherence")])
def test_a_missing_file_is_named(name, folder):
    (folder / name).unlink()
    with pytest.raises(KnowledgeFault, match=name):
        read_all(folder)


def test_there_is_a_mistake_for_every_file_of_the_folder():
    broken = {yaml.safe_load(path.read_text(encoding="utf-8"))["file"] for path in MISTAKES}
    whole = {path.relative_to(HERE / "whole").as_posix() for path in (HERE / "whole").rglob("*.yaml")}
    assert broken == whole
