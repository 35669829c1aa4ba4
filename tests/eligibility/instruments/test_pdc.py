"""Days covered: order does not matter, more supply never covers less, and no proportion leaves nought to one."""

from hypothesis import given
from hypothesis import strategies as st

from eligibility.instruments.one_patient import answers, ask
from eligibility.instruments.refills import Supply

REFILLS = st.lists(st.tuples(st.integers(-20, 120), st.integers(0, 60)), max_size=6)
STAYS = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 20)), max_size=3)


@given(refills=REFILLS, stays=STAYS, order=st.randoms())
def test_the_order_of_refills_does_not_matter(refills, stays, order):
    shuffled = list(refills)
    order.shuffle(shuffled)
    assert Supply.of(100, refills, stays).covered(0) == Supply.of(100, shuffled, stays).covered(0)


@given(refills=REFILLS, stays=STAYS, more=st.tuples(st.integers(0, 120), st.integers(0, 60)))
def test_one_more_refill_never_covers_less(refills, stays, more):
    assert Supply.of(100, [*refills, more], stays).covered(0) >= Supply.of(100, refills, stays).covered(0)


@given(refills=REFILLS, stays=STAYS)
def test_the_days_covered_are_days_at_home(refills, stays):
    supply = Supply.of(100, refills, stays)
    assert 0 <= supply.covered(0) <= supply.days_at_home
    assert supply.covered(0) <= sum(days for _, days in refills)


@given(refills=REFILLS)
def test_the_proportion_never_exceeds_the_possession_ratio_without_supply_carried_in(instruments, refills):
    entries = {"period_days": 100, "fills": [list(refill) for refill in refills]}
    pdc, mpr = answers(ask(instruments["pdc"], entries)), answers(ask(instruments["mpr"], entries))
    assert pdc["pdc"] <= mpr["mpr_raw"] + 1e-9
