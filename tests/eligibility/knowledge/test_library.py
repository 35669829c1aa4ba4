"""The library as a whole: every value leads to its source, and its version changes with its content."""

from __future__ import annotations

import shutil

import pytest

from eligibility.domain.cited import Cited
from eligibility.knowledge.library import FOLDER, read_library


@pytest.fixture(scope="module")
def library():
    return read_library()


def test_every_cited_value_leads_to_a_source_with_a_title(library):
    values = list(library.cited_values())
    assert values
    for where, cited in values:
        cite = library.cite(cited)
        assert cite.title and cite.locator.strip(), where


def test_a_number_in_a_fact_or_drug_has_a_unit(library):
    bare = [where for where, cited in library.cited_values() if isinstance(cited, Cited) and cited.unit is None]
    assert [where for where in bare if where.startswith(("facts.yaml", "drugs.yaml"))] == []


def test_the_strictest_and_laxest_trials_are_sources(library):
    extremes = [
        extreme
        for _, cited in library.cited_values()
        for extreme in (getattr(cited, "strictest", None), getattr(cited, "laxest", None))
        if extreme is not None
    ]
    assert extremes
    assert {extreme.source for extreme in extremes} <= set(library.sources)


def test_the_version_is_of_the_content(tmp_path, library):
    copy = shutil.copytree(FOLDER, tmp_path / "knowledge")
    assert read_library(copy).snapshot == library.snapshot
    facts = copy / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("max: 40", "max: 41", 1), encoding="utf-8")
    assert read_library(copy).snapshot != library.snapshot


def test_the_version_does_not_depend_on_line_ends(tmp_path, library):
    copy = shutil.copytree(FOLDER, tmp_path / "knowledge")
    facts = copy / "facts.yaml"
    facts.write_bytes(facts.read_bytes().replace(b"\n", b"\r\n"))
    assert read_library(copy).snapshot == library.snapshot


def test_nothing_in_it_can_be_changed(library):
    with pytest.raises(ValueError, match="frozen"):
        library.facts["age_years"].label = "other"
