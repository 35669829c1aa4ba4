"""The MDT meeting: who was there, which cases were discussed, what was decided, by whom, and on what grounds.

Everything here is a record of what people said and did. Nothing in it is decided by the product.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from eligibility.domain.cited import Frozen
from eligibility.domain.faults import Conflict
from eligibility.domain.meeting_case import AssessmentRef, CaseCard, Change

Presence = Literal["present", "remote", "apologies", "absent"]
Agreement = Literal["agrees", "differs"]
ActionState = Literal["open", "done", "dropped"]
RecheckStage = Literal["collection", "lymphodepletion"]
RecheckAnswer = Literal["go_on", "hold", "back_to_meeting"]

PRESENCE_TITLES = {"present": "In the room", "remote": "By video", "apologies": "Apologies", "absent": "Absent"}
AGREEMENT_TITLES = {"agrees": "Agrees with the tool", "differs": "Differs from the tool"}
STAGE_TITLES = {"collection": "Before collection", "lymphodepletion": "Before lymphodepletion"}
RECHECK_TITLES = {
    "go_on": "Nothing stands in the way of the next step",
    "hold": "On hold until it is resolved",
    "back_to_meeting": "Back to the meeting",
}


class Entry(Frozen):
    """What every entry of a meeting carries: its own id, its version, who wrote it, in which role, and when (UTC)."""

    id: str
    version: int = 1
    by: str
    role: str
    at: datetime


class Meeting(Entry):
    """One meeting of the MDT. `own_view_first`: members record their own view before the estimate is revealed.

    A practice meeting lists invented or published examples, and says so wherever it is shown.
    """

    held_on: date
    title: str
    place: str = ""
    own_view_first: bool = False
    is_practice: bool = False
    is_signed: bool = False


class ReadinessWaiver(Frozen):
    """The chair lists an incomplete case all the same, with the reason."""

    by: str
    reason: str
    on: date


class AgendaItem(Entry):
    """A patient on the agenda: the question, what is missing, and where the case stands in the order.

    `patient` is the key of the record and says nothing about the patient. An item that was taken off stays, with why.
    `revealed_by`: who showed the estimate to the room, where the members' own views came first.
    """

    meeting: str
    patient: str
    pseudonym: str
    position: int
    question: str = ""
    proposed_from: str = ""
    missing: list[str] = []
    waiver: ReadinessWaiver | None = None
    revealed_by: str = ""
    taken_off_because: str = ""

    @property
    def is_listed(self) -> bool:
        return not self.taken_off_because

    @property
    def may_be_discussed(self) -> bool:
        """Whether the record is complete enough, or the chair waived what is missing."""
        return self.is_listed and (not self.missing or self.waiver is not None)


class Attendance(Entry):
    """One person of the meeting, in which clinical role, and whether they were there."""

    meeting: str
    name: str
    clinical_role: str
    presence: Presence


class Interest(Entry):
    """An interest that somebody declared, for one case or for the meeting, and how it was handled."""

    meeting: str
    name: str
    what: str
    handling: str
    item: str | None = None


class Quorum(Frozen):
    """Whether everybody whom the rules ask for was there. Without it the record is advice only."""

    is_met: bool
    present: int
    least: int
    missing_roles: list[str] = []

    @property
    def standing(self) -> str:
        """What the record of this meeting is worth."""
        return "Quorate: the outcomes stand as decisions." if self.is_met else "Not quorate: advice only."


class PatientView(Entry):
    """What the patient wants, in words, and who heard it. A case is not decided without it.

    `not_heard_because` is given where nobody could ask; that too is an answer, and the minutes show it.
    """

    item: str
    words: str = ""
    heard_by: str = ""
    heard_on: date | None = None
    not_heard_because: str = ""

    @property
    def is_given(self) -> bool:
        return bool(self.words.strip()) or bool(self.not_heard_because.strip())


class OwnView(Entry):
    """What one member thought before the estimate was revealed."""

    item: str
    name: str
    code: str
    note: str = ""


class Place(Entry):
    """What was said in one of the places that every case has (options not yet used, bridging, slot, funding …)."""

    item: str
    place: str
    answer: str = ""
    words: str = ""


class Outcome(Entry):
    """What the meeting decided about one case, in at most five fields.

    `detail` holds the conditions, or the alternative treatment, whichever the code asks for. `basis` is the assessment
    that lay before the meeting.
    """

    item: str
    code: str
    reasons: list[str]
    words: str = ""
    agreement: Agreement
    why_differs: str = ""
    detail: str = ""
    relist_on: date | None = None
    basis: AssessmentRef


class Refused(Entry):
    """An outcome that came second and was not saved: kept beside the first, so that both people are told."""

    item: str
    seen_version: int | None
    found_version: int
    code: str
    reasons: list[str]
    words: str = ""
    agreement: Agreement
    why_differs: str = ""
    detail: str = ""
    relist_on: date | None = None
    is_settled: bool = False


class OutcomeConflict(Conflict):
    """Two people decided the same case. Carries what is kept and what was just entered, to be shown side by side."""

    def __init__(self, kept: Outcome | None, entered: Refused):
        super().__init__(
            "Somebody else decided this case after you opened it.",
            "Saving yours over theirs would erase it; theirs stands, and yours is kept beside it.",
            "Compare the two below, agree on one, and save that.",
        )
        self.kept, self.entered = kept, entered


class Override(Entry):
    """The meeting differed from the tool: what the tool said, by which rules, and why the meeting saw it otherwise."""

    meeting: str
    item: str
    patient: str
    code: str
    why: str
    overrode: AssessmentRef


class Dissent(Entry):
    """A member who did not share the outcome, and why."""

    item: str
    name: str
    words: str


class ActionItem(Entry):
    """Something to do: what, by whom, until when; open until somebody says it is done or dropped."""

    meeting: str
    item: str | None = None
    patient: str | None = None
    pseudonym: str = ""
    what: str
    owner: str
    due_on: date
    state: ActionState = "open"
    note: str = ""
    closed_on: date | None = None


class SignOff(Entry):
    """The chair confirms the record as it stood. `digest` is the SHA-256 of what was signed."""

    meeting: str
    chair: str
    digest: str
    quorum: Quorum


class Correction(Entry):
    """A correction after sign-off: a new entry beside the old words, never in their place."""

    meeting: str
    item: str | None = None
    field: str
    before: str
    after: str
    reason: str


class Recheck(Entry):
    """The case held against a new assessment before the next irreversible step, with everything that changed."""

    item: str
    stage: RecheckStage
    basis: AssessmentRef
    now: AssessmentRef
    changes: list[Change] = []
    answer: RecheckAnswer
    words: str = ""


class Left(Frozen):
    """A patient who was on the list at the last meeting and is not any more: why, as far as anybody said."""

    patient: str
    pseudonym: str
    was: str
    now: str
    why: str
    by: str = ""
    on: date | None = None
    is_explained: bool = True


class CaseRecord(Frozen):
    """One case of the minutes: what lay before the meeting, and everything that was said and decided."""

    item: AgendaItem
    card: CaseCard
    patient_view: PatientView | None = None
    own_views: list[OwnView] = []
    places: list[Place] = []
    outcome: Outcome | None = None
    outcome_title: str = ""
    refused: list[Refused] = []
    dissents: list[Dissent] = []
    actions: list[ActionItem] = []
    overrides: list[Override] = []
    rechecks: list[Recheck] = []


class Minutes(Frozen):
    """The whole record of one meeting, in the order in which it is read."""

    meeting: Meeting
    attendance: list[Attendance] = []
    interests: list[Interest] = []
    quorum: Quorum
    cases: list[CaseRecord] = []
    taken_off: list[AgendaItem] = []
    left: list[Left] = []
    carried: list[ActionItem] = []
    actions: list[ActionItem] = []
    sign_off: SignOff | None = None
    corrections: list[Correction] = []
    role_titles: dict[str, str] = {}
    code_titles: dict[str, str] = {}
    reason_titles: dict[str, str] = {}
    place_titles: dict[str, str] = {}
