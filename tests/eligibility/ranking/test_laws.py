"""What the order of the list may never do, over invented lists of every shape.

The estimate of these lists is drawn by the test; everything else goes the way of the product.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.ranking.moves import ENOUGH

UNKNOWN = (-np.inf, np.inf)
FEW = settings(max_examples=25, deadline=None)
HIGHER_IS_FIRST = {"clinical_activity": 1, "biopsy_activity": 1, "damage": -1, "chronicity": -1, "glucocorticoid": 1}
RANGES = {
    "clinical_activity": (0, 24), "biopsy_activity": (0, 14), "damage": (0, 6), "chronicity": (0, 7),
    "glucocorticoid": (0, 30),
}  # fmt: skip
known = st.fixed_dictionaries(
    {name: st.integers(*ends) for name, ends in RANGES.items()} | {"need": st.sampled_from([0.45, 0.6, 0.7, 0.8, 0.9])},
    optional={"waiting": st.integers(1, 400)},
)
open_facts = st.sets(st.sampled_from(list(RANGES)), max_size=2)


@st.composite
def somebody(draw) -> dict[str, Any]:
    """Somebody with up to two measures missing, and perhaps an estimate that is not settled."""
    person = draw(known)
    person |= dict.fromkeys(draw(open_facts), UNKNOWN)
    if draw(st.booleans()):
        person["need"] = (person["need"] - 0.1, min(person["need"] + 0.1, 0.95))
    return person


lists = st.lists(somebody(), min_size=2, max_size=5).map(lambda people: {f"p{i}": one for i, one in enumerate(people)})


@FEW
@given(lists, somebody())
def test_equal_patients_tie(ranker, people, twin):
    ranking = ranker.rank({**people, "twin a": twin, "twin b": twin})
    one, other = ranking.of("twin a"), ranking.of("twin b")
    assert "twin b" in one.tied_with and "twin a" in other.tied_with
    if not any(isinstance(value, tuple) for value in twin.values()):
        assert one.band == other.band and one.band_chances == other.band_chances
        assert one.tied_with and {*one.tied_with} ^ {*other.tied_with} == {"twin a", "twin b"}


@FEW
@given(lists, known, st.dictionaries(st.sampled_from([*RANGES, "need"]), st.integers(1, 5), min_size=1), st.booleans())
def test_nobody_stands_below_somebody_whom_they_match_on_every_axis_and_beat_on_one(
    ranker, people, better, steps, has_waited
):
    worse = dict(better)
    for name, step in steps.items():
        worse[name] = better[name] - 0.02 * step if name == "need" else better[name] - step * HIGHER_IS_FIRST[name]
    worse["waiting"] = 10_000 if has_waited else 1
    better["waiting"] = 2
    ranking = ranker.rank({**people, "worse": worse, "better": better})
    one, other = ranking.of("better"), ranking.of("worse")
    axes = [(a.middle, b.middle) for a, b in zip(one.axes, other.axes, strict=True)]
    assert all(a >= b for a, b in axes)
    if any(a > b for a, b in axes):
        assert one.place < other.place
        assert one.band <= other.band


@FEW
@given(lists, somebody())
def test_a_newcomer_changes_nobodys_draws_bands_or_ties(ranker, people, newcomer):
    before, after = ranker.rank(people), ranker.rank({**people, "new": newcomer})
    for patient in before.patients:
        now = after.of(patient.key)
        assert (now.band, now.band_chances, now.axes) == (patient.band, patient.band_chances, patient.axes)
        assert [key for key in now.tied_with if key != "new"] == sorted(
            patient.tied_with, key=lambda key: after.of(key).place
        )
        assert now.rank_low - patient.rank_low in (0, 1) and now.rank_high - patient.rank_high in (0, 1)


@FEW
@given(lists)
def test_a_newcomer_told_apart_from_everybody_reorders_nobody(ranker, people):
    least = {"need": 0.02, "clinical_activity": 0, "biopsy_activity": 0, "damage": 9, "glucocorticoid": 0}
    before = [patient.key for patient in ranker.rank(people).patients]
    after = ranker.rank({**people, "new": {**least, "waiting": 5000}})
    if not after.of("new").tied_with:
        assert [patient.key for patient in after.patients if patient.key != "new"] == before


@FEW
@given(lists, known, st.sampled_from(list(RANGES)))
def test_whatever_a_missing_answer_is_the_range_it_gives_lies_within_what_was_shown(ranker, people, person, fact):
    """Proven draw by draw for measured facts: the ends of the rank range with the answer missing hold those with it."""
    unknown = ranker.rank({**people, "one": {**person, fact: UNKNOWN}}).of("one")
    answered = ranker.rank({**people, "one": person}).of("one")
    assert unknown.rank_best <= answered.rank_low <= answered.rank_high <= unknown.rank_worst
    assert answered.band in unknown.bands_possible
    for before, after in zip(unknown.axes, answered.axes, strict=True):
        assert before.low <= after.low + 1e-9 and after.high <= before.high + 1e-9


@FEW
@given(lists, known, st.sampled_from(list(RANGES)))
def test_a_missing_fact_never_puts_anybody_below_where_the_worst_answer_would(ranker, people, person, fact):
    low, high = RANGES[fact]
    worst, best = (low, high) if HIGHER_IS_FIRST[fact] > 0 else (high, low)
    bands = [
        ranker.rank({**people, "one": {**person, fact: answer}}).of("one").band for answer in (best, UNKNOWN, worst)
    ]
    assert bands == sorted(bands)


def test_missing_is_not_taken_for_the_worst_nor_for_the_best(ranker):
    person = {"need": 0.75, "clinical_activity": 12}
    answers = {fact: ranker.rank({"one": {**person, "damage": fact}}).patients[0] for fact in (0, 5, UNKNOWN)}
    middles = {fact: patient.axes[2].middle for fact, patient in answers.items()}
    assert middles[5] < middles[UNKNOWN] <= middles[0]
    assert answers[UNKNOWN].axes[2].words.startswith("SLICC/ACR damage index not known")


@FEW
@given(lists)
def test_the_same_list_replays_to_the_same_order_and_another_seed_may_not(ranker, people):
    assert ranker.rank(people).model_dump() == ranker.rank(people).model_dump()


def test_the_order_in_which_patients_are_handed_over_changes_nothing(ranker):
    people = {f"p{i}": {"need": 0.5 + 0.08 * i, "damage": UNKNOWN, "waiting": 10 * i} for i in range(5)}
    forth, back = ranker.rank(people), ranker.rank(dict(reversed(people.items())))
    for patient in forth.patients:
        other = back.of(patient.key)
        assert (patient.place, patient.band_chances, patient.precedes_next) == (
            other.place, other.band_chances, other.precedes_next,
        )  # fmt: skip


def test_pools_are_never_compared_with_each_other(ranker):
    people = {
        "early": {"need": 0.95, "clinical_activity": 24, "pool": "ready|early"},
        "established": {"need": 0.45, "pool": "ready|established"},
    }
    ranking = ranker.rank(people)
    assert all((patient.place, patient.of, patient.tied_with) == (1, 1, []) for patient in ranking.patients)


def test_those_who_tie_are_ordered_by_waiting_and_no_further(ranker):
    one = {"need": 0.75, "clinical_activity": 12}
    ranking = ranker.rank({"short": {**one, "waiting": 5}, "long": {**one, "waiting": 500}, "not known": one})
    order = [patient.key for patient in ranking.patients]
    assert order.index("long") < order.index("short")
    apart = ranker.rank({"high": {**one, "need": 0.9, "waiting": 1}, "low": {**one, "need": 0.5, "waiting": 900}})
    assert [patient.key for patient in apart.patients] == ["high", "low"]
    assert apart.patients[0].precedes_next >= 80 and not apart.patients[0].is_tied_with_next


def test_an_axis_without_weight_orders_nobody(ranker):
    people = {"scarred": {"damage": 5, "waiting": 2}, "whole": {"damage": 0, "waiting": 1}}
    assert ranker.rank(people).patients[0].key == "whole"
    ranking = ranker.rank(people, points=(100, 80, 0, 40))
    assert ranking.of("whole").tied_with == ["scarred"]
    assert not any(shift.axis == "reversibility" for shift in ranking.shifts)


def test_why_one_stands_above_the_next_adds_up_to_a_hundred(ranker):
    ranking = ranker.rank({f"p{i}": {"need": 0.5 + 0.1 * i, "damage": i, "glucocorticoid": 20 - i} for i in range(4)})
    for patient in ranking.patients[:-1]:
        forth = ranking.differences(patient, ranking.of(patient.next_key))
        back = ranking.differences(ranking.of(patient.next_key), patient)
        assert abs(sum(difference.counts for difference in forth) - 100) <= 2
        assert [difference.counts for difference in forth] == [difference.counts for difference in back]
        assert {(a.direction, b.direction) for a, b in zip(forth, back, strict=True)} <= {
            ("higher", "lower"), ("lower", "higher"), ("level", "level"),
        }  # fmt: skip
    assert ranking.patients[-1].next_key is None


def test_a_move_named_does_lead_to_its_band(ranker):
    person = {"need": 0.7, "clinical_activity": 11, "damage": UNKNOWN, "chronicity": 1}
    patient = ranker.rank({"one": person}, draws=ENOUGH).patients[0]
    assert patient.moves
    for move in patient.moves:
        answer = float(move.answer.split()[0])
        moved = ranker.rank({"one": {**person, move.name: answer}}, draws=ENOUGH).patients[0]
        assert moved.band == move.band, move
        assert move.is_missing == (move.name == "damage")


def test_a_weight_that_moves_reports_who_moves_with_it(ranker):
    people = {"needy": {"need": 0.9, "clinical_activity": 8}, "urgent": {"need": 0.62, "clinical_activity": 20}}
    for shift in ranker.rank(people, draws=1000).shifts:
        for change in shift.changes:
            assert change.place_from != change.place_to or change.band_from != change.band_to


def test_beyond_many_only_neighbours_are_compared(ranker):
    people = {f"p{i}": {"need": 0.4 + 0.0025 * i, "waiting": i} for i in range(220)}
    ranking = ranker.rank(people, draws=200)
    pool = ranking.pools[0]
    assert pool.only_neighbours and pool.acceptability is None
    assert all(len(patient.tied_with) <= 2 for patient in pool.patients)
    assert sorted(patient.place for patient in pool.patients) == list(range(1, 221))


def test_beyond_many_waiting_moves_nobody_by_more_than_one_place(ranker):
    together = {f"p{i}": {"need": 0.6 + 0.0001 * i} for i in range(210)}
    ahead = [patient.key for patient in ranker.rank(together, draws=100).patients]
    waited = {key: {**one, "waiting": 1 + ahead.index(key)} for key, one in together.items()}
    for place, patient in enumerate(ranker.rank(waited, draws=100).patients):
        assert abs(ahead.index(patient.key) - place) <= 1
