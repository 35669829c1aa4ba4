"""What must stop, and when, before cells can be collected. Tasks never set the lane."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from eligibility.criteria.show import as_of
from eligibility.criteria.words import Evaluator
from eligibility.domain.assessment import Planner, Task
from eligibility.domain.cited import Drug
from eligibility.domain.finding import GradedFinding
from eligibility.domain.truth import NO, UNKNOWN
from eligibility.knowledge.library import Library

FLARE = "Stopping may bring a flare: agree bridging first."


def plan(evaluator: Evaluator, library: Library, safety: list[GradedFinding], row: int) -> Planner:
    """The earliest day of collection from current drugs and dated deferrals; open-ended items make it incomplete."""
    today = as_of(evaluator, row)
    tasks = [*_washouts(evaluator, library, today, row), *_prednisone(evaluator, library, row)]
    tasks += [
        Task(id=item.id, what=f"Wait: {item.statement}", why=item.because, earliest=item.until, cites=item.cites[:1])
        for item in safety
        if item.verdict == "defer" or (item.possible and item.possible[0] == "defer")
    ]
    days = [task.earliest for task in tasks if task.earliest is not None]
    is_barred = any("block" in item.possible[:1] for item in safety)
    # A day is named only when nothing that defers is without a date; it stays provisional while safety is open.
    is_dated = not is_barred and not any(task.earliest is None for task in tasks)
    is_settled = all(item.verdict != "unknown" or item.possible[-1] in ("clear", "caution") for item in safety)
    return Planner(
        earliest_leukapheresis=max([today, *days]) if is_dated else None,
        is_complete=bool(evaluator.history.is_complete.is_yes[row]) and is_dated and is_settled,
        tasks=tasks,
    )


def _washouts(evaluator: Evaluator, library: Library, today: date, row: int) -> list[Task]:
    courses, tasks = evaluator.history.courses, []
    for index in range(courses.offsets[row], courses.offsets[row + 1]):
        drug: Drug = library.drugs[courses.drugs[courses.drug[index]]]
        if drug.washout_days is None or drug.washout_days.number == 0 or drug.washout_ceiling is not None:
            continue
        stopped, current = courses.stopped_days.lo[index], courses.is_current.codes[index]
        wait = int(drug.washout_days.number)
        if current == NO and np.isfinite(stopped) and stopped >= wait:
            continue
        if current == NO and np.isfinite(stopped):
            earliest, what = today + timedelta(days=wait - int(stopped)), f"{drug.label}: last dose already given"
        elif current == UNKNOWN and not np.isfinite(stopped):
            tasks.append(
                Task(
                    id=f"washout_{drug.id}",
                    what=f"Find out whether {drug.label} is still taken; last dose {wait} days before collection",
                    why="Neither said to be running nor when it ended, so no day can be named.",
                    earliest=None,
                    cites=[library.cite(drug.washout_days)],
                )
            )
            continue
        else:
            earliest, what = today + timedelta(days=wait), f"Stop {drug.label}"
        tasks.append(
            Task(
                id=f"washout_{drug.id}",
                what=f"{what}; {wait} days before collection",
                why=FLARE if what.startswith("Stop") else "The wash-out has begun.",
                earliest=earliest,
                cites=[library.cite(drug.washout_days)],
            )
        )
    return tasks


def _prednisone(evaluator: Evaluator, library: Library, row: int) -> list[Task]:
    drug = library.drugs["prednisone"]
    ceiling, days = drug.washout_ceiling, drug.washout_days
    if ceiling is None or days is None:
        return []
    if evaluator.reading.number("prednisone_mg_day").above(ceiling.number).codes[row] != 2:
        return []
    return [
        Task(
            id="prednisone_ceiling",
            what=f"Bring prednisone to {ceiling.value} mg/day or less for the {days.value} days before collection",
            why=FLARE,
            earliest=as_of(evaluator, row) + timedelta(days=days.number),
            cites=[library.cite(ceiling)],
        )
    ]
