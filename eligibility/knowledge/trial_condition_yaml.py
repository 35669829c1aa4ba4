"""The words that trials need beside those of profiles: drugs as a trial counts them, points of SLEDAI, and doubt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eligibility.domain.condition import Condition
from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.condition_yaml import COMPARISONS, HISTORY_WORDS, WORDS, ConditionReader
from eligibility.knowledge.yaml_file import nearest

# What may count beside failed drugs, or be left open because the text does not say.
STANDINGS = ("intolerance", "relapse")
DRUG_WORDS = ("failed_drugs", "relapsed_after", "not_tolerated", "current_drugs", "taken_drugs")
DRUG_KEYS = (
    "at_least",
    "among",
    "weeks",
    "longer_than_weeks",
    "days",
    "also",
    "not_stated",
    "as_one",
    "dose",
    "dose_at_least",
    "adherence",
    "indication",
    "within_months",
)
DURATIONS = ("weeks", "longer_than_weeks", "days")
SLEDAI_INDICES = ("sledai_2k", "selena_sledai")
SLEDAI_PARTS = ("total", "clinical", "laboratory")


class TrialConditionReader(ConditionReader):
    """Reads the words of profiles, without those that need a profile's own rules, and the words of trials."""

    def condition(self, data: Any, where: str) -> Condition:
        if isinstance(data, dict) and len(data) == 1:
            ((word, body),) = data.items()
            if word in TRIAL_WORDS:
                return TRIAL_WORDS[word](self, word, body, f"{where} > {word}")
            if word in HISTORY_WORDS or word not in WORDS:
                known = sorted([*WORDS, *TRIAL_WORDS])
                raise KnowledgeFault(
                    f"{where} uses the word {word!r}, which no trial's criterion knows{nearest(word, known)}.",
                    "A rule that is not understood would never apply.",
                    f"Use one of: {', '.join(known)}.",
                    where=where,
                )
        return super().condition(data, where)

    def doubt(self, word: str, body: Any, where: str) -> Condition:
        """Yes where the inner condition holds; otherwise nobody can tell, for the reason given."""
        self.keys(body, ("holds", "because"), where)
        return Condition(word, (self.condition(body["holds"], where),), {"because": str(body["because"])})

    def ever(self, word: str, body: Any, where: str) -> Condition:
        return Condition(word, (), {"fact": self.name({"fact": body}, where, ("date",))})

    def sledai_points(self, word: str, body: Any, where: str) -> Condition:
        comparison = [key for key in body if key in COMPARISONS] if isinstance(body, dict) else []
        without = "without" in body if isinstance(body, dict) else False
        self.keys(body, ("index", "part", *(["without"] if without else []), *comparison), where)
        self.one_of(body["index"], SLEDAI_INDICES, where)
        self.one_of(body["part"], SLEDAI_PARTS, where)
        if len(comparison) != 1:
            raise KnowledgeFault(
                f"{where} needs exactly one of {', '.join(COMPARISONS)}.",
                "Without it there is nothing to hold the points against.",
                "Name one comparison with its cited threshold.",
                where=where,
            )
        items = self.library.instruments["sledai_2k"].tables["weights"].values
        for item in body.get("without", ()):
            self.one_of(item, tuple(items), where)
        is_selena = body["index"] == "selena_sledai"
        arguments = {
            "index": body["index"],
            "part": body["part"],
            "without": tuple(body.get("without", ())),
            "comparison": comparison[0],
            "threshold": self.cited(body[comparison[0]], where, unit_of="sledai_2k.total"),
            "fact": "selena_sledai_total" if is_selena else "sledai_2k.total",
        }
        return Condition(word, (), arguments)

    def drugs(self, word: str, body: Any, where: str) -> Condition:
        given = tuple(body) if isinstance(body, dict) else ()
        self.keys(body, ("at_least", "among", *(key for key in given if key in DRUG_KEYS[2:])), where)
        if sum(key in given for key in DURATIONS) > 1:
            raise KnowledgeFault(
                f"{where} gives the duration twice.",
                "It would be left open which of them holds.",
                f"Keep one of {', '.join(DURATIONS)}.",
                where=where,
            )
        arguments: dict[str, Any] = {
            key: self.cited(body[key], where, unit_of=None)
            for key in ("at_least", *DURATIONS, "dose_at_least", "within_months")
            if key in given
        }
        arguments["among"] = self.groups(body["among"], where)
        for key in ("also", "not_stated"):
            named = tuple(body.get(key, ()))
            arguments[f"{key}_standings"] = tuple(name for name in named if name in STANDINGS)
            arguments[f"{key}_groups"] = self.groups([n for n in named if n not in STANDINGS], where, may_be_empty=True)
        arguments["as_one"] = self.groups(body.get("as_one", []), where, may_be_empty=True)
        for key, allowed in (("dose", ("adequate",)), ("adherence", ("documented",)), ("indication", ("nephritis",))):
            if key in given:
                self.one_of(body[key], allowed, where)
                arguments[key] = body[key]
        return Condition(word, (), arguments)

    def washed_out(self, word: str, body: Any, where: str) -> Condition:
        self.keys(body, ("among", "weeks"), where)
        return Condition(
            word,
            (),
            {"among": self.groups(body["among"], where), "weeks": self.cited(body["weeks"], where, unit_of=None)},
        )

    def groups(self, data: Any, where: str, may_be_empty: bool = False) -> tuple[str, ...]:
        """Roles, classes or single drugs of the drug list."""
        named = tuple(str(name) for name in data) if isinstance(data, list | tuple) else ()
        if not named and not may_be_empty:
            raise KnowledgeFault(
                f"{where} names no drugs.",
                "Nothing would count, or everything.",
                "List roles, classes or drugs of the drug list.",
                where=where,
            )
        for name in named:
            self.one_of(name, tuple(self._drug_groups), where)
        return named

    @property
    def _drug_groups(self) -> dict[str, None]:
        drugs = self.library.drugs.values()
        return dict.fromkeys(name for drug in drugs for name in (drug.role, drug.counts_as, drug.id))

    def one_of(self, name: Any, allowed: tuple[str, ...], where: str) -> None:
        if name not in allowed:
            raise KnowledgeFault(
                f"{where} names {name!r}, which is not known here{nearest(str(name), allowed)}.",
                "The rule would never apply.",
                f"Use one of: {', '.join(allowed)}." if len(allowed) < 30 else "Use a name of the drug list.",
                where=where,
            )


TRIAL_WORDS: dict[str, Callable[[TrialConditionReader, str, Any, str], Condition]] = {
    "cannot_tell_unless": TrialConditionReader.doubt,
    "ever": TrialConditionReader.ever,
    "sledai_points": TrialConditionReader.sledai_points,
    "washed_out": TrialConditionReader.washed_out,
    **dict.fromkeys(DRUG_WORDS, TrialConditionReader.drugs),
}
