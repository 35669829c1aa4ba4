"""Many patients, Parquet to Parquet, against the time pyarrow alone takes to read and write the same files.

`SCORE_PATIENTS` sets the largest size (200,000 unless set; the bar is stated for a million). Each size runs in a
process of its own, so that its peak memory is its own; the memory curve shows whether it grows with the rows.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from benchmarks.figure import Figure
from benchmarks.synthetic_registry import write_registry
from eligibility.services.score import score

PATIENTS = int(os.environ.get("SCORE_PATIENTS", "200000"))
BAR_RATIO = 10.0
BAR_MEMORY_MB = 2000.0
# A tenth more at twice the rows is noise of the allocator; more would be growth.
FLAT = 1.10


def measure() -> Figure:
    """Three sizes, each twice the one before; the ratio is that of the largest."""
    curve = []
    for patients in (PATIENTS // 4, PATIENTS // 2, PATIENTS):
        command = [sys.executable, "-m", "benchmarks.score", str(patients)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(run.stdout.splitlines()[-1])
        curve.append(found)
        print(
            f"{found['patients']:>9} patients: score {found['score_s']:6.2f} s, "
            f"pyarrow alone {found['peer_s']:5.2f} s, ratio {found['ratio']:5.1f}, "
            f"peak memory {found['peak_mb']:6.0f} MB, at fault {found['faulty']}"
        )
    ratio = curve[-1]["ratio"]
    is_flat = curve[-1]["peak_mb"] <= FLAT * curve[-2]["peak_mb"] and curve[-1]["peak_mb"] < BAR_MEMORY_MB
    rate = curve[-1]["patients"] / curve[-1]["score_s"]
    print(f"{rate:,.0f} patients a second; memory {'flat' if is_flat else 'GROWS'} (bar {BAR_MEMORY_MB:.0f} MB)")
    return Figure("score", ratio, BAR_RATIO, "times pyarrow read and write", ratio <= BAR_RATIO and is_flat)


def one_size(patients: int) -> dict[str, float]:
    """One size in this process: time of `score`, time of pyarrow alone, and the peak memory of the first."""
    with tempfile.TemporaryDirectory() as folder:
        source, target, copy = (Path(folder) / name for name in ("in.parquet", "out.parquet", "copy.parquet"))
        subprocess.run([sys.executable, "-m", "benchmarks.score", "write", str(source), str(patients)], check=True)
        start = time.perf_counter()
        summary = score(source, target)
        score_s = time.perf_counter() - start
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        result = parquet.read_table(target)
        peer_s = statistics.median(_alone(source, result, copy) for _ in range(3))
    return {
        "patients": patients,
        "score_s": score_s,
        "peer_s": peer_s,
        "ratio": score_s / peer_s,
        "peak_mb": peak_mb,
        "faulty": summary.faulty_rows,
    }


def _alone(source: Path, result: pa.Table, copy: Path) -> float:
    start = time.perf_counter()
    parquet.read_table(source)
    parquet.write_table(result, copy)
    return time.perf_counter() - start


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write_registry(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        print(json.dumps(one_size(int(sys.argv[1]))))
