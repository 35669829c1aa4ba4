"""What is written down and leaves the building: the rationale, the plain-language page, the minutes, the meeting pack.

A document holds everything that its pages are drawn from, so that it can be drawn again and compared.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from eligibility.domain.assessment import Assessment
from eligibility.domain.cited import Frozen
from eligibility.domain.finding import Cite
from eligibility.domain.meeting import AgendaItem, Meeting, Minutes
from eligibility.domain.meeting_case import CaseCard
from eligibility.domain.model_card import ModelCard
from eligibility.domain.ranking import Ranking

Paper = Literal["a4", "us-letter"]
DocumentStatus = Literal["draft", "signed", "superseded"]
Provenance = Literal["entered", "imported", "derived", "model", "MDT"]


class ReasonAgainst(Frozen):
    """One reason against discussing early CAR-T now, with the rule that makes it one."""

    rule: str
    statement: str
    detail: str = ""
    provenance: Provenance = "derived"
    cites: list[Cite] = []


class Rationale(Frozen):
    """An assessment with what speaks against it and what people decided about it.

    `record_id` is the second identifier: the record's own, or a check code of the pseudonym. `data_until` is the day of
    the newest value that was read. `review` is the part of the minutes that concerns this patient alone.
    """

    assessment: Assessment
    record_id: str
    data_until: date | None = None
    against: list[ReasonAgainst] = []
    review: Minutes | None = None
    status: DocumentStatus = "draft"
    model_card: ModelCard | None = None
    paper: Paper = "a4"


class PlainSection(Frozen):
    """A heading with short sentences and points."""

    title: str
    sentences: list[str] = []
    points: list[str] = []


class OfHundred(Frozen):
    """One number as people out of 100, or not known. `low` and `high` are its range."""

    title: str
    words: str
    number: int | None = None
    low: int | None = None
    high: int | None = None


class PlainPage(Frozen):
    """The page for the conversation with the patient: short words, the same 100 people for benefit and for harm."""

    pseudonym: str
    record_id: str
    as_of: date
    is_example: bool = False
    is_synthetic: bool = False
    title: str
    opening: list[str]
    sections: list[PlainSection]
    benefits: list[OfHundred] = []
    harms: list[OfHundred] = []
    numbers_note: list[str] = []
    closing: list[PlainSection] = []
    sources: list[str] = []
    versions: dict[str, str] = {}
    paper: Paper = "a4"


class MinutesDocument(Frozen):
    """The minutes of one meeting, with the versions that drew them up."""

    minutes: Minutes
    paper: Paper = "a4"


class MeetingPack(Frozen):
    """Everything a meeting needs when the network is down: agenda, one card a case, the ranked table by lane.

    `names` gives the pseudonym behind each key of the ranking.
    """

    meeting: Meeting
    agenda: list[AgendaItem] = []
    cards: list[CaseCard] = []
    ranking: Ranking | None = None
    names: dict[str, str] = {}
    paper: Paper = "a4"
