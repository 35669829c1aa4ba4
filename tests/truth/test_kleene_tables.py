"""Yes, no and unknown, row by row: Kleene's strong three-valued logic (S. C. Kleene, Introduction to
Metamathematics, 1952, section 64), written out so that it can be read and not only run."""

from __future__ import annotations

import numpy as np
import pytest

from eligibility.domain.truth import Truth, all_of, any_of, at_least, reconcile

AND = """
    a       | b       | a and b
    no      | no      | no
    no      | unknown | no
    no      | yes     | no
    unknown | no      | no
    unknown | unknown | unknown
    unknown | yes     | unknown
    yes     | no      | no
    yes     | unknown | unknown
    yes     | yes     | yes
"""

OR = """
    a       | b       | a or b
    no      | no      | no
    no      | unknown | unknown
    no      | yes     | yes
    unknown | no      | unknown
    unknown | unknown | unknown
    unknown | yes     | yes
    yes     | no      | yes
    yes     | unknown | yes
    yes     | yes     | yes
"""

NOT = """
    a       | not a
    no      | yes
    unknown | unknown
    yes     | no
"""

ALL_OF_THREE = """
    a       | b       | c       | all of them
    yes     | yes     | yes     | yes
    yes     | yes     | unknown | unknown
    yes     | unknown | unknown | unknown
    unknown | unknown | unknown | unknown
    yes     | yes     | no      | no
    yes     | unknown | no      | no
    unknown | unknown | no      | no
    no      | no      | no      | no
"""

ANY_OF_THREE = """
    a       | b       | c       | any of them
    no      | no      | no      | no
    no      | no      | unknown | unknown
    no      | unknown | unknown | unknown
    unknown | unknown | unknown | unknown
    no      | no      | yes     | yes
    no      | unknown | yes     | yes
    unknown | unknown | yes     | yes
    yes     | yes     | yes     | yes
"""

AT_LEAST_TWO_OF_THREE = """
    a       | b       | c       | at least two
    yes     | yes     | yes     | yes
    yes     | yes     | unknown | yes
    yes     | yes     | no      | yes
    yes     | unknown | unknown | unknown
    yes     | unknown | no      | unknown
    yes     | no      | no      | no
    unknown | unknown | unknown | unknown
    unknown | unknown | no      | unknown
    unknown | no      | no      | no
    no      | no      | no      | no
"""

RECONCILED = """
    stated  | derived | together | contradiction
    no      | no      | no       | no
    no      | unknown | no       | no
    no      | yes     | unknown  | yes
    unknown | no      | no       | no
    unknown | unknown | unknown  | no
    unknown | yes     | yes      | no
    yes     | no      | unknown  | yes
    yes     | unknown | yes      | no
    yes     | yes     | yes      | no
"""


def rows(table: str) -> list[list[str]]:
    """The table's rows, its heading left out."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


def columns(table: str) -> list[Truth]:
    return [Truth.of(column) for column in zip(*rows(table), strict=True)]


@pytest.mark.parametrize(("a", "b", "expected"), rows(AND))
def test_and_is_yes_only_when_both_are(a, b, expected):
    assert (Truth.of([a]) & Truth.of([b])).words() == [expected]


@pytest.mark.parametrize(("a", "b", "expected"), rows(OR))
def test_or_is_no_only_when_both_are(a, b, expected):
    assert (Truth.of([a]) | Truth.of([b])).words() == [expected]


@pytest.mark.parametrize(("a", "expected"), rows(NOT))
def test_not_leaves_unknown_unknown(a, expected):
    assert (~Truth.of([a])).words() == [expected]


def test_the_tables_of_two_name_every_pair_once():
    for table in (AND, OR, RECONCILED):
        assert len({tuple(row[:2]) for row in rows(table)}) == 9


def test_a_whole_table_computed_as_columns_agrees_with_its_rows():
    for table, combine in ((AND, Truth.__and__), (OR, Truth.__or__)):
        a, b, expected = columns(table)
        assert combine(a, b).words() == expected.words()


@pytest.mark.parametrize(
    ("table", "combine"),
    [
        (ALL_OF_THREE, all_of),
        (ANY_OF_THREE, any_of),
        (AT_LEAST_TWO_OF_THREE, lambda parts: at_least(2, parts)),
    ],
    ids=["all of", "any of", "at least two of"],
)
def test_three_parts_combine_as_the_table_says_in_any_order(table, combine):
    a, b, c, expected = columns(table)
    for parts in ((a, b, c), (a, c, b), (b, a, c), (b, c, a), (c, a, b), (c, b, a)):
        assert combine(list(parts)).words() == expected.words()


def test_at_least_one_is_any_of_and_at_least_every_one_is_all_of():
    a, b, _, _ = columns(ALL_OF_THREE)
    assert at_least(1, [a, b]).words() == any_of([a, b]).words()
    assert at_least(2, [a, b]).words() == all_of([a, b]).words()


@pytest.mark.parametrize("k", [0, -1, 4])
def test_a_count_that_no_answer_could_settle_is_refused(k):
    with pytest.raises(ValueError, match="never be decided"):
        at_least(k, [Truth.of(["yes"])] * 3)


@pytest.mark.parametrize("combine", [all_of, any_of, lambda parts: at_least(1, parts)])
def test_an_empty_list_of_parts_is_refused_because_it_would_say_yes_about_nothing(combine):
    with pytest.raises(ValueError, match="empty list"):
        combine([])


@pytest.mark.parametrize(("stated", "derived", "together", "contradiction"), rows(RECONCILED))
def test_two_sources_fill_each_other_and_a_contradiction_is_unknown(stated, derived, together, contradiction):
    found, apart = reconcile(Truth.of([stated]), Truth.of([derived]))
    assert found.words() == [together]
    assert apart.tolist() == [contradiction == "yes"]


@pytest.mark.parametrize("word", ["no", "unknown", "yes"])
def test_a_truth_cannot_be_used_in_an_if(word):
    truth = Truth.of([word])
    with pytest.raises(TypeError, match="yes, no or unknown"):
        bool(truth)
    with pytest.raises(TypeError):
        if truth:
            pass
    with pytest.raises(TypeError):
        _ = truth and truth
    with pytest.raises(TypeError):
        _ = not truth


def test_truths_are_not_compared_as_objects():
    with pytest.raises(TypeError, match="words or codes"):
        assert Truth.of(["yes"]) == Truth.of(["yes"])
    with pytest.raises(TypeError):
        hash(Truth.of(["yes"]))


def test_none_is_unknown_and_a_bool_is_an_answer():
    assert Truth.of([None, True, False, np.True_, np.False_]).words() == ["unknown", "yes", "no", "yes", "no"]


def test_a_word_that_is_no_answer_is_refused():
    with pytest.raises(KeyError):
        Truth.of(["maybe"])


def test_where_and_take_move_answers_without_changing_them():
    truth = Truth.of(["yes", "no", "unknown"])
    assert truth.take(np.array([2, 0, 0])).words() == ["unknown", "yes", "yes"]
    assert truth.where(np.array([True, False, True]), Truth.unknown(3)).words() == ["unknown", "no", "unknown"]


def test_an_absent_column_costs_one_number_however_many_patients():
    assert Truth.unknown(1_000_000).codes.strides == (0,)
