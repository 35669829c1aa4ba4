"""Weights are agreed by a named chair with a reason, kept for ever, and never overwritten."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from eligibility.domain.faults import Conflict, Forbidden, InputFault
from eligibility.domain.people import Person, Role
from eligibility.services import storage, weights

CHAIR = Person("Dr Chair", Role.CHAIR)
POINTS = {"need": 100, "urgency": 50, "reversibility": 50, "burden": 0}


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")


def kept(points=None, reason="agreed", based_on=None):
    return weights.set_weights(points or POINTS, reason, CHAIR, based_on or weights.current(), "MDT of 3 June")


def test_until_somebody_agrees_the_shipped_set_holds_and_says_what_it_is():
    current = weights.current()
    assert current.is_shipped and current.set_at is None and current.set_by == ""
    assert sum(current.shares.values()) == pytest.approx(1) and max(current.points.values()) == 100


def test_a_new_set_says_who_when_and_why_and_holds_from_then_on():
    made = kept()
    assert weights.current() == made
    assert (made.id, made.set_by, made.reason, made.meeting) == ("1", "Dr Chair", "agreed", "MDT of 3 June")
    assert made.set_at is not None and made.of_100 == {"need": 50, "urgency": 25, "reversibility": 25, "burden": 0}


def test_history_keeps_every_set_and_undo_is_a_new_one():
    first = kept(reason="first")
    kept({**POINTS, "burden": 100}, "second")
    kept(first.points, "back to the first")
    found = weights.history(CHAIR)
    assert [one.reason for one in found[:3]] == ["back to the first", "second", "first"] and found[3].is_shipped
    assert found[0].points == found[2].points and found[0].id != found[2].id


def test_of_two_who_agree_at_once_the_second_is_told_and_nothing_is_lost():
    before = weights.current()
    kept(reason="faster")
    with pytest.raises(Conflict) as refused:
        kept(reason="slower", based_on=before)
    assert "set 1" in str(refused.value)
    assert [one.reason for one in weights.history(CHAIR)][:1] == ["faster"]


NOT_THE_CHAIR = [Person("A", role) for role in Role if role is not Role.CHAIR]


@pytest.mark.parametrize("by", [*NOT_THE_CHAIR, Person("not named", Role.CHAIR)])
def test_only_a_named_chair_sets_weights(by):
    with pytest.raises(Forbidden):
        weights.set_weights(POINTS, "agreed", by, weights.current())
    assert weights.current().is_shipped


@pytest.mark.parametrize(
    "points",
    [
        {"need": 100, "urgency": 50, "reversibility": 50},
        {**POINTS, "age": 10},
        {**POINTS, "need": 90},
        {**POINTS, "need": 101},
        {**POINTS, "urgency": -1},
        {**POINTS, "urgency": 12.5},
        {**POINTS, "urgency": True},
        dict.fromkeys(POINTS, 0),
    ],
)
def test_points_that_say_nothing_are_refused_and_nothing_is_kept(points):
    with pytest.raises(InputFault):
        kept(points)
    assert weights.current().is_shipped


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_a_set_without_a_reason_is_refused(reason):
    with pytest.raises(InputFault):
        weights.set_weights(POINTS, reason, CHAIR, weights.current())


@pytest.mark.parametrize("statement", ["UPDATE weights SET reason = 'other'", "DELETE FROM weights"])
def test_the_database_itself_refuses_to_change_a_set(statement):
    kept()
    with pytest.raises(DatabaseError, match="append-only"), storage.database().writing() as session:
        session.execute(text(statement))
    assert weights.current().reason == "agreed"


def test_the_audit_says_what_the_points_were_and_are():
    kept()
    with storage.database().reading() as session:
        row = session.execute(text("SELECT person, action, before, after FROM audit ORDER BY seq DESC LIMIT 1")).one()
    assert (row.person, row.action) == ("Dr Chair", "weights.set")
    assert '"need":100' in row.after and '"burden":40' in row.before and '"reason":"agreed"' in row.after
