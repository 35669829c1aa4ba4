"""A million SLEDAI-2K and EULAR/ACR 2019 totals with intervals, against NumPy's own dot product on the same items."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from benchmarks.figure import Figure
from eligibility.domain.truth import Truth
from eligibility.services import library as knowledge

PATIENTS = 1_000_000
ROUNDS = 5
BAR = 10.0
SEED = 20261122


def measure() -> Figure:
    """The slower of the two instruments, as a ratio to the dot product of its items with its weights."""
    ratios = {}
    for name in ("sledai_2k", "eular_acr_2019"):
        instrument = knowledge.instruments()[name]
        weights = _weights(name)
        random = np.random.default_rng(SEED)
        codes = {item: random.choice(np.array([0, 0, 0, 1, 2], dtype=np.int8), PATIENTS) for item in weights}
        items = {item: Truth(column) for item, column in codes.items()}
        matrix = np.column_stack([column == 2 for column in codes.values()]).astype(np.float64)
        vector = np.array(list(weights.values()), dtype=np.float64)
        ours = _median(lambda i=instrument, c=items: i.over(PATIENTS, c))
        peer = _median(lambda m=matrix, v=vector: m @ v)
        ratios[name] = ours / peer
        print(f"{name:<16} totals with intervals {1000 * ours:6.1f} ms, NumPy's dot product {1000 * peer:6.1f} ms")
        _check(instrument.over(PATIENTS, items).outputs["total"], codes, weights, name)
    worst = max(ratios.values())
    print(f"{PATIENTS:,} patients, {len(ratios)} instruments, median of {ROUNDS}: ratios {ratios}")
    return Figure("instruments", worst, BAR, "times NumPy's dot product", worst <= BAR)


def _weights(name: str) -> dict[str, float]:
    tables = knowledge.library().instruments[name].tables
    if name == "sledai_2k":
        return dict(tables["weights"].values)
    return {item: weight for table in tables.values() for item, weight in table.values.items()}


def _median(work: Callable[[], object]) -> float:
    work()
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def _check(total: object, codes: dict[str, np.ndarray], weights: dict[str, float], name: str) -> None:
    """The fast sum is the plain sum: held against it for the first thousand patients of SLEDAI-2K."""
    if name != "sledai_2k":
        return
    plain = sum(weights[item] * (column[:1000] == 2) for item, column in codes.items())
    if not np.array_equal(total.lo[:1000], plain):  # type: ignore[attr-defined]
        raise AssertionError("the benchmark measured a wrong sum")


