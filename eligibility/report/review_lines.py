"""What people said and decided: the clinician, the patient, the meeting, who disagreed, and who signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from eligibility.domain.meeting import (
    AGREEMENT_TITLES,
    PRESENCE_TITLES,
    RECHECK_TITLES,
    STAGE_TITLES,
    CaseRecord,
    Minutes,
)
from eligibility.report import values, wording

SIGNATURES = ("Referring clinician", "Chair of the MDT", "Physician of the cell therapy centre")
NOBODY = "No meeting has discussed this assessment and no person has signed it."


def review(minutes: Minutes | None) -> dict[str, Any]:
    """The human part; where no meeting has decided, that is said in plain words, with lines to write on."""
    case = minutes.cases[0] if minutes is not None and minutes.cases else None
    if minutes is None or case is None or case.outcome is None:
        return {"is_reviewed": False, "summary": NOBODY, "lines": [], "signatures": list(SIGNATURES), "signed": ""}
    return {
        "is_reviewed": True,
        "summary": _summary(minutes, case),
        "lines": [*case_lines(minutes, case), *_people_lines(minutes)],
        "signatures": list(SIGNATURES),
        "signed": signed(minutes),
    }


def signed(minutes: Minutes) -> str:
    """Who signed the record, when, and over which content; empty where nobody did."""
    if minutes.sign_off is None:
        return ""
    return (
        f"Signed by {minutes.sign_off.chair}, {minutes.sign_off.role}, {instant(minutes.sign_off.at)}; "
        f"content {minutes.sign_off.digest[:12]}."
    )


def instant(at: datetime) -> str:
    """A moment as people read it, in UTC."""
    return f"{values.day(at.date())} {at:%H:%M} UTC"


def decided(minutes: Minutes, case: CaseRecord) -> str:
    """The outcome in its title, with reasons and words."""
    outcome = case.outcome
    if outcome is None:
        return "Not decided at this meeting."
    title = case.outcome_title or titled(minutes.code_titles, outcome.code)
    named = ", ".join(wording.inside(titled(minutes.reason_titles, reason)) for reason in outcome.reasons)
    said = [title, f"because of: {named}" if named else "", outcome.words, outcome.detail]
    if outcome.relist_on is not None:
        said.append(f"list again on {values.day(outcome.relist_on)}")
    return "; ".join(part.rstrip(".") for part in said if part) + "."


def written(case: CaseRecord) -> str:
    """Who wrote the outcome down, when, and the assessment that it rests on; empty where there is none."""
    outcome = case.outcome
    if outcome is None:
        return ""
    basis = f"on the assessment of {values.day(outcome.basis.as_of)}, {outcome.basis.lane_title.lower()}"
    return f"Written {instant(outcome.at)} by {outcome.by}, {outcome.role}, {basis}."


def about(minutes: Minutes, item: str | None) -> str:
    """The case that an interest or a correction belongs to, or the whole meeting."""
    position = next((case.item.position for case in minutes.cases if case.item.id == item), None)
    return "Whole meeting" if item is None else f"Case {position}" if position else "A case taken off"


def titled(titles: dict[str, str], key: str) -> str:
    """The title that the rules of the meeting give to a code."""
    return titles.get(key, wording.titled(key))


def _summary(minutes: Minutes, case: CaseRecord) -> str:
    meeting = minutes.meeting
    practice = " Practice meeting: no patient in care." if meeting.is_practice else ""
    return (
        f"{meeting.title}, {values.day(meeting.held_on)}: {decided(minutes, case)} {minutes.quorum.standing}{practice}"
    )


def case_lines(minutes: Minutes, case: CaseRecord) -> list[list[str]]:
    """Everything that was said and decided about one case, a label and a sentence each."""
    outcome, lines = case.outcome, []
    if case.item.question:
        lines.append(["Question to the meeting", case.item.question])
    if case.patient_view is not None:
        view = case.patient_view
        # The day first: a name written from right to left would draw the digits after it to itself.
        heard = f" (heard{f' {values.day(view.heard_on)}' if view.heard_on else ''} by {view.heard_by})"
        said = f"{view.words}{heard if view.heard_by else ''}" if view.words else f"Not heard: {view.not_heard_because}"
        lines.append(["Patient’s view", said])
    for own in case.own_views:
        said = "; ".join(part for part in (titled(minutes.code_titles, own.code), own.note) if part)
        lines.append([f"Own view of {own.name}, {own.role}", said])
    for place in case.places:
        said = "; ".join(part for part in (wording.name(place.answer), place.words) if part)
        lines.append([titled(minutes.place_titles, place.place), said])
    if outcome is not None:
        lines.append(["Outcome", f"{decided(minutes, case)} {written(case)}"])
        agreement = AGREEMENT_TITLES[outcome.agreement]
        lines.append(["Beside the assessment", f"{agreement}. {outcome.why_differs}".strip()])
    for override in case.overrides:
        lines.append(
            ["Override", f"{override.why} ({override.by}, {override.role}; overrode {override.overrode.lane_title})"]
        )
    lines += [["Dissent", f"{dissent.name}: {dissent.words}"] for dissent in case.dissents]
    if outcome is not None and not case.dissents:
        lines.append(["Dissent", "none recorded"])
    for action in case.actions:
        lines.append(["Action", f"{action.what} ({action.owner}, by {values.day(action.due_on)}; {action.state})"])
    for recheck in case.rechecks:
        answer = RECHECK_TITLES[recheck.answer]
        by = f"{recheck.by}, {recheck.role}, {instant(recheck.at)}"
        basis = f"on the assessment of {values.day(recheck.now.as_of)}, {recheck.now.lane_title.lower()}"
        said = " ".join(part for part in (f"{answer}.", recheck.words) if part)
        lines.append([STAGE_TITLES[recheck.stage], f"{said} ({by}; {basis})"])
    return lines


def _people_lines(minutes: Minutes) -> list[list[str]]:
    there = [
        f"{each.name} ({titled(minutes.role_titles, each.clinical_role)}, {PRESENCE_TITLES[each.presence].lower()})"
        for each in minutes.attendance
    ]
    lines = [["Present and not", "; ".join(there)]] if there else []
    lines += [["Interest declared", f"{each.name}: {each.what}; {each.handling}"] for each in minutes.interests]
    lines += [
        ["Corrected afterwards", f"{each.field}: {each.before} became {each.after} ({each.by}: {each.reason})"]
        for each in minutes.corrections
    ]
    return lines
