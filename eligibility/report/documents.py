"""Every kind of document: its type, its template, and the one way in which it is drawn and drawn again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from eligibility.domain.document import MeetingPack, MinutesDocument, PlainPage, Rationale
from eligibility.domain.faults import Defect, Fault
from eligibility.report import payload
from eligibility.report.lettering import Lettering
from eligibility.report.minutes_page import minutes_page
from eligibility.report.pack_page import pack_page
from eligibility.report.page import page
from eligibility.report.plain_page import plain_page
from eligibility.report.typesetting import layout, typeset


@dataclass(frozen=True)
class Kind:
    """How one kind of document is read back, worded, laid out and dated. `name` is what a person calls it."""

    name: str
    model: type[BaseModel]
    template: str
    attachment: str
    words: Callable[[Any, str, Lettering], dict[str, Any]]
    day: Callable[[Any], date]


KINDS = {
    "rationale": Kind(
        "rationale", Rationale, "rationale.typ", "rationale.json", page, lambda made: made.assessment.as_of
    ),
    "plain": Kind("page for the patient", PlainPage, "plain.typ", "plain.json", plain_page, lambda made: made.as_of),
    "minutes": Kind(
        "record of a meeting",
        MinutesDocument,
        "minutes.typ",
        "minutes.json",
        minutes_page,
        lambda made: made.minutes.meeting.held_on,
    ),
    "pack": Kind("meeting pack", MeetingPack, "pack.typ", "pack.json", pack_page, lambda made: made.meeting.held_on),
}


def pdf_of(kind: str, document: BaseModel) -> bytes:
    """The document as a PDF. The same document gives the same bytes on any machine, and is never dated by its export.

    Raises Defect when it cannot be laid out.
    """
    return drawn(kind, payload.canonical(document))


def drawn(kind: str, content: dict[str, Any]) -> bytes:
    """The PDF of canonical content: what was exported and what is checked later go through here alike."""
    how, written = KINDS[kind], payload.compact(content)
    document, identity = as_read_back(kind, written), payload.id_of(written)
    attachment = payload.envelope(kind, written, layout())
    try:
        return _typeset(how, document, identity, attachment, Lettering())
    except Defect:
        # A combination of letters that the fonts hold singly; substituting more of them beats no document.
        return _typeset(how, document, identity, attachment, Lettering(only_text_face=True))


def as_read_back(kind: str, written: str) -> Any:
    """The document as anyone reading the attachment gets it; the pages are always drawn from this one.

    Raises Defect where the content does not make a document of this kind.
    """
    try:
        return KINDS[kind].model.model_validate_json(written)
    except ValidationError as error:
        raise _not_a_document() from error


def _typeset(how: Kind, document: Any, identity: str, attachment: str, lettering: Lettering) -> bytes:
    view = {**how.words(document, identity, lettering), "attachment_name": how.attachment, "paper": document.paper}
    return typeset(how.template, view, attachment, how.day(document))


def _not_a_document() -> Fault:
    return Defect(
        "The document cannot be written down and read back as it is.",
        "What cannot be checked later must not leave the building.",
        "Make it again; if it happens again, report it with the patient's pseudonym left out.",
    )
