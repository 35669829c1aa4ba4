"""What can go wrong, each said in three short lines: what happened, why it matters, what to do.

No message ever holds a patient's value.
"""

from __future__ import annotations


class Fault(Exception):
    """A fault that people are shown; `str()` gives its three lines."""

    exit_code = 3

    def __init__(self, what: str, why: str, remedy: str, where: str | None = None):
        self.what, self.why, self.remedy, self.where = what, why, remedy, where
        super().__init__("\n".join((what, why, remedy)))

    def as_dict(self) -> dict[str, str | None]:
        return {"what": self.what, "why": self.why, "remedy": self.remedy, "where": self.where}


class InputFault(Fault):
    """The record or the file as given cannot be read safely."""

    exit_code = 2


class KnowledgeFault(Fault):
    """A knowledge file (criteria, thresholds, sources) is not fit for use."""

    exit_code = 3


class Conflict(Fault):
    """Somebody else changed the same thing first."""

    exit_code = 2


class Forbidden(Fault):
    """This role may not do this."""

    exit_code = 2


class Unavailable(Fault):
    """Something the product needs cannot be reached just now."""

    exit_code = 3


class Defect(Fault):
    """The fault is ours."""

    exit_code = 3
