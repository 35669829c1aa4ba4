"""The rationale: one assessment as a tagged PDF that stands on its own."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.domain.faults import Defect
from eligibility.report import payload
from eligibility.report.lettering import Lettering
from eligibility.report.page import page
from eligibility.report.typesetting import layout, typeset

TEMPLATE = "rationale.typ"


def rationale_pdf(assessment: Assessment) -> bytes:
    """The rationale for MDT discussion. The same assessment gives the same bytes on any machine.

    It is dated by the assessment, never by the export. Raises Defect when it cannot be laid out.
    """
    return drawn(payload.canonical(assessment))


def drawn(content: dict[str, Any]) -> bytes:
    """The PDF of canonical content: what was exported and what is checked later go through here alike."""
    assessment, identity = payload.as_read_back(content), payload.document_id(content)
    attachment = payload.envelope(content, layout())
    try:
        return typeset(TEMPLATE, page(assessment, identity, Lettering()), attachment, assessment.as_of)
    except Defect:
        # A combination of letters that the fonts hold singly; substituting more of them beats no document.
        plainest = Lettering(only_text_face=True)
        return typeset(TEMPLATE, page(assessment, identity, plainest), attachment, assessment.as_of)
