"""The worklist: 200 candidates ranked with 10,000 draws; 5,000 ranked with 1,000 draws and shown on the page.

Everything that a clinician waits for is inside the time: records read from the store, the estimate's draws, the order.
The candidates are invented variations of two invented examples, and no evidence about anybody.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.figure import Figure

ROOT = Path(__file__).resolve().parents[1]
FEW, FEW_DRAWS, FEW_BAR = 200, 10_000, 1.0
MANY, MANY_DRAWS, MANY_BAR, SHOWN_BAR = 5000, 1000, 3.0, 1.5
ROUNDS = 5


def measure() -> Figure:
    """Medians of five rounds after one to warm up; the figure is the worst share of its bar.

    Beside each time stands the processor's own: where the two differ, others were at work on the machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EARLY_CART_DATABASE_URL"] = f"sqlite:///{folder}/store.sqlite"
        from eligibility.domain.people import Person, Role
        from eligibility.services import patients, rank

        by = Person("Benchmark", Role.CHAIR)
        _fill(FEW)
        few = _median(f"{FEW} ranked with {FEW_DRAWS} draws, bar {FEW_BAR} s", lambda: rank.rank(by, draws=FEW_DRAWS))
        _median("  with every weight moved as well", lambda: rank.rank(by, draws=FEW_DRAWS, with_shifts=True))
        _fill(MANY - FEW)
        name = f"{MANY} ranked with {MANY_DRAWS} draws, bar {MANY_BAR} s"
        many = _median(name, lambda: rank.rank(by, draws=MANY_DRAWS))
        _median(f"{MANY} rows read from the store", lambda: patients.list_patients(by))
        shown = _median(f"{MANY} shown, ranked before in this session, bar {SHOWN_BAR} s", _page().run)
    worst = max(few / FEW_BAR, many / MANY_BAR, shown / SHOWN_BAR)
    return Figure("worklist", worst, 1.0, "share of the bar", worst < 1.0)


def _median(what: str, work: Callable[[], Any]) -> float:
    work()
    took, busy = [], []
    for _ in range(ROUNDS):
        start, at_work = time.perf_counter(), time.process_time()
        work()
        took.append(time.perf_counter() - start)
        busy.append(time.process_time() - at_work)
    print(f"{what}: {statistics.median(took):.2f} s (processor {statistics.median(busy):.2f} s)")
    return statistics.median(took)


def _page() -> Any:
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["patients"] = "patient"
    app.run()
    if app.exception:
        raise SystemExit("The page failed.")
    return app


def _fill(count: int) -> None:
    """Patients written straight into the tables, since five thousand saves would measure the disk."""
    from eligibility.services import patients
    from eligibility.services.storage import database
    from eligibility.services.worklist import summary_of
    from eligibility.store.tables import AssessmentRow, PatientRow

    bases = [patients.example_records()[key] for key in ("example-ready", "example-work-up-early")]
    summaries = [summary_of(patients.example_assessment(key), base) for key, base in zip(
        ("example-ready", "example-work-up-early"), bases, strict=True
    )]  # fmt: skip
    drawn, now = random.Random(count), datetime.now(UTC)
    with database().writing() as session:
        for _ in range(count):
            which = drawn.random() < 0.3
            facts = {**bases[which].facts, **_varied(drawn)}
            for fact in drawn.sample(["sdi_total", "ln_activity_index", "upcr_g_g", "ln_chronicity_index"], 2):
                if drawn.random() < 0.3:
                    facts.pop(fact, None)
            key = uuid4()
            record = bases[which].model_copy(update={"patient_id": f"B-{key.hex[:12]}", "facts": facts})
            plain = record.model_dump(mode="json", by_alias=True)
            waiting = {"waiting_since": facts["referred_on"].isoformat()}
            stamps = {"created_at": now, "created_by": "benchmark"}
            session.add(
                PatientRow(
                    id=key, pseudonym=record.patient_id, record=plain, version=1, updated_at=now,
                    updated_by="benchmark", **stamps,
                )
            )  # fmt: skip
            session.flush()
            session.add(
                AssessmentRow(
                    patient_id=key, as_of=record.as_of, inputs={}, output={}, summary=summaries[which] | waiting,
                    versions={}, **stamps,
                )
            )  # fmt: skip


def _varied(drawn: random.Random) -> dict[str, Any]:
    return {
        "sdi_total": drawn.choice([0, 0, 1, 1, 2, 3, 5]),
        "prednisone_mg_day": drawn.choice([5, 7.5, 10, 15, 20, 30]),
        "ln_activity_index": drawn.randint(1, 14),
        "ln_chronicity_index": drawn.randint(0, 5),
        "upcr_g_g": round(drawn.uniform(1.0, 8.0), 1),
        "referred_on": date(2026, 5, 31) - timedelta(days=drawn.randint(1, 500)),
    }
