"""Every registered trial's criteria over a cohort in memory: verdicts a second on one core, explanations aside.

Where zen-engine can be imported (benchmarks/requirements.txt), the same trials run there too, one decision a trial and
one row at a time, and the two must agree. `TRIAL_PATIENTS` sets the size of the cohort.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.figure import Figure
from benchmarks.synthetic_registry import AS_OF, write_registry
from eligibility.criteria.blocks import blocks
from eligibility.criteria.trials import TrialRules, match
from eligibility.domain.cohort import Cohort
from eligibility.exchange.door import admit
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.table_files import TableFile
from eligibility.instruments.reading import Reading
from eligibility.services import library as knowledge
from eligibility.services.trials import trial_rules

PATIENTS = int(os.environ.get("TRIAL_PATIENTS", "131072"))
DRAWN = 32_768
ROUNDS = 9
BAR_MILLIONS = 30.0
BAR_RATIO = 1000.0


def measure() -> Figure:
    """Verdicts of the trials that were read; those that were not cost nothing and are not counted."""
    cohort, rules = cohort_in_memory(PATIENTS), trial_rules()
    read = sum(trial.head.is_read for trial in rules.trials)
    print(
        f"{len(rules.trials)} trials, {read} read: {rules.criteria} criteria, {len(rules.shared)} different conditions"
    )
    verdicts = read * cohort.size
    processor, wall = median_seconds(lambda: every_verdict(rules, cohort))
    rate = verdicts / processor / 1e6
    print(
        f"{cohort.size} patients from the record's columns to verdicts, instruments and drug counts included: "
        f"{1e6 * processor / cohort.size:.2f} us a patient, {rate:.1f} million verdicts a second of processor time "
        f"({verdicts / wall / 1e6:.1f} by the clock; all {len(rules.trials)} counted: "
        f"{rate * len(rules.trials) / read:.1f})"
    )
    holds = rate >= BAR_MILLIONS
    try:
        from benchmarks.trials_in_zen import zen_verdicts
    except ImportError:
        print("zen-engine is not installed here, so the ratio was not measured (benchmarks/requirements.txt)")
    else:
        peer = zen_verdicts(rules, cohort)
        ratio = 1e6 * rate / peer.rate
        decided = peer.patients * peer.trials
        print(
            f"zen-engine on {peer.patients} of these patients, {peer.trials} trials: {peer.rate:,.0f} verdicts a "
            f"second; "
            f"{peer.different} of {decided} verdicts differ; ratio {ratio:,.0f} (bar {BAR_RATIO:,.0f})"
        )
        holds = holds and ratio >= BAR_RATIO and peer.different == 0
    return Figure("trials", rate, BAR_MILLIONS, "million verdicts a second a core", holds)


def every_verdict(rules: TrialRules, cohort: Cohort) -> list[dict[str, np.ndarray]]:
    """All verdicts, block by block, each from a reading of its own: nothing is remembered from an earlier round."""
    return [match(rules, Reading(part, knowledge.instruments())).codes for part in blocks(cohort)]


def median_seconds(run: Callable[[], object]) -> tuple[float, float]:
    """Processor time and time by the clock, medians after one round to warm up."""
    run()
    took = []
    for _ in range(ROUNDS):
        clock, processor = time.perf_counter(), time.process_time()
        run()
        took.append((time.process_time() - processor, time.perf_counter() - clock))
    return statistics.median(p for p, _ in took), statistics.median(c for _, c in took)


def cohort_in_memory(patients: int) -> Cohort:
    """Invented patients read through the one door; beyond the number drawn they are the same ones again."""
    drawn = min(patients, DRAWN)
    library = knowledge.library()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "registry.parquet"
        write_registry(path, drawn)
        day = date.fromisoformat(str(AS_OF))
        (table,) = TableFile(path, Settings(library, day)).tables()
        cohort = admit(table, library).cohort
    return cohort.take(np.resize(np.arange(drawn), patients))
