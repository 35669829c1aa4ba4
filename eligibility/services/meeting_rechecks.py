"""A case held against a new assessment before collection and before lymphodepletion: what changed, who says go."""

from __future__ import annotations

from typing import cast, get_args

from eligibility.domain.faults import InputFault
from eligibility.domain.meeting import Recheck, RecheckAnswer, RecheckStage
from eligibility.domain.meeting_case import Change
from eligibility.domain.meeting_entry import NewEntry
from eligibility.domain.people import Person
from eligibility.domain.ranking import RANKED_LANES
from eligibility.services.meeting import OpenMeeting
from eligibility.services.meeting_cases import Case, as_id, case_of, newest_case
from eligibility.services.meeting_changes import changes_between
from eligibility.services.meeting_entries import meeting_store, plain, said, thing_of
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.permissions import Action, require


def rechecks_of(opened: OpenMeeting, item: str) -> list[Recheck]:
    """The checks of one case, the first first."""
    return [one for one in opened.rechecks if one.item == item]


def due_stage(opened: OpenMeeting, item: str) -> RecheckStage | None:
    """Which check comes next: lymphodepletion only after collection was let go on; None where nothing was referred."""
    outcome = opened.outcomes.get(item)
    if outcome is None or meeting_rules().code(outcome.code).kind != "refer":
        return None
    last = {one.stage: one for one in rechecks_of(opened, item)}
    collection = last.get("collection")
    return "lymphodepletion" if collection is not None and collection.answer == "go_on" else "collection"


def changes_for(opened: OpenMeeting, item: str) -> tuple[Case, list[Change]]:
    """The newest assessment, and what changed since the one that the last word on this case rests on."""
    outcome = opened.outcomes[item]
    last = rechecks_of(opened, item)
    basis = last[-1].now if last else outcome.basis
    patient = opened.item(item).patient
    now, before = newest_case(patient), case_of(basis.assessment, patient)
    return now, [] if before is None else changes_between(before, now)


def record_recheck(opened: OpenMeeting, item: str, stage: str, answer: str, words: str, by: Person) -> None:
    """Writes down what a person concludes from the changes. Nothing goes on by itself."""
    require(by, Action.ATTEND_MEETINGS, item)
    if due_stage(opened, item) is None or answer not in get_args(RecheckAnswer):
        raise InputFault(
            "This case has nothing to check again, or the answer is missing.",
            "A check belongs to a referral that the meeting agreed on.",
            "Choose a referred case, and one of the answers.",
        )
    if stage == "lymphodepletion" and due_stage(opened, item) != "lymphodepletion":
        raise InputFault(
            "The check before collection is not recorded, or did not let the case go on.",
            "The second check can only continue the first.",
            "Record the check before collection first.",
        )
    now, changes = changes_for(opened, item)
    text = said(words, "The words", 600)
    if answer == "go_on":
        _check_may_go_on(now.ref.lane, text)
    if answer != "go_on" and not text:
        raise InputFault("Why it stops is missing.", "Whoever resolves it must know what.", "Write it.")
    earlier = rechecks_of(opened, item)
    data = plain(
        Recheck,
        item=item,
        stage=cast(RecheckStage, stage),
        basis=earlier[-1].now if earlier else opened.outcomes[item].basis,
        now=now.ref,
        changes=changes,
        answer=cast(RecheckAnswer, answer),
        words=text,
    )
    thing = thing_of(item, "recheck", str(len(earlier) + 1))
    meeting_store().write(as_id(opened.meeting.id), [NewEntry("recheck", data, thing)], by)


def _check_may_go_on(lane: str, words: str) -> None:
    """Nothing goes on against the patient's wish; against a bar, only by a named person's words."""
    if lane == "withdrawn":
        raise InputFault(
            "The newest assessment says that the patient was withdrawn or declines.",
            "No step is taken against the patient's wish.",
            "Record a hold, or record what the patient wants now and check again.",
        )
    if lane not in RANKED_LANES and not words:
        raise InputFault(
            "The newest assessment does not support the next step, and no reason to go on is given.",
            "A step that cannot be taken back needs somebody's reason, beside what the assessment says.",
            "Write why it goes on all the same, or record a hold.",
        )
