"""What this centre laid down for its meeting, read once a process."""

from __future__ import annotations

from functools import lru_cache

from eligibility.domain.meeting_rules import MeetingRules
from eligibility.knowledge.meeting_file import read_meeting_rules
from eligibility.services.library import library


@lru_cache(maxsize=1)
def meeting_rules() -> MeetingRules:
    """Decision codes, roles, least data set and places of a case, with their sources."""
    return read_meeting_rules(library())
