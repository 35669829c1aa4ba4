"""The harms of CAR-T per hundred people treated, pooled from the publications that counted them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import norm

from eligibility.domain.harms import Harm, HarmPool, HarmStudy
from eligibility.knowledge.harm_files import Count, HarmKnowledge, HarmsKnowledge
from eligibility.knowledge.library import Library


def harms_of(knowledge: HarmsKnowledge, library: Library) -> list[Harm]:
    """Every harm, in the order of the file; one that nobody counted has no number."""
    return [_harm(key, harm, knowledge, library) for key, harm in knowledge.harms.items()]


def dispersion(events: Sequence[int], of: Sequence[int]) -> float:
    """How far series disagree beyond chance: Pearson's chi-squared over its degrees of freedom, never below one."""
    counts, people = np.array(events, dtype=float), np.array(of, dtype=float)
    share = counts.sum() / people.sum()
    if len(counts) < 2 or share in (0.0, 1.0):
        return 1.0
    chi_squared = float(np.sum((counts - people * share) ** 2 / (people * share * (1.0 - share))))
    return max(1.0, chi_squared / (len(counts) - 1))


def wilson(events: float, of: float, level: float) -> tuple[float, float]:
    """Wilson's score interval of a share; it holds for none and for all, and for counts that were scaled down."""
    z = float(norm.isf((1.0 - level) / 2.0))
    share = events / of
    middle = (share + z * z / (2.0 * of)) / (1.0 + z * z / of)
    half = z / (1.0 + z * z / of) * (share * (1.0 - share) / of + z * z / (4.0 * of * of)) ** 0.5
    # At none and at all the ends are exact; the arithmetic alone would miss them by its last digit.
    return (0.0 if events == 0 else middle - half), (1.0 if events == of else middle + half)


def pool(counts: Sequence[Count], names: Sequence[str], level: float) -> HarmPool:
    """Events and people added up; the interval is widened by how far the series disagree."""
    events, of = sum(count.events for count in counts), sum(count.of for count in counts)
    spread = dispersion([count.events for count in counts], [count.of for count in counts])
    low, high = wilson(events / spread, of / spread, level)
    return HarmPool(names=list(names), events=events, of=of, per_100=100 * events / of, low=100 * low, high=100 * high)


def _harm(key: str, harm: HarmKnowledge, knowledge: HarmsKnowledge, library: Library) -> Harm:
    level = knowledge.interval.number
    cites = [library.cite(cited) for cited in (*harm.pooled, *harm.cites)]
    if not harm.pooled:
        return Harm(id=key, title=harm.title, meaning=harm.meaning, note=harm.note, cites=list(dict.fromkeys(cites)))
    names = {name: series.name for name, series in knowledge.studies.items()}
    pooled = pool(harm.pooled, [names[count.study] for count in harm.pooled], level)
    return Harm(
        id=key,
        title=harm.title,
        meaning=harm.meaning,
        per_100=pooled.per_100,
        low=pooled.low,
        high=pooled.high,
        events=pooled.events,
        of=pooled.of,
        method=method(harm.pooled, level, knowledge.studies[harm.pooled[0].study].holds_other_series),
        note=harm.note,
        studies=[
            HarmStudy(
                name=names[count.study],
                events=count.events,
                of=count.of,
                cite=library.cite(count),
                note=count.note or "",
            )
            for count in harm.pooled
        ],
        beside=pool(harm.beside, [names[count.study] for count in harm.beside], level) if harm.beside else None,
        cites=list(dict.fromkeys(cites)),
    )


def method(counts: Sequence[Count], level: float, is_review: bool = False) -> str:
    """How the number and its interval were made, in one sentence."""
    interval = f"{level:.0%} Wilson score interval"
    if is_review:
        return f"One review that added up its own studies; {interval}, blind to how far those disagree."
    if len(counts) == 1:
        return f"One count; {interval}."
    spread = dispersion([count.events for count in counts], [count.of for count in counts])
    if spread > 1.0:
        return f"{len(counts)} series added up; {interval}, widened as the series disagree (dispersion {spread:.1f})."
    return f"{len(counts)} series added up; {interval}."
