"""The papers: the rationale as a PDF for every example record, and the pack of a meeting about fifty patients.

A rationale is timed from the finished assessment, trials included, to the bytes. A pack is timed from the store: cards,
ranking and pages. Its patients are copies of the examples under other names, and no evidence about anybody.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time

from benchmarks.figure import Figure

ROUNDS = 5
BAR_MS = 500.0
PATIENTS = 50
PACK_BAR_S = 10.0


def measure() -> Figure:
    """One paper at a time, after one round to warm up. The figure is the rationale's; both bars have to hold."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EARLY_CART_DATABASE_URL"] = f"sqlite:///{folder}/store.sqlite"
        median = _rationales()
        pack = _pack()
    return Figure("report", median, BAR_MS, "ms", median < BAR_MS and pack < PACK_BAR_S)


def _rationales() -> float:
    from eligibility.services.assess import assess
    from eligibility.services.patients import example_records
    from eligibility.services.report import plain_pdf, rationale_pdf

    assessments = {key: assess(record, trials=True) for key, record in example_records().items()}
    start = time.perf_counter()
    sizes = {name: len(rationale_pdf(assessment)) for name, assessment in assessments.items()}
    print(f"{len(sizes)} records, first round {1000 * (time.perf_counter() - start) / len(sizes):.0f} ms each")
    every, plain = [], []
    for round_number in range(ROUNDS):
        for assessment in assessments.values():
            # Another day each round: what the typesetter remembers of the last drawing must not flatter the figure.
            shifted = assessment.model_copy(update={"as_of": assessment.as_of.replace(day=1 + round_number)})
            start = time.perf_counter()
            rationale_pdf(shifted)
            middle = time.perf_counter()
            plain_pdf(shifted)
            every.append(1000 * (middle - start))
            plain.append(1000 * (time.perf_counter() - middle))
    median = statistics.median(every)
    print(f"rationale, {ROUNDS} rounds: median {median:.0f} ms, slowest {max(every):.0f} ms (bar {BAR_MS:.0f} ms)")
    print(f"page for the patient: median {statistics.median(plain):.0f} ms, slowest {max(plain):.0f} ms")
    print(f"{min(sizes.values()) / 1000:.0f} to {max(sizes.values()) / 1000:.0f} kB")
    return median


def _pack() -> float:
    """The slowest of the rounds, in seconds."""
    from eligibility.domain.people import Person, Role
    from eligibility.services import patients
    from eligibility.services.clock import today
    from eligibility.services.meeting import create_meeting, open_meeting
    from eligibility.services.meeting_agenda import propose, waive_readiness
    from eligibility.services.meeting_exports import pack_pdf

    by = Person("Benchmark", Role.CHAIR)
    meeting = create_meeting(today(), "Benchmark", by).id
    records = list(patients.example_records().values())
    for number in range(PATIENTS):
        record = records[number % len(records)].model_copy(update={"patient_id": f"BENCH-{number:02d}"})
        confirmed = [warning.code for warning in patients.records.check(record).warnings]
        key = patients.save_patient(record, by, confirmed=confirmed)[0].key
        item = propose(meeting, key, "Discuss?", by)
        waive_readiness(open_meeting(meeting, by), item.id, "for the measurement", by)
    took = []
    for _ in range(2):
        start = time.perf_counter()
        size = len(pack_pdf(meeting, by))
        took.append(time.perf_counter() - start)
    print(f"pack of {PATIENTS} patients from the store: slowest {max(took):.2f} s (bar {PACK_BAR_S:.0f} s)")
    print(f"{size // 1000} kB")
    return max(took)
