"""What leaves the building as PDF: rationale, page for the patient, minutes, meeting pack; and the check of a PDF."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import date

from eligibility.domain.assessment import Assessment
from eligibility.domain.document import DocumentStatus, MeetingPack, MinutesDocument, Paper, Rationale
from eligibility.domain.finding import Finding, Value
from eligibility.domain.meeting import AgendaItem, Meeting, Minutes
from eligibility.domain.meeting_case import CaseCard
from eligibility.domain.model_card import ModelCard
from eligibility.domain.ranking import Ranking
from eligibility.report.documents import pdf_of
from eligibility.services.counter_evidence import reasons_against
from eligibility.services.plain_words import plain_words

CHECK_CODE_LENGTH = 8


def rationale_pdf(
    assessment: Assessment,
    *,
    key: str | None = None,
    minutes: Minutes | None = None,
    status: DocumentStatus | None = None,
    model_card: ModelCard | None = None,
    paper: Paper = "a4",
) -> bytes:
    """The rationale for MDT discussion: tagged, dated by the assessment, the same bytes on any machine.

    `key` is the record's own, where it is kept here. Of the `minutes` only this patient's case is taken. Raises Defect
    when it cannot be laid out.
    """
    return pdf_of("rationale", rationale(assessment, key, minutes, status, model_card, paper))


def rationale(
    assessment: Assessment,
    key: str | None = None,
    minutes: Minutes | None = None,
    status: DocumentStatus | None = None,
    model_card: ModelCard | None = None,
    paper: Paper = "a4",
) -> Rationale:
    """Everything that the pages of the rationale are drawn from."""
    review = None if minutes is None else only_this_patient(minutes, key, assessment.patient_id)
    is_signed = review is not None and review.sign_off is not None and _rests_on(review, assessment)
    return Rationale(
        assessment=assessment,
        record_id=record_id(assessment.patient_id, key),
        data_until=newest_value(assessment),
        against=reasons_against(assessment),
        review=review,
        status=status or ("signed" if is_signed else "draft"),
        model_card=model_card,
        paper=paper,
    )


def plain_pdf(assessment: Assessment, *, key: str | None = None, paper: Paper = "a4") -> bytes:
    """One page in plain words for the conversation with the patient. Raises Defect when it cannot be laid out."""
    return pdf_of("plain", plain_words(assessment, record_id(assessment.patient_id, key), paper))


def minutes_pdf(minutes: Minutes, *, paper: Paper = "a4") -> bytes:
    """The minutes of one meeting, with every outcome, dissent and action. Raises Defect when it cannot be laid out."""
    return pdf_of("minutes", MinutesDocument(minutes=minutes, paper=paper))


def meeting_pack_pdf(
    meeting: Meeting,
    cards: Sequence[CaseCard],
    ranking: Ranking | None = None,
    *,
    agenda: Sequence[AgendaItem] = (),
    names: dict[str, str] | None = None,
    paper: Paper = "a4",
) -> bytes:
    """Agenda, one card a case and the ranked table by lane, for a meeting without a network.

    `names` gives the pseudonym behind each key of the ranking that is not on the agenda.
    """
    pack = MeetingPack(
        meeting=meeting, agenda=list(agenda), cards=list(cards), ranking=ranking, names=names or {}, paper=paper
    )
    return pdf_of("pack", pack)


def record_id(patient_id: str, key: str | None) -> str:
    """The second identifier: the first characters of the record's own key, or a check code of the pseudonym.

    The code shows a slip in a pseudonym that was copied by hand; it is nobody's name.
    """
    if key is not None and len(key) == 36:
        return f"record {key[:8]}"
    digest = base64.b32encode(hashlib.sha256(f"check code of {patient_id}".encode()).digest()).decode()
    return f"check code {digest[:4]}-{digest[4:CHECK_CODE_LENGTH]}"


def newest_value(assessment: Assessment) -> date | None:
    """The day of the newest value that any finding has read; None where nothing dated is known."""
    findings: list[Finding] = [*assessment.urgent, *assessment.gates, *assessment.grounds.values()]
    findings += [*assessment.safety, *assessment.readiness]
    days = [value.on for value in _values(findings) if isinstance(value.on, date) and value.value is not None]
    return max(days, default=None)


def only_this_patient(minutes: Minutes, key: str | None, pseudonym: str) -> Minutes | None:
    """The part of the minutes that concerns one patient: nobody else's case, action or name of a record goes along."""
    cases = [
        case
        for case in minutes.cases
        if (case.item.patient == key if key is not None else case.item.pseudonym == pseudonym)
    ]
    if not cases:
        return None
    items = {case.item.id for case in cases}
    return minutes.model_copy(
        update={
            "cases": cases,
            "interests": [each for each in minutes.interests if each.item is None or each.item in items],
            "corrections": [each for each in minutes.corrections if each.item in items],
            "taken_off": [],
            "left": [],
            "carried": [],
            "actions": [],
        }
    )


def _rests_on(review: Minutes, assessment: Assessment) -> bool:
    """Whether what was signed was decided on this very assessment, as far as its day and its rules can tell."""
    (case,) = review.cases
    if case.outcome is None:
        return False
    basis, profile = case.outcome.basis, assessment.versions.get("profile") or {}
    rules = (basis.profile_hash, basis.knowledge)
    return basis.as_of == assessment.as_of and rules == (profile.get("hash"), assessment.versions.get("knowledge"))


def _values(findings: Sequence[Finding]) -> list[Value]:
    return [value for each in findings for value in (*each.values, *_values(each.parts))]
