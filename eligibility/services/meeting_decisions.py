"""The outcome of a case in at most five fields; who dissents; and what happens when two people decide at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from uuid import uuid4

from eligibility.domain.faults import Conflict, InputFault
from eligibility.domain.meeting import (
    Agreement,
    Dissent,
    Outcome,
    OutcomeConflict,
    Override,
    Refused,
)
from eligibility.domain.meeting_case import AssessmentRef
from eligibility.domain.meeting_entry import NewEntry, StaleEntry
from eligibility.domain.meeting_rules import DecisionCode
from eligibility.domain.people import Person
from eligibility.services.meeting import OpenMeeting
from eligibility.services.meeting_agenda import missing_now
from eligibility.services.meeting_cases import as_id, newest_case
from eligibility.services.meeting_entries import changed, meeting_store, needed, plain, read, said, thing_of
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.permissions import Action, require

NOT_DISCUSSED = "X1"
AGAINST_REFERRAL = ("withdrawn", "not_candidate", "blocked")
ASKED = {
    "conditions": "The conditions",
    "alternative": "Which treatment comes first",
    "signpost": "Where the patient was signposted to",
}


@dataclass(frozen=True)
class Decision:
    """The five fields: the code, the reason (kinds, own words, or both), agreement, why it differs, and what the code
    asks for: `detail` (conditions, alternative, signpost) or `relist_on`.
    """

    code: str
    reasons: tuple[str, ...]
    agreement: Agreement | None
    words: str = ""
    why_differs: str = ""
    detail: str = ""
    relist_on: date | None = None


def decide(
    opened: OpenMeeting, item: str, decision: Decision, seen: int | None, by: Person, shown: str | None = None
) -> Outcome:
    """Records what the meeting decided about a case. `seen` is the version of the outcome that the person saw.

    `shown` is the assessment that lay before the meeting: where the patient was assessed again meanwhile, the outcome
    is refused, since it would rest on what nobody looked at.
    Raises OutcomeConflict, with both, where somebody decided meanwhile; theirs stands, and this one is kept beside it.
    """
    require(by, Action.DECIDE, item)
    found, fields = opened.item(item), _checked(opened, item, decision)
    basis = newest_case(found.patient).ref
    if shown not in (None, basis.assessment):
        raise Conflict(
            "This patient was assessed again while the case was open.",
            "The outcome would rest on an assessment that nobody at the table has seen.",
            "Cancel, look at the case again, and decide then.",
        )
    _check_agreement(decision, basis)
    data = plain(Outcome, item=item, basis=basis, **fields)
    new = [NewEntry("outcome", data, thing_of(item, "outcome"), seen, versions=_versions(basis))]
    if decision.agreement == "differs":
        override = plain(
            Override,
            meeting=opened.meeting.id,
            item=item,
            patient=found.patient,
            code=decision.code,
            why=fields["why_differs"],
            overrode=basis,
        )
        new.append(NewEntry("override", override, uuid4(), versions=_versions(basis)))
    store, meeting = meeting_store(), as_id(opened.meeting.id)
    try:
        return read(Outcome, store.write(meeting, new, by)[0])
    except StaleEntry as stale:
        kept = None if stale.kept is None else read(Outcome, stale.kept)
        found_version = 0 if kept is None else kept.version
        second = plain(Refused, item=item, seen_version=seen, found_version=found_version, **fields)
        entered = store.write(meeting, [NewEntry("refused", second, uuid4())], by)[0]
        raise OutcomeConflict(kept, read(Refused, entered)) from None


def settle(opened: OpenMeeting, refused: str, by: Person) -> None:
    """Says that the outcome which stands is the right one; the other stays in the record as one that was not saved."""
    require(by, Action.DECIDE, refused)
    found = next((one for one in opened.refused if one.id == refused), None)
    if found is None or found.is_settled:
        return
    new = NewEntry("refused", changed(found, is_settled=True), as_id(refused), found.version)
    meeting_store().write(as_id(opened.meeting.id), [new], by)


def unsettled(opened: OpenMeeting, item: str | None = None) -> list[Refused]:
    """Outcomes that came second and that nobody has compared yet."""
    return [one for one in opened.refused if not one.is_settled and item in (None, one.item)]


def dissent(opened: OpenMeeting, item: str, name: str, words: str, by: Person) -> None:
    """A member does not share the outcome, and says why."""
    require(by, Action.ATTEND_MEETINGS, item)
    data = plain(
        Dissent,
        item=opened.item(item).id,
        name=needed(name, "The name", "A dissent is somebody's.", 120),
        words=needed(words, "The reason", "A dissent without a reason cannot be weighed.", 600),
    )
    meeting_store().write(as_id(opened.meeting.id), [NewEntry("dissent", data, uuid4())], by)


def outcome_history(item: str, by: Person) -> list[Outcome]:
    """Every version of one outcome, the first first."""
    require(by, Action.VIEW_MEETINGS, item)
    return [read(Outcome, kept) for kept in meeting_store().history("outcome", thing_of(item, "outcome"))]


def code_titles() -> dict[str, str]:
    """The decision codes as people read them."""
    return {code.code: code.title for code in meeting_rules().codes}


def reason_titles() -> dict[str, str]:
    """The kinds of reason as people read them."""
    return {reason.id: reason.title for reason in meeting_rules().reasons}


def _checked(opened: OpenMeeting, item: str, decision: Decision) -> dict[str, object]:
    """The fields as they are kept. Raises InputFault naming the one that is missing."""
    code = next((known for known in meeting_rules().codes if known.code == decision.code), None)
    if code is None:
        raise InputFault("The decision is missing.", "Without it the case stays open.", "Choose one of the list.")
    _check_may_be_decided(opened, item, code)
    fields = asdict(decision)
    fields["words"] = said(decision.words, "The reason", 600)
    unknown = [reason for reason in decision.reasons if reason not in reason_titles()]
    if unknown or not (decision.reasons or fields["words"]):
        raise InputFault(
            "The reason is missing.",
            "Nobody could tell later why the meeting decided so.",
            "Choose at least one kind of reason, or write it in your own words.",
        )
    fields["reasons"] = list(decision.reasons)
    if decision.agreement is None:
        raise InputFault(
            "Whether the decision agrees with the tool is missing.",
            "Agreement and difference are counted the same way; only both together tell whether the rules are right.",
            "Choose one of the two.",
        )
    differs = decision.agreement == "differs"
    fields["why_differs"] = (
        needed(decision.why_differs, "Why it differs", "A rule can only be put right by its reasons.", 600)
        if differs
        else ""
    )
    fields["detail"] = (
        needed(decision.detail, ASKED[code.asks], "The decision cannot be carried out without it.", 600)
        if code.asks in ASKED
        else ""
    )
    fields["relist_on"] = _relist_day(opened, decision.relist_on) if code.asks == "relist_on" else None
    return fields


def _check_may_be_decided(opened: OpenMeeting, item: str, code: DecisionCode) -> None:
    found = opened.item(item)
    if code.needs_patient_view and item not in opened.patient_views:
        raise InputFault(
            "The patient's own view is missing.",
            "No case is decided over the patient's head.",
            "Write down what the patient wants, or why nobody could ask; then save the outcome.",
            where="patient_view",
        )
    if not found.is_listed:
        raise InputFault("This case was taken off the agenda.", "It was not discussed.", "List it again first.")
    if code.code != NOT_DISCUSSED and found.waiver is None:
        if missing_now(opened.meeting, found.patient, found.question):
            raise InputFault(
                "This case is not complete, and the chair has not waived what is missing.",
                "A decision on half the facts would have to be taken again.",
                f"Complete the record, ask the chair to waive it, or record {NOT_DISCUSSED}.",
                where="readiness",
            )


def _check_agreement(decision: Decision, basis: AssessmentRef) -> None:
    """A referral against the lane is an override, and is written down as one."""
    is_referral = meeting_rules().code(decision.code).kind == "refer"
    if decision.agreement == "agrees" and is_referral and basis.lane in AGAINST_REFERRAL:
        raise InputFault(
            "This referral does not agree with the tool.",
            "The newest assessment speaks against it; an override without a reason could not be told from an error.",
            "Choose “Differs from the tool” and say why, or choose another decision.",
            where="agreement",
        )


def _relist_day(opened: OpenMeeting, day: date | None) -> date:
    if day is None or day <= opened.meeting.held_on:
        raise InputFault(
            "The day on which the case is listed again is missing, or not after this meeting.",
            "A deferred patient without a day is a patient who is forgotten.",
            "Give a day after this meeting.",
        )
    return day


def _versions(basis: AssessmentRef) -> dict[str, object]:
    """Which assessment and which rules the outcome rests on, or overrides."""
    return {
        "assessment": basis.assessment,
        "knowledge": basis.knowledge,
        "profile": {"name": basis.profile, "hash": basis.profile_hash},
        "model": basis.model,
        "app": basis.app,
    }
