"""The laws that hold whatever the numbers are: answers settle and stay settled, and order never matters."""

from __future__ import annotations

from functools import reduce

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from eligibility.domain.choice import Choice
from eligibility.domain.grade import SAFETY, Graded
from eligibility.domain.interval import Interval, maximum, minimum, points, total
from eligibility.domain.truth import NO, UNKNOWN, YES, Truth, all_of, any_of, at_least

codes = st.sampled_from([NO, UNKNOWN, YES])
truths = st.lists(codes, min_size=1, max_size=6).map(lambda row: Truth(np.array(row, dtype=np.int8)))
lists = st.integers(1, 5).flatmap(
    lambda size: st.lists(
        st.lists(codes, min_size=size, max_size=size).map(lambda row: Truth(np.array(row, dtype=np.int8))),
        min_size=1,
        max_size=5,
    )
)
numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9)
ends = st.floats(allow_nan=False, allow_infinity=True)


@st.composite
def narrowed(draw) -> tuple[Interval, Interval]:
    """An interval and one that lies within it, as a patient's record is filled in."""
    a, b, c, d = sorted(draw(st.tuples(ends, ends, ends, ends)))
    return Interval.bounds([a], [d]), Interval.bounds([b], [c])


@st.composite
def answered(draw) -> tuple[list[Truth], list[Truth]]:
    """A list of truths, and the same with some of the unknown ones answered."""
    before = draw(st.lists(codes, min_size=1, max_size=6))
    after = [draw(codes) if code == UNKNOWN else code for code in before]
    return [Truth(np.array([c], dtype=np.int8)) for c in before], [Truth(np.array([c], dtype=np.int8)) for c in after]


def settles(before: Truth, after: Truth) -> bool:
    """Whether every answer that was given still stands."""
    return bool(np.all((before.codes == UNKNOWN) | (before.codes == after.codes)))


def shrinks(wide: Interval, narrow: Interval) -> bool:
    return bool(np.all(wide.lo <= narrow.lo) and np.all(narrow.hi <= wide.hi))


@given(narrowed(), ends)
def test_narrowing_an_interval_never_takes_back_a_comparison(pair, threshold):
    wide, narrow = pair
    for compare in (Interval.at_least, Interval.above, Interval.at_most, Interval.below):
        assert settles(compare(wide, threshold), compare(narrow, threshold))


@given(narrowed(), narrowed())
def test_narrowing_either_of_two_numbers_never_takes_back_their_comparison(x, y):
    for compare in (Interval.is_at_least, Interval.is_above):
        assert settles(compare(x[0], y[0]), compare(x[1], y[1]))


@given(narrowed(), narrowed(), numbers)
def test_narrowing_narrows_whatever_is_computed_from_it(x, y, factor):
    with np.errstate(invalid="ignore", over="ignore"):
        for combine in (lambda a, b: maximum([a, b]), lambda a, b: minimum([a, b]), Interval.hull):
            assert shrinks(combine(x[0], y[0]), combine(x[1], y[1]))
        assert shrinks(-x[0], -x[1])
        assert shrinks(x[0].clip(-5.0, 5.0), x[1].clip(-5.0, 5.0))


@given(st.lists(st.tuples(numbers, numbers, numbers, numbers), min_size=1, max_size=5))
def test_narrowing_the_parts_narrows_their_sum(parts):
    ordered = [sorted(part) for part in parts]
    wide = [Interval.bounds([a], [d]) for a, _, _, d in ordered]
    narrow = [Interval.bounds([b], [c]) for _, b, c, _ in ordered]
    assert shrinks(total(wide), total(narrow))


@given(narrowed(), st.lists(numbers, min_size=1, max_size=4, unique=True))
def test_narrowing_never_opens_a_band_that_was_closed(pair, cuts):
    wide, narrow = (x.band(sorted(cuts)) for x in pair)
    assert wide[0][0] <= narrow[0][0] <= narrow[1][0] <= wide[1][0]


@given(answered())
def test_answering_a_question_never_takes_back_a_combination(pair):
    before, after = pair
    assert settles(all_of(before), all_of(after))
    assert settles(any_of(before), any_of(after))
    for k in range(1, len(before) + 1):
        assert settles(at_least(k, before), at_least(k, after))


@given(answered(), numbers)
def test_answering_an_item_narrows_its_points(pair, weight):
    for before, after in zip(*pair, strict=True):
        assert shrinks(points(before, abs(weight)), points(after, abs(weight)))


@given(answered())
def test_answering_a_question_never_opens_a_grade_that_was_excluded(pair):
    rungs = [list(zip(SAFETY[1:], side[:3], strict=False)) for side in pair]
    before, after = (Graded.from_rungs(SAFETY, side) for side in rungs)
    assert set(after.possible(0)) <= set(before.possible(0))


@given(st.sets(st.integers(0, 4), min_size=1), st.data())
def test_excluding_a_value_never_takes_back_a_choice(possible, data):
    values = ("I", "II", "III", "IV", "V")
    kept = data.draw(st.sets(st.sampled_from(sorted(possible)), min_size=1))
    wanted = data.draw(st.sets(st.sampled_from(values), min_size=1))
    before, after = (Choice.of(values, [[values[i] for i in some]]) for some in (possible, kept))
    assert settles(before.is_in(wanted), after.is_in(wanted))


@given(truths)
def test_not_is_its_own_inverse(truth):
    assert (~~truth).words() == truth.words()


@given(lists)
def test_de_morgan(parts):
    assert (~all_of(parts)).words() == any_of([~part for part in parts]).words()
    assert (~any_of(parts)).words() == all_of([~part for part in parts]).words()


@given(lists, st.data())
def test_at_least_k_fail_is_not_at_least_the_rest_hold(parts, data):
    k = data.draw(st.integers(1, len(parts)))
    negated = at_least(len(parts) - k + 1, [~part for part in parts])
    assert (~at_least(k, parts)).words() == negated.words()


@given(lists, st.randoms(use_true_random=False))
def test_the_order_of_parts_never_matters(parts, random):
    shuffled = random.sample(parts, len(parts))
    assert all_of(parts).words() == all_of(shuffled).words()
    assert any_of(parts).words() == any_of(shuffled).words()
    for k in range(1, len(parts) + 1):
        assert at_least(k, parts).words() == at_least(k, shuffled).words()


@given(lists)
def test_the_words_and_the_operators_agree(parts):
    assert all_of(parts).words() == reduce(Truth.__and__, parts).words()
    assert any_of(parts).words() == reduce(Truth.__or__, parts).words()


@given(lists, st.data())
def test_one_patient_and_many_get_the_same_answer(parts, data):
    row = data.draw(st.integers(0, len(parts[0]) - 1))
    alone = [part.take(np.array([row])) for part in parts]
    assert all_of(alone).word(0) == all_of(parts).word(row)
    assert at_least(1, alone).word(0) == at_least(1, parts).word(row)


@given(st.lists(st.one_of(st.just(float("nan")), numbers), min_size=1, max_size=6), numbers)
def test_a_nan_from_a_table_is_unknown_and_never_reaches_a_verdict(values, threshold):
    x = Interval.known(values)
    missing = np.isnan(values)
    assert not np.isnan(x.lo).any() and not np.isnan(x.hi).any()
    for compare in (Interval.at_least, Interval.above, Interval.at_most, Interval.below):
        assert (compare(x, threshold).is_unknown == missing).all()


@given(narrowed(), narrowed())
def test_two_sources_that_agree_are_never_less_sure_than_one(x, y):
    together, contradiction = x[0].reconcile(y[0])
    if not contradiction[0]:
        assert shrinks(x[0], together) and shrinks(y[0], together)
    else:
        assert shrinks(together, x[0]) and shrinks(together, y[0])
