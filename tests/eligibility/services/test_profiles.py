"""Profiles: the shipped ones, a centre's own, and what a centre may not do."""

from pathlib import Path

import pytest

from eligibility.domain.faults import InputFault, KnowledgeFault
from eligibility.services import library as knowledge
from eligibility.services.assess import assess
from eligibility.services.records import read_record

INVENTED = Path(__file__).parents[3] / "data" / "examples" / "invented"
OWN = """
id: our_centre
title: Our centre
version: "3"
extends: early_cart
gates:
  - id: age
    statement: Aged 18 to 30
    cites: [{source: local, locator: agreed here, evidence: local, checked_on: 2026-11-22}]
    "yes":
      number:
        fact: age_years
        at_most: {value: 30, unit: year, source: local, locator: agreed here, evidence: local, checked_on: 2026-11-22}
"""


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    knowledge.profile.cache_clear()
    monkeypatch.setenv("EARLY_CART_PROFILES_DIR", str(tmp_path))
    yield tmp_path
    knowledge.profile.cache_clear()


def test_three_profiles_ship():
    assert {"early_cart", "consensus_strict", "consensus_permissive"} <= set(knowledge.profile_names())


def test_a_centre_changes_one_criterion_and_keeps_the_rest(own_folder):
    (own_folder / "our_centre.yaml").write_text(OWN, encoding="utf-8")
    record = read_record(INVENTED / "ready.yaml")
    theirs, shipped = assess(record, "our_centre"), assess(record)
    assert (theirs.lane, shipped.lane) == ("not_candidate", "ready")
    assert [g.id for g in theirs.gates if g.verdict == "no"] == ["age"]
    assert theirs.versions["profile"]["hash"] != shipped.versions["profile"]["hash"]
    assert {c.id for _, c in knowledge.profile("our_centre").criteria()} == {
        c.id for _, c in knowledge.profile().criteria()
    }


def test_a_centre_may_not_take_the_name_of_a_shipped_profile(own_folder):
    (own_folder / "early_cart.yaml").write_text(OWN, encoding="utf-8")
    with pytest.raises(KnowledgeFault) as refused:
        knowledge.profile("early_cart")
    assert len(str(refused.value).splitlines()) == 3


def test_an_unknown_profile_is_refused_naming_the_nearest():
    with pytest.raises(InputFault, match="consensus_strict"):
        knowledge.profile("consensus_strickt")


@pytest.mark.parametrize(
    ("name", "lane"),
    [("consensus_strict", "not_candidate"), ("early_cart", "work_up"), ("consensus_permissive", "work_up")],
)
def test_one_adequate_induction_is_enough_for_some_profiles_only(name, lane):
    assert assess(read_record(INVENTED / "work_up_early.yaml"), name).lane == lane


def test_the_strictest_profile_knows_no_early_tier():
    for criterion in knowledge.profile("consensus_strict").grounds:
        assert [grade for grade, _ in criterion.rungs] == ["established"]
