"""Kidney failure at five years by state, as published; at ten years by an assumption that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from eligibility.domain.cited import Citation, Cited
from eligibility.domain.finding import Cite
from eligibility.domain.interval import Interval
from eligibility.domain.secondary import SecondaryOutput, StateFigure
from eligibility.knowledge.library import Library
from eligibility.knowledge.prognosis_files import PrognosisKnowledge, RangedCited
from eligibility.knowledge.secondary_files import STATES, KidneyFailureKnowledge, StateName, StateScale
from model.inputs import Input

UNIT = "of 100"
NO_FIGURE = "No published figure for this state was read; the whole of lupus nephritis stands beside it."
IF_NEPHRITIS = "Whether there is nephritis is not known; the figures hold if there is."
COHORTS_DIFFER = "It comes from other patients than the figure at five years, and cohorts differ more than years do."
SECOND_FIVE_YEARS = (
    "From no more failures after five years to a second five years like the first: no cohort gives this state."
)
OPEN = "Over the states still possible: from nephritis as a whole to the highest figure at five years carried on."


def possible_states(scale: StateScale, measured: Interval) -> list[StateName]:
    """The states that the first patient may be in. A value on a cut is in the middle state."""
    low, high = float(measured.lo[0]), float(measured.hi[0])
    lower, upper = scale.lower_cut.number, scale.upper_cut.number
    may_be = {"below": low < lower, "between": high >= lower and low <= upper, "above": high > upper}
    return [state for state in STATES if may_be[state]]


def kidney_failure(
    known: KidneyFailureKnowledge,
    columns: Mapping[str, Input],
    nephritis: str,
    prognosis: PrognosisKnowledge,
    library: Library,
) -> list[SecondaryOutput]:
    """Five years by eGFR and by proteinuria, and ten years; without nephritis only the whole cohort at ten years."""
    if nephritis == "no":
        return [_without_nephritis(known, library)]
    measured = {key: columns[scale.input] for key, scale in known.scales.items()}
    possible = {key: possible_states(scale, _interval(measured[key])) for key, scale in known.scales.items()}
    doubt = [IF_NEPHRITIS] if nephritis == "unknown" else []
    five = [
        _five_years(key, scale, possible[key], known, doubt, prognosis, library) for key, scale in known.scales.items()
    ]
    missing = list(dict.fromkeys(fact for output in five for fact in output.missing))
    return [*five, _ten_years(known, possible, doubt, missing, library)]


def _five_years(
    key: str,
    scale: StateScale,
    possible: list[StateName],
    known: KidneyFailureKnowledge,
    doubt: list[str],
    prognosis: PrognosisKnowledge,
    library: Library,
) -> SecondaryOutput:
    figures = {state: scale.figures.get(state) for state in STATES}
    published = [figure.number for state in possible if (figure := figures[state]) is not None]
    settled = possible[0] if len(possible) == 1 else None
    figure = figures[settled] if settled else None
    said = [*doubt]
    if figure is None:
        said.append(NO_FIGURE if settled else _open_states(scale, possible, figures))
    elif figure.note:
        said.append(figure.note)
    is_open = settled is None and bool(published)
    return SecondaryOutput(
        id=f"kidney_failure_5y_{key}",
        title=f"Kidney failure within {known.five_years.value} years, by {_lower(scale.title)}",
        unit=UNIT,
        status="published",
        value=None if figure is None else 100 * figure.number,
        span=(100 * min(published), 100 * max(published)) if is_open else None,
        span_is_partial=is_open and len(published) < len(possible),
        state=scale.states[settled].title if settled else "",
        states=[_state(scale, state, figures[state], state in possible) for state in STATES],
        whole=_whole("lupus nephritis as a whole", known.nephritis_at_five_years),
        said=said,
        missing=[] if settled else list(prognosis.inputs[scale.input].ask),
        cites=_cites(library, [f for f in figures.values() if f is not None], known.nephritis_at_five_years),
    )


def _ten_years(
    known: KidneyFailureKnowledge,
    possible: Mapping[str, list[StateName]],
    doubt: list[str],
    missing: list[str],
    library: Library,
) -> SecondaryOutput:
    """The range over the states that are possible together; a cohort's own figure where no state has one."""
    whole = known.nephritis_at_ten_years
    ranges = [
        _ten_year_range(known, dict(zip(possible, states, strict=True))) for states in product(*possible.values())
    ]
    is_settled = all(len(states) == 1 for states in possible.values())
    from_state = len(ranges) == 1 and ranges[0] is not None
    ends = [(whole.low, whole.high) if found is None else found for found in ranges]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    said = [*doubt, OPEN if not is_settled else SECOND_FIVE_YEARS if from_state else COHORTS_DIFFER]
    return SecondaryOutput(
        id="kidney_failure_10y",
        title=f"Kidney failure within {known.ten_years.value} years",
        unit=UNIT,
        status="assumption",
        value=100 * whole.number if is_settled and not from_state else None,
        low=100 * low if is_settled else None,
        high=100 * high if is_settled else None,
        span=None if is_settled else (100 * low, 100 * high),
        state="" if not is_settled else "as its state at five years" if from_state else "as lupus nephritis as a whole",
        whole=_whole("lupus nephritis as a whole", whole),
        said=said,
        missing=missing,
        cites=_cites(library, [known.ten_year_assumption], whole),
    )


def _ten_year_range(known: KidneyFailureKnowledge, states: Mapping[str, StateName]) -> tuple[float, float] | None:
    """From the highest published figure of these states at five years; None where none of them has one."""
    figures = [known.scales[key].figures.get(state) for key, state in states.items()]
    published = [figure.number for figure in figures if figure is not None]
    if not published:
        return None
    first = max(published)
    return first, 1.0 - (1.0 - first) ** (known.ten_years.number / known.five_years.number)


def _without_nephritis(known: KidneyFailureKnowledge, library: Library) -> SecondaryOutput:
    whole = known.lupus_at_ten_years
    return SecondaryOutput(
        id="kidney_failure_10y",
        title=f"Kidney failure within {known.ten_years.value} years",
        unit=UNIT,
        status="assumption",
        whole=_whole("all of one cohort of SLE, with and without nephritis", whole),
        said=["There is no nephritis, and no figure for patients without it was read; theirs is likely lower."],
        cites=_cites(library, [known.ten_year_assumption], whole),
    )


def _open_states(scale: StateScale, possible: list[StateName], figures: Mapping[StateName, Cited | None]) -> str:
    """Which states are open, and which of them have no published figure."""
    names = " or ".join(scale.states[state].title for state in possible)
    without = [scale.states[state].title for state in possible if figures[state] is None]
    gap = f" No published figure was read for {' and '.join(without)}." if without else ""
    return f"Not settled: {names}.{gap}"


def _state(scale: StateScale, state: StateName, figure: Cited | None, is_possible: bool) -> StateFigure:
    value = None if figure is None else 100 * figure.number
    return StateFigure(id=state, title=scale.states[state].title, value=value, is_possible=is_possible)


def _whole(title: str, figure: RangedCited) -> StateFigure:
    return StateFigure(id="whole", title=title, value=100 * figure.number, low=100 * figure.low, high=100 * figure.high)


def _cites(library: Library, cited: Iterable[Cited | Citation], whole: Cited) -> list[Cite]:
    return list(dict.fromkeys(library.cite(one) for one in (*cited, whole)))


def _interval(column: Input) -> Interval:
    assert isinstance(column, Interval)
    return column


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
