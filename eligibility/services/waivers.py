"""A gate waived for one patient by a named person with a reason, and a waiver withdrawn. Nothing is ever erased."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from eligibility.criteria.waivers import check_waivers
from eligibility.domain.faults import InputFault
from eligibility.domain.people import Person
from eligibility.domain.waiver import Waiver
from eligibility.services import library as knowledge
from eligibility.services import storage
from eligibility.services.clock import today
from eligibility.services.permissions import Action, require
from eligibility.store.waivers import WAIVE, WITHDRAW, WaiverStore


def waive(
    key: str, criterion: str, reason: str, by: Person, on: date | None = None, profile: str = knowledge.DEFAULT_PROFILE
) -> Waiver:
    """Waives a gate from a day on (today unless said): every later assessment of the patient counts it as a caution.

    `on` may lie back, for a waiver that was agreed earlier; never ahead.
    """
    require(by, Action.WAIVE, key)
    waiver = Waiver(criterion=criterion, by=by.name, reason=reason.strip(), on=on or today())
    check_waivers([waiver], knowledge.profile(profile), today())
    WaiverStore(storage.database()).add(_id(key), WAIVE, criterion, waiver.reason, waiver.on, by)
    return waiver


def withdraw(key: str, criterion: str, reason: str, by: Person) -> None:
    """Withdraws a waiver: the gate counts by itself again. Both stay readable in the audit."""
    require(by, Action.WAIVE, key)
    if not reason.strip():
        raise InputFault(
            "The withdrawal lacks the reason.",
            "A waiver that was given for a reason is withdrawn for one.",
            "Write down the reason.",
        )
    WaiverStore(storage.database()).add(_id(key), WITHDRAW, criterion, reason.strip(), today(), by)


def waivers_of(key: str, by: Person) -> list[Waiver]:
    """The waivers in force for a patient, one for each waived gate; an example has none."""
    if storage.is_example(key):
        return []
    require(by, Action.VIEW_PATIENTS, key)
    return WaiverStore(storage.database()).in_force(_id(key))


def waivers_for(patient: UUID | None, profile: str, as_of: date) -> list[Waiver]:
    """The waivers that enter an assessment: of a gate of this profile, and given by its day."""
    if patient is None:
        return []
    gates = {criterion.id for criterion in knowledge.profile(profile).gates}
    found = WaiverStore(storage.database()).in_force(patient)
    return [waiver for waiver in found if waiver.criterion in gates and waiver.on <= as_of]


def _id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise InputFault(
            "An example has no waivers.",
            "Examples are published or invented patients, and nobody decides about them.",
            "Record a patient, or take a copy of the example.",
        ) from None
