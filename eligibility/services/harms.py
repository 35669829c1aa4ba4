"""The harms of CAR-T in lupus, read and pooled once a process."""

from __future__ import annotations

from functools import lru_cache

from eligibility.domain.harms import Harm
from eligibility.evidence.harms import harms_of
from eligibility.knowledge.harm_files import HarmsKnowledge, read_harms
from eligibility.services import library as knowledge


@lru_cache(maxsize=1)
def harms_knowledge() -> HarmsKnowledge:
    """Every published count behind the harms, checked."""
    return read_harms(knowledge.library())


@lru_cache(maxsize=1)
def harms() -> tuple[Harm, ...]:
    """What CAR-T has done to people with lupus, per hundred treated, in the order in which it is shown."""
    return tuple(harms_of(harms_knowledge(), knowledge.library()))
