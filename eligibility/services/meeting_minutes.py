"""The minutes: the whole record of one meeting. What was signed stays as it was; what came after stands beside it."""

from __future__ import annotations

from collections.abc import Mapping

from eligibility.domain.meeting import AgendaItem, CaseRecord, Minutes, Outcome, SignOff
from eligibility.domain.meeting_case import CaseCard
from eligibility.domain.people import Person
from eligibility.services.meeting import OpenMeeting, meetings, open_meeting
from eligibility.services.meeting_actions import all_actions, carried_to
from eligibility.services.meeting_agenda import missing_now
from eligibility.services.meeting_card import case_card
from eligibility.services.meeting_cases import Case, case_of, newest_case
from eligibility.services.meeting_changes import changes_between
from eligibility.services.meeting_decisions import code_titles, reason_titles
from eligibility.services.meeting_entries import meeting_store, read_all
from eligibility.services.meeting_left import left_since
from eligibility.services.meeting_people import quorum
from eligibility.services.meeting_rechecks import rechecks_of
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.meeting_views import is_estimate_hidden, own_views_of
from eligibility.services.permissions import Action, require


def minutes(id: str, by: Person) -> Minutes:
    """The minutes of a meeting, signed or not. Actions and checks are shown as they stand today."""
    require(by, Action.VIEW_MEETINGS, id)
    opened = open_meeting(id, by)
    if opened.sign_off is None:
        return minutes_now(opened, by)
    signed = Minutes.model_validate(opened.sign_off.minutes)
    states = {action.id: action for action in all_actions(by)}
    cases = [
        case.model_copy(
            update={
                "rechecks": rechecks_of(opened, case.item.id),
                "actions": [action for action in opened.actions if action.item == case.item.id],
            }
        )
        for case in signed.cases
    ]
    return signed.model_copy(
        update={
            "meeting": signed.meeting.model_copy(update={"is_signed": True}),
            "cases": cases,
            "actions": opened.actions,
            "carried": [states.get(action.id, action) for action in signed.carried],
            "sign_off": sign_off_of(opened, signed),
            "corrections": opened.corrections,
        }
    )


def minutes_now(opened: OpenMeeting, by: Person) -> Minutes:
    """The minutes as they would be signed now."""
    rules, before = meeting_rules(), seen_before(opened, by)
    return Minutes(
        meeting=opened.meeting,
        attendance=opened.attendance,
        interests=opened.interests,
        quorum=quorum(opened),
        cases=[case_record(opened, item, by, before) for item in opened.listed],
        taken_off=[item for item in opened.agenda if not item.is_listed],
        left=left_since(opened, by),
        carried=carried_to(opened, by),
        actions=opened.actions,
        role_titles={role.id: role.title for role in rules.roles},
        code_titles=code_titles(),
        reason_titles=reason_titles(),
        place_titles={place.id: place.title for place in rules.places},
    )


def case_record(
    opened: OpenMeeting, item: AgendaItem, by: Person, before: Mapping[str, Outcome] | None = None
) -> CaseRecord:
    """One case with everything that was said and decided about it."""
    outcome = opened.outcomes.get(item.id)
    return CaseRecord(
        item=item.model_copy(update={"missing": missing_now(opened.meeting, item.patient, item.question)}),
        card=card_of(opened, item, by, before),
        patient_view=opened.patient_views.get(item.id),
        own_views=own_views_of(opened, item.id),
        places=[place for place in opened.places if place.item == item.id],
        outcome=outcome,
        outcome_title="" if outcome is None else code_titles()[outcome.code],
        refused=[one for one in opened.refused if one.item == item.id],
        dissents=[one for one in opened.dissents if one.item == item.id],
        actions=[action for action in opened.actions if action.item == item.id],
        overrides=[one for one in opened.overrides if one.item == item.id],
        rechecks=rechecks_of(opened, item.id),
    )


def card_of(
    opened: OpenMeeting, item: AgendaItem, by: Person, before: Mapping[str, Outcome] | None = None
) -> CaseCard:
    """The card of one case, with what changed since a meeting last saw it (`before`, where it is known already).

    A decided case keeps the assessment that it was decided on, and a signed one the card as it lay there.
    """
    require(by, Action.VIEW_MEETINGS, item.id)
    if opened.sign_off is not None:
        signed = Minutes.model_validate(opened.sign_off.minutes)
        return next(case.card for case in signed.cases if case.item.id == item.id)
    now = before_the_meeting(opened, item)
    last = (seen_before(opened, by) if before is None else before).get(item.patient)
    earlier = None if last is None else case_of(last.basis.assessment, item.patient)
    hidden = is_estimate_hidden(opened, item.id)
    if earlier is None:
        return case_card(now, item, len(opened.listed), hidden)
    return case_card(now, item, len(opened.listed), hidden, changes_between(earlier, now), earlier.assessment.as_of)


def before_the_meeting(opened: OpenMeeting, item: AgendaItem) -> Case:
    """The assessment that the outcome rests on; until there is one, the newest."""
    outcome = opened.outcomes.get(item.id)
    decided_on = None if outcome is None else case_of(outcome.basis.assessment, item.patient)
    return decided_on or newest_case(item.patient)


def is_assessed_again(opened: OpenMeeting, item: AgendaItem) -> bool:
    """Whether there is a newer assessment than the one that the case was decided on."""
    outcome = opened.outcomes.get(item.id)
    return outcome is not None and newest_case(item.patient).ref.assessment != outcome.basis.assessment


def sign_off_of(opened: OpenMeeting, signed: Minutes) -> SignOff | None:
    """Who signed, when, and the digest of what was signed."""
    kept = opened.sign_off
    if kept is None:
        return None
    return SignOff(
        id=opened.meeting.id,
        by=kept.by,
        role=kept.role,
        at=kept.at,
        meeting=opened.meeting.id,
        chair=kept.by,
        digest=kept.digest,
        quorum=signed.quorum,
    )


def seen_before(opened: OpenMeeting, by: Person) -> dict[str, Outcome]:
    """The last outcome of every patient in earlier meetings of the same kind."""
    here = opened.meeting
    earlier = {
        one.id: (one.held_on, one.at)
        for one in meetings(by)
        if one.id != here.id and one.is_practice == here.is_practice and (one.held_on, one.at) < (here.held_on, here.at)
    }
    store = meeting_store()
    items = {item.id: item for item in read_all(AgendaItem, store.everywhere("agenda")) if item.meeting in earlier}
    outcomes = [one for one in read_all(Outcome, store.everywhere("outcome")) if one.item in items]
    outcomes.sort(key=lambda one: earlier[items[one.item].meeting])
    return {items[one.item].patient: one for one in outcomes}
