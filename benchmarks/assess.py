"""One patient, everything, in process: the median over every example record."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from benchmarks.figure import Figure
from eligibility.services.assess import assess
from eligibility.services.records import read_record
from eligibility.services.score import assessment_as_data

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "examples"
RECORDS = sorted(path for path in EXAMPLES.rglob("*.yaml") if path.parent.name != "column_maps")
ROUNDS = 7
BAR_MS = 30.0


def measure() -> Figure:
    """From the record as read to the assessment as written, after one round to warm up."""
    records = {path.stem: read_record(path) for path in RECORDS}
    for record in records.values():
        assessment_as_data(assess(record))
    every: list[float] = []
    for name, record in records.items():
        took = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            assessment_as_data(assess(record))
            took.append(1000 * (time.perf_counter() - start))
        every += took
        print(f"{name:<34} median {statistics.median(took):6.1f} ms")
    median = statistics.median(every)
    print(f"{len(records)} records, {ROUNDS} rounds: median {median:.1f} ms, slowest {max(every):.1f} ms")
    return Figure("assess", median, BAR_MS, "ms", median < BAR_MS)
