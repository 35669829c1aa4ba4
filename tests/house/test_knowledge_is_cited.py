"""A number without a source does not stand: every value in data/knowledge says whence, where, how sure, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import pytest

from eligibility.domain.cited import EvidenceKind, Status
from eligibility.knowledge.library import FOLDER, read_library

CITATION = ("source", "locator", "evidence", "checked_on")
# The strictest and laxest trial behind a value point to their source alone: the value beside them has the rest.
EXTREMES = ("strictest", "laxest")


@pytest.fixture(scope="module")
def library():
    return read_library(FOLDER)


def blocks(data: Any, steps: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every mapping in a knowledge file, with the path that leads to it."""
    if isinstance(data, dict):
        yield steps, data
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, inner in items:
        yield from blocks(inner, (*steps, str(key)))


def is_value(steps: tuple[str, ...], block: dict[str, Any]) -> bool:
    """A single cited value, or the values of one table. (An instrument may have an input called `value`: a block.)"""
    if steps and steps[-1] in EXTREMES:
        return False
    return ("value" in block and not isinstance(block["value"], dict)) or isinstance(block.get("values"), dict)


def uncited(name: str, data: Any) -> list[str]:
    """What in one file lacks part of its citation, as sentences."""
    return [
        f"{name}: {'.'.join(steps)} lacks {', '.join(lacking)}"
        for steps, block in blocks(data)
        if is_value(steps, block) and (lacking := [key for key in CITATION if not block.get(key)])
    ]


def test_every_value_says_where_it_comes_from(house):
    found = [line for name, data in house.knowledge() for line in uncited(name, data)]
    assert not found, "\n".join(found)


def test_an_uncited_value_is_seen():
    cited = {"value": 1, "source": "local", "locator": "x", "evidence": "local", "checked_on": date(2026, 11, 22)}
    assert uncited("x.yaml", {"a": cited}) == []
    for key in CITATION:
        assert uncited("x.yaml", {"a": [{**cited, key: ""}]}), key
        assert uncited("x.yaml", {"a": {k: v for k, v in cited.items() if k != key}}), key
    assert uncited("x.yaml", {"tables": {"weights": {"values": {"fever": 2}}}})


def test_every_citation_is_well_formed(house, library):
    """Sources exist, evidence and status are of the list, units are of the list, a locator is words."""
    found = []
    for name, data in house.knowledge():
        for steps, block in blocks(data):
            place = f"{name}: {'.'.join(steps)}"
            if steps and steps[-1] in EXTREMES:
                if block.get("source") not in library.sources:
                    found.append(f"{place} points to an unknown source")
                continue
            if "evidence" not in block or "source" not in block:
                continue
            if block["source"] not in library.sources:
                found.append(f"{place} points to {block['source']!r}, which is no source")
            if block["evidence"] not in get_args(EvidenceKind):
                found.append(f"{place} has the evidence {block['evidence']!r}")
            if block.get("status", "checked") not in get_args(Status):
                found.append(f"{place} has the status {block['status']!r}")
            if not isinstance(block.get("checked_on"), date):
                found.append(f"{place} has no day on which it was checked")
            if block.get("unit") is not None and block["unit"] not in library.unit_names:
                found.append(f"{place} has the unit {block['unit']!r}")
    assert not found, "\n".join(found)


def test_local_opinion_is_never_dressed_as_evidence(house):
    found = [
        f"{name}: {'.'.join(steps)} calls local opinion {block['evidence']}"
        for name, data in house.knowledge()
        for steps, block in blocks(data)
        if block.get("source") == "local" and block.get("evidence") != "local"
    ]
    assert not found, "\n".join(found)


def test_no_bare_number_stands_in_a_profile(house):
    """A threshold is a cited value; a number beside no source would be one that nobody can trace."""
    found = []
    for name in house.under("data/knowledge/profiles", suffix=".yaml"):
        for steps, block in blocks(house.yaml(name)):
            if "source" in block or not steps:
                continue
            found += [
                f"{name}: {'.'.join((*steps, key))} is {inner!r} without a source"
                for key, inner in block.items()
                if isinstance(inner, int | float) and not isinstance(inner, bool)
            ]
    assert not found, "\n".join(found)


def test_no_fact_has_a_default(house):
    """A default value is a clinical claim: missing is never zero and unknown is never no."""
    found = [
        f"{name}: {'.'.join(steps)}"
        for name, data in house.knowledge()
        for steps, block in blocks(data)
        if {"default", "default_value", "if_missing", "impute"} & set(block)
    ]
    assert not found, "\n".join(found)


def test_every_library_value_passes_the_loader_too(library):
    for where, cited in library.cited_values():
        library.check_cited(cited, where)


def test_every_source_is_read_on_a_day_and_leads_somewhere(library):
    for source in library.sources.values():
        assert source.title.strip(), source.id
        assert source.citation or source.link, f"{source.id} leads nowhere"


def test_no_locator_leads_out_of_the_house(house):
    """A reader finds a page, table or section of the source; a file that is not in the repository leads nowhere."""
    outside = re.compile(r"\bdesign section|\b[\w/]+\.(?:md|json|csv)\b")
    found = [
        f"{name}: {'.'.join(steps)} points to {seen[0]}"
        for name, data in house.knowledge()
        for steps, block in blocks(data)
        if (seen := outside.search(str(block.get("locator", "")))) and seen[0] not in house.files
    ]
    assert not found, "\n".join(found)
