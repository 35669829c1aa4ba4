"""What is no longer as it was between two assessments of one patient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eligibility.domain.finding import Finding
from eligibility.domain.meeting_case import Change
from eligibility.services.library import library
from eligibility.services.meeting_cases import Case
from eligibility.services.wording import GROUND_TITLES

WORDS = {
    "yes": "meets",
    "no": "does not meet",
    "unknown": "cannot tell yet",
    "block": "blocks",
    True: "yes",
    False: "no",
    None: "not known",
}


def changes_between(before: Case, now: Case) -> list[Change]:
    """Lane and tier first, then urgent states, verdicts and facts. Empty when nothing moved."""
    was, is_now = before.assessment, now.assessment
    found = [
        *_changed("lane", "Lane", was.lane_title, is_now.lane_title),
        *_changed("tier", "Tier", was.tier, is_now.tier),
        *_findings("urgent", was.urgent, is_now.urgent, gone="not present"),
        *_findings("gates", was.gates, is_now.gates),
        *_grounds(was.grounds, is_now.grounds),
        *_findings("safety", was.safety, is_now.safety),
        *_findings("readiness", was.readiness, is_now.readiness),
        *_facts(before.record.facts, now.record.facts),
    ]
    treatments = len(before.record.treatments), len(now.record.treatments)
    if before.record.treatments != now.record.treatments:
        said = [f"{count} {'course' if count == 1 else 'courses'}" for count in treatments]
        found.append(Change(kind="fact", what="Treatment history", before=said[0], after=_edited(*said)))
    return found


def _edited(before: str, after: str) -> str:
    return f"{after}, changed" if before == after else after


def _changed(kind: str, what: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(kind=kind, what=what, before=before, after=after)


def _findings(
    kind: str, before: Sequence[Finding], now: Sequence[Finding], gone: str = "not asked"
) -> Iterator[Change]:
    """Verdicts that differ, in the order of the newer assessment; what is no longer asked comes last."""
    was, is_now = {one.id: one for one in before}, {one.id: one for one in now}
    for id in (*is_now, *(id for id in was if id not in is_now)):
        one = is_now.get(id) or was[id]
        yield from _changed(kind, one.statement, _said(was.get(id), gone), _said(is_now.get(id), gone))


def _grounds(before: Mapping[str, Finding], now: Mapping[str, Finding]) -> Iterator[Change]:
    for key, ground in now.items():
        title = GROUND_TITLES.get(key, key)
        yield from _changed("grounds", title, _said(before.get(key), "not asked"), _said(ground, "not asked"))


def _said(finding: Finding | None, gone: str) -> str:
    return gone if finding is None else WORDS.get(finding.verdict, finding.verdict)


def _facts(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    definitions = library().facts
    for name in dict.fromkeys((*now, *before)):
        label = definitions[name].label if name in definitions else name.replace("_", " ")
        yield from _changed("fact", label, _value(before.get(name), name), _value(now.get(name), name))


def _value(given: Any, name: str) -> str:
    """A fact as entered, with its unit where it was given with one."""
    value, unit = (given.get("value"), given.get("unit")) if isinstance(given, dict) else (given, None)
    definition = library().facts.get(name)
    labels = {} if definition is None else definition.value_labels
    if isinstance(value, list):
        return ", ".join(labels.get(one, str(one)) for one in value) or "none"
    if isinstance(value, bool) or value is None:
        return WORDS[value]
    unit = unit or (definition.unit if definition is not None and isinstance(value, int | float) else None)
    name_of_unit = "" if unit is None else library().printed_units.get(unit, unit)
    # A scale in brackets, as of a score, is no unit that follows a number.
    printed = "" if not name_of_unit or name_of_unit.startswith("(") else f" {name_of_unit}"
    return f"{labels.get(value, value)}{printed}".replace("_", " ")
