"""What CAR-T has done to people with lupus, per hundred treated, where a publication counted it at all."""

from __future__ import annotations

from eligibility.domain.cited import Frozen
from eligibility.domain.finding import Cite


class HarmStudy(Frozen):
    """One publication's count of one harm: so many events among so many people treated."""

    name: str
    events: int
    of: int
    cite: Cite
    note: str = ""


class HarmPool(Frozen):
    """Several counts taken together, per hundred, with the interval; `names` are the publications in it."""

    names: list[str]
    events: int
    of: int
    per_100: float
    low: float
    high: float


class Harm(Frozen):
    """One harm per hundred people treated, with its interval and the publications that counted it.

    Where nothing has a denominator the numbers are None: not known, which is never the same as none seen. `method` says
    how the studies were pooled and what the interval is. `beside` holds counts that are not in the pool, because the
    same people may already be in it: a check, never added.
    """

    id: str
    title: str
    meaning: str
    per_100: float | None = None
    low: float | None = None
    high: float | None = None
    events: int | None = None
    of: int | None = None
    method: str = ""
    note: str = ""
    studies: list[HarmStudy] = []
    beside: HarmPool | None = None
    cites: list[Cite] = []

    @property
    def is_known(self) -> bool:
        """Whether any publication in lupus gives events and a denominator."""
        return self.of is not None
