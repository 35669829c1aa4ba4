"""What leaves the building from a meeting: minutes as CSV and PDF, and the pack for a meeting without a network."""

from __future__ import annotations

import hashlib

from eligibility.domain.people import Person
from eligibility.services import patients, storage
from eligibility.services.meeting import open_meeting
from eligibility.services.meeting_csv import as_csv
from eligibility.services.meeting_minutes import card_of, minutes, seen_before
from eligibility.services.permissions import Action, require
from eligibility.services.rank import rank
from eligibility.services.report import meeting_pack_pdf
from eligibility.services.report import minutes_pdf as pdf_of_minutes
from eligibility.store import audit


def minutes_csv(id: str, by: Person) -> bytes:
    """The minutes as CSV in UTF-8, one line a case. The download is noted."""
    require(by, Action.EXPORT, id)
    return _noted(id, "minutes csv", as_csv(minutes(id, by)), by)


def minutes_pdf(id: str, by: Person) -> bytes:
    """The minutes as PDF. The download is noted."""
    require(by, Action.EXPORT, id)
    return _noted(id, "minutes pdf", pdf_of_minutes(minutes(id, by)), by)


def pack_pdf(id: str, by: Person) -> bytes:
    """Agenda, a card a case and, for a real meeting, the ranked list, to take along. The download is noted."""
    require(by, Action.EXPORT, id)
    opened = open_meeting(id, by)
    before = seen_before(opened, by)
    cards = [card_of(opened, item, by, before) for item in opened.listed]
    ranking = None if opened.meeting.is_practice else rank(by)
    names = {row.key: row.pseudonym for row in patients.list_patients(by)}
    found = meeting_pack_pdf(opened.meeting, cards, ranking, agenda=opened.listed, names=names)
    return _noted(id, "pack pdf", found, by)


def _noted(id: str, what: str, data: bytes, by: Person) -> bytes:
    """The same bytes, once the audit holds who took them out and their hash, so that a copy can be traced."""
    said = {"what": what, "sha256": hashlib.sha256(data).hexdigest()}
    with storage.database().writing() as session:
        audit.record(session, by, "meeting.exported", id, after=said)
    return data
