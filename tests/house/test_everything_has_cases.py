"""Completeness does not depend on memory: a rule without a case, or an instrument without its twin, fails."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import PurePosixPath

import numpy as np
import pytest

from eligibility.domain.choice import Choice, Members
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.register import instruments_of
from eligibility.knowledge.library import FOLDER, read_library
from eligibility.knowledge.profile_files import read_profile


@pytest.fixture(scope="module")
def library():
    return read_library(FOLDER)


@pytest.fixture(scope="module")
def profiles(library):
    return [read_profile(path, library) for path in sorted((FOLDER / "profiles").glob("*.yaml"))]


def stems(house, folder: str, suffix: str = ".yaml") -> set[str]:
    return {PurePosixPath(name).stem for name in house.under(folder, suffix=suffix)}


def test_there_is_a_default_profile(profiles):
    assert "early_cart" in [profile.id for profile in profiles]


def test_every_criterion_has_cases(house, profiles):
    """With at least two different answers, so that a case can tell a rule from one that always says the same."""
    answers: dict[str, set[str]] = defaultdict(set)
    for name in house.under("tests/cases/criteria", suffix=".yaml"):
        for case in house.yaml(name) or []:
            if "criterion" in case:
                answers[case["criterion"]].add(str(case["expect"]))
    wanted = {criterion.id for profile in profiles for _, criterion in profile.criteria()}
    assert sorted(wanted - set(answers)) == [], "criteria without a case in tests/cases/criteria"
    assert sorted(set(answers) - wanted) == [], "cases for criteria that no profile has"
    assert sorted(name for name in wanted if len(answers[name]) < 2) == [], "criteria whose cases all expect the same"


def test_every_criterion_stands_in_the_cases_of_its_group(house, profiles):
    for profile in profiles:
        for group, criterion in profile.criteria():
            cases = house.yaml(f"tests/cases/criteria/{group}.yaml")
            assert criterion.id in {case.get("criterion") for case in cases}, f"{criterion.id} not in {group}.yaml"


def test_every_instrument_has_its_four_rooms(house, library):
    """One stem: the cited definition, the code, the cases, and a place in the register."""
    defined = stems(house, "data/knowledge/instruments")
    coded = {
        PurePosixPath(name).stem
        for name in house.under("eligibility/instruments", suffix=".py")
        if any(isinstance(node, ast.FunctionDef) and node.name == "compute" for node in house.tree(name).body)
    }
    assert defined == coded
    assert defined == set(instruments_of(library))
    assert sorted(defined - stems(house, "tests/cases/instruments")) == [], "instruments without cases"
    assert sorted(stems(house, "tests/cases/instruments") - defined) == [], "cases of no instrument"


def test_every_case_file_holds_cases(house):
    for name in house.under("tests/cases", suffix=".yaml"):
        assert house.yaml(name), f"{name} is empty"


def test_an_instrument_calls_itself_as_its_file_is_called(library):
    assert [key for key, knowledge in library.instruments.items() if knowledge.id != key] == []


def test_no_instrument_says_yes_or_gives_a_number_about_an_empty_record(library):
    """Missing is never zero and unknown is never no: with nothing entered, nothing is settled in favour."""
    found = []
    for key, instrument in instruments_of(library).items():
        outputs = instrument.over(1, {}).outputs
        assert set(outputs) == set(instrument.knowledge.outputs), key
        for name, column in outputs.items():
            match column:
                case Truth():
                    settled = bool(column.is_yes[0])
                case Interval():
                    settled = bool(np.any(column.is_known))
                case Choice():
                    settled = len(column.values) > 1 and bool(column.is_known[0])
                case Members():
                    settled = any(bool(truth.is_yes[0]) for truth in column.truths.values())
            if settled:
                found.append(f"{key}.{name} is settled although nothing was entered")
    assert not found, "\n".join(found)
