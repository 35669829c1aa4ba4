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
    """Sources in the order in which the page first points to them."""

    titles: dict[str, tuple[str, str | None]]
    places: dict[str, dict[Place, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, assessment: Assessment) -> References:
        """Knows the title and link of every source that the assessment cites anywhere."""
        return cls({cite.source: (cite.title, cite.link) for cite in _all_cites(assessment)})

    def mark(self, cites: list[Cite | Cited]) -> str:
        """The marks for these places, numbered on first use: `[2a, 5b]`."""
        marks = list(dict.fromkeys(self._mark(cite) for cite in cites))
        return f"[{', '.join(marks)}]" if marks else ""

    def listed(self) -> list[dict[str, Any]]:
        """The reference list, each place with its locator, evidence kind, status and the day it was last checked."""
        return [
            {
                "number": str(number),
                "title": self.titles.get(source, (source, None))[0],
                "link": _web(self.titles.get(source, (source, None))[1]),
                "places": [
                    {"letter": letter, "text": _place(place)} for place, letter in self.places[source].items()
                ],
            }
            for number, source in enumerate(self.places, start=1)
        ]

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


def _place(place: Place) -> str:
    locator, evidence, status, checked_on = place
    parts = [locator, wording.EVIDENCE_WORDS.get(evidence, evidence)]
    if status != "checked":
        parts.append(status)
    return ", ".join([*parts, f"last checked {wording.day(checked_on)}"])


def _letter(index: int) -> str:
    head, tail = divmod(index, 26)
    return (ascii_lowercase[head - 1] if head else "") + ascii_lowercase[tail]


def _web(link: str | None) -> str:
    """Only web addresses become links; anything else in a link field stays inert."""
    return link if link and link.isascii() and link.startswith(("https://", "http://")) else ""


def _all_cites(assessment: Assessment) -> list[Cite]:
    findings: list[Finding] = [*assessment.urgent, *assessment.gates, *assessment.grounds.values()]
    findings += [*assessment.safety, *assessment.readiness]
    cites = [cite for finding in findings for each in walk(finding) for cite in each.cites]
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
