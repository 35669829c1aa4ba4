"""The cheapest way to a verdict, against trying every answer of every subset of facts."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.criteria.routes import ANY, Route, Routes, choose, every
from eligibility.domain.cited import Cited
from eligibility.domain.condition import Condition

NO, UNKNOWN, YES = 0, 1, 2
FACTS = tuple("abcdef")


def k_of(k):
    return Cited(value=k, source="local", locator="x", evidence="local", checked_on="2026-11-22")


def truth(condition, known):
    match condition.word:
        case "leaf":
            return known.get(condition.arguments["fact"], UNKNOWN)
        case "all_of":
            return min(truth(part, known) for part in condition.parts)
        case "any_of":
            return max(truth(part, known) for part in condition.parts)
        case "not_":
            return 2 - truth(condition.parts[0], known)
    codes = [truth(part, known) for part in condition.parts]
    k = int(condition.arguments["k"].number)
    return YES if codes.count(YES) >= k else NO if len(codes) - codes.count(NO) < k else UNKNOWN


def routes_of(known):
    def options(leaf, target):
        fact = leaf.arguments["fact"]
        # Bit 0 stands for no and bit 1 for yes.
        one = frozenset((fact,))
        return [Route({fact: 1 if target == NO else 2}, ((one, one),))] if fact not in known else []

    return Routes(lambda condition: truth(condition, known), options)


def fewest_by_trying_all(tree, known, target):
    open_facts = [fact for fact in FACTS if fact not in known]
    for size in range(len(open_facts) + 1):
        for chosen in combinations(open_facts, size):
            for answers in product((NO, YES), repeat=size):
                if truth(tree, {**known, **dict(zip(chosen, answers, strict=True))}) == target:
                    return size
    return None


def leaf(fact):
    return Condition("leaf", arguments={"fact": fact})


@st.composite
def trees(draw, facts):
    """A tree over these leaves, in this order, each used once."""
    if len(facts) == 1:
        found = leaf(facts[0])
        return Condition("not_", (found,)) if draw(st.booleans()) else found
    cut = sorted(draw(st.sets(st.integers(1, len(facts) - 1), min_size=1, max_size=3)))
    pieces = [facts[a:b] for a, b in zip([0, *cut], [*cut, len(facts)], strict=True)]
    parts = tuple(draw(trees(piece)) for piece in pieces)
    word = draw(st.sampled_from(["all_of", "any_of", "at_least"]))
    arguments = {"k": k_of(draw(st.integers(1, len(parts))))} if word == "at_least" else {}
    return Condition(word, parts, arguments)


@settings(max_examples=150)
@given(data=st.data())
def test_the_recursion_finds_the_fewest_answers_when_no_fact_is_read_twice(data):
    facts = data.draw(st.permutations(FACTS))
    tree = data.draw(trees(facts))
    known = data.draw(st.dictionaries(st.sampled_from(FACTS), st.sampled_from([NO, YES]), max_size=3))
    for target in (NO, YES):
        found = routes_of(known).to(tree, target)
        fewest = fewest_by_trying_all(tree, known, target)
        assert (found[0].count if found else None) == fewest


@settings(max_examples=150)
@given(data=st.data())
def test_where_facts_are_read_twice_the_answers_still_lead_there_and_are_never_too_few(data):
    leaves = data.draw(st.lists(st.sampled_from(FACTS), min_size=2, max_size=8))
    tree = data.draw(trees(leaves))
    known = data.draw(st.dictionaries(st.sampled_from(FACTS), st.sampled_from([NO, YES]), max_size=2))
    for target in (NO, YES):
        for route in routes_of(known).to(tree, target):
            answers = {fact: NO if mask == 1 else YES for fact, mask in route.answers.items()}
            assert truth(tree, {**known, **answers}) == target
            assert route.count >= fewest_by_trying_all(tree, known, target)


def test_two_readers_that_need_different_answers_of_one_fact_cannot_both_be_served():
    assert every([[Route({"a": 1})], [Route({"a": 2})]]) == []
    assert every([[Route({"a": 3})], [Route({"a": 2, "b": 1})]])[0].answers == {"a": 2, "b": 1}
    assert choose(2, [[Route({"a": 1})], [Route({"a": 2})], [Route({"b": ANY})]])[0].count == 2
