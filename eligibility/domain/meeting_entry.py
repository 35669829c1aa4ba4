"""One version of one thing that a meeting wrote down; and what happens when somebody else wrote first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eligibility.domain.faults import Conflict


@dataclass(frozen=True)
class KeptEntry:
    """One version of one thing, as written."""

    kind: str
    meeting: UUID
    thing: UUID
    version: int
    data: dict[str, Any]
    at: datetime
    by: str
    role: str


@dataclass(frozen=True)
class NewEntry:
    """A version about to be written. `seen` is the version its writer saw: None for something new."""

    kind: str
    data: dict[str, Any]
    thing: UUID
    seen: int | None = None
    versions: dict[str, Any] | None = None


class StaleEntry(Conflict):
    """Somebody else wrote first. Both versions are carried, so that both can be shown and neither is lost."""

    def __init__(self, kept: KeptEntry | None, entered: NewEntry):
        super().__init__(
            "Somebody else changed this entry after you opened it.",
            "Saving now would put your words in place of theirs; yours were not saved.",
            "Compare the two below; save again if yours are right.",
        )
        self.kept, self.entered = kept, entered

    @property
    def version(self) -> int | None:
        """The version that stands, for whoever has compared the two and saves again."""
        return None if self.kept is None else self.kept.version

    @property
    def differing(self) -> dict[str, tuple[Any, Any]]:
        """What differs: theirs and yours, by field."""
        theirs = {} if self.kept is None else self.kept.data
        return {
            name: (theirs.get(name), yours) for name, yours in self.entered.data.items() if theirs.get(name) != yours
        }
