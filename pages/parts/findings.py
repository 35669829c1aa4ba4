"""Findings as rows of one table: verdict, criterion, value with its day, threshold, source; and one finding in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

import pandas as pd
import streamlit as st

from eligibility.domain.assessment import Assessment
from eligibility.domain.cited import Cited, place_code
from eligibility.domain.finding import Cite, Finding, GradedFinding, Threshold, Value
from eligibility.domain.grade import GATE, GROUND, SAFETY
from eligibility.services.sources import fact_label
from pages.parts.palette import EVIDENCE, SCALES, STATUS, verdict
from pages.parts.words import day, fact_value, inert, joined, told

GROUND_TITLES = {"refractory": "Refractory disease", "renal": "Renal disease", "compliance": "Compliance problems"}
GROUP_TITLES = {"gates": "Gates", "grounds": "Grounds", "safety": "Safety", "readiness": "Readiness"}
AGAINST = {"gates": ("no",), "grounds": ("none",), "safety": ("block", "defer"), "readiness": ("no",)}
OPERATORS = {
    ">=": "≥",
    ">": ">",
    "<=": "≤",
    "<": "<",
    "is": "is",
    "in": "one of",
    "has_any": "any of",
    "within": "within",
    "longer_ago": "longer ago than",
    "known": "known",
    "count": "at least",
}
SHOWN_VALUES = 4
SHOWN_SOURCES = 3
# Wide enough that a chip never breaks after its symbol.
VERDICT = "Verdict" + "\u00a0" * 22
SCALE = {"gates": GATE, "grounds": GROUND, "safety": SAFETY, "readiness": ("no", "yes")}
BODIES = set("a4r acr apf asn astct ckd doris ebmt eular hcq ich isct kdigo ln nih pdc sle slicc".split())


@dataclass(frozen=True)
class Row:
    """A finding with the group whose scale its verdict is on."""

    group: str
    finding: Finding

    @property
    def is_open(self) -> bool:
        return self.finding.verdict == "unknown"

    @property
    def is_against(self) -> bool:
        return self.finding.verdict in AGAINST[self.group]

    @property
    def title(self) -> str:
        if self.group == "grounds":
            return f"{GROUND_TITLES.get(self.finding.id, self.finding.id)}: {self.finding.statement}"
        return self.finding.statement


def rows_of(assessment: Assessment) -> list[Row]:
    """Every criterion in reading order: gates, grounds, safety, readiness."""
    return [
        *(Row("gates", finding) for finding in assessment.gates),
        *(Row("grounds", finding) for finding in assessment.grounds.values()),
        *(Row("safety", finding) for finding in assessment.safety),
        *(Row("readiness", finding) for finding in assessment.readiness),
    ]


def chosen(rows: list[Row], which: str) -> list[Row]:
    """All criteria, those still open, or those that speak against."""
    return [row for row in rows if which == "all" or (row.is_open if which == "open" else row.is_against)]


def table_of(rows: list[Row], as_of: date) -> pd.DataFrame:
    """The criteria table of one group, each cell as Markdown."""
    return pd.DataFrame(
        {
            VERDICT: [verdict_cell(row) for row in rows],
            "Criterion": [inert(row.title) for row in rows],
            "Value (day)": [values_cell(row.finding, as_of) for row in rows],
            "Threshold": [thresholds_cell(row.finding) for row in rows],
            "Source": [sources_cell(row.finding) for row in rows],
        }
    )


def list_of(rows: list[Row], as_of: date) -> str:
    """The same as a list, for narrow screens: verdict and criterion, then what was read, held against, and cited."""
    lines = []
    for row in rows:
        held_against = thresholds_cell(row.finding)
        parts = [
            values_cell(row.finding, as_of),
            f"against {held_against}" if held_against else "",
            sources_cell(row.finding),
        ]
        lines.append(f"- {verdict_cell(row)} {inert(row.title)}  \n  :small[{' — '.join(p for p in parts if p)}]")
    return "\n".join(lines)


def verdict_cell(row: Row) -> str:
    """The chip; where a grade is still open, which grades it may be."""
    shown = verdict(row.group, row.finding.verdict)
    if (waived := getattr(row.finding, "waived", None)) is not None:
        own = SCALES[row.group][waived.original_verdict].word.lower()
        return f"{shown}  \n:small[:material/signature: waived by {inert(waived.by)}; by itself: {own}]"
    possible = getattr(row.finding, "possible", [])
    if row.is_open and 1 < len(possible) < len(SCALE[row.group]):
        return f"{shown} :small[({joined([SCALES[row.group][p].word.lower() for p in possible], 'or')})]"
    return shown


def values_cell(finding: Finding, as_of: date) -> str:
    """What was read, with its day unless it is current; what is not known is named last."""
    known = [value for value in finding.values if not _is_open(value)]
    unknown = [inert(_short_label(value.label)) for value in finding.values if _is_open(value)]
    said = [read(value, as_of) for value in known[:SHOWN_VALUES]]
    if len(known) > SHOWN_VALUES:
        said.append(f"and {len(known) - SHOWN_VALUES} more")
    if unknown:
        names = unknown if len(unknown) <= 2 else [*unknown[:2], f"{len(unknown) - 2} more"]
        said.append(f"not known: {', '.join(names)}")
    return " · ".join(said)


def read(value: Value, as_of: date | None = None) -> str:
    """One value as it was read: label, value, unit, day, and where it came from when it was not entered."""
    notes = [] if value.on is None or value.on == as_of else [day(value.on)]
    if value.origin not in ("entered", "derived"):
        notes.append(inert(value.origin))
    text = f"{inert(_short_label(value.label))}: {inert(fact_value(value.fact, value.value, value.unit))}"
    return f"{text} ({', '.join(notes)})" if notes else text


def thresholds_cell(finding: Finding) -> str:
    """What the values were held against, each once; named where there are several."""
    several = len({threshold.fact for threshold in finding.threshold}) > 1
    said = list(dict.fromkeys(held(threshold, several) for threshold in finding.threshold))
    shown = said[:SHOWN_VALUES]
    return " · ".join([*shown, *([f"and {len(said) - SHOWN_VALUES} more"] if len(said) > SHOWN_VALUES else [])])


def held(threshold: Threshold, named: bool = False) -> str:
    value = fact_value(threshold.fact, threshold.value, threshold.unit)
    text = f"{OPERATORS[threshold.operator]} {inert(value)}".strip()
    return f"{inert(_short_label(fact_label(threshold.fact)))} {text}" if named else text


def sources_cell(finding: Finding) -> str:
    """Each source once by its short name, linked to its places on the Sources page; what is not firm says so."""
    return sources_of(finding.cites, SHOWN_SOURCES)


def sources_of(cites: Sequence[Cite], most: int | None = None) -> str:
    """Each source once, linked to just the places that are cited here, and never to all that it gives."""
    places: dict[str, list[Cite]] = {}
    for cite in cites:
        places.setdefault(cite.source, []).append(cite)
    said = []
    for source, cited in places.items():
        least_firm = next((cite for cite in cited if not _is_firm(cite)), cited[0])
        said.append(f"{_link(source, [cite.locator for cite in cited])}{_doubt(least_firm)}")
    more = [f"and {len(said) - most} more"] if most is not None and len(said) > most else []
    return " · ".join([*said[:most], *more])


def linked(cite: Cite) -> str:
    """A link to the one place in the source."""
    return _link(cite.source, [cite.locator])


def linked_value(cited: Cited) -> str:
    """The source of one value, linked to its place; what is not firm says so."""
    doubt = "" if cited.status == "checked" else f" :small[{STATUS[cited.status].word.lower()}]"
    return f"{_link(cited.source, [cited.locator])}{doubt}"


def _link(source: str, locators: Iterable[str], label: str | None = None) -> str:
    codes = ",".join(dict.fromkeys(place_code(source, locator) for locator in locators))
    return f"[{inert(label or short_name(source))}](sources?source={quote(source)}&at={codes})"


def short_name(source: str) -> str:
    """`kdigo_2024` as KDIGO 2024, `aringer_2019` as Aringer 2019, a registry number in capitals."""
    if source == "local":
        return "Local opinion"
    words = source.split("_")
    if words[0].startswith("nct"):
        return source.upper()
    named = [word.upper() if word in BODIES or word.isupper() else word for word in words]
    return " ".join([named[0] if named[0].isupper() else named[0].capitalize(), *named[1:]])


def finding_in_full(row: Row) -> None:
    """One criterion with everything it read, what it was held against, and every place it is cited from."""
    finding = row.finding
    st.markdown(f"{verdict(row.group, finding.verdict)} {inert(row.title)}")
    if finding.because:
        st.markdown(f"Because: {told(finding.because)}.")
    for caution in getattr(finding, "cautions", []):
        st.markdown(f":material/warning: {told(caution)}")
    if isinstance(finding, GradedFinding) and finding.action:
        st.markdown(f":material/arrow_forward: {inert(finding.action)}")
    if finding.values:
        values = {"What was read": [_in_full(value) for value in finding.values]}
        st.table(pd.DataFrame(values), border="horizontal", hide_index=True, alt="Values that the criterion read")
    if finding.threshold:
        rows = [_threshold_row(threshold) for threshold in finding.threshold]
        st.table(pd.DataFrame(rows).drop_duplicates(), border="horizontal", hide_index=True, alt="Thresholds")
    cites = [_cite_row(cite) for cite in dict.fromkeys(finding.cites)]
    if cites:
        st.table(pd.DataFrame(cites), border="horizontal", hide_index=True, alt="Sources of the criterion")


def _threshold_row(threshold: Threshold) -> dict[str, str]:
    cited = threshold.cited
    return {
        "Held against": held(threshold),
        "Strictest and laxest published": _extremes(cited),
        "Where": "" if cited is None else inert(cited.locator),
        "Note": "" if cited is None else inert(cited.note or ""),
    }


def _extremes(cited: Cited | None) -> str:
    if cited is None or (cited.strictest is None and cited.laxest is None):
        return ""
    ends = [("strictest", cited.strictest), ("laxest", cited.laxest)]
    return ", ".join(f"{name} {inert(end.value)} ({inert(end.source)})" for name, end in ends if end is not None)


def _cite_row(cite: Cite) -> dict[str, str]:
    return {
        "Source": _link(cite.source, [cite.locator], cite.title),
        "Where in it": inert(cite.locator),
        "Kind": EVIDENCE[cite.evidence].word,
        "Status": STATUS[cite.status].word,
        "Last checked": day(cite.checked_on),
    }


def _in_full(value: Value) -> str:
    when = "" if value.on is None else f" ({day(value.on)})"
    origin = "" if value.origin == "entered" else f", {inert(value.origin)}"
    return f"{inert(value.label)}: {inert(fact_value(value.fact, value.value, value.unit))}{when}{origin}"


def _is_firm(cite: Cite) -> bool:
    return cite.status == "checked" and cite.evidence != "local"


def _doubt(cite: Cite) -> str:
    return "" if cite.status == "checked" else f" :small[{STATUS[cite.status].word.lower()}]"


def _is_open(value: Value) -> bool:
    """Not known, or an instrument's output of which only the range still possible is known."""
    is_range = "." in value.fact and isinstance(value.value, str) and " to " in value.value
    return value.value is None or value.value == "unknown" or is_range


def _short_label(label: str) -> str:
    """`SLEDAI-2K: Total` stays; a long instrument title before the output's name is dropped."""
    title, _, output = label.rpartition(": ")
    return label if not title or len(title) <= 12 else output
