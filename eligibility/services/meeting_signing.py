"""The chair's sign-off closes the record; a slip found later becomes a correction beside the old words."""

from __future__ import annotations

from uuid import uuid4

from eligibility.domain.faults import Conflict, InputFault
from eligibility.domain.meeting import Correction, Minutes
from eligibility.domain.meeting_entry import NewEntry
from eligibility.domain.people import Person
from eligibility.services.meeting import OpenMeeting, open_meeting
from eligibility.services.meeting_cases import as_id
from eligibility.services.meeting_decisions import unsettled
from eligibility.services.meeting_entries import meeting_store, needed, plain
from eligibility.services.meeting_minutes import minutes, minutes_now
from eligibility.services.permissions import Action, require
from eligibility.store.meetings import digest_of


def stamp_of(opened: OpenMeeting) -> str:
    """What the chair has read: it changes with every entry, and a signature names it."""
    return meeting_store().stamp(as_id(opened.meeting.id))


def open_before_signing(found: Minutes) -> list[str]:
    """What still stands in the way of a signature, in words. A missing quorum does not: it makes the record advice."""
    waiting = []
    if not found.cases and not found.taken_off:
        waiting.append("Nobody is on the agenda.")
    if not found.attendance:
        waiting.append("Nobody is written down as present.")
    undecided = [str(case.item.position) for case in found.cases if case.outcome is None]
    if undecided:
        waiting.append(f"No outcome yet for case {', '.join(undecided)}. A case that was not discussed is recorded so.")
    if any(not one.is_settled for case in found.cases for one in case.refused):
        waiting.append("Two people entered different outcomes for one case, and nobody has compared them yet.")
    unexplained = [one for one in found.left if not one.is_explained]
    if unexplained:
        waiting.append(f"{len(unexplained)} left the list since the last meeting, and nobody has said why.")
    return waiting


def sign(opened: OpenMeeting, stamp: str, by: Person) -> Minutes:
    """The chair signs what the chair has read: refused when anything changed after `stamp`, or is still open."""
    require(by, Action.SIGN, opened.meeting.id)
    now = open_meeting(opened.meeting.id, by)
    if now.meeting.is_signed:
        raise Conflict(
            "This meeting is signed already.",
            "A record is signed once.",
            "Add a correction if something in it is wrong.",
        )
    found = minutes_now(now, by)
    waiting = open_before_signing(found)
    if waiting or unsettled(now):
        raise InputFault(
            "The record is not complete.",
            " ".join(waiting),
            "Complete it, then sign.",
        )
    plain_minutes = found.model_dump(mode="json")
    meeting_store().sign(as_id(opened.meeting.id), stamp, plain_minutes, digest_of(plain_minutes), by)
    return minutes(opened.meeting.id, by)


def is_as_signed(opened: OpenMeeting) -> bool:
    """Whether the signed minutes still have the digest that was signed."""
    return opened.sign_off is not None and digest_of(opened.sign_off.minutes) == opened.sign_off.digest


def correct(
    opened: OpenMeeting, field: str, before: str, after: str, reason: str, by: Person, item: str | None = None
) -> None:
    """A correction after sign-off: what was written, what it should say, and why. The old words stay."""
    require(by, Action.CORRECT, opened.meeting.id)
    if not opened.meeting.is_signed:
        raise InputFault(
            "This meeting is not signed yet.",
            "Until then the entry itself can be changed, and both versions are kept.",
            "Change the entry.",
        )
    why = "A reader must be able to follow it."
    data = plain(
        Correction,
        meeting=opened.meeting.id,
        item=item,
        field=needed(field, "What is corrected", why, 120),
        before=needed(before, "What was written", why, 600),
        after=needed(after, "What it should say", why, 600),
        reason=needed(reason, "The reason", why, 300),
    )
    meeting_store().write(as_id(opened.meeting.id), [NewEntry("correction", data, uuid4())], by)
