"""The numbers that registered trials hold patients against, side by side: where they agree and where they do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eligibility.criteria.trial_words import DRUG_COUNTS
from eligibility.criteria.trials import condition_of
from eligibility.domain.cited import Cited
from eligibility.domain.condition import Condition
from eligibility.domain.trial import Trial

FLOORS = ("at_least", "above")
DAYS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12}
MIRRORED = {"at_least": "below", "above": "at_most", "at_most": "above", "below": "at_least"}
DURATIONS = {"weeks": ("at_least", 1.0), "longer_than_weeks": ("above", 1.0), "days": ("at_least", 1 / 7)}


@dataclass(frozen=True)
class Held:
    """One number of one trial: what it is held against (a fact, an output, or a count) and by which comparison.

    `subject` is a fact or an instrument's output, or `drugs_failed`, `weeks_on_drug`; windows are in days.
    """

    trial: Trial
    criterion: str
    subject: str
    comparison: str
    value: float
    unit: str | None
    cited: Cited

    @property
    def is_floor(self) -> bool:
        return self.comparison in FLOORS


def held_by(trial: Trial) -> Iterator[Held]:
    """Every number of a trial, each once."""
    seen = set()
    for criterion in trial.criteria:
        for leaf, is_negated in _leaves(condition_of(criterion), False):
            for subject, comparison, value, unit, cited in _numbers(leaf):
                if value == 0:
                    # "Any" B cells, "no" prednisone: a presence, not a number that trials could disagree on.
                    continue
                comparison = MIRRORED[comparison] if is_negated else comparison
                if (key := (subject, comparison, value)) not in seen:
                    seen.add(key)
                    yield Held(trial, criterion.id, subject, comparison, value, unit, cited)


def _leaves(condition: Condition, is_negated: bool) -> Iterator[tuple[Condition, bool]]:
    if not condition.parts:
        yield condition, is_negated
    for part in condition.parts:
        yield from _leaves(part, is_negated != (condition.word == "not_"))


def _numbers(leaf: Condition) -> Iterator[tuple[str, str, float, str | None, Cited]]:
    arguments = leaf.arguments
    if leaf.word in ("number", "sledai_points"):
        subject, cited = arguments["fact"], arguments["threshold"]
        if leaf.word == "sledai_points" and arguments["part"] != "total":
            subject = f"{arguments['index']}.{arguments['part']}"
        yield subject, arguments["comparison"], cited.number, cited.unit, cited
    elif leaf.word == "within":
        cited = arguments["window"]
        yield arguments["fact"], "at_most", cited.number * DAYS[arguments["unit"]], "day", cited
    elif leaf.word == "failed_drugs" and _counts_treatments(arguments["among"]):
        yield "drugs_failed", "at_least", arguments["at_least"].number, None, arguments["at_least"]
    if leaf.word in DRUG_COUNTS:
        for name, (comparison, factor) in DURATIONS.items():
            if name in arguments:
                yield "weeks_on_drug", comparison, arguments[name].number * factor, "week", arguments[name]


def _counts_treatments(among: tuple[str, ...]) -> bool:
    """Immunosuppressants or biologics at large, or a trial's own list of them; not one drug that must be among them."""
    return bool({"immunosuppressant", "biologic"} & set(among)) or len(among) > 2
