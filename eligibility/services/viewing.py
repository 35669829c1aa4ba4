"""Who looked at what. A view is noted once for each reading, since a screen redraws many times while it is read."""

from __future__ import annotations

from eligibility.domain.people import Person
from eligibility.services import storage
from eligibility.store import audit
from eligibility.store.audit_log import noted_lately


def note_view(by: Person, action: str, subject: str = "-") -> None:
    """Notes that somebody looked, unless it was noted within the last quarter of an hour."""
    database = storage.database()
    if noted_lately(database, by, action, subject):
        return
    with database.writing() as session:
        audit.record(session, by, action, subject)
