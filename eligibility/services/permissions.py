"""What each role may do. What is not listed is refused, whoever asks and however they ask."""

from __future__ import annotations

from enum import StrEnum

from eligibility.domain.faults import Fault, Forbidden
from eligibility.domain.people import Person, Role
from eligibility.services import storage
from eligibility.store import audit
from eligibility.store.audit_log import noted_lately


class Action(StrEnum):
    """Everything that a person may be allowed to do. Examples and reference pages hold nobody's data and need none."""

    VIEW_PATIENTS = "patients.view"
    WRITE_PATIENTS = "patients.write"
    VIEW_IDENTIFIERS = "identifiers.view"
    WRITE_IDENTIFIERS = "identifiers.write"
    ASSESS = "assessments.make"
    EXPORT = "exports.make"
    VIEW_WEIGHTS = "weights.view"
    SET_WEIGHTS = "weights.set"
    WAIVE = "waivers.write"
    VIEW_MEETINGS = "meetings.view"
    CREATE_MEETINGS = "meetings.create"
    ATTEND_MEETINGS = "meetings.attend"
    DECIDE = "meetings.decide"
    SIGN = "meetings.sign"
    CORRECT = "meetings.correct"
    VIEW_OUTCOMES = "outcomes.view"
    WRITE_OUTCOMES = "outcomes.write"
    VIEW_AUDIT = "audit.view"
    VERIFY_AUDIT = "audit.verify"
    BACK_UP = "store.backup"
    RESTORE = "store.restore"
    EDIT_KNOWLEDGE = "knowledge.edit"
    RECALL = "knowledge.recall"


_READS = {Action.VIEW_PATIENTS, Action.VIEW_WEIGHTS, Action.VIEW_MEETINGS, Action.VIEW_OUTCOMES}
_AT_THE_MEETING = {*_READS, Action.EXPORT, Action.ATTEND_MEETINGS}
_WRITES = {
    Action.WRITE_PATIENTS,
    Action.ASSESS,
    Action.VIEW_IDENTIFIERS,
    Action.WRITE_IDENTIFIERS,
    Action.WRITE_OUTCOMES,
}

MAY: dict[Role, frozenset[Action]] = {
    Role.CLINICIAN: frozenset({*_AT_THE_MEETING, *_WRITES, Action.WAIVE}),
    Role.COORDINATOR: frozenset(
        {*_AT_THE_MEETING, *_WRITES, Action.CREATE_MEETINGS, Action.DECIDE, Action.CORRECT}
    ),
    Role.MDT_MEMBER: frozenset(_AT_THE_MEETING),
    Role.CHAIR: frozenset(
        {
            *_AT_THE_MEETING,
            *_WRITES,
            Action.WAIVE,
            Action.SET_WEIGHTS,
            Action.CREATE_MEETINGS,
            Action.DECIDE,
            Action.SIGN,
            Action.CORRECT,
        }
    ),
    Role.KNOWLEDGE_EDITOR: frozenset({Action.EDIT_KNOWLEDGE, Action.RECALL, Action.VIEW_WEIGHTS}),
    Role.AUDITOR: frozenset({*_READS, Action.VIEW_AUDIT, Action.VERIFY_AUDIT, Action.RECALL}),
    Role.ADMINISTRATOR: frozenset({Action.BACK_UP, Action.RESTORE, Action.VERIFY_AUDIT, Action.RECALL}),
}

# Whoever signs, decides or overrides stands by it with a name.
NEEDS_A_NAME = frozenset(
    {
        Action.SET_WEIGHTS,
        Action.WAIVE,
        Action.CREATE_MEETINGS,
        Action.ATTEND_MEETINGS,
        Action.DECIDE,
        Action.SIGN,
        Action.CORRECT,
        Action.WRITE_OUTCOMES,
        Action.EDIT_KNOWLEDGE,
    }
)


def allows(person: Person, action: Action) -> bool:
    """Whether this person may do this, so that a screen need not offer what would be refused."""
    return action in MAY.get(person.role, frozenset()) and (person.is_named or action not in NEEDS_A_NAME)


def require(person: Person, action: Action, subject: str = "-") -> None:
    """Refuses what this person may not do, and leaves a trace of the attempt. Call it before a transaction begins."""
    if allows(person, action):
        return
    _leave_a_trace(person, action, subject)
    if action in MAY.get(person.role, frozenset()):
        raise Forbidden(
            "This needs the name of whoever does it.",
            "A decision, a waiver or a signature is a named person's, or nobody's.",
            "Give your name under “Who is working”, then do it again.",
        )
    able = [role.label.lower() if role is not Role.MDT_MEMBER else role.label for role in Role if action in MAY[role]]
    raise Forbidden(
        f"The role “{person.role.label}” may not do this ({action.value}).",
        "Who may see or change what is fixed for each role, and what is not listed is refused.",
        f"Ask somebody whose role allows it: {', '.join(able)}.",
    )


def _leave_a_trace(person: Person, action: Action, subject: str) -> None:
    try:
        database = storage.database()
        name = f"refused.{action.value}"
        if database.is_writing or noted_lately(database, person, name, subject):
            return
        with database.writing() as session:
            audit.record(session, person, name, subject)
    except Fault:
        # The refusal stands whether or not it could be written down.
        return
