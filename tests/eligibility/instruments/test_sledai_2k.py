"""SLEDAI-2K: sums, documented totals tried out in full, windows, and the items that trials leave out."""

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.instrument import Inputs
from eligibility.instruments.one_patient import answers, ask, columns_of, notes_of
from eligibility.instruments.reading import Reading
from eligibility.instruments.sledai_2k import RENAL, SEROLOGY, total_without
from eligibility.knowledge.library import read_library
from eligibility.services.library import instruments as all_instruments
from eligibility.services.records import record_from_text, to_cohort
from tests.eligibility.instruments.known_and_open import assert_patient

WEIGHTS = read_library().instruments["sledai_2k"].table("weights")
ITEMS = list(WEIGHTS)
PRESENT = st.sets(st.sampled_from(ITEMS))
AUTOGRAPH = {"fever", "lupus_headache", "alopecia", "organic_brain_syndrome"}


def points_of(items) -> float:
    return sum(WEIGHTS[item] for item in items)


def test_the_weights_sum_to_105():
    assert (len(ITEMS), points_of(ITEMS), points_of(RENAL), points_of(SEROLOGY)) == (24, 105, 16, 4)


@given(present=PRESENT)
def test_totals_are_the_sum_of_their_items(instruments, present):
    found = answers(ask(instruments["sledai_2k"], {item: item in present for item in ITEMS}))
    assert found["total"] == points_of(present)
    assert found["clinical"] == points_of(present - SEROLOGY)
    assert found["renal"] == points_of(present & RENAL)
    assert found["counted_nct06581198"] == points_of(present - AUTOGRAPH)


@given(present=PRESENT, order=st.permutations(ITEMS))
def test_the_order_of_the_items_does_not_matter(instruments, present, order):
    one = answers(ask(instruments["sledai_2k"], {item: item in present for item in ITEMS}))
    assert answers(ask(instruments["sledai_2k"], {item: item in present for item in order})) == one


@given(entries=st.fixed_dictionaries(dict.fromkeys(ITEMS, st.booleans())), data=st.data())
def test_filling_in_what_is_missing_never_moves_an_answer(instruments, entries, data):
    assert_patient(instruments["sledai_2k"], entries, data)


@given(present=PRESENT, stated=st.sets(st.sampled_from(ITEMS)), more=st.sets(st.sampled_from(ITEMS)))
def test_a_documented_total_and_ever_more_items_only_narrow(instruments, present, stated, more):
    """The total is the true one, so that no item can contradict it."""
    total = {"documented_total": points_of(present)}
    fewer = ask(instruments["sledai_2k"], total | {item: item in present for item in stated})
    further = ask(instruments["sledai_2k"], total | {item: item in present for item in stated | more})
    assert notes_of(fewer) == notes_of(further) == []
    for name in ("total", "clinical", "renal", "major_organ", "counted_nct06581198", "counted_nct05798117"):
        wide, narrow = fewer.outputs[name], further.outputs[name]
        assert wide.lo[0] <= narrow.lo[0] <= narrow.hi[0] <= wide.hi[0], name
    assert further.outputs["clinical"].lo[0] <= points_of(present - SEROLOGY) <= further.outputs["clinical"].hi[0]


@given(
    present=PRESENT,
    still_open=st.sets(st.sampled_from(ITEMS), max_size=8),
    total=st.integers(min_value=0, max_value=40),
)
def test_a_documented_total_bounds_its_parts_as_trying_every_answer_does(instruments, present, still_open, total):
    known = {item: item in present for item in ITEMS if item not in still_open}
    certain = present - still_open
    ways = [
        certain | {item for item, is_yes in zip(sorted(still_open), answer, strict=True) if is_yes}
        for answer in product([False, True], repeat=len(still_open))
    ]
    possible = [way for way in ways if points_of(way) == total]
    outcome = ask(instruments["sledai_2k"], known | {"documented_total": total})
    if not possible:
        assert any("contradict" in note for note in notes_of(outcome))
        return
    assert notes_of(outcome) == []
    for name, left_out in (("clinical", SEROLOGY), ("renal", set(ITEMS) - RENAL), ("counted_nct06581198", AUTOGRAPH)):
        found = [points_of(way - left_out) for way in possible]
        column = outcome.outputs[name]
        assert (column.lo[0], column.hi[0]) == (min(found), max(found)), name


@given(lo=st.integers(0, 30), width=st.integers(0, 30), present=PRESENT, stated=st.sets(st.sampled_from(ITEMS)))
def test_a_documented_range_holds_what_each_total_in_it_allows(instruments, lo, width, present, stated):
    items = {item: item in present for item in stated}
    by_range = ask(instruments["sledai_2k"], items | {"documented_total": [lo, lo + width]})
    if notes_of(by_range):
        return
    for total in (lo, lo + width):
        by_number = ask(instruments["sledai_2k"], items | {"documented_total": total})
        if notes_of(by_number):
            continue
        for name in ("total", "clinical", "renal"):
            wide, narrow = by_range.outputs[name], by_number.outputs[name]
            assert wide.lo[0] <= narrow.lo[0] and narrow.hi[0] <= wide.hi[0], name


@given(present=PRESENT, left_out=PRESENT)
def test_a_trial_may_leave_out_any_items(instruments, present, left_out):
    instrument = instruments["sledai_2k"]
    columns = columns_of(instrument.knowledge, {item: item in present for item in ITEMS})
    inputs = Inputs(instrument.knowledge, 1, columns, instrument.library)
    counted = total_without(inputs, instrument.knowledge, left_out)
    assert (counted.lo[0], counted.hi[0]) == (points_of(present - left_out),) * 2


def test_an_item_to_leave_out_that_does_not_exist_is_refused(instruments):
    instrument = instruments["sledai_2k"]
    inputs = Inputs(instrument.knowledge, 1, {}, instrument.library)
    with pytest.raises(KeyError, match="headache"):
        total_without(inputs, instrument.knowledge, ["headache"])


@given(seed=st.integers(0, 2**32 - 1))
def test_many_patients_at_once_get_what_each_gets_alone(instruments, seed):
    """Items, documented totals and both together, so that every way through the enumeration is taken."""
    rng, size = np.random.default_rng(seed), 24
    codes = {item: rng.integers(0, 3, size).astype(np.int8) for item in ITEMS}
    totals = np.where(rng.random(size) < 0.5, rng.integers(0, 60, size), np.nan).astype(np.float64)
    together = instruments["sledai_2k"].over(
        size, {item: Truth(column) for item, column in codes.items()} | {"documented_total": Interval.known(totals)}
    )
    for row in range(size):
        alone = instruments["sledai_2k"].over(
            1,
            {item: Truth(column[row : row + 1]) for item, column in codes.items()}
            | {"documented_total": Interval.known(totals[row : row + 1])},
        )
        assert answers(alone) == answers(together, row)
        assert sorted(notes_of(alone)) == sorted(notes_of(together, row))


def read(facts: str) -> Reading:
    text = f"schema: 1\npatient_id: P-1\nas_of: 2026-06-30\nfacts:\n{facts}"
    record = record_from_text(text, "record.yaml", date(2026, 6, 30))
    return Reading(to_cohort(record, date(2026, 6, 30)), all_instruments())


@pytest.mark.parametrize(("day", "total"), [("2026-05-31", 4.0), ("2026-05-30", 0.0)])
def test_an_item_seen_30_days_ago_counts_and_one_seen_31_days_ago_does_not(day, total):
    reading = read(f"  sledai_arthritis: {{value: true, on: {day}}}\n")
    assert reading.number("sledai_2k.total").lo[0] == total


def test_a_documented_total_of_unknown_age_is_not_used():
    reading = read("  sledai_2k_total: {value: 12, on: null}\n")
    assert (reading.number("sledai_2k.total").lo[0], reading.number("sledai_2k.total").hi[0]) == (0, 105)


def test_remission_is_read_through_the_clinical_points_of_the_record():
    reading = read("  sledai_2k_total: 0\n  pga: 0.2\n  prednisone_mg_day: 7.5\n")
    assert reading.truth("doris_2021.is_remission").words() == ["no"]
    assert "sledai_2k_total" in reading.facts_behind("doris_2021.is_remission")
    assert "sledai_arthritis" in reading.facts_behind("doris_2021.is_remission")
