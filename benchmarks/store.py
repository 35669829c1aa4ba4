"""Two hundred writers killed with -9 in the middle of their work, on SQLite and on PostgreSQL: is anything lost?"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.private_postgresql import create_database, private_server, why_not
from benchmarks.store_kills import Killed, kill_writers

KILLS = 200


def measure() -> Figure:
    """Losses over both databases; PostgreSQL is left out, and the bar fails, where it cannot be started."""
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        faults += _said("SQLite", f"sqlite:///{Path(folder) / 'store.sqlite'}")
    if (reason := why_not()) is not None:
        print(f"PostgreSQL not measured: {reason}")
        return Figure("store", faults, 0, "losses", False)
    with private_server() as address:
        faults += _said("PostgreSQL", create_database(address, "kills"))
    return Figure("store", faults, 0, "losses", faults == 0)


def _said(name: str, address: str) -> int:
    start = time.perf_counter()
    found: Killed = kill_writers(address, KILLS, check_every=20)
    print(
        f"{name}: {found.kills} kills, {found.acknowledged} acknowledged pairs of writes all looked for, "
        f"{found.beyond} kept and never told of, {found.entries} audit entries, {len(found.faults)} faults, "
        f"{time.perf_counter() - start:.0f} s"
    )
    for fault in found.faults[:10]:
        print(f"  {fault}")
    return len(found.faults)
