"""Numbered references: one number a source, a second one a place in it, so that `[3.2]` is a page and not a book."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eligibility.domain.adherence import AdherenceView
from eligibility.domain.assessment import Assessment
from eligibility.domain.cited import Cited
from eligibility.domain.document import Rationale
from eligibility.domain.finding import Cite, Finding
from eligibility.report import values, wording

Place = tuple[str, str, str, str]


@dataclass
class References:
    """Sources in the order in which the page first points to them, and what facts are called."""

    titles: dict[str, tuple[str, str | None]]
    as_of: date
    fact_labels: dict[str, str] = field(default_factory=dict)
    places: dict[str, dict[Place, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, made: Rationale) -> References:
        """Knows the title and link of every source that the document cites anywhere."""
        assessment = made.assessment
        findings = [each for finding in _findings(assessment) for each in walk(finding)]
        labels = {value.fact: value.label for finding in findings for value in finding.values}
        labels |= {fact.fact: fact.label for fact in assessment.deciding_facts}
        cites = [*_all_cites(assessment), *(cite for reason in made.against for cite in reason.cites)]
        titles = {cite.source: (cite.title, cite.link) for cite in cites}
        return cls(titles, assessment.as_of, {**labels, **assessment.labels})

    def labels(self, facts: list[str], most: int | None = None) -> str:
        """Facts by their labels where the assessment holds one; beyond `most`, only how many more."""
        labels = [self.fact_labels.get(fact, wording.name(fact)) for fact in facts]
        if most is None or len(labels) <= most + 1:
            return ", ".join(labels)
        return f"{', '.join(labels[:most])} and {len(labels) - most} more"

    def mark(self, cites: list[Cite | Cited]) -> str:
        """The marks for these places, numbered on first use: `[2.1, 5.3]`."""
        marks = list(dict.fromkeys(self._mark(cite) for cite in cites))
        return f"[{', '.join(marks)}]" if marks else ""

    def listed(self) -> list[dict[str, Any]]:
        """The reference list, each place with its locator, evidence kind, status and the day it was last checked."""
        listed, usual_day = [], self._usual_day()
        for number, (source, places) in enumerate(self.places.items(), start=1):
            title, link = self.titles.get(source, (source, None))
            # What most places share is said once; a place says only where it differs.
            usual = Counter(_kind(place, usual_day) for place in places).most_common(1)[0][0]
            listed.append(
                {
                    "number": str(number),
                    "title": title,
                    "link": _web(link),
                    "usual": f"{wording.titled(usual)}.",
                    "places": [
                        {"mark": f"{number}.{position}", "text": _place(place, usual, usual_day)}
                        for place, position in places.items()
                    ],
                }
            )
        return listed

    def checked_on(self) -> str:
        """The day on which most places were last checked, said once for all of them."""
        return (
            f"Last checked on {values.day(self._usual_day())} unless another day stands beside it."
            if self.places
            else ""
        )

    def _usual_day(self) -> str:
        days = Counter(place[3] for places in self.places.values() for place in places)
        return days.most_common(1)[0][0] if days else ""

    def _mark(self, cite: Cite | Cited) -> str:
        places = self.places.setdefault(cite.source, {})
        position = places.setdefault(self.place(cite)[1:], len(places) + 1)
        return f"{list(self.places).index(cite.source) + 1}.{position}"

    @staticmethod
    def place(cite: Cite | Cited) -> tuple[str, str, str, str, str]:
        """What tells one cited place from another."""
        return (cite.source, cite.locator, cite.evidence, cite.status, cite.checked_on.isoformat())


def caveat(cites: list[Cite | Cited]) -> str:
    """The words that keep local opinion and unchecked values from looking like a guideline."""
    words = ["local" for cite in cites if cite.evidence == "local"]
    words += [cite.status for cite in cites if cite.status != "checked"]
    return ", ".join(dict.fromkeys(words))


def _place(place: Place, usual: str, usual_day: str) -> str:
    kind = _kind(place, usual_day)
    return place[0] if kind == usual else f"{place[0]} ({kind})"


def _kind(place: Place, usual_day: str) -> str:
    """Evidence kind, status where it is not checked, and the day of the last check where it is not the usual one."""
    _, evidence, status, checked_on = place
    words = [wording.EVIDENCE_WORDS.get(evidence, evidence), "" if status == "checked" else status]
    words.append("" if checked_on == usual_day else f"last checked {values.day(checked_on)}")
    return ", ".join(word for word in words if word)


def _web(link: str | None) -> str:
    """Only web addresses become links; anything else in a link field stays inert."""
    return link if link and link.isascii() and link.startswith(("https://", "http://")) else ""


def _findings(assessment: Assessment) -> list[Finding]:
    merit: list[Finding] = [*assessment.urgent, *assessment.gates, *assessment.grounds.values()]
    return [*merit, *assessment.safety, *assessment.readiness]


def facts_read(assessment: Assessment) -> set[str]:
    """Every fact and instrument output that some finding has read."""
    findings = [each for finding in _findings(assessment) for each in walk(finding)]
    return {value.fact for each in findings for value in each.values}


def _all_cites(assessment: Assessment) -> list[Cite]:
    cites = [cite for finding in _findings(assessment) for each in walk(finding) for cite in each.cites]
    for task in assessment.planner.tasks:
        cites += task.cites
    for instrument in assessment.instruments.values():
        cites += instrument.cites
    cites += [cite for course in assessment.treatments for cite in course.cites]
    for harm in assessment.harms:
        cites += [*harm.cites, *(study.cite for study in harm.studies)]
    if assessment.renal_standards is not None:
        cites += [cite for standard in assessment.renal_standards.standards for cite in standard.cites]
    if assessment.adherence is not None:
        cites += _adherence_cites(assessment.adherence)
    if assessment.prognosis is not None:
        cites += assessment.prognosis.cites
        cites += [cite for output in assessment.prognosis.secondary for cite in output.cites]
        if assessment.prognosis.at_six_months is not None:
            cites += assessment.prognosis.at_six_months.cites
        cites += [cite for part in assessment.prognosis.contributions for cite in part.cites]
    return cites


def _adherence_cites(view: AdherenceView) -> list[Cite]:
    parts = [*view.measured.sources, view.explains, *view.reasons, *view.capacity]
    return [*(cite for part in parts for cite in part.cites), *view.equity_cites]


def walk(finding: Finding) -> list[Finding]:
    """The finding and everything below it, in reading order."""
    return [finding, *(each for part in finding.parts for each in walk(part))]
