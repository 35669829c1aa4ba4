"""What cannot both be right, and what is merely unusual: named to a person, never resolved in silence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from eligibility.domain.choice import Choice, Members
from eligibility.domain.cohort import Cohort, RecordWarning
from eligibility.domain.interval import Interval
from eligibility.domain.truth import NO, YES, Truth, all_of, any_of
from eligibility.exchange.quantities import limits
from eligibility.knowledge.contradictions import Contradiction, Sign, contradictions
from eligibility.knowledge.library import Library


def contradictions_in(cohort: Cohort, library: Library) -> Iterator[RecordWarning]:
    """Every named contradiction that surely holds for somebody."""
    for contradiction in contradictions(library):
        if _can_hold(contradiction, cohort):
            rows = all_of([_holds(sign, cohort) for sign in contradiction.when]).is_yes
            if rows.any():
                code = f"contradiction.{contradiction.id}"
                yield RecordWarning(code, contradiction.statement, contradiction.facts, rows)


def unusual_values(cohort: Cohort, library: Library) -> Iterator[RecordWarning]:
    """Values that surely lie outside what is plausible: kept, and a person confirms them."""
    for fact, column in cohort.columns.items():
        definition = library.facts[fact]
        plausible = definition.plausible
        if plausible is None or not isinstance(column, Interval):
            continue
        rows = np.zeros(cohort.size, dtype=bool)
        if plausible.min is not None:
            rows |= column.hi < plausible.min
        if plausible.max is not None:
            rows |= column.lo > plausible.max
        if rows.any():
            usual = f"{limits(plausible.min, plausible.max)} {definition.unit or ''}".strip()
            what = f"{definition.label} ({fact}) lies outside {usual}. {plausible.reason}."
            yield RecordWarning(f"plausible.{fact}", what, (fact,), rows)


def _can_hold(contradiction: Contradiction, cohort: Cohort) -> bool:
    """Every fact that must be known was recorded by somebody; `not_surely` holds of one that was not."""
    return all(fact in cohort.columns for sign in contradiction.when if sign.not_surely is None for fact in sign.facts)


def _holds(sign: Sign, cohort: Cohort) -> Truth:
    column = cohort.column(sign.fact)
    if isinstance(column, Truth):
        if sign.not_surely is not None:
            return Truth.settled(*_surely_not(column, sign.not_surely))
        return column if sign.is_ else ~column
    if isinstance(column, Choice):
        return column.is_in([str(sign.is_)])
    if isinstance(column, Members):
        return any_of([column.has(value) for value in sign.has_any or ()])
    if sign.at_least is not None:
        return column.at_least(sign.at_least.number)
    if sign.below is not None:
        return column.below(sign.below.number)
    if sign.happened is not None:
        return column.below(np.inf)
    if sign.never is not None:
        return column.at_least(np.inf)
    other = cohort.column(sign.more_than or sign.more_than_next or "")
    assert isinstance(other, Interval)
    # Completed years: a life of 30 years may be all but 31 long.
    return column.is_above(other) if sign.more_than else column.is_at_least(other + 1.0)


def _surely_not(truth: Truth, answer: bool) -> tuple[np.ndarray, np.ndarray]:
    surely = truth.codes == (YES if answer else NO)
    return ~surely, surely
