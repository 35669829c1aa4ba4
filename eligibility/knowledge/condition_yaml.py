"""Conditions written in YAML from a few words, checked against the facts, units and sources.

The grammar is the table `WORDS`. A condition is a block with one key, the word. There are no expression strings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eligibility.domain.cited import Citation, Cited
from eligibility.domain.condition import Condition
from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.library import Library
from eligibility.knowledge.yaml_file import fill, nearest

COMPARISONS = ("at_least", "above", "at_most", "below")
WINDOWS = ("days", "weeks", "months")

# Words whose meaning needs the treatment history; each takes cited numbers or plain switches.
HISTORY_WORDS: dict[str, tuple[str, ...]] = {
    "failed_classes": ("at_least", "intolerance_may_stand_in_for"),
    "prescribed_classes": ("at_least",),
    "glucocorticoid_failed": (),
    "failed_inductions": ("at_least",),
    "adequate_inductions": ("at_least", "weeks"),
    "relapse_on_maintenance": (),
}


@dataclass
class ConditionReader:
    """Turns one block into a condition; `where` grows so that a fault names the place."""

    library: Library

    def condition(self, data: Any, where: str) -> Condition:
        if not isinstance(data, dict) or len(data) != 1:
            raise KnowledgeFault(
                f"{where} should be one word with its arguments.",
                "Two words in one block would leave it open how they combine.",
                "Put them under all_of or any_of.",
                where=where,
            )
        ((word, body),) = data.items()
        if word in HISTORY_WORDS:
            return self._history(word, body or {}, where)
        if word not in WORDS:
            raise KnowledgeFault(
                f"{where} uses the word {word!r}, which no criterion knows{nearest(word, [*WORDS, *HISTORY_WORDS])}.",
                "A rule that is not understood would never apply.",
                f"Use one of: {', '.join(sorted([*WORDS, *HISTORY_WORDS]))}.",
                where=where,
            )
        return WORDS[word](self, word, body, f"{where} > {word}")

    def parts(self, word: str, body: Any, where: str) -> Condition:
        if not isinstance(body, list) or not body:
            raise KnowledgeFault(
                f"{where} has no parts.",
                "An empty list would say yes about nothing, or no about everything.",
                "Write at least one condition under it.",
                where=where,
            )
        return Condition(word, tuple(self.condition(part, f"{where}[{i + 1}]") for i, part in enumerate(body)))

    def count(self, word: str, body: Any, where: str) -> Condition:
        self.keys(body, ("k", "of"), where)
        inner = self.parts(word, body["of"], where)
        cited = self.cited(body["k"], where, unit_of=None)
        if not 1 <= cited.number <= len(inner.parts):
            raise KnowledgeFault(
                f"{where}: at least {cited.value} of {len(inner.parts)} can never be decided.",
                "The rule would always, or never, apply.",
                "Correct k or the list.",
                where=where,
            )
        return Condition(word, inner.parts, {"k": cited})

    def negation(self, word: str, body: Any, where: str) -> Condition:
        return Condition(word, (self.condition(body, where),))

    def trusted(self, word: str, body: Any, where: str) -> Condition:
        self.keys(body, ("when", "then"), where)
        return Condition(word, (self.condition(body["when"], where), self.condition(body["then"], where)))

    def number(self, word: str, body: Any, where: str) -> Condition:
        name = self.name(body, where, ("number",))
        comparison = [key for key in body if key in COMPARISONS]
        self.keys(body, ("fact", *comparison), where)
        if len(comparison) != 1:
            raise KnowledgeFault(
                f"{where} needs exactly one of {', '.join(COMPARISONS)}.",
                "Without it there is nothing to hold the value against.",
                "Name one comparison with its cited threshold.",
                where=where,
            )
        cited = self.cited(body[comparison[0]], where, unit_of=name)
        return Condition(word, (), {"fact": name, "comparison": comparison[0], "threshold": cited})

    def flag(self, word: str, body: Any, where: str) -> Condition:
        return Condition(word, (), {"fact": self.name({"fact": body}, where, ("flag",))})

    def choice(self, word: str, body: Any, where: str) -> Condition:
        name = self.name(body, where, ("choice",))
        self.keys(body, ("fact", "in"), where)
        return Condition(word, (), {"fact": name, "in": self.values(name, body["in"], where)})

    def member(self, word: str, body: Any, where: str) -> Condition:
        name = self.name(body, where, ("set",))
        key = "has_any" if "has_any" in body else "has_none"
        self.keys(body, ("fact", key), where)
        return Condition(word, (), {"fact": name, key: self.values(name, body[key], where)})

    def within(self, word: str, body: Any, where: str) -> Condition:
        name = self.name(body, where, ("date",))
        unit = next((key for key in WINDOWS if key in body), "days")
        self.keys(body, ("fact", unit), where)
        return Condition(word, (), {"fact": name, "unit": unit, "window": self.cited(body[unit], where, unit_of=None)})

    def known(self, word: str, body: Any, where: str) -> Condition:
        return Condition(word, (), {"fact": self.name({"fact": body}, where, None)})

    def observed_within(self, word: str, body: Any, where: str) -> Condition:
        name = self.name(body, where, None)
        self.keys(body, ("fact", "days"), where)
        return Condition(word, (), {"fact": name, "window": self.cited(body["days"], where, unit_of=None)})

    def share(self, word: str, body: Any, where: str) -> Condition:
        self.keys(body, ("part", "whole", "at_least"), where)
        part = self.name({"fact": body["part"]}, where, ("number",))
        whole = self.name({"fact": body["whole"]}, where, ("number",))
        return Condition(
            word, (), {"fact": part, "whole": whole, "threshold": self.cited(body["at_least"], where, unit_of=None)}
        )

    def _history(self, word: str, body: Any, where: str) -> Condition:
        self.keys(body, HISTORY_WORDS[word], f"{where} > {word}")
        arguments = {key: self.cited(value, f"{where} > {word}", unit_of=None) for key, value in body.items()}
        return Condition(word, (), arguments)

    def cited(self, data: Any, where: str, unit_of: str | None) -> Cited:
        cited = fill(Cited, data, where)
        self.library.check_cited(cited, where)
        expected = self._unit(unit_of) if unit_of else None
        if unit_of and (isinstance(cited.value, bool) or not isinstance(cited.value, int | float)):
            raise KnowledgeFault(
                f"{where}: the threshold {cited.value!r} is not a number.",
                f"{unit_of} could be held against nothing.",
                "Write the value in digits, without quotes.",
                where=where,
            )
        if unit_of and cited.unit != expected:
            raise KnowledgeFault(
                f"{where}: the threshold is in {cited.unit or 'no unit'} but {unit_of} is in {expected or 'no unit'}.",
                "Comparing across units gives a wrong verdict.",
                f"Write the threshold in {expected or 'no unit'}, as the source's figure converts.",
                where=where,
            )
        return cited

    def citation(self, data: Any, where: str) -> Citation:
        citation = fill(Citation, data, where)
        self.library.check_cited(citation, where)
        return citation

    def keys(self, body: Any, allowed: tuple[str, ...], where: str) -> None:
        for key in body if isinstance(body, dict) else ():
            if key not in allowed:
                raise KnowledgeFault(
                    f"{where} has a key nobody reads: {key!r}{nearest(key, allowed)}.",
                    "An unread key looks like a rule but changes nothing.",
                    f"Use: {', '.join(allowed) or 'no keys'}.",
                    where=where,
                )
        for key in allowed:
            if not isinstance(body, dict) or key not in body:
                if key in ("intolerance_may_stand_in_for",):
                    continue
                raise KnowledgeFault(
                    f"{where} lacks {key!r}.", "The rule is not complete without it.", f"Add {key!r}.", where=where
                )

    def name(self, body: Any, where: str, kinds: tuple[str, ...] | None) -> str:
        if not isinstance(body, dict) or "fact" not in body:
            raise KnowledgeFault(f"{where} lacks 'fact'.", "It is not said what to read.", "Add 'fact'.", where=where)
        name = body["fact"]
        kind = self._kind(name)
        if kind is None:
            known = [*self.library.facts, *(f"{i}.{o}" for i, k in self.library.instruments.items() for o in k.outputs)]
            raise KnowledgeFault(
                f"{where} reads {name!r}, which is neither a fact nor an instrument's output{nearest(name, known)}.",
                "The rule would never see a value.",
                "Correct the name.",
                where=where,
            )
        if kinds is not None and kind not in kinds:
            raise KnowledgeFault(
                f"{where} reads {name!r} as a {kinds[0]}, but it is a {kind}.",
                "The comparison has no meaning.",
                "Use the word that fits its kind.",
                where=where,
            )
        return name

    def values(self, name: str, wanted: Any, where: str) -> tuple[str, ...]:
        wanted = tuple(str(value) for value in (wanted if isinstance(wanted, list) else [wanted]))
        allowed = self._definition(name).values
        for value in wanted:
            if value not in allowed:
                raise KnowledgeFault(
                    f"{where}: {name} never has the value {value!r}{nearest(value, allowed)}.",
                    "The rule would never apply.",
                    f"Use: {', '.join(allowed)}.",
                    where=where,
                )
        return wanted

    def _definition(self, name: str) -> Any:
        if "." in name:
            instrument, _, output = name.partition(".")
            knowledge = self.library.instruments.get(instrument)
            return None if knowledge is None else knowledge.outputs.get(output)
        return self.library.facts.get(name)

    def _kind(self, name: str) -> str | None:
        definition = self._definition(name)
        return None if definition is None else definition.kind

    def _unit(self, name: str) -> str | None:
        return self._definition(name).unit


WORDS: dict[str, Callable[[ConditionReader, str, Any, str], Condition]] = {
    "all_of": ConditionReader.parts,
    "any_of": ConditionReader.parts,
    "at_least": ConditionReader.count,
    "not_": ConditionReader.negation,
    "trusted_when": ConditionReader.trusted,
    "unless": ConditionReader.trusted,
    "number": ConditionReader.number,
    "is_true": ConditionReader.flag,
    "choice": ConditionReader.choice,
    "set": ConditionReader.member,
    "within": ConditionReader.within,
    "observed_within": ConditionReader.observed_within,
    "share": ConditionReader.share,
    "known": ConditionReader.known,
}
