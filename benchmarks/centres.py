"""Does learning help a centre? Simulated centres, each updated from its own outcomes and tried on fresh patients.

`CENTRES` sets how many (200 unless set), `CENTRES_WITH_PEERS` how many of them are learnt by boosting as well (10).
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass

import numpy as np

from benchmarks.figure import Figure
from benchmarks.simulated_centres import MISSPECIFIED, Simulation, Tried, peers
from eligibility.knowledge.learning_file import read_learning
from eligibility.knowledge.library import read_library
from model.published import published

SIZES = (50, 100, 200, 500)
CENTRES = int(os.environ.get("CENTRES", "200"))
WITH_PEERS = int(os.environ.get("CENTRES_WITH_PEERS", "10"))
MARGIN = 0.002
# Both have converged where neither is further than this from the centre's own truth.
CONVERGED = 0.01
WORST_WHEN_WRONG = 0.005
COVERAGE = (0.86, 0.94)


@dataclass(frozen=True)
class Mean:
    """A mean over centres with its 95% limits."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> Mean:
        found = np.array(values)
        half = 1.96 * found.std(ddof=1) / len(found) ** 0.5
        return cls(float(found.mean()), float(found.mean() - half), float(found.mean() + half))

    def text(self) -> str:
        return f"{self.value:+.4f} ({self.low:+.4f} to {self.high:+.4f})"


def difference(tried: list[Tried], method: str, other: str) -> list[float]:
    return [one.loss[method] - one.loss[other] for one in tried if method in one.loss and other in one.loss]


def measure() -> Figure:
    """Every size with truths from the prior, then every declared departure."""
    knowledge = published(library := read_library()).knowledge
    simulation = Simulation(knowledge, read_learning(library), "renal", "referral")
    print(f"{CENTRES} centres, renal model, referred patients; log loss, after less before: below nought is better")
    bars: dict[str, bool] = {}
    worst = from_the_prior(simulation, bars)
    off_the_prior(simulation, bars)
    missed = [name for name, holds in bars.items() if not holds]
    print(f"{len(bars) - len(missed)} of {len(bars)} bars hold" + "".join(f"\n  missed: {name}" for name in missed))
    return Figure("centres", worst, 0.0, "worst upper 95% limit, updated less prior log loss", not missed)


def from_the_prior(simulation: Simulation, bars: dict[str, bool]) -> float:
    """Truths that the prior allows for; gives the worst upper limit against the prior."""
    learners, worst = peers(), -np.inf
    for size in SIZES:
        tried = [simulation.tried(n, size, peers=learners if n < WITH_PEERS else None) for n in range(CENTRES)]
        worst = max(worst, said_of(size, tried, bars))
    return worst


def off_the_prior(simulation: Simulation, bars: dict[str, bool]) -> None:
    """Declared departures: what the intervals cover is reported, and the update must do no harm."""
    for departure in MISSPECIFIED:
        for size in SIZES:
            tried = [simulation.tried(n, size, departure) for n in range(CENTRES)]
            gain = Mean.of(difference(tried, "updated", "prior"))
            covered = Mean.of([one.covered["updated"] for one in tried])
            before = float(np.mean([one.covered["prior"] for one in tried]))
            bars[f"{departure}, n {size}: no worse than prior + {WORST_WHEN_WRONG}"] = gain.high <= WORST_WHEN_WRONG
            print(
                f"{departure:>19} n {size:>3}: updated less prior {gain.text()}; 90% intervals cover "
                f"{covered.value:.1%} ({covered.low:.1%} to {covered.high:.1%}), the prior's {before:.1%}"
            )


def said_of(size: int, tried: list[Tried], bars: dict[str, bool]) -> float:
    """Prints one size and holds it to the bars; gives the upper limit against the prior."""
    gain, ridge = (Mean.of(difference(tried, "updated", other)) for other in ("prior", "ridge"))
    far = {name: float(np.mean(difference(tried, name, "truth"))) for name in ("prior", "updated", "all", "ridge")}
    covered = {name: Mean.of([one.covered[name] for one in tried]) for name in ("prior", "updated", "all")}
    improved = np.mean([value < 0 for value in difference(tried, "updated", "prior")])
    has_converged = far["updated"] < CONVERGED and far["ridge"] < CONVERGED
    bars[f"n {size}: against the prior"] = gain.high <= 0
    bars[f"n {size}: against the ridge"] = ridge.high <= (MARGIN if has_converged else 0.0)
    bars[f"n {size}: coverage"] = COVERAGE[0] <= covered["updated"].value <= COVERAGE[1]
    moved = ", ".join(f"{count} {name}" for name, count in Counter(one.move for one in tried).most_common())
    print(f"n {size:>3} (moved: {moved})")
    print(f"  updated less prior {gain.text()}; {improved:.0%} of centres improved")
    print(f"  updated less ridge {ridge.text()}{', both converged' if has_converged else ''}")
    print(f"  all moved less prior {Mean.of(difference(tried, 'all', 'prior')).text()}")
    print("  above the centre's own truth: " + ", ".join(f"{name} {value:.4f}" for name, value in far.items()))
    for name, mean in covered.items():
        print(f"  90% intervals of P(fail), {name}: {mean.value:.1%} ({mean.low:.1%} to {mean.high:.1%})")
    for name in sorted(set().union(*(one.loss for one in tried)) - {"prior", "updated", "all", "ridge", "truth"}):
        found = difference(tried, name, "updated")
        print(f"  {name} less updated, {len(found)} centres: {Mean.of(found).text()}")
    return gain.high
