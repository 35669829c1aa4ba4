"""Profiles: the shipped ones, a centre's own, and what a centre may not do."""

from pathlib import Path

import pytest

from eligibility.domain.faults import InputFault, KnowledgeFault
from eligibility.services import library as knowledge
from eligibility.services.assess import assess
from eligibility.services.profiles import profile_choices
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


CITES = "[{source: local, locator: agreed here, evidence: local, checked_on: 2026-11-22}]"
HEAD = "id: ours\ntitle: Ours\nversion: 1\nextends: early_cart\n"
AGE = f"gates:\n - id: age\n   statement: x\n   cites: {CITES}\n"
LOCAL = "source: local, locator: agreed here, evidence: local, checked_on: 2026-11-22"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "should be a block of keys"),
        ("- a", "should be a block of keys"),
        ("id: ours\n\ttitle: x", "not readable YAML (line 2)"),
        ("title: Ours\nversion: 1\nextends: early_cart", "lacks 'id'"),
        ("id: early_cart\ntitle: Ours\nversion: 1\nextends: early_cart", "calls itself 'early_cart'"),
        ("id: ours\ntitle: Ours\nversion: 1", "has no gates, grounds, safety, readiness"),
        ("id: ours\ntitle: Ours\nversion: 1\nextends: ours_2", "is not a profile"),
        (HEAD + "gates: 3", "'gates' should be a list"),
        (HEAD + "gates: [3]", "'gates' should be a list of criteria"),
        (HEAD + "parameters: 7", "'parameters' should be a block of names"),
        (HEAD + "gates:\n - id: age\n   statement: x\n   cites: 3\n", "should be lists"),
        (HEAD + AGE + "   cautions: [a]\n   'yes': {is_true: has_overlap_syndrome}", "needs 'say' and 'when'"),
        (HEAD + AGE + f"   'yes': {{number: {{fact: age_yeers, at_most: {{value: 9, {LOCAL}}}}}}}", "age_years"),
        (
            HEAD + AGE + f"   'yes': {{number: {{fact: age_years, at_most: {{value: nine, unit: year, {LOCAL}}}}}}}",
            "'nine' is not a number",
        ),
    ],
)
def test_a_centres_mistake_is_named_in_three_lines_and_breaks_no_other_profile(own_folder, text, words):
    (own_folder / "ours.yaml").write_text(text, encoding="utf-8")
    choices = {choice.name: choice for choice in profile_choices()}
    said = str(choices["ours"].fault)
    assert words in said and len(said.splitlines()) == 3
    assert choices["ours"].is_own and not choices["early_cart"].is_own
    assert choices["early_cart"].fault is None and next(iter(choices)) == "early_cart"


def test_profiles_that_extend_each_other_and_files_that_are_no_text_are_named(own_folder):
    for name, other in (("one", "two"), ("two", "one")):
        text = f"id: {name}\ntitle: {name}\nversion: 1\nextends: {other}"
        (own_folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (own_folder / "document.yaml").write_bytes(b"\xff\xfe a document")
    faults = {choice.name: str(choice.fault) for choice in profile_choices() if choice.fault}
    assert set(faults) == {"one", "two", "document"}
    assert "in the end extends" in faults["one"] and "UTF-8" in faults["document"]
