"""meeting.yaml: decision codes, roles and quorum, the least data set, and the places that every case has."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.domain.cited import Citation, Cited
from eligibility.domain.faults import KnowledgeFault
from eligibility.domain.meeting_rules import MeetingRules
from eligibility.knowledge.library import Library
from eligibility.knowledge.yaml_file import fill, nearest, read_yaml

FILE = "meeting.yaml"


def read_meeting_rules(library: Library) -> MeetingRules:
    """What the meeting laid down, checked against the vocabulary. Raises KnowledgeFault for what nobody reads."""
    rules = fill(MeetingRules, read_yaml(library.folder / FILE), FILE)
    for where, cited in rule_citations(rules):
        library.check_cited(cited, where)
    for group, names in (
        ("codes", [code.code for code in rules.codes]),
        ("reasons", [reason.id for reason in rules.reasons]),
        ("roles", [role.id for role in rules.roles]),
        ("places", [place.id for place in rules.places]),
        ("options", [option.id for option in rules.options]),
    ):
        _once(group, names)
    for minimum in rules.minimum:
        for fact in minimum.facts:
            _known("minimum", fact, library.facts)
        for output in minimum.outputs:
            _known("minimum", output.partition(".")[0], library.instruments)
            _known("minimum", output.partition(".")[2], library.instruments[output.partition(".")[0]].outputs)
    for option in rules.options:
        for drug in option.drugs:
            _known("options", drug, library.drugs)
    return rules


def rule_citations(rules: MeetingRules) -> Iterator[tuple[str, Cited | Citation]]:
    """Everything cited in the file, with the place where it stands."""
    for code in rules.codes:
        yield f"{FILE}: codes.{code.code}", code.source
    yield f"{FILE}: reasons", rules.reasons_source
    yield f"{FILE}: roles", rules.roles_source
    yield f"{FILE}: least_present", rules.least_present
    yield f"{FILE}: small_number", rules.small_number
    yield f"{FILE}: age_bands", rules.age_bands
    yield f"{FILE}: minimum", rules.minimum_source
    yield f"{FILE}: fludarabine_fraction", rules.fludarabine_fraction
    for place in rules.places:
        yield f"{FILE}: places.{place.id}", place.source


def _once(group: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise KnowledgeFault(
                f"{FILE}: {group} has {name!r} twice.",
                "A record that holds the name could mean either.",
                "Keep one of the two, or rename one.",
                where=FILE,
            )


def _known(group: str, name: str, known: object) -> None:
    assert isinstance(known, dict)
    if name not in known:
        raise KnowledgeFault(
            f"{FILE}: {group} names {name!r}, which does not exist{nearest(name, known)}.",
            "No record could ever answer it.",
            "Correct the name.",
            where=FILE,
        )
