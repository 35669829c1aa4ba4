"""Every cited threshold as a row: what it governs, its value, and exactly where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from eligibility.domain.cited import Citation, Cited, Source, place_code
from eligibility.domain.condition import Condition, Criterion
from eligibility.knowledge.anchor_files import read_anchors
from eligibility.knowledge.harm_files import Count
from eligibility.knowledge.instrument_files import CitedTable
from eligibility.knowledge.meeting_file import rule_citations
from eligibility.knowledge.prognosis_files import PrognosisKnowledge, read_prognosis
from eligibility.knowledge.secondary_files import read_secondary
from eligibility.knowledge.what_if_files import read_what_if
from eligibility.services import library as knowledge
from eligibility.services import trials
from eligibility.services.harms import harms_knowledge
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.weights import ranking_knowledge

COMPARISONS = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}
TRIALS = "Registered trials"
GROUP_TITLES = {
    "urgent": "Urgent state",
    "gates": "Gate",
    "grounds": "Ground",
    "safety": "Safety",
    "readiness": "Readiness",
}
DRUG_VALUES = {
    "adequate_weeks": "adequate time",
    "adequate_weeks_nephritis": "adequate time in nephritis",
    "adequate_doses_given": "adequate number of doses",
    "washout_days": "wash-out before collection",
    "washout_ceiling": "daily dose allowed during the wash-out",
}


@dataclass(frozen=True)
class ThresholdRow:
    """One cited value. `value` is empty where a sentence or rule is cited and carries no number of its own."""

    area: str
    subject: str
    value: str
    source: Source
    locator: str
    evidence: str
    status: str
    checked_on: date
    strictest: str = ""
    laxest: str = ""
    note: str = ""

    @property
    def code(self) -> str:
        """The code of this place, which a link carries."""
        return place_code(self.source.id, self.locator)

    @property
    def is_flagged(self) -> bool:
        """Local opinion, or a value whose source was not read to the end."""
        return self.evidence == "local" or self.status != "checked"

    def mentions(self, words: str) -> bool:
        """Whether every word of a search stands somewhere in the row."""
        source = self.source
        said = (self.area, self.subject, self.value, self.locator, self.note)
        text = " ".join((*said, source.id, source.title, source.citation or "")).casefold()
        return all(word in text for word in words.casefold().split())


@lru_cache(maxsize=8)
def thresholds(profile: str = knowledge.DEFAULT_PROFILE) -> tuple[ThresholdRow, ...]:
    """Every cited value of a profile and of the knowledge behind it, one row for each value and place in its source."""
    rows = [
        *_of_profile(profile),
        *_of_estimate(),
        *_of_anchors(),
        *_of_secondary(),
        *_of_harms(),
        *_of_ranking(),
        *_of_facts(),
        *_of_drugs(),
        *_of_adherence(),
        *_of_instruments(),
        *_of_units(),
        *_of_meeting(),
        *_of_trials(),
    ]
    return tuple(_merged([*rows, *_others(rows)]))


def setting_titles() -> dict[str, str]:
    """The named settings of the estimate, as people call them."""
    return {name: setting.title for name, setting in _prognosis().shared.settings.items()}


def cited_sources() -> list[Source]:
    """Every source that something is taken from, by title."""
    return sorted({row.source.id: row.source for row in thresholds()}.values(), key=lambda source: source.title)


def _of_profile(name: str) -> Iterator[ThresholdRow]:
    profile = knowledge.profile(name)
    area = f"Profile {profile.id}"
    for key, cited in profile.parameters.items():
        yield _row(area, key.replace("_", " "), cited)
    for group, criterion in profile.criteria():
        title = f"{GROUP_TITLES[group]}: {criterion.statement}"
        for citation in criterion.citations:
            yield _row(area, title, citation)
        for condition in _conditions(criterion):
            for argument, cited in condition.arguments.items():
                if isinstance(cited, Cited):
                    yield _row(area, title, cited, prefix=_before(condition, argument))
        if criterion.defers_for is not None:
            yield _row(area, title, criterion.defers_for, prefix="deferred for ")


def _conditions(criterion: Criterion) -> Iterator[Condition]:
    for _, condition in (*criterion.rungs, *criterion.cautions):
        yield from condition.walk()


def _before(condition: Condition, argument: str) -> str:
    """What stands before the threshold: the fact and how it is compared."""
    arguments = condition.arguments
    if "fact" not in arguments:
        return f"{condition.word.replace('_', ' ')}: {argument.replace('_', ' ')} "
    label = fact_label(arguments["fact"])
    if "comparison" in arguments:
        return f"{label} {COMPARISONS[arguments['comparison']]} "
    return f"{label} {'within' if argument == 'window' else '≥'} "


def fact_label(name: str) -> str:
    """A fact's or an instrument output's name for people."""
    library = knowledge.library()
    if name.startswith("treatments"):
        return "Treatment courses"
    if "." not in name:
        return library.facts[name].label if name in library.facts else name.replace("_", " ")
    instrument, _, output = name.partition(".")
    return f"{library.instruments[instrument].title}: {library.instruments[instrument].outputs[output].label}"


@lru_cache(maxsize=1)
def _prognosis() -> PrognosisKnowledge:
    return read_prognosis(knowledge.library())


def _of_estimate() -> Iterator[ThresholdRow]:
    """The place in the file, in words: `renal: prior failures, per regimen`."""
    for place, cited in _prognosis().cited_values():
        file, _, rest = place.removeprefix("prognosis/").partition(".yaml")
        words = f"{file}{rest}".replace("_", " ").replace(".", ", ")
        yield _row("Estimate", words, cited)


def _of_anchors() -> Iterator[ThresholdRow]:
    for place, cited in read_anchors(knowledge.library()).cited_values():
        yield _row("Published rates behind the estimate", place.partition(": ")[2].replace("_", " "), cited)


def _of_secondary() -> Iterator[ThresholdRow]:
    for place, cited in read_secondary(knowledge.library(), tuple(_prognosis().inputs)).cited_values():
        yield _row("Kidney failure and damage", place, cited)
    for known in read_what_if(knowledge.library(), tuple(_prognosis().inputs)).values():
        for cited in known.cited_values():
            yield _row("What if", known.label, cited)


def _of_harms() -> Iterator[ThresholdRow]:
    for title, cited in harms_knowledge().cited_values():
        row = _row("Harms of CAR-T", title, cited)
        yield replace(row, value=f"{cited.events} of {cited.of}") if isinstance(cited, Count) else row


def _of_ranking() -> Iterator[ThresholdRow]:
    for place, cited in ranking_knowledge().cited_values():
        file, _, rest = place.removeprefix("ranking/").partition(".yaml: ")
        yield _row("Order of the list", f"{file}: {rest}".replace("_", " ").replace(".", ", "), cited)


def _of_facts() -> Iterator[ThresholdRow]:
    for fact in knowledge.library().facts.values():
        if fact.stale_after_days is not None:
            yield _row("How long a result stays good", fact.label, fact.stale_after_days)


def _of_drugs() -> Iterator[ThresholdRow]:
    for drug in knowledge.library().drugs.values():
        for name, title in DRUG_VALUES.items():
            if (cited := getattr(drug, name)) is not None:
                yield _row("Drugs", f"{drug.label}: {title}", cited)
        for rule in (*drug.adequate_dose, *drug.maintenance_dose):
            how = " ".join(part.replace("_", " ") for part in (rule.route, rule.frequency) if part)
            yield _row("Drugs", f"{drug.label}: adequate dose{f' ({how})' if how else ''}", rule.minimum, prefix="≥ ")
            if rule.doses_given is not None:
                yield _row("Drugs", f"{drug.label}: doses given", rule.doses_given, prefix="≥ ")


def _of_adherence() -> Iterator[ThresholdRow]:
    """The place in the file, in words: `reasons, access or cost`."""
    for place, citation in knowledge.library().adherence.citations():
        yield _row("Adherence", place.removeprefix("adherence.yaml: ").replace("_", " ").replace(".", ", "), citation)


def _of_meeting() -> Iterator[ThresholdRow]:
    """The place in the file, in words: `places, bridging`."""
    for place, cited in rule_citations(meeting_rules()):
        yield _row("Meeting", place.partition(": ")[2].replace("_", " ").replace(".", ", "), cited)


def _of_instruments() -> Iterator[ThresholdRow]:
    for instrument in knowledge.library().instruments.values():
        area = f"Instrument: {instrument.title}"
        for citation in instrument.citations:
            yield _row(area, "Definition", citation)
        if instrument.window_days is not None:
            yield _row(area, "Window", instrument.window_days)
        for name, cited in instrument.parameters.items():
            yield _row(area, name.replace("_", " "), cited)
        for name, table in instrument.tables.items():
            yield _row(area, name.replace("_", " "), table)


def _of_units() -> Iterator[ThresholdRow]:
    for unit in knowledge.library().units.values():
        row = _row("Unit conversions", fact_label(unit.quantity), unit.citation)
        yield replace(row, value=f"{unit.unit} × {unit.factor} = {unit.canonical}")


def _others(rows: list[ThresholdRow]) -> Iterator[ThresholdRow]:
    """Whatever else the library cites, named by the place in its file."""
    listed = {(row.source.id, row.locator) for row in rows}
    for place, cited in knowledge.library().cited_values():
        if (cited.source, cited.locator) not in listed:
            file, _, rest = place.partition(".yaml")
            words = rest.strip(": ").replace("_", " ").replace(".", ", ")
            yield _row(file.replace("_", " ").capitalize(), words or "Definition", cited)


def _of_trials() -> Iterator[ThresholdRow]:
    """Every criterion of every registered trial, with the library that knows the sources that trials bring."""
    shelf = trials.shelf()
    for trial in shelf.trials:
        for criterion in trial.criteria:
            subject = f"{trial.nct}: {criterion.statement}"
            for citation in criterion.citations:
                yield _row(TRIALS, subject, citation, sources=shelf.library.sources)
            for condition in _conditions(criterion):
                for argument, cited in condition.arguments.items():
                    if isinstance(cited, Cited):
                        yield _row(TRIALS, subject, cited, _before(condition, argument), shelf.library.sources)


def _row(
    area: str,
    subject: str,
    cited: Cited | Citation | CitedTable,
    prefix: str = "",
    sources: Mapping[str, Source] | None = None,
) -> ThresholdRow:
    strictest, laxest = getattr(cited, "strictest", None), getattr(cited, "laxest", None)
    sources = knowledge.library().sources if sources is None else sources
    return ThresholdRow(
        area=area,
        subject=subject,
        value=f"{prefix}{_value(cited)}".strip(),
        source=sources[cited.source],
        locator=cited.locator,
        evidence=cited.evidence,
        status=cited.status,
        checked_on=date.fromisoformat(str(cited.checked_on)),
        strictest="" if strictest is None else f"{strictest.value} ({sources[strictest.source].title})",
        laxest="" if laxest is None else f"{laxest.value} ({sources[laxest.source].title})",
        note=cited.note or "",
    )


def _value(cited: Cited | Citation | CitedTable) -> str:
    if isinstance(cited, Cited):
        return f"{cited.value} {cited.unit or ''}".strip()
    if isinstance(cited, CitedTable):
        return "; ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in cited.values.items())
    return ""


def _merged(rows: list[ThresholdRow]) -> Iterator[ThresholdRow]:
    """One row where the same value of the same place in a source governs several things of one area."""
    groups: dict[ThresholdRow, list[str]] = {}
    for row in rows:
        subjects = groups.setdefault(replace(row, subject=""), [])
        if row.subject not in subjects:
            subjects.append(row.subject)
    for row, subjects in groups.items():
        yield replace(row, subject="; ".join(subjects))
