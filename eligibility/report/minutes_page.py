"""The minutes of a meeting as words for the template, in the order in which they are read."""

from __future__ import annotations

from typing import Any

from eligibility.domain.document import MinutesDocument
from eligibility.domain.meeting import PRESENCE_TITLES, ActionItem, AgendaItem, CaseRecord, Left, Minutes
from eligibility.report import frame, values, wording
from eligibility.report.lettering import Lettering, Pseudonym
from eligibility.report.review_lines import about, case_lines, decided, instant, signed, titled, written

TITLE = "Minutes of the MDT meeting"
OWN_VIEW_FIRST = "Members recorded their own view before the estimate was shown."


def minutes_page(made: MinutesDocument, document_id: str, lettering: Lettering) -> dict[str, Any]:
    """Who was there, every case with its outcome, what is to be done, and who signed."""
    minutes = made.minutes
    meeting = minutes.meeting
    content = {
        "meeting": meeting.title,
        "held_on": values.day(meeting.held_on),
        "place": meeting.place,
        "own_view_first": "Members recorded their own view before the estimate was shown."
        if meeting.own_view_first
        else "",
        "quorum": _quorum(minutes),
        "is_advice_only": not minutes.quorum.is_met,
        "attendance": [
            [person.name, titled(minutes.role_titles, person.clinical_role), PRESENCE_TITLES[person.presence]]
            for person in minutes.attendance
        ],
        "interests": [
            [each.name, about(minutes, each.item), each.what, each.handling] for each in minutes.interests
        ],
        "cases": [_case(minutes, case) for case in minutes.cases],
        "taken_off": [_taken_off(item) for item in minutes.taken_off],
        "left": [_left(each) for each in minutes.left],
        "actions": [_action(action) for action in minutes.actions],
        "carried": [_action(action) for action in minutes.carried],
        "corrections": [
            [
                about(minutes, each.item),
                each.field,
                each.before,
                each.after,
                f"{each.reason} ({each.by}, {instant(each.at)})",
            ]
            for each in minutes.corrections
        ],
        "signed": signed(minutes),
    }
    content = lettering.tree(content)
    return {
        **content,
        **frame.frame(
            title=TITLE,
            status="SIGNED" if minutes.sign_off else "DRAFT · NOT SIGNED",
            mark={"word": "PRACTICE", "sentence": "Practice meeting with examples; no patient in care."}
            if meeting.is_practice
            else frame.mark(False, False),
            name=meeting.title,
            second=f"meeting {meeting.id[:8]}",
            dated=f"Held {values.day(meeting.held_on)}",
            versions=_versions(minutes),
            document_id=document_id,
            lettering=lettering,
        ),
    }


def _quorum(minutes: Minutes) -> str:
    quorum = minutes.quorum
    missing = ", ".join(titled(minutes.role_titles, role) for role in quorum.missing_roles)
    present = f"{quorum.present} present, at least {quorum.least} asked."
    return " ".join(part for part in (quorum.standing, present, f"Missing: {missing}." if missing else "") if part)


def _case(minutes: Minutes, case: CaseRecord) -> dict[str, Any]:
    card = case.card
    return {
        "name": Pseudonym(case.item.pseudonym),
        "who": card.who,
        "question": case.item.question or card.question,
        "lane": f"{card.ref.lane_title}; {card.ref.tier}" if card.ref.tier else card.ref.lane_title,
        "basis": f"assessed {values.day(card.ref.as_of)}, profile {card.ref.profile} {card.ref.profile_hash[:8]}, "
        f"knowledge {card.ref.knowledge[:8]}",
        "headline": wording.unless_said(card.headline, card.ref.lane_title, f"{card.ref.lane_title} · {card.ref.tier}"),
        "waiver": _waiver(case.item),
        "outcome": f"{decided(minutes, case)} {written(case)}".strip(),
        "lines": case_lines(minutes, case),
    }


def _waiver(item: AgendaItem) -> str:
    if item.waiver is None:
        return ""
    missing, by = ", ".join(item.missing), f"{item.waiver.by}, {values.day(item.waiver.on)}"
    incomplete = f" although incomplete ({missing})" if missing else " before it was complete"
    return f"Listed{incomplete}: {item.waiver.reason} ({by})."


def _taken_off(item: AgendaItem) -> str:
    return Pseudonym(f"{item.pseudonym}: {item.taken_off_because} ({item.by}, {item.role})")


def _left(each: Left) -> str:
    by = f" ({each.by}{f', {values.day(each.on)}' if each.on else ''})" if each.by else ""
    return Pseudonym(f"{each.pseudonym}: was {each.was}, now {each.now}. {each.why}{by}")


def _action(action: ActionItem) -> list[str]:
    state = f"{action.state}, {values.day(action.closed_on)}" if action.closed_on else str(action.state)
    return [
        action.what,
        Pseudonym(action.pseudonym),
        action.owner,
        values.day(action.due_on),
        f"{state} {action.note}".strip(),
    ]


def _versions(minutes: Minutes) -> dict[str, Any]:
    """The versions of the first case; where cases differ, each names its own."""
    refs = [case.card.ref for case in minutes.cases]
    if not refs:
        return {}
    return {"app": refs[0].app, "knowledge": refs[0].knowledge, "model": refs[0].model}
