"""The rationale: one assessment as a tagged PDF that stands on its own."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.report import payload
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
    assessment = payload.as_read_back(content)
    view = page(assessment, payload.document_id(content))
    return typeset(TEMPLATE, view, payload.envelope(content, layout()), assessment.as_of)
