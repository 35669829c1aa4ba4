"""Numbered references: one number a source, one letter a place in it, so that `[3b]` is a page and not a book."""

from __future__ import annotations

from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.domain.cited import Cited
from eligibility.domain.finding import Cite, Finding
from eligibility.report import wording

Place = tuple[str, str, str, str]


@dataclass
class References:
    """Sources in the order in which the page first points to them, and what facts are called."""

    titles: dict[str, tuple[str, str | None]]
    fact_labels: dict[str, str] = field(default_factory=dict)
    places: dict[str, dict[Place, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, assessment: Assessment) -> References:
        """Knows the title and link of every source that the assessment cites anywhere."""
        findings = [each for finding in _findings(assessment) for each in walk(finding)]
        labels = {value.fact: value.label for finding in findings for value in finding.values}
        labels |= {fact.fact: fact.label for fact in assessment.deciding_facts}
        return cls({cite.source: (cite.title, cite.link) for cite in _all_cites(assessment)}, labels)

    def labels(self, facts: list[str]) -> str:
        """Facts by their labels where the assessment holds one."""
        return ", ".join(self.fact_labels.get(fact, wording.name(fact)) for fact in facts)

    def mark(self, cites: list[Cite | Cited]) -> str:
        """The marks for these places, numbered on first use: `[2a, 5b]`."""
        marks = list(dict.fromkeys(self._mark(cite) for cite in cites))
        return f"[{', '.join(marks)}]" if marks else ""

    def listed(self) -> list[dict[str, Any]]:
        """The reference list, each place with its locator, evidence kind, status and the day it was last checked."""
        listed = []
        for number, (source, places) in enumerate(self.places.items(), start=1):
            title, link = self.titles.get(source, (source, None))
            days = {place[3] for place in places}
            shared = f"Last checked {wording.day(days.pop())}." if len(days) == 1 else ""
            listed.append(
                {
                    "number": str(number),
                    "title": title,
                    "link": _web(link),
                    "checked": shared,
                    "places": [
                        {"letter": letter, "text": _place(place, with_day=not shared)}
                        for place, letter in places.items()
                    ],
                }
            )
        return listed

    def _mark(self, cite: Cite | Cited) -> str:
        places = self.places.setdefault(cite.source, {})
        place = (cite.locator, cite.evidence, cite.status, cite.checked_on.isoformat())
        letter = places.setdefault(place, _letter(len(places)))
        return f"{list(self.places).index(cite.source) + 1}{letter}"


def caveat(cites: list[Cite | Cited]) -> str:
    """The words that keep local opinion and unchecked values from looking like a guideline."""
    words = ["local" for cite in cites if cite.evidence == "local"]
    words += [cite.status for cite in cites if cite.status != "checked"]
    return ", ".join(dict.fromkeys(words))


def _place(place: Place, with_day: bool) -> str:
    locator, evidence, status, checked_on = place
    kind = [wording.EVIDENCE_WORDS.get(evidence, evidence)]
    if status != "checked":
        kind.append(status)
    if with_day:
        kind.append(f"last checked {wording.day(checked_on)}")
    return f"{locator} ({', '.join(kind)})"


def _letter(index: int) -> str:
    head, tail = divmod(index, 26)
    return (ascii_lowercase[head - 1] if head else "") + ascii_lowercase[tail]


def _web(link: str | None) -> str:
    """Only web addresses become links; anything else in a link field stays inert."""
    return link if link and link.isascii() and link.startswith(("https://", "http://")) else ""


def _findings(assessment: Assessment) -> list[Finding]:
    merit: list[Finding] = [*assessment.urgent, *assessment.gates, *assessment.grounds.values()]
    return [*merit, *assessment.safety, *assessment.readiness]


def _all_cites(assessment: Assessment) -> list[Cite]:
    cites = [cite for finding in _findings(assessment) for each in walk(finding) for cite in each.cites]
    for task in assessment.planner.tasks:
        cites += task.cites
    for instrument in assessment.instruments.values():
        cites += instrument.cites
    if assessment.prognosis is not None:
        cites += assessment.prognosis.cites
        cites += [cite for part in assessment.prognosis.contributions for cite in part.cites]
    return cites


def walk(finding: Finding) -> list[Finding]:
    """The finding and everything below it, in reading order."""
    return [finding, *(each for part in finding.parts for each in walk(part))]
