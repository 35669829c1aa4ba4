"""Ranking the patients of the store: lanes and tiers apart, replayable, with the weights in force."""

from __future__ import annotations

from datetime import date

import pytest

from eligibility.domain.faults import Forbidden
from eligibility.domain.people import Person, Role
from eligibility.services import patients, rank, weights
from eligibility.services.worklist import WorklistRow

CHAIR = Person("Dr Chair", Role.CHAIR)


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")


def saved(name: str, example: str = "example-ready", **facts) -> str:
    base = patients.example_records()[example]
    kept = {key: value for key, value in {**base.facts, **facts}.items() if value is not None}
    record = base.model_copy(update={"patient_id": name, "facts": kept, "is_example": False})
    opened, _ = patients.save_patient(record, CHAIR)
    return opened.key


def test_only_ready_and_work_up_are_ranked_each_lane_and_tier_apart():
    first, second = saved("A", sdi_total=0), saved("B", sdi_total=4)
    early = saved("C", "example-work-up-early")
    deferred = saved("D", has_active_infection=True)
    ranking = rank.rank(CHAIR)
    assert [(pool.lane, pool.tier) for pool in ranking.pools] == [("ready", "established"), ("work_up", "early")]
    assert {patient.key for patient in ranking.pools[0].patients} == {first, second}
    assert [patient.key for patient in ranking.pools[1].patients] == [early]
    assert ranking.of(deferred) is None and ranking.not_ranked == []
    assert ranking.of(first).place == 1 and ranking.of(first).axes[2].middle > ranking.of(second).axes[2].middle


def test_the_same_store_replays_to_the_same_ranking_and_a_newcomer_moves_nobodys_draws():
    keys = [saved(f"P{i}", prednisone_mg_day=8 + i, sdi_total=None) for i in range(3)]
    before = rank.rank(CHAIR, draws=500)
    assert before == rank.rank(CHAIR, draws=500)
    saved("new", sdi_total=5)
    after = rank.rank(CHAIR, draws=500)
    for key in keys:
        assert after.of(key).axes == before.of(key).axes and after.of(key).band_chances == before.of(key).band_chances


def test_named_patients_alone_are_ranked_among_themselves():
    keys = [saved(f"P{i}", prednisone_mg_day=8 + 4 * i) for i in range(3)]
    assert {patient.key for patient in rank.rank(CHAIR, keys[:2]).patients} == set(keys[:2])


def test_a_new_set_of_weights_orders_the_list_from_then_on():
    scarred = saved("A", sdi_total=4, prednisone_mg_day=20)
    whole = saved("B", sdi_total=0, prednisone_mg_day=8)
    assert rank.rank(CHAIR).weights.is_shipped
    points = {"need": 0, "urgency": 0, "reversibility": 0, "burden": 100}
    weights.set_weights(points, "to see", CHAIR, weights.current())
    ranking = rank.rank(CHAIR)
    assert ranking.weights.id == "1" and ranking.of(scarred).place < ranking.of(whole).place


def test_waiting_orders_those_who_tie():
    long, short = saved("A", referred_on=date(2025, 6, 1)), saved("B", referred_on=date(2026, 5, 1))
    ranking = rank.rank(CHAIR)
    assert ranking.of(long).place < ranking.of(short).place
    assert ranking.of(long).tied_with == [short] and ranking.of(long).is_tied_with_next


def test_whoever_may_not_see_patients_sees_no_ranking():
    with pytest.raises(Forbidden):
        rank.rank(Person("A", Role.KNOWLEDGE_EDITOR))


def test_the_stamp_changes_with_a_record_and_with_the_weights():
    key = saved("A")
    before = rank.stamp(patients.list_patients(CHAIR), weights.current())
    assert before == rank.stamp(patients.list_patients(CHAIR), weights.current())
    opened = patients.open_patient(key, CHAIR)
    facts = {**opened.newest.facts, "prednisone_mg_day": 20}
    patients.save_patient(opened.newest.model_copy(update={"facts": facts}), CHAIR, key, opened.version)
    changed = rank.stamp(patients.list_patients(CHAIR), weights.current())
    weights.set_weights({"need": 100, "urgency": 1, "reversibility": 1, "burden": 1}, "why", CHAIR, weights.current())
    assert len({before, changed, rank.stamp(patients.list_patients(CHAIR), weights.current())}) == 3


@pytest.mark.parametrize(
    ("grounds", "tier"),
    [
        ({"refractory": ["established"], "renal": ["none"]}, "established"),
        ({"refractory": ["early", "established"], "renal": ["none"]}, "not_settled"),
        ({"refractory": ["early"], "renal": ["none", "early", "established"]}, "not_settled"),
        ({"refractory": ["early"], "renal": ["none", "early"]}, "early"),
    ],
)
def test_a_tier_that_is_not_settled_is_neither_the_one_nor_the_other(grounds, tier):
    row = WorklistRow("k", "p", "patient", "ready", "", grounds, False, "", "", None, None, False)
    assert rank.tier_of(row) == tier


def test_no_sentence_of_a_ranking_holds_a_decimal_score():
    saved("A"), saved("B", sdi_total=None)
    for patient in rank.rank(CHAIR).patients:
        for axis in patient.axes:
            assert "0." not in axis.words, axis.words


def test_what_no_axis_reads_may_be_left_unread(monkeypatch):
    """Ranking leaves most of a record unread; with all of it read nobody stands elsewhere."""
    rows = patients.worklist(CHAIR)
    lean = rank.rank_rows(rows, CHAIR, draws=300)
    monkeypatch.setattr(rank, "_what_is_read", lambda record: record)
    assert lean.patients and rank.rank_rows(rows, CHAIR, draws=300) == lean
    every = [name for record in patients.example_records().values() for name in record.facts]
    assert set(every) - rank.facts_read(), "something is left out at all"
