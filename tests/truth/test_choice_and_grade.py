"""Named values still possible, sets member by member, and verdicts on an ordered scale."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from eligibility.domain.choice import Choice, Members
from eligibility.domain.grade import GATE, GROUND, SAFETY, Graded, strongest, weakest, worst
from eligibility.domain.truth import Truth

CLASSES = ("III", "IV", "V", "VI")

IS_III_OR_IV = [
    # answer,            is it III or IV?
    ("III", "yes"),
    (["III", "IV"], "yes"),
    ("V", "no"),
    (["V", "VI"], "no"),
    (["IV", "V"], "unknown"),
    (None, "unknown"),
]


@pytest.mark.parametrize(("answer", "expected"), IS_III_OR_IV)
def test_a_choice_is_settled_when_every_value_still_possible_agrees(answer, expected):
    assert Choice.of(CLASSES, [answer]).is_in(["III", "IV"]).word(0) == expected


def test_a_choice_says_what_is_still_possible():
    choice = Choice.of(CLASSES, ["IV", ["IV", "V"], None])
    assert [choice.possible(row) for row in range(3)] == [["IV"], ["IV", "V"], list(CLASSES)]
    assert choice.is_known.tolist() == [True, False, False]
    assert choice.is_unknown.tolist() == [False, False, True]


def test_a_value_off_the_list_is_refused():
    with pytest.raises(KeyError):
        Choice.of(CLASSES, ["VII"])
    with pytest.raises(ValueError):
        Choice.of(CLASSES, ["IV"]).is_in(["VII"])


def test_where_and_take_of_a_choice_move_answers_without_changing_them():
    choice = Choice.of(CLASSES, ["IV", "V"])
    assert choice.take(np.array([1, 0, 1])).possible(0) == ["V"]
    assert choice.where(np.array([True, False]), Choice.unknown(CLASSES, 2)).is_unknown.tolist() == [True, False]


def test_a_set_answers_member_by_member():
    members = Members({"III": Truth.of(["yes", None]), "V": Truth.of(["no", None])})
    assert members.has("III").words() == ["yes", "unknown"]
    assert members.has("V").words() == ["no", "unknown"]
    assert members.is_known.tolist() == [True, False]
    assert members.is_unknown.tolist() == [False, True]


def test_a_half_answered_set_is_neither_known_nor_unknown():
    members = Members({"III": Truth.of(["yes"]), "V": Truth.of([None])})
    assert members.is_known.tolist() == [False] and members.is_unknown.tolist() == [False]


def test_an_unknown_set_is_unknown_in_every_member():
    members = Members.unknown(CLASSES, 2)
    assert all(members.has(value).words() == ["unknown", "unknown"] for value in CLASSES)


SAFETY_RUNGS = """
    caution | defer   | block   | grade still possible
    no      | no      | no      | clear
    yes     | no      | no      | caution
    no      | yes     | no      | defer
    no      | no      | yes     | block
    yes     | yes     | yes     | block
    unknown | no      | no      | clear caution
    unknown | yes     | no      | defer
    yes     | unknown | no      | caution defer
    no      | no      | unknown | clear caution defer block
    yes     | no      | unknown | caution defer block
    unknown | unknown | yes     | block
    unknown | unknown | unknown | clear caution defer block
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


@pytest.mark.parametrize(("caution", "defer", "block", "possible"), rows(SAFETY_RUNGS))
def test_rungs_bound_the_grade_from_what_is_certain_to_what_is_not_excluded(caution, defer, block, possible):
    rungs = [("caution", Truth.of([caution])), ("defer", Truth.of([defer])), ("block", Truth.of([block]))]
    graded = Graded.from_rungs(SAFETY, rungs)
    expected = possible.split()
    assert graded.possible(0) == expected
    assert graded.verdict(0) == (expected[0] if len(expected) == 1 else "unknown")
    assert graded.is_settled.tolist() == [len(expected) == 1]


@pytest.mark.parametrize("row", rows(SAFETY_RUNGS), ids=" ".join)
def test_the_order_in_which_rungs_are_written_does_not_matter(row):
    rungs = [(grade, Truth.of([answer])) for grade, answer in zip(SAFETY[1:], row, strict=False)]
    for order in permutations(rungs):
        assert Graded.from_rungs(SAFETY, order).possible(0) == row[3].split()


def test_at_least_early_can_be_answered_before_the_grade_is():
    ground = Graded.from_rungs(GROUND, [("early", Truth.of(["yes"])), ("established", Truth.of(["unknown"]))])
    assert ground.verdict(0) == "unknown"
    assert ground.at_least("early").word(0) == "yes"
    assert ground.at_least("established").word(0) == "unknown"
    assert ground.exactly("none").word(0) == "no"
    assert ground.exactly("early").word(0) == "unknown"


def test_the_lowest_grade_needs_no_condition_and_is_never_doubted():
    assert Graded.from_rungs(GATE, [("yes", Truth.of([None]))]).at_least("no").word(0) == "yes"


def test_safety_is_as_bad_as_its_worst_item_and_merit_as_weak_as_its_weakest_gate():
    clear = Graded.from_rungs(SAFETY, [("block", Truth.of(["no"]))])
    open_ = Graded.from_rungs(SAFETY, [("defer", Truth.of(["unknown"]))])
    block = Graded.from_rungs(SAFETY, [("block", Truth.of(["yes"]))])
    assert worst([clear, open_]).possible(0) == ["clear", "caution", "defer"]
    assert worst([clear, open_, block]).possible(0) == ["block"]
    held = Graded.from_rungs(GATE, [("yes", Truth.of(["yes"]))])
    doubtful = Graded.from_rungs(GATE, [("caution", Truth.of(["yes"])), ("yes", Truth.of(["unknown"]))])
    assert weakest([held, doubtful]).possible(0) == ["caution", "yes"]
    assert strongest([held, doubtful]).possible(0) == ["yes"]
